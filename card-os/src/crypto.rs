//! The crypto provider: every cryptographic operation of the card behind one trait, by
//! algorithm, so that a platform can bring its own.

pub mod null;
pub(crate) mod pkcs1;
#[cfg(feature = "rsa")]
mod rsa;
#[cfg(feature = "software")]
pub mod software;

use core::fmt;

use apdu_spec::file::Algorithm;
use rand_core::CryptoRng;

/// Longest secret key of any algorithm of this build, in bytes.
pub const SECRET_MAX: usize = if cfg!(feature = "rsa") { RSA_LEN } else { 32 };
/// Longest public key of any algorithm of this build, in bytes.
pub const PUBLIC_MAX: usize = if cfg!(feature = "rsa") { RSA_LEN } else { 65 };
/// Longest signature r || s, in bytes.
pub const SIGNATURE_MAX: usize = 64;
/// Length of an RSA-2048 modulus, signature, and message to be signed, in bytes.
pub const RSA_LEN: usize = 256;
/// Length of a SHA-256 hash, in bytes.
pub const HASH_LEN: usize = 32;
/// Length of a secret agreed on by ECDH, in bytes: the x coordinate.
pub const SHARED_LEN: usize = 32;
/// Length of an AES-CMAC, in bytes.
pub const MAC_LEN: usize = 16;

/// An operation that this algorithm or this key cannot do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyError;

/// Why a signature was not verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum VerifyError {
    /// This algorithm or this public key verifies nothing.
    Key,
    /// It is not the signature of this hash by this key.
    Signature,
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

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this algorithm or this key cannot do the operation")
    }
}

impl core::error::Error for KeyError {}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "this algorithm or this public key verifies nothing",
            Self::Signature => "it is not the signature of this hash by this key",
        })
    }
}

impl core::error::Error for VerifyError {}

impl fmt::Display for KeyAgreementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "this algorithm or this key agrees on nothing",
            Self::Peer => "what came from the other party is no public key on the curve",
        })
    }
}

impl core::error::Error for KeyAgreementError {}

/// Cryptographic operations. Keys are the bytes that the card stores.
pub trait Crypto {
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

    /// SHA-256 over the parts one after the other.
    fn hash(&mut self, parts: &[&[u8]]) -> [u8; HASH_LEN];

    /// The same, continued from elsewhere: `state` is the intermediate hash code after `bits` bits,
    /// a multiple of 512, and `rest` everything that follows. The whole has fewer than 2^64 bits.
    fn hash_rest(&mut self, state: &[u8; HASH_LEN], bits: u64, rest: &[u8]) -> [u8; HASH_LEN];
}
