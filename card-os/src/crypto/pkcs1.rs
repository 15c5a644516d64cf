//! The paddings of RSA signatures (PKCS#1 version 2.2, RFC 8017), whichever provider does the
//! private operation. Nothing here is secret: what is padded is what is signed.

use rand_core::CryptoRng;

use super::{HASH_LEN, Hash, RSA_LEN};

/// The longest content of a block of type 1, in bytes: `00 01`, eight times `FF` and `00` come
/// before it.
pub(crate) const CONTENT_MAX: usize = RSA_LEN - 11;

/// A hash function that a `DigestInfo` names, by everything before the hash (RFC 8017, 9.2,
/// note 1).
struct HashFunction {
    prefix: &'static [u8],
    hash_len: usize,
}

const SHA256: HashFunction = HashFunction {
    prefix: &[
        0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        0x05, 0x00, 0x04, 0x20,
    ],
    hash_len: HASH_LEN,
};

const SHA1: HashFunction = HashFunction {
    prefix: &[
        0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14,
    ],
    hash_len: 20,
};

const SHA384: HashFunction = HashFunction {
    prefix: &[
        0x30, 0x41, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02,
        0x05, 0x00, 0x04, 0x30,
    ],
    hash_len: 48,
};

const SHA512: HashFunction = HashFunction {
    prefix: &[
        0x30, 0x51, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03,
        0x05, 0x00, 0x04, 0x40,
    ],
    hash_len: 64,
};

impl HashFunction {
    /// The hash in a `DigestInfo` that names this function.
    fn hash_in<'a>(&self, digest_info: &'a [u8]) -> Option<&'a [u8]> {
        digest_info.strip_prefix(self.prefix).filter(|hash| hash.len() == self.hash_len)
    }
}

/// The SHA-256 hash in a `DigestInfo`; `None` when it is another function's, or none.
pub(crate) fn sha256_in(digest_info: &[u8]) -> Option<&[u8; HASH_LEN]> {
    SHA256.hash_in(digest_info)?.try_into().ok()
}

/// Is it a whole `DigestInfo`, of SHA-1 or of SHA-2?
pub(crate) fn is_digest_info(bytes: &[u8]) -> bool {
    [SHA256, SHA1, SHA384, SHA512].iter().any(|function| function.hash_in(bytes).is_some())
}

/// A block of type 1 over a SHA-256 hash, named in its `DigestInfo` (EMSA-PKCS1-v1_5, 9.2).
pub(crate) fn digest_info_block(hash: &[u8; HASH_LEN]) -> [u8; RSA_LEN] {
    filled(&[SHA256.prefix, hash])
}

/// A block of type 1 over any bytes; `None` when they are more than [`CONTENT_MAX`].
pub(crate) fn block(content: &[u8]) -> Option<[u8; RSA_LEN]> {
    (content.len() <= CONTENT_MAX).then(|| filled(&[content]))
}

/// A block of type 1 whose last bytes are these, one after the other.
fn filled(content: &[&[u8]]) -> [u8; RSA_LEN] {
    let mut block = [0xFF; RSA_LEN];
    if let Some(first) = block.first_chunk_mut() {
        *first = [0x00, 0x01];
    }
    let mut from_the_end = block.iter_mut().rev();
    for byte in content.iter().rev().flat_map(|part| part.iter().rev()) {
        if let Some(place) = from_the_end.next() {
            *place = *byte;
        }
    }
    if let Some(place) = from_the_end.next() {
        *place = 0x00;
    }
    block
}

/// EMSA-PSS (9.1.1) over a SHA-256 hash, with MGF1 and SHA-256 and a salt as long as the hash,
/// for a modulus of 2048 bits.
pub(crate) fn pss_block(
    crypto: &mut dyn Hash,
    rng: &mut dyn CryptoRng,
    hash: &[u8; HASH_LEN],
) -> [u8; RSA_LEN] {
    let mut salt = [0; HASH_LEN];
    rng.fill_bytes(&mut salt);
    let seed = crypto.hash(&[&[0; 8], hash, &salt]);
    // Zeros, 01, salt; H; BC: written from the end.
    let mut block = [0; RSA_LEN];
    let tail = [&[0x01][..], &salt, &seed, &[0xBC]];
    let bytes = tail.iter().rev().flat_map(|part| part.iter().rev());
    block.iter_mut().rev().zip(bytes).for_each(|(place, byte)| *place = *byte);
    const MASKED: usize = RSA_LEN - HASH_LEN - 1;
    let masked = block.get_mut(..MASKED).unwrap_or_default();
    for (counter, part) in (0u32..).zip(masked.chunks_mut(HASH_LEN)) {
        let mask = crypto.hash(&[&seed, &counter.to_be_bytes()]);
        part.iter_mut().zip(&mask).for_each(|(place, mask)| *place ^= mask);
    }
    // The block is a number one bit shorter than the modulus.
    if let Some(first) = block.first_mut() {
        *first &= 0x7F;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_of_type_1_is_filled_with_ff() {
        let padded = block(&[0xAB; 3]).unwrap();
        assert_eq!(padded[..2], [0x00, 0x01]);
        assert!(padded[2..252].iter().all(|byte| *byte == 0xFF));
        assert_eq!(padded[252..], [0x00, 0xAB, 0xAB, 0xAB]);
    }

    #[test]
    fn the_longest_content_leaves_eight_bytes_of_padding() {
        let padded = block(&[0xAB; CONTENT_MAX]).unwrap();
        assert_eq!(padded[..12], [0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0xAB]);
        assert!(block(&[0xAB; CONTENT_MAX + 1]).is_none());
    }

    #[test]
    fn the_lengths_in_every_digest_info_add_up() {
        for HashFunction { prefix, hash_len } in [SHA256, SHA1, SHA384, SHA512] {
            assert_eq!(usize::from(prefix[1]), prefix.len() - 2 + hash_len);
            assert_eq!(usize::from(prefix[prefix.len() - 1]), hash_len);
            let algorithm = usize::from(prefix[3]);
            assert_eq!(prefix[4 + algorithm - 2..4 + algorithm], [0x05, 0x00]);
            assert_eq!(4 + algorithm + 2, prefix.len());
        }
    }

    #[test]
    fn a_digest_info_is_taken_whole_or_not_at_all() {
        let block = digest_info_block(&[0x5A; HASH_LEN]);
        let digest_info = &block[RSA_LEN - 51..];
        assert_eq!(sha256_in(digest_info), Some(&[0x5A; HASH_LEN]));
        assert!(is_digest_info(digest_info));
        assert!(!is_digest_info(&digest_info[..50]));
        assert!(!is_digest_info(&block[RSA_LEN - 52..]));
        assert_eq!(sha256_in(&[0x5A; HASH_LEN]), None);
    }
}
