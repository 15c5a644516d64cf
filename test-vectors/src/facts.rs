//! What is known of the card that [`world::issue`](crate::world::issue) makes: its names, its
//! files, its values. Checking a card, or making commands for one, does not need to know how it is
//! issued.

use apdu_spec::file::FileId;

/// DF names.
pub const NAMES: [&[u8]; 2] =
    [&[0xA0, 0x00, 0x00, 0x00, 0xD1, 0x01], &[0xA0, 0x00, 0x00, 0x00, 0xD1, 0x02]];

/// Every file identifier, and some that are nowhere.
pub const FILES: [FileId; 22] = [
    0x3F00, 0x2F00, 0x2F01, 0x0010, 0x0011, 0x0012, 0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006,
    0xD101, 0x0018, 0x001B, 0x0017, 0x001A, 0x0015, 0x0016, 0x000A, 0xD102, 0xD201,
];

/// PINs by reference, with their values.
pub const PINS: [(u8, &[u8]); 4] =
    [(0x11, b"1234"), (0x12, b"87654321"), (0x98, b"1111"), (0x9B, b"ABC123")];

/// An EF whose access rules do not let everybody read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProtectedFile {
    /// Its path from the MF.
    pub path: &'static [FileId],
    /// What it holds, again and again: nothing else on the card looks so.
    pub mark: [u8; 8],
    /// References of the PINs or keys, from its DF, that must all be verified or authenticated;
    /// `None` when its rule is NEVER.
    pub opened_by: Option<&'static [u8]>,
}

/// The EFs that not everybody may read.
pub const PROTECTED_FILES: [ProtectedFile; 6] = [
    ProtectedFile { path: &[0x0001], mark: *b"~mf-one~", opened_by: Some(&[0x11]) },
    ProtectedFile { path: &[0x0005], mark: *b"~mf-rec~", opened_by: Some(&[0x11]) },
    ProtectedFile { path: &[0xD101, 0x000A], mark: *b"~one-pin", opened_by: Some(&[0x98]) },
    ProtectedFile { path: &[0xD101, 0x000B], mark: *b"~twopins", opened_by: Some(&[0x98, 0x9B]) },
    ProtectedFile { path: &[0xD101, 0x000C], mark: *b"~nobody~", opened_by: None },
    ProtectedFile { path: &[0xD101, 0x000D], mark: *b"~by-key~", opened_by: Some(&[0x96]) },
];

/// The value of the AES key 0016 in DF D101, for EXTERNAL AUTHENTICATE.
pub const EXTERNAL_KEY: [u8; 16] = *b"~external-key-1~";
/// The value of the AES key 0015 in DF D101, for INTERNAL AUTHENTICATE.
pub const INTERNAL_KEY: [u8; 16] = *b"~internal-key-2~";
