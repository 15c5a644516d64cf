//! Signatures: ECDSA over a hash, and RSA over a padded message.

use core::fmt;

use apdu_spec::file::Algorithm;
use rand_core::CryptoRng;

use super::{HASH_LEN, KeyError};

/// Longest signature r || s, in bytes.
pub const SIGNATURE_MAX: usize = 64;
/// Length of an RSA-2048 modulus, signature, and message to be signed, in bytes.
pub const RSA_LEN: usize = 256;

/// Makes and verifies signatures.
pub trait Signature {
    /// Signs a hash of [`HASH_LEN`] bytes; gives r || s, big-endian, and its length. The nonce
    /// is RFC 6979 with added entropy from `rng` (hedged).
    ///
    /// # Errors
    /// For an algorithm that does not sign, or a key that is none.
    fn sign(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &[u8],
        hash: &[u8; HASH_LEN],
        signature: &mut [u8; SIGNATURE_MAX],
    ) -> Result<usize, KeyError>;

    /// Verifies the signature of a hash of [`HASH_LEN`] bytes: r || s, big-endian, by a P-256 key
    /// (the uncompressed point); PKCS#1 version 1.5 with SHA-256 by an RSA key (the modulus).
    ///
    /// # Errors
    /// For an algorithm that does not sign, a key that is none, and any other signature.
    fn verify(
        &mut self,
        algorithm: Algorithm,
        public: &[u8],
        hash: &[u8; HASH_LEN],
        signature: &[u8],
    ) -> Result<(), VerifyError>;

    /// The private operation of RSA (RSASP1, RFC 8017, 5.2.1), in place: a padded message becomes
    /// its signature. The implementation checks the signature by the public key before it gives
    /// it out: a single fault in one half would reveal the key.
    ///
    /// # Errors
    /// For another algorithm, a message not below the modulus, a key that is none, or a fault:
    /// then `block` is zeroised.
    fn private_operation(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &[u8],
        block: &mut [u8; RSA_LEN],
    ) -> Result<(), KeyError>;
}

/// Why a signature was not verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum VerifyError {
    /// This algorithm or this public key verifies nothing.
    Key,
    /// It is not the signature of this hash by this key.
    Signature,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "this algorithm or this public key verifies nothing",
            Self::Signature => "it is not the signature of this hash by this key",
        })
    }
}

impl core::error::Error for VerifyError {}
