//! How hash codes and signatures are written: `DigestInfo`, PKCS#1 blocks, DER.

use crate::mock_keys::{self, BLOCK_LEN, HASH_LEN};

/// The `DigestInfo` of SHA-256 before its hash code (RFC 8017, 9.2).
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// The `DigestInfo` of a hash code.
pub(super) fn digest_info(hash: &[u8]) -> Vec<u8> {
    [&DIGEST_INFO, hash].concat()
}

/// A hash code that is given bare or in its `DigestInfo`.
pub(super) fn hash_code(data: &[u8]) -> Option<[u8; HASH_LEN]> {
    data.strip_prefix(&DIGEST_INFO).unwrap_or(data).try_into().ok()
}

/// Is it a whole `DigestInfo`, of SHA-256 or of another hash function?
pub(super) fn is_digest_info(data: &[u8]) -> bool {
    // SHA-1, SHA-384, SHA-512: before the hash code, and how long that is.
    let others: [(&[u8], usize); 3] = [
        (b"\x30\x21\x30\x09\x06\x05\x2B\x0E\x03\x02\x1A\x05\x00\x04\x14", 20),
        (b"\x30\x41\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30", 48),
        (b"\x30\x51\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40", 64),
    ];
    let mut all = others.into_iter().chain([(&DIGEST_INFO[..], HASH_LEN)]);
    all.any(|(begin, length)| data.strip_prefix(begin).is_some_and(|hash| hash.len() == length))
}

/// These bytes in a block of type 1 (RFC 8017, 9.2).
pub(super) fn block(message: &[u8]) -> Vec<u8> {
    let padding = vec![0xFF; BLOCK_LEN - 3 - message.len()];
    [&[0x00, 0x01], &padding[..], &[0x00], message].concat()
}

/// The DER of an ECDSA signature: `SEQUENCE {r, s}` (RFC 3279, 2.2.3).
pub(super) fn der(numbers: [[u8; HASH_LEN]; 2]) -> Vec<u8> {
    let integer = |number: [u8; HASH_LEN]| {
        let from = number.iter().position(|byte| *byte != 0).unwrap_or(HASH_LEN - 1);
        let sign: &[u8] = if number[from] & 0x80 == 0 { &[] } else { &[0] };
        super::object(0x02u8, &[sign, &number[from..]].concat())
    };
    super::object(0x30u8, &numbers.map(integer).concat())
}

/// Is it a PSS signature of this hash code, its salt as long as that (RFC 8017, 9.1.2)?
pub(super) fn is_pss(public: &[u8], hash: &[u8; HASH_LEN], signature: &[u8]) -> bool {
    let encoded = mock_keys::operation(public, signature);
    let Some((masked, tail)) = encoded.split_last_chunk::<{ HASH_LEN + 1 }>() else { return false };
    let (seal, end) = tail.split_at(HASH_LEN);
    let mask = (0..=u8::MAX).flat_map(|n| mock_keys::hash(&[seal, &[0, 0, 0, n]]));
    let mut db: Vec<u8> = masked.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    // The modulus has 2048 bits, the block one less.
    db[0] &= 0x7F;
    let (zeros, salt) = db.split_at(db.len() - HASH_LEN);
    let [zeros @ .., 0x01] = zeros else { return false };
    end == [0xBC]
        && masked[0] & 0x80 == 0
        && zeros.iter().all(|byte| *byte == 0)
        && mock_keys::hash(&[&[0; 8], hash, salt]) == seal
}
