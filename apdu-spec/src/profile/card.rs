//! What every card has before any application: its profile, identity, administrator key. All of it
//! is ours but for the two token labels and the ATR by which programs know the card family.

use crate::file::Algorithm;

/// A generation of the card: which key pairs it makes, what it answers to reset, how its token is
/// labelled, which applications it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// As the Individual Number Card of 2016: what today's JPKI programs are written for.
    MyNumber,
    /// As the Basic Resident Registration Card of 2009.
    Juki,
    /// This project's own: elliptic curves, and the PKCS#15 view for programs that know no JPKI.
    P256,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::MyNumber, Self::Juki, Self::P256];

    /// Its name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::MyNumber => "mynumber",
            Self::Juki => "juki",
            Self::P256 => "p256",
        }
    }

    /// The profile of this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.id() == id)
    }

    /// The key pairs it makes by default.
    #[must_use]
    pub const fn keys(self) -> KeyType {
        match self {
            Self::MyNumber | Self::Juki => KeyType::Rsa2048,
            Self::P256 => KeyType::P256,
        }
    }

    /// Its default answer to reset.
    #[must_use]
    pub const fn atr(self) -> &'static [u8] {
        match self {
            Self::MyNumber | Self::Juki => &JPKI_ATR,
            Self::P256 => &ATR,
        }
    }

    /// The label in its token information (both public).
    #[must_use]
    pub const fn token_label(self) -> &'static str {
        match self {
            Self::MyNumber => "JPKIAPICCTOKEN2",
            Self::Juki | Self::P256 => "JPKIAPICCTOKEN",
        }
    }

    const fn to_byte(self) -> u8 {
        match self {
            Self::MyNumber => 0x16,
            Self::Juki => 0x09,
            Self::P256 => 0x26,
        }
    }

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.to_byte() == byte)
    }
}

/// The kind of a card's key pairs. Every certificate of a chain is of one kind, so that a client
/// meets no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyType {
    /// RSA of 2048 bits: what today's JPKI programs know.
    Rsa2048,
    /// ECDSA on NIST P-256.
    P256,
}

impl KeyType {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Rsa2048, Self::P256];

    /// Its name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Rsa2048 => "rsa2048",
            Self::P256 => "p256",
        }
    }

    /// The type of this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|keys| keys.id() == id)
    }

    /// The algorithm of its keys on the card.
    #[must_use]
    pub const fn algorithm(self) -> Algorithm {
        match self {
            Self::Rsa2048 => Algorithm::Rsa2048,
            Self::P256 => Algorithm::P256,
        }
    }

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|keys| keys.algorithm().to_byte() == byte)
    }
}

/// What was fixed before the card is issued: DO `46`, pre-issuing data, in EF.ATR/INFO (ISO/IEC
/// 7816-4:2020, 12.2.2; its coding is ours): profile, key algorithm, flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreIssuingData {
    /// Which generation it is to be issued as.
    pub profile: Profile,
    /// Which key pairs it makes.
    pub keys: KeyType,
    /// Its random numbers come from a published seed: for tests, and never to be trusted.
    pub seeded: bool,
}

impl PreIssuingData {
    /// Length of its coding in bytes.
    pub const LEN: usize = 3;
    /// Its tag in EF.ATR/INFO.
    pub const TAG: u8 = 0x46;
    const SEEDED: u8 = 0x01;

    /// What holds for a card whose EF.ATR/INFO has no pre-issuing data: a card of this project.
    pub const DEFAULT: Self = Self::of(Profile::P256);

    /// A card of this profile, with what belongs to it.
    #[must_use]
    pub const fn of(profile: Profile) -> Self {
        Self { profile, keys: profile.keys(), seeded: false }
    }

    /// Has it the PKCS#15 view?
    #[must_use]
    pub const fn has_pkcs15(self) -> bool {
        // The view names ECDSA keys: OpenSC's driver for it takes no others of us.
        matches!((self.profile, self.keys), (Profile::P256, KeyType::P256))
    }

    /// Does a card access number open a session of it? The public layouts of the other profiles
    /// have none.
    #[must_use]
    pub const fn has_can(self) -> bool {
        matches!(self.profile, Profile::P256)
    }

    /// The value of the data object.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; Self::LEN] {
        let flags = if self.seeded { Self::SEEDED } else { 0 };
        [self.profile.to_byte(), self.keys.algorithm().to_byte(), flags]
    }

    /// Reads the value; `None` for values that are not of this project.
    #[must_use]
    pub fn parse(value: &[u8]) -> Option<Self> {
        let [profile, keys, flags] = *value else { return None };
        Some(Self {
            profile: Profile::from_byte(profile)?,
            keys: KeyType::from_byte(keys)?,
            seeded: match flags {
                0 => false,
                Self::SEEDED => true,
                _ => return None,
            },
        })
    }
}

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
/// key. An AES-128 key for MUTUAL AUTHENTICATE. While a file is being built, its holder may do
/// everything but read secrets. It has no error counter: one of 2^128 values is not guessed, and a
/// counter would let anybody with a reader block the card for ever. (Cards of earlier versions had
/// one of 15 tries, and a key for EXTERNAL AUTHENTICATE alone.)
pub const ADMINISTRATOR_KEY: u16 = 0x0010;

/// Reference of the administrator key.
pub const ADMINISTRATOR_REFERENCE: u8 = 0x10;

/// Reference of the resetting code (PUK) in the MF, on cards that have one.
pub const PUK_REFERENCE: u8 = 0x02;

/// Reference of the card access number in the MF, on cards that have one.
pub const CAN_REFERENCE: u8 = 0x03;

/// The published transport key that a virtual card is made with unless it is given another one.
/// Known to everybody: it protects nothing.
pub const TEST_TRANSPORT_KEY: [u8; 16] = *b"JUKI TEST KEY 01";

/// The ATR by which OpenSC recognises a JPKI card before it tries one (public).
pub const JPKI_ATR: [u8; 9] = [0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14];

/// The ATR of OpenSC's "OsEID" card (public): for machines that read this project's PKCS#15 view
/// with a configuration of OpenSC that nobody may touch.
pub const OSEID_ATR: [u8; 10] = [0x3B, 0x85, 0x80, 0x01, 0x4F, 0x73, 0x45, 0x49, 0x44, 0x70];

/// The ATR of a card of this project: T=1, historical bytes in COMPACT-TLV with card capabilities
/// (`73`) and the name JUKI (`54`).
pub const ATR: [u8; 15] =
    [0x3B, 0x8A, 0x80, 0x01, 0x80, 0x73, 0xF7, 0x01, 0xF3, 0x54, 0x4A, 0x55, 0x4B, 0x49, 0xB4];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_fixed_reads_back_and_nothing_else_is_taken_for_it() {
        for profile in Profile::ALL {
            for keys in KeyType::ALL {
                for seeded in [false, true] {
                    let said = PreIssuingData { profile, keys, seeded };
                    assert_eq!(PreIssuingData::parse(&said.to_bytes()), Some(said));
                }
            }
        }
        for wrong in [&b""[..], &[0x26, 0x11], &[0x26, 0x11, 2], &[0, 0x11, 0], &[0x26, 1, 0]] {
            assert_eq!(PreIssuingData::parse(wrong), None);
        }
    }

    #[test]
    fn the_check_byte_of_every_atr_is_right() {
        for atr in [&JPKI_ATR[..], &ATR, &OSEID_ATR] {
            let sum = atr[1..].iter().fold(0, |sum, byte| sum ^ byte);
            // An ATR that offers T=1 ends in a check byte TCK.
            assert_eq!(sum, 0, "{atr:02X?}");
        }
    }
}
