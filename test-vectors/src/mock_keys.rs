//! Key pairs without mathematics: what a card does with them, so that a model of it can say every
//! byte. A million commands are answered in seconds, signatures among them.
//!
//! Whoever knows a public key can sign by it: nothing here is secret, and nothing is cryptography.
//! Hash codes and authentication codes are real; real key pairs are tested elsewhere.

use apdu_spec::file::Algorithm;
use sha2::{Digest as _, Sha256};

/// Length of a hash code, in bytes.
pub const HASH_LEN: usize = 32;
/// Length of a modulus and of a padded message, in bytes.
pub const BLOCK_LEN: usize = 256;

const POINT_LEN: usize = 65;
const UNCOMPRESSED: u8 = 0x04;

/// SHA-256 over the parts one after the other.
#[must_use]
pub fn hash(parts: &[&[u8]]) -> [u8; HASH_LEN] {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

/// So many bytes that follow from these.
fn stretched(label: u8, from: &[u8], length: usize) -> Vec<u8> {
    let seed = hash(&[&[label], from]);
    let block = |number: u8| hash(&[&[number], &seed]);
    (0..=u8::MAX).flat_map(block).take(length).collect()
}

/// The public key of a secret one; empty for an algorithm without.
#[must_use]
pub fn public(algorithm: Algorithm, secret: &[u8]) -> Vec<u8> {
    let mut public = stretched(1, secret, algorithm.public_len());
    match (algorithm, &mut public[..]) {
        (Algorithm::P256, [first, rest @ .., last]) => {
            *first = UNCOMPRESSED;
            *last = check(rest);
        }
        (Algorithm::Rsa2048, [first, ..]) => *first |= 0x80,
        _ => {}
    }
    public
}

/// Is it the public key of somebody? A point has a check byte for being on the curve.
#[must_use]
pub fn is_public(algorithm: Algorithm, key: &[u8]) -> bool {
    match (algorithm, key) {
        (Algorithm::P256, [UNCOMPRESSED, rest @ .., last]) => {
            key.len() == POINT_LEN && *last == check(rest)
        }
        (Algorithm::Rsa2048, [first, ..]) => key.len() == BLOCK_LEN && *first >= 0x80,
        _ => false,
    }
}

fn check(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0x5A, |sum, byte| sum ^ byte)
}

/// The signature r || s of a hash code by a P-256 key.
#[must_use]
pub fn signature(public: &[u8], hash_code: &[u8]) -> [[u8; HASH_LEN]; 2] {
    [2, 3].map(|label| hash(&[&[label], public, hash_code]))
}

/// The private operation of an RSA key, and the public one: the one undoes the other.
#[must_use]
pub fn operation(public: &[u8], block: &[u8]) -> Vec<u8> {
    stretched(4, public, block.len()).iter().zip(block).map(|(key, byte)| key ^ byte).collect()
}

/// The secret that the owner of a P-256 key agrees on with the owner of another one.
#[must_use]
pub fn agreed(public: &[u8], peer: &[u8]) -> [u8; HASH_LEN] {
    hash(&[&[5], public, peer])
}

/// The hash code of which `state` is the intermediate one after `bits` bits, a multiple of 512,
/// when `rest` follows (FIPS 180-4).
#[must_use]
pub fn hash_from(state: &[u8], bits: u64, rest: &[u8]) -> [u8; HASH_LEN] {
    let mut words = [0; HASH_LEN / 4];
    for (word, bytes) in words.iter_mut().zip(state.chunks_exact(4)) {
        *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    let mut padded = rest.to_vec();
    padded.push(0x80);
    padded.resize((padded.len() + 8).next_multiple_of(64) - 8, 0);
    padded.extend((bits.wrapping_add(rest.len() as u64 * 8)).to_be_bytes());
    sha2::block_api::compress256(&mut words, padded.as_chunks().0);
    let mut out = [0; HASH_LEN];
    out.chunks_exact_mut(4).zip(words).for_each(|(b, word)| b.copy_from_slice(&word.to_be_bytes()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_keys_and_others_are_none() {
        for algorithm in [Algorithm::P256, Algorithm::Rsa2048] {
            let mut key = public(algorithm, b"secret");
            assert!(is_public(algorithm, &key));
            assert_ne!(key, public(algorithm, b"Secret"));
            assert!(!is_public(algorithm, &key[1..]));
            key[0] = 0x02;
            assert!(!is_public(algorithm, &key));
        }
        assert!(public(Algorithm::Aes128, b"secret").is_empty());
        assert!(!is_public(Algorithm::Aes128, &[]));
    }

    #[test]
    fn the_operations_undo_each_other() {
        let key = public(Algorithm::Rsa2048, b"secret");
        let block: Vec<u8> = (0..=0xFF).collect();
        let signed = operation(&key, &block);
        assert_ne!(signed, block);
        assert_eq!(operation(&key, &signed), block);
    }

    #[test]
    fn a_hash_code_is_gone_on_from() {
        // SHA-256 after 64 times "a" (scenarios of HASH).
        let state = hex::decode("DF5BB81CE81E0626FB45A8944FD40F31B25E6816D6D499C1AB90492900635E66")
            .unwrap();
        for length in [0, 3, 55, 56, 63, 64, 65, 200] {
            let rest = vec![b'r'; length];
            assert_eq!(hash_from(&state, 512, &rest), hash(&[&[b'a'; 64], &rest]), "{length}");
        }
    }
}
