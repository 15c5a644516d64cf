//! Who a code is for: the number that a municipality's systems know a resident by.

use std::fmt;

/// A resident's number in the municipality's own systems (宛名番号): 1 to 15 digits. Leading zeros
/// do not count: spreadsheets take them off, and nobody may become another resident by that.
/// `Debug` shows none of the digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegisterNumber(u64);

impl RegisterNumber {
    /// The most digits.
    pub const LONGEST: usize = 15;

    /// Reads 1 to 15 ASCII digits; `None` when the text is anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::LONGEST).contains(&text.len());
        let digits = fits && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok().map(Self))?
    }
}

/// Without leading zeros.
impl fmt::Display for RegisterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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
    fn leading_zeros_make_no_other_number() {
        for (text, shown) in [
            ("0", "0"),
            ("00", "0"),
            ("7", "7"),
            ("000000000000301", "301"),
            ("999999999999999", "999999999999999"),
        ] {
            assert_eq!(RegisterNumber::parse(text).unwrap().to_string(), shown);
        }
        assert_eq!(RegisterNumber::parse("000000000000301"), RegisterNumber::parse("301"));
        assert_ne!(RegisterNumber::parse("301"), RegisterNumber::parse("3010"));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "1234567890123456", "-1", "1 2", "１", "12a"] {
            assert_eq!(RegisterNumber::parse(text), None, "{text}");
        }
    }
}
