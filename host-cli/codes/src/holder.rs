//! Who a code is for: the number that a municipality's systems know a resident by.

use std::fmt;

/// A resident's number in the municipality's own systems (宛名番号): 1 to 15 digits, of which
/// leading zeros count. `Debug` shows none of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegisterNumber {
    /// Digits above, their count in the lowest four bits: half the memory of a pair.
    packed: u64,
}

impl RegisterNumber {
    /// The most digits.
    pub const LONGEST: usize = 15;

    /// Reads 1 to 15 ASCII digits; `None` when the text is anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::LONGEST).contains(&text.len());
        let digits = fits && text.bytes().all(|byte| byte.is_ascii_digit());
        let value: u64 = digits.then(|| text.parse().ok())??;
        // 15 digits take 50 bits.
        Some(Self { packed: (value << 4) | text.len() as u64 })
    }
}

impl fmt::Display for RegisterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = usize::try_from(self.packed & 0xF).unwrap_or_default();
        write!(f, "{:0length$}", self.packed >> 4)
    }
}

/// The number is not shown.
impl fmt::Debug for RegisterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegisterNumber(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_are_part_of_a_number() {
        for text in ["0", "00", "7", "000000000000001", "999999999999999"] {
            assert_eq!(RegisterNumber::parse(text).unwrap().to_string(), text);
        }
        assert_ne!(RegisterNumber::parse("01"), RegisterNumber::parse("1"));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "1234567890123456", "-1", "1 2", "１", "12a"] {
            assert_eq!(RegisterNumber::parse(text), None, "{text}");
        }
    }
}
