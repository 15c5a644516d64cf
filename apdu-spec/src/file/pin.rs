//! Parameters of a PIN (our coding, in `A5`).

use crate::tlv::{self, Writer};

use super::{byte, is_made_of};

/// Which values a PIN may take (our coding, DO `84` in `A5`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Any bytes.
    Any,
    /// ASCII digits.
    Digits,
    /// `A`-`Z` and `0`-`9`, at least one letter and one digit (signing password of JPKI).
    UpperAlphanumeric,
}

impl Alphabet {
    /// Its code.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Any => 0,
            Self::Digits => 1,
            Self::UpperAlphanumeric => 2,
        }
    }

    /// The alphabet with this code.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0 => Self::Any,
            1 => Self::Digits,
            2 => Self::UpperAlphanumeric,
            _ => return None,
        })
    }

    /// Is this a value of the alphabet?
    #[must_use]
    pub fn admits(self, value: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Digits => value.iter().all(u8::is_ascii_digit),
            Self::UpperAlphanumeric => {
                value.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
                    && value.iter().any(u8::is_ascii_digit)
                    && value.iter().any(u8::is_ascii_uppercase)
            }
        }
    }
}

/// How a PIN with its verification requirement enabled answers VERIFY without data. One that is
/// disabled answers `9000` in both ways: nothing is to be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// Always `63Cx`, also when verified; `63C0` when blocked (what JPKI clients need).
    Tries,
    /// `9000` when verified, `6983` when blocked, else `63Cx` (ISO/IEC 7816-4:2020, 11.6.6).
    Iso,
}

/// Parameters of a PIN (our coding, in `A5`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Tries after a right value, 1 to 15 (DO `80`).
    pub tries: u8,
    /// Shortest value in bytes, 1 to 16 (DO `83`, first byte).
    pub min: u8,
    /// Longest value in bytes, 1 to 16 (DO `83`, second byte).
    pub max: u8,
    /// Its alphabet (DO `84`).
    pub alphabet: Alphabet,
    /// Its answer to a query (DO `85`, 1 for ISO).
    pub query: Query,
    /// The verification requirement is disabled (DO `86`, 1): it satisfies every access rule but
    /// its own (DISABLE and ENABLE VERIFICATION REQUIREMENT).
    pub disabled: bool,
}

/// Longest value of a PIN in bytes.
pub const PIN_MAX: usize = 16;

impl Pin {
    /// May this be its value?
    #[must_use]
    pub fn admits(&self, value: &[u8]) -> bool {
        let length = value.len();
        (usize::from(self.min)..=usize::from(self.max)).contains(&length)
            && self.alphabet.admits(value)
    }
}

impl Pin {
    pub(super) fn encode(&self, writer: &mut Writer<'_>) {
        writer.tlv(0x80u8, &[self.tries]);
        writer.tlv(0x83u8, &[self.min, self.max]);
        writer.tlv(0x84u8, &[self.alphabet.to_byte()]);
        if self.query == Query::Iso {
            writer.tlv(0x85u8, &[1]);
        }
        if self.disabled {
            writer.tlv(0x86u8, &[1]);
        }
    }

    pub(super) fn parse(template: &[u8]) -> Option<Self> {
        if !is_made_of(template, &[0x80, 0x83, 0x84, 0x85, 0x86]) {
            return None;
        }
        let [min, max] = *tlv::find(template, 0x83u8)? else {
            return None;
        };
        let in_range = 1 <= min && min <= max && usize::from(max) <= PIN_MAX;
        let query = match tlv::find(template, 0x85u8) {
            None | Some([0]) => Query::Tries,
            Some([1]) => Query::Iso,
            Some(_) => return None,
        };
        let disabled = match tlv::find(template, 0x86u8) {
            None | Some([0]) => false,
            Some([1]) => true,
            Some(_) => return None,
        };
        let pin = Self {
            tries: byte(template, 0x80)?,
            min,
            max,
            alphabet: Alphabet::from_byte(byte(template, 0x84)?)?,
            query,
            disabled,
        };
        (in_range && matches!(pin.tries, 1..=15)).then_some(pin)
    }
}
