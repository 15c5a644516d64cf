//! Message authentication codes: AES-CMAC.

use apdu_spec::file::Algorithm;

use super::KeyError;

/// Length of an AES-CMAC, in bytes.
pub const MAC_LEN: usize = 16;

/// Makes message authentication codes.
pub trait Mac {
    /// AES-CMAC (RFC 4493, NIST SP 800-38B) over the parts one after the other, into `out`.
    ///
    /// # Errors
    /// For an algorithm without a MAC, or a key of another length.
    fn mac(
        &mut self,
        algorithm: Algorithm,
        secret: &[u8],
        parts: &[&[u8]],
        out: &mut [u8; MAC_LEN],
    ) -> Result<(), KeyError>;
}
