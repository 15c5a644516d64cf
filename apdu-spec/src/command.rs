//! Command APDUs (ISO/IEC 7816-4:2020, 5.2): the seven cases, short and extended length.

use core::ops::Range;

use crate::class::Class;
use crate::status::StatusWord;

/// The Le field: how many bytes the host expects in the response data field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Le {
    /// No Le field (cases 1, 3): no response data.
    Absent,
    /// `00` or `0000`: whatever is there, up to 256 (short) or 65536 (extended) bytes.
    Any,
    /// Exactly this many, 1 to 65535.
    Exact(u16),
}

/// Which coding of lengths an APDU uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Lc of one byte, Le of one byte.
    Short,
    /// Lc of three bytes, Le of two or three.
    Extended,
}

/// A command APDU, borrowed from the bytes that came. The data field is not parsed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Command<'a> {
    /// The parsed class byte.
    pub class: Class,
    /// The instruction byte INS.
    pub ins: u8,
    /// First parameter byte.
    pub p1: u8,
    /// Second parameter byte.
    pub p2: u8,
    /// The data field, 0 to 65535 bytes.
    pub data: &'a [u8],
    /// The Le field.
    pub le: Le,
    /// Short or extended coding; the answer is limited by it.
    pub length: Length,
}

impl<'a> Command<'a> {
    /// Reads a command APDU, whichever of the seven cases it is.
    ///
    /// # Errors
    /// `6700` when there is no whole header, `6E00` for an invalid class byte, `6700` when the
    /// lengths do not add up: in this order.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, StatusWord> {
        let (header, body) = bytes.split_first_chunk::<4>().ok_or(StatusWord::WRONG_LENGTH)?;
        let [cla, ins, p1, p2] = *header;
        let class = Class::parse(cla)?;
        let (data, le, length) = match body {
            [] => (&[][..], Le::Absent, Length::Short),
            [le] => (&[][..], short_le(*le), Length::Short),
            [0, le @ ..] if le.len() == 2 => {
                (&[][..], extended_le(le).ok_or(StatusWord::WRONG_LENGTH)?, Length::Extended)
            }
            [0, high, low, rest @ ..] => {
                let lc = usize::from(u16::from_be_bytes([*high, *low]));
                let (data, le) = rest.split_at_checked(lc).ok_or(StatusWord::WRONG_LENGTH)?;
                if lc == 0 {
                    return Err(StatusWord::WRONG_LENGTH);
                }
                let le = if le.is_empty() {
                    Le::Absent
                } else {
                    extended_le(le).ok_or(StatusWord::WRONG_LENGTH)?
                };
                (data, le, Length::Extended)
            }
            [lc, rest @ ..] => {
                let (data, le) =
                    rest.split_at_checked(usize::from(*lc)).ok_or(StatusWord::WRONG_LENGTH)?;
                match le {
                    _ if *lc == 0 => return Err(StatusWord::WRONG_LENGTH),
                    [] => (data, Le::Absent, Length::Short),
                    [le] => (data, short_le(*le), Length::Short),
                    _ => return Err(StatusWord::WRONG_LENGTH),
                }
            }
        };
        Ok(Self { class, ins, p1, p2, data, le, length })
    }

    /// Writes the command APDU to the start of `out` and gives it back; `None` when it does not
    /// fit, when the data field is longer than 65535 bytes, or longer than 255 bytes in short
    /// coding.
    #[must_use]
    pub fn encode<'o>(&self, out: &'o mut [u8]) -> Option<&'o [u8]> {
        let mut at = 0;
        let mut put = |bytes: &[u8]| -> Option<()> {
            out.get_mut(at..)?.get_mut(..bytes.len())?.copy_from_slice(bytes);
            at += bytes.len();
            Some(())
        };
        put(&[self.class.to_byte(), self.ins, self.p1, self.p2])?;
        match self.length {
            Length::Short => {
                if !self.data.is_empty() {
                    put(&[u8::try_from(self.data.len()).ok()?])?;
                    put(self.data)?;
                }
                match self.le {
                    Le::Absent => {}
                    Le::Any => put(&[0])?,
                    Le::Exact(256) => put(&[0])?,
                    Le::Exact(le) => put(&[u8::try_from(le).ok()?])?,
                }
            }
            Length::Extended => {
                if !self.data.is_empty() {
                    put(&[0])?;
                    put(&u16::try_from(self.data.len()).ok()?.to_be_bytes())?;
                    put(self.data)?;
                }
                if self.data.is_empty() && self.le != Le::Absent {
                    put(&[0])?;
                }
                match self.le {
                    Le::Absent => {}
                    Le::Any => put(&[0, 0])?,
                    Le::Exact(le) => put(&le.to_be_bytes())?,
                }
            }
        }
        out.get(..at)
    }

    /// Ne: the most bytes the response data field may have. 0 without an Le field.
    #[must_use]
    pub const fn ne(&self) -> usize {
        match (self.le, self.length) {
            (Le::Absent, _) => 0,
            (Le::Any, Length::Short) => 256,
            (Le::Any, Length::Extended) => 65536,
            (Le::Exact(le), _) => le as usize,
        }
    }

    /// Where the data field is in the bytes of the command APDU.
    #[must_use]
    pub const fn data_range(&self) -> Range<usize> {
        let start = match self.length {
            Length::Short => 5,
            Length::Extended => 7,
        };
        start..start + self.data.len()
    }

    /// The same command without its data field, for who changes the bytes that it is in.
    #[must_use]
    pub const fn without_data(&self) -> Command<'static> {
        let Self { class, ins, p1, p2, le, length, .. } = *self;
        Command { class, ins, p1, p2, data: &[], le, length }
    }

    /// P1-P2 as one number, P1 in the upper byte.
    #[must_use]
    pub const fn p1_p2(&self) -> u16 {
        u16::from_be_bytes([self.p1, self.p2])
    }
}

