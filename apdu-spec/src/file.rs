//! File control parameters (ISO/IEC 7816-4:2020, 7.4): what a file is, how CREATE FILE codes it and
//! how SELECT answers it.

mod certificate;
mod coding;
mod control;
mod environment;
mod key;
mod life;
mod pin;
mod public_key;

pub use certificate::{Certificate, Day, KEY_NAME_MAX, POINT_LEN, Role};
pub use coding::{DataCoding, WriteBehaviour};
pub use control::FileControlParameters;
pub use environment::{ENVIRONMENT_MAX, StoredKey};
pub use key::{Algorithm, Key, RSA_EXPONENT, Usage};
pub use life::{LifeCycle, LifeCycleObject, LifeRow, Operation, TABLE as LIFE_TABLE};
pub use pin::{Alphabet, PIN_MAX, PacePassword, Pin, Query};
pub use public_key::PublicKey;

use crate::tlv::{self, Tag};

/// A file identifier, two bytes.
pub type FileId = u16;

/// The master file.
pub const MF: FileId = 0x3F00;
/// In a path: the current DF.
pub const CURRENT_DF: FileId = 0x3FFF;
/// EF.DIR: one application template per application.
pub const EF_DIR: FileId = 0x2F00;
/// EF.ATR/INFO: what the card can do.
pub const EF_ATR_INFO: FileId = 0x2F01;

/// Longest record in bytes (ours; what fits an item of the card's storage with room to spare).
pub const RECORD_MAX: u16 = 2048;

/// Most records of a file: numbers 1 to 254.
pub const RECORDS_MAX: u8 = 254;

/// The template tags of SELECT and CREATE FILE.
pub const FCP: Tag = Tag::new(0x62);
/// File management data.
pub const FMD: Tag = Tag::new(0x64);
/// File control information.
pub const FCI: Tag = Tag::new(0x6F);

/// A short EF identifier, 1 to 30.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sfi(u8);

impl Sfi {
    /// The identifier with this number; `None` outside 1 to 30.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if matches!(number, 1..=30) { Some(Self(number)) } else { None }
    }

    /// What a file gets when its FCP has no `88`: the low five bits of its identifier
    /// (ISO/IEC 7816-4:2020, 7.4.4), if they make one.
    #[must_use]
    pub const fn of(file: FileId) -> Option<Self> {
        Self::new((file & 0x1F) as u8)
    }

    /// 1 to 30.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// What a file is: category and structure of its descriptor byte (ISO/IEC 7816-4:2020, table 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A dedicated file.
    Df,
    /// A sequence of bytes.
    Transparent,
    /// Records of one size, record 1 the oldest.
    LinearFixed,
    /// Records of up to a size.
    LinearVariable,
    /// A ring of records of one size, record 1 the newest.
    Cyclic,
    /// A PIN (internal EF, `08`).
    Pin,
    /// A key (internal EF, `09`).
    Key,
    /// A stored security environment (internal EF, `08`, with DO `87` of `01` in `A5`).
    Environment,
}

impl Kind {
    /// The file descriptor byte.
    #[must_use]
    pub const fn descriptor(self) -> u8 {
        match self {
            Self::Df => 0x38,
            Self::Transparent => 0x01,
            Self::LinearFixed => 0x02,
            Self::LinearVariable => 0x04,
            Self::Cyclic => 0x06,
            Self::Pin | Self::Environment => 0x08,
            Self::Key => 0x09,
        }
    }

    /// The kind with this descriptor byte (`08` is a PIN here); the shareable bit is accepted and
    /// dropped (every file is shareable). The bit for simple-TLV records is beside it in
    /// [`FileControlParameters`].
    #[must_use]
    pub const fn from_descriptor(byte: u8) -> Option<Self> {
        Some(match byte & 0xBF {
            0x38 => Self::Df,
            0x01 => Self::Transparent,
            0x02 | 0x03 => Self::LinearFixed,
            0x04 | 0x05 => Self::LinearVariable,
            0x06 | 0x07 => Self::Cyclic,
            0x08 => Self::Pin,
            0x09 => Self::Key,
            _ => return None,
        })
    }

    /// What it is for the table of life cycles (the MF is [`LifeCycleObject::Card`]).
    #[must_use]
    pub const fn object(self) -> LifeCycleObject {
        match self {
            Self::Df => LifeCycleObject::Df,
            Self::Transparent
            | Self::LinearFixed
            | Self::LinearVariable
            | Self::Cyclic
            | Self::Environment => LifeCycleObject::Ef,
            Self::Pin => LifeCycleObject::Pin,
            Self::Key => LifeCycleObject::Key,
        }
    }

    /// Linear or cyclic.
    #[must_use]
    pub const fn has_records(self) -> bool {
        matches!(self, Self::LinearFixed | Self::LinearVariable | Self::Cyclic)
    }

    /// A PIN, key or stored environment: never read or updated as a file.
    #[must_use]
    pub const fn is_internal(self) -> bool {
        matches!(self, Self::Pin | Self::Key | Self::Environment)
    }
}

/// Parameters that depend on the kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindParameters {
    /// A DF, with the number of bytes nothing is reserved for.
    Df,
    /// A transparent EF of this many bytes (DO `80`).
    Transparent {
        /// Size in bytes, 0 to 65535.
        size: u16,
    },
    /// A linear or cyclic EF.
    Records {
        /// Longest record, or the length of all, in bytes, 1 to [`RECORD_MAX`].
        length: u16,
        /// Most records, 1 to 254.
        count: u8,
    },
    /// A PIN.
    Pin(Pin),
    /// A key.
    Key(Key),
    /// A stored security environment.
    Environment,
}

/// What an internal EF `08` holds when it is no PIN (our coding, DO `87` in `A5`): a stored
/// security environment.
const ENVIRONMENT: u8 = 0x01;

/// Is a template made of these data objects, each at most once, and nothing else?
fn is_made_of(template: &[u8], tags: &[u8]) -> bool {
    let mut seen = 0u32;
    tlv::Reader::new(template).all(|object| {
        let known = object
            .ok()
            .and_then(|object| tags.iter().position(|tag| Tag::from(*tag) == object.tag));
        let bit = known.map_or(0, |at| 1 << at);
        let is_new = bit != 0 && seen & bit == 0;
        seen |= bit;
        is_new
    })
}

/// The one byte of a data object of a template.
fn byte(template: &[u8], tag: u8) -> Option<u8> {
    match tlv::find(template, tag)? {
        [byte] => Some(*byte),
        _ => None,
    }
}
