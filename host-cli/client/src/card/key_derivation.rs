//! Keys of AES-128 from a secret that both sides know, and the token that shows who has them (BSI
//! TR-03110 part 3, A.2.3 and A.2.4): of PACE and of chip authentication.

use apdu_spec::pace::{KEY_LEN, KeyUse, TOKEN_LEN};
use sha1::{Digest, Sha1};
use zeroize::{Zeroize, Zeroizing};

use super::authentication::AesKey;

/// A key.
pub(super) type Key = Zeroizing<[u8; KEY_LEN]>;

/// The key for a use: the first bytes of SHA-1 over the parts of the secret and a counter.
pub(super) fn derive(secret: &[&[u8]], key_use: KeyUse) -> Key {
    let mut hash = Sha1::new();
    secret.iter().for_each(|part| hash.update(part));
    hash.update(key_use.counter());
    let mut digest = hash.finalize();
    let mut key = Key::default();
    key.iter_mut().zip(&digest).for_each(|(place, byte)| *place = *byte);
    digest.as_mut_slice().zeroize();
    key
}

/// The authentication token over this input, by the key for checksums.
pub(super) fn token(key: &Key, input: &[u8]) -> [u8; TOKEN_LEN] {
    AesKey::Aes128(key).code(input).first_chunk().copied().unwrap_or_default()
}
