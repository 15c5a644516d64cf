//! Response APDUs (ISO/IEC 7816-4:2020, 5.3.1): a data field of 0 to 65536 bytes, then SW1-SW2.

use crate::status::StatusWord;

/// A response APDU, borrowed from the bytes that came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Response<'a> {
    /// The data field; may be empty.
    pub data: &'a [u8],
    /// The status word.
    pub status: StatusWord,
}

impl<'a> Response<'a> {
    /// Splits the bytes of a response; `None` when there are fewer than two.
    #[must_use]
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (data, status) = bytes.split_last_chunk::<2>()?;
        Some(Self { data, status: StatusWord::from(*status) })
    }
}

/// The data field may hold a secret: only its length is shown.
impl core::fmt::Debug for Response<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Response {{ data: {} bytes, status: {:?} }}", self.data.len(), self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_at_least_a_status_word() {
        assert_eq!(Response::parse(&[]), None);
        assert_eq!(Response::parse(&[0x90]), None);
        let response = Response::parse(&[1, 2, 0x90, 0x00]).unwrap();
        assert_eq!((response.data, response.status), (&[1, 2][..], StatusWord::SUCCESS));
    }
}
