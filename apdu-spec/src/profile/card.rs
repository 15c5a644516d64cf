//! What every card has before any application: identity, administrator key. All of it is ours.

/// What the face of a card shows, and so which codes open it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardType {
    /// No photo: name, municipality, expiry.
    A,
    /// With a photo, address, birth date and sex.
    B,
}

/// Length in bytes of a card's serial number: ASCII letters and digits.
pub const SERIAL_LEN: usize = 15;

/// GET DATA in the MF: the serial number of the card (ISO/IEC 7816-6 "card issuer's data"; its
/// use for the serial number is ours). Free to read in every state.
pub const SERIAL_TAG: u16 = 0x0045;

/// File identifier of the administrator key in the MF: the transport key, later the card's issuer
/// key. An external AES-128 key; while a file is being built, its holder may do everything but
/// read secrets.
pub const ADMINISTRATOR_KEY: u16 = 0x0010;

/// Reference of the administrator key.
pub const ADMINISTRATOR_REFERENCE: u8 = 0x10;

/// Reference of the resetting code (PUK) in the MF, on cards that have one.
pub const PUK_REFERENCE: u8 = 0x02;

/// Wrong authentications after which the administrator key is blocked. A card whose key is
/// blocked stays readable and usable, but is never changed again: it is replaced, as a real one
/// would be.
pub const ADMINISTRATOR_TRIES: u8 = 15;

/// The published transport key that a virtual card is made with unless it is given another one.
/// Known to everybody: it protects nothing.
pub const TEST_TRANSPORT_KEY: [u8; 16] = *b"JUKI TEST KEY 01";

/// The ATR of a card of this project: T=1, historical bytes in COMPACT-TLV with card capabilities
/// (`73`) and the name JUKI (`54`).
pub const ATR: [u8; 15] =
    [0x3B, 0x8A, 0x80, 0x01, 0x80, 0x73, 0xF7, 0x01, 0xF3, 0x54, 0x4A, 0x55, 0x4B, 0x49, 0xB4];
