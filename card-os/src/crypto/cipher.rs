//! Encryption: AES in CBC mode, for secure messaging.

use apdu_spec::file::Algorithm;

use super::KeyError;

/// Length of a block of AES, in bytes.
pub const BLOCK_LEN: usize = 16;

/// Encrypts and decrypts whole blocks in place, by AES in CBC mode (NIST SP 800-38A, 6.2).
pub trait Cipher {
    /// Encrypts `blocks`; the first is combined with `iv`.
    ///
    /// # Errors
    /// For an algorithm that does not encrypt, or a key of another length. Nothing is changed then.
    fn encrypt(
        &mut self,
        algorithm: Algorithm,
        secret: &[u8],
        iv: &[u8; BLOCK_LEN],
        blocks: &mut [[u8; BLOCK_LEN]],
    ) -> Result<(), KeyError>;

    /// Decrypts what [`Cipher::encrypt`] made.
    ///
    /// # Errors
    /// As [`Cipher::encrypt`].
    fn decrypt(
        &mut self,
        algorithm: Algorithm,
        secret: &[u8],
        iv: &[u8; BLOCK_LEN],
        blocks: &mut [[u8; BLOCK_LEN]],
    ) -> Result<(), KeyError>;
}
