//! Hash codes: SHA-256, and SHA-1 for key derivation.

/// Length of a SHA-256 hash, in bytes.
pub const HASH_LEN: usize = 32;
/// Length of a SHA-1 hash, in bytes.
pub const SHA1_LEN: usize = 20;

/// Makes hash codes.
pub trait Hash {
    /// SHA-256 over the parts one after the other.
    fn hash(&mut self, parts: &[&[u8]]) -> [u8; HASH_LEN];

    /// The same, continued from elsewhere: `state` is the intermediate hash code after `bits` bits,
    /// a multiple of 512, and `rest` everything that follows. The whole has fewer than 2^64 bits.
    fn hash_rest(&mut self, state: &[u8; HASH_LEN], bits: u64, rest: &[u8]) -> [u8; HASH_LEN];

    /// SHA-1 over the parts one after the other: for the key derivation of BSI TR-03110 part 3,
    /// where nobody gains by a collision. No signature is made or verified over it.
    fn sha1(&mut self, parts: &[&[u8]]) -> [u8; SHA1_LEN];
}
