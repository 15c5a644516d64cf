//! A resident record code (住民票コード): ten digits and their check digit.

use std::fmt;

use juki_records::check_digit;

/// How many bodies there are: the ten digits before the check digit.
pub const BODIES: u64 = 10_000_000_000;

/// Length of a code in digits, with the check digit.
pub const LENGTH: usize = 11;

/// A resident record code. The eleven digits are written by [`Display`](fmt::Display); `Debug` shows
/// none of them, for a code is personal data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordCode(u64);

impl RecordCode {
    /// The code whose ten digits before the check digit are this number; `None` from [`BODIES`] on.
    #[must_use]
    pub fn of_body(body: u64) -> Option<Self> {
        (body < BODIES).then_some(Self(body))
    }

    /// Reads eleven ASCII digits; `None` when they are no code: of another length, or the last is
    /// not their check digit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_code = text.len() == LENGTH
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && check_digit::fits(text, check_digit::number);
        is_code.then(|| text.get(..LENGTH - 1)?.parse().ok().map(Self))?
    }

    /// The ten digits before the check digit, as a number.
    #[must_use]
    pub const fn body(self) -> u64 {
        self.0
    }
}

impl fmt::Display for RecordCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format!("{:010}", self.0);
        // Ten digits have a check digit.
        let check = check_digit::number(&body).unwrap_or('0');
        write!(f, "{body}{check}")
    }
}

/// The code is not shown.
impl fmt::Debug for RecordCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_as_it_is_read() {
        for text in ["24727059608", "24846016224", "25208017643", "00000000000"] {
            let code = RecordCode::parse(text).unwrap();
            assert_eq!(code.to_string(), text);
            assert_eq!(RecordCode::of_body(code.body()), Some(code));
        }
        assert_eq!(RecordCode::of_body(BODIES), None);
    }

    #[test]
    fn what_is_no_code_is_none() {
        for text in
            ["", "2472705960", "24727059607", "247270596080", "2472705960８", "+4727059608", "0x1"]
        {
            assert_eq!(RecordCode::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_code_in_a_log_is_hidden() {
        let code = RecordCode::parse("24727059608").unwrap();
        assert_eq!(format!("{code:?}"), "RecordCode(..)");
    }
}
