//! Key agreement: ECDH.

use core::fmt;

use apdu_spec::file::Algorithm;

/// Length of a secret agreed on by ECDH, in bytes: the x coordinate.
pub const SHARED_LEN: usize = 32;

/// Agrees on secrets.
pub trait KeyAgreement {
    /// Key agreement with the owner of a public key (ECDH, NIST SP 800-56A, 5.7.1.2): `peer`
    /// is an uncompressed point, which is validated; `shared` becomes the x coordinate.
    ///
    /// # Errors
    /// For another algorithm, a key that is none, and a point that is not on the curve.
    fn key_agreement(
        &mut self,
        algorithm: Algorithm,
        secret: &[u8],
        peer: &[u8],
        shared: &mut [u8; SHARED_LEN],
    ) -> Result<(), KeyAgreementError>;
}

/// Why no secret was agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum KeyAgreementError {
    /// This algorithm or this key agrees on nothing.
    Key,
    /// What the other party gave is no public key on the curve.
    Peer,
}

impl fmt::Display for KeyAgreementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "this algorithm or this key agrees on nothing",
            Self::Peer => "what came from the other party is no public key on the curve",
        })
    }
}

impl core::error::Error for KeyAgreementError {}
