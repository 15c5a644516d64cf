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
    /// Tries after a right value, 1 to 15 (DO `80`); 0 without a counter, for what is printed on
    /// the card and opens nothing by itself ([`PacePassword::may_be_uncounted`]).
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
    /// It is this password of PACE (DO `87`): a PIN of the MF, one of each.
    pub pace: Option<PacePassword>,
}

/// A password of PACE, by its number (BSI TR-03110 part 3, B.11.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacePassword {
    /// Of the machine-readable zone. Its value is the key that is derived from that, of 16 bytes:
    /// the zone itself is longer than a PIN (ours).
    Mrz = 1,
    /// The card access number.
    Can = 2,
    /// The holder's PIN.
    Pin = 3,
    /// The PIN unblocking key.
    Puk = 4,
}

impl PacePassword {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Mrz, Self::Can, Self::Pin, Self::Puk];

    /// Its number.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        self as u8
    }

    /// The password with this number.
    #[must_use]
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|password| password.to_byte() == byte)
    }

    /// May wrong values of it be left uncounted? A counter on what stands on the card would let
    /// anybody near it block it.
    #[must_use]
    pub const fn may_be_uncounted(self) -> bool {
        matches!(self, Self::Mrz | Self::Can)
    }
}

/// The data object of the password number.
const PASSWORD_NUMBER: u8 = 0x87;

/// Length of the key that the password of the machine-readable zone is, in bytes.
const PACE_KEY_LEN: u8 = 16;

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
        if self.tries != 0 {
            writer.tlv(0x80u8, &[self.tries]);
        }
        writer.tlv(0x83u8, &[self.min, self.max]);
        writer.tlv(0x84u8, &[self.alphabet.to_byte()]);
        if self.query == Query::Iso {
            writer.tlv(0x85u8, &[1]);
        }
        if self.disabled {
            writer.tlv(0x86u8, &[1]);
        }
        if let Some(password) = self.pace {
            writer.tlv(PASSWORD_NUMBER, &[password.to_byte()]);
        }
    }

    pub(super) fn parse(template: &[u8]) -> Option<Self> {
        if !is_made_of(template, &[0x80, 0x83, 0x84, 0x85, 0x86, PASSWORD_NUMBER]) {
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
        let pace = match tlv::find(template, PASSWORD_NUMBER) {
            None => None,
            Some([number]) => Some(PacePassword::from_byte(*number)?),
            Some(_) => return None,
        };
        let tries = match tlv::find(template, 0x80u8) {
            None if pace?.may_be_uncounted() => 0,
            Some([tries @ 1..=15]) => *tries,
            _ => return None,
        };
        let pin = Self {
            tries,
            min,
            max,
            alphabet: Alphabet::from_byte(byte(template, 0x84)?)?,
            query,
            disabled,
            pace,
        };
        let is_key = (min, max) == (PACE_KEY_LEN, PACE_KEY_LEN);
        (in_range && (pace != Some(PacePassword::Mrz) || is_key)).then_some(pin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_on_the_card_may_be_without_a_counter() {
        let tries = |number: u8| Pin::parse(&[0x83, 2, 6, 6, 0x84, 1, 1, 0x87, 1, number]);
        assert_eq!(tries(2).map(|pin| pin.tries), Some(0));
        assert_eq!(tries(3), None, "a PIN");
        assert_eq!(tries(4), None, "a PUK");
        assert_eq!(Pin::parse(&[0x83, 2, 6, 6, 0x84, 1, 1]), None, "no password of PACE");
        for (tries, counted) in [(0, None), (1, Some(1)), (15, Some(15)), (16, None)] {
            let template = [0x80, 1, tries, 0x83, 2, 6, 6, 0x84, 1, 1, 0x87, 1, 2];
            assert_eq!(Pin::parse(&template).map(|pin| pin.tries), counted);
        }
    }

    #[test]
    fn a_password_has_one_of_four_numbers_and_that_of_the_zone_is_a_key() {
        for number in 0..=0xFF {
            let pin = |min, max| {
                Pin::parse(&[0x80, 1, 3, 0x83, 2, min, max, 0x84, 1, 0, 0x87, 1, number])
            };
            let pace = PacePassword::from_byte(number);
            assert_eq!(pace.is_some(), (1..=4).contains(&number));
            assert_eq!(pin(16, 16).and_then(|pin| pin.pace), pace);
            assert_eq!(pin(6, 16).is_some(), (2..=4).contains(&number), "{number}");
        }
        assert_eq!(Pin::parse(&[0x80, 1, 3, 0x83, 2, 6, 6, 0x84, 1, 0, 0x87, 2, 0, 2]), None);
    }
}
