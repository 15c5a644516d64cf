//! Key pairs.

use apdu_spec::file::Algorithm;
use rand_core::CryptoRng;

use super::{KeyError, RSA_LEN};

/// Longest secret key of any algorithm of this build, in bytes.
pub const SECRET_MAX: usize = if cfg!(feature = "rsa") { RSA_LEN } else { 32 };
/// Longest public key of any algorithm of this build, in bytes.
pub const PUBLIC_MAX: usize = if cfg!(feature = "rsa") { RSA_LEN } else { 65 };

/// Makes key pairs.
pub trait KeyGeneration {
    /// Generates a key pair: the algorithm gives the lengths of `secret` and `public`.
    ///
    /// # Errors
    /// For an algorithm without key pairs, or slices of another length.
    fn generate(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &mut [u8],
        public: &mut [u8],
    ) -> Result<(), KeyError>;
}