/// The data field may hold a secret: only its length is shown.
impl core::fmt::Debug for Command<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { class, ins, p1, p2, data, le, length } = self;
        let cla = class.to_byte();
        write!(f, "Command {{ {cla:02X} {ins:02X} {p1:02X} {p2:02X}, ")?;
        write!(f, "data: {} bytes, le: {le:?}, {length:?} }}", data.len())
    }
}

const fn short_le(byte: u8) -> Le {
    if byte == 0 { Le::Any } else { Le::Exact(byte as u16) }
}

fn extended_le(bytes: &[u8]) -> Option<Le> {
    let le = u16::from_be_bytes(<[u8; 2]>::try_from(bytes).ok()?);
    Some(if le == 0 { Le::Any } else { Le::Exact(le) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    fn parsed(hex: &[u8]) -> (usize, Le, Length) {
        let command = Command::parse(hex).unwrap();
        (command.data.len(), command.le, command.length)
    }

    #[test]
    fn the_seven_cases() {
        assert_eq!(parsed(&[0, 1, 2, 3]), (0, Le::Absent, Length::Short), "case 1");
        assert_eq!(parsed(&[0, 1, 2, 3, 0]), (0, Le::Any, Length::Short), "case 2S");
        assert_eq!(parsed(&[0, 1, 2, 3, 1, 9]), (1, Le::Absent, Length::Short), "case 3S");
        assert_eq!(parsed(&[0, 1, 2, 3, 1, 9, 5]), (1, Le::Exact(5), Length::Short), "case 4S");
        assert_eq!(parsed(&[0, 1, 2, 3, 0, 1, 0]), (0, Le::Exact(256), Length::Extended), "2E");
        assert_eq!(parsed(&[0, 1, 2, 3, 0, 0, 1, 9]), (1, Le::Absent, Length::Extended), "3E");
        assert_eq!(parsed(&[0, 1, 2, 3, 0, 0, 1, 9, 0, 0]), (1, Le::Any, Length::Extended), "4E");
    }

    #[test]
    fn lengths_that_do_not_add_up_are_6700() {
        for bytes in [
            &[][..],
            &[0, 1, 2],
            &[0, 1, 2, 3, 2, 9],
            &[0, 1, 2, 3, 1, 9, 0, 0],
            &[0, 1, 2, 3, 0, 0, 0, 9],
            &[0, 1, 2, 3, 0, 0, 2, 9],
            &[0, 1, 2, 3, 0, 0, 1, 9, 0],
            &[0, 1, 2, 3, 0, 0, 1, 9, 0, 0, 0],
        ] {
            assert_eq!(Command::parse(bytes), Err(StatusWord::WRONG_LENGTH), "{bytes:02X?}");
        }
    }

    proptest! {
        #![proptest_config(crate::random::config())]

        #[test]
        fn what_parses_encodes_to_the_same_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            if let Ok(command) = Command::parse(&bytes) {
                let mut out = [0; 700];
                prop_assert_eq!(command.encode(&mut out).map(<[u8]>::to_vec), Some(bytes));
            }
        }

        #[test]
        fn what_is_built_parses_to_the_same_command(
            data in prop::collection::vec(any::<u8>(), 0..700), ins: u8, p1: u8, p2: u8, le in 0..=65535u16,
        ) {
            let length = if data.len() > 255 { Length::Extended } else { Length::Short };
            let le = match (le, length) {
                (0, _) => Le::Any,
                (1, _) => Le::Absent,
                (le, Length::Short) => Le::Exact(le.clamp(1, 255)),
                (le, Length::Extended) => Le::Exact(le),
            };
            let command = Command { class: Class::PLAIN, ins, p1, p2, data: &data, le, length };
            let mut out: Vec<u8> = std::vec![0; 800];
            let bytes = command.encode(&mut out).unwrap();
            prop_assert_eq!(Command::parse(bytes), Ok(command));
        }
    }
}
