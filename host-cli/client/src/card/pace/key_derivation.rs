//! The key derivation function for keys of AES-128 (TR-03110 part 3, A.2.3): the first half of
//! SHA-1 over a secret and a counter.

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, KeyInit};
use apdu_spec::file::POINT_LEN;
use apdu_spec::pace::{KEY_LEN, KeyUse, NONCE_LEN, TOKEN_LEN, token_input};
use cmac::{Cmac, Mac};
use sha1::{Digest, Sha1};
use zeroize::{Zeroize, Zeroizing};

/// A key.
pub(super) type Key = Zeroizing<[u8; KEY_LEN]>;

/// The key that follows from a secret.
pub(super) fn derive(secret: &[u8], key_use: KeyUse) -> Key {
    let mut hash = Sha1::new();
    hash.update(secret);
    hash.update(key_use.counter());
    let mut digest = hash.finalize();
    let mut key = Key::default();
    key.iter_mut().zip(&digest).for_each(|(place, byte)| *place = *byte);
    digest.as_mut_slice().zeroize();
    key
}

/// The nonce of a card: one block, and the initial value is 0.
pub(super) fn decrypt_nonce(key: &Key, encrypted: &[u8; NONCE_LEN]) -> Zeroizing<[u8; NONCE_LEN]> {
    let mut block = (*encrypted).into();
    Aes128::new((&**key).into()).decrypt_block(&mut block);
    let mut nonce = Zeroizing::new([0; NONCE_LEN]);
    nonce.copy_from_slice(&block);
    block.as_mut_slice().zeroize();
    nonce
}

/// The authentication token of whoever received this public key.
pub(super) fn token(key: &Key, point: &[u8; POINT_LEN]) -> [u8; TOKEN_LEN] {
    let mut mac = Cmac::<Aes128>::new((&**key).into());
    mac.update(&token_input(point));
    let mut token = [0; TOKEN_LEN];
    token.iter_mut().zip(mac.finalize().into_bytes()).for_each(|(place, byte)| *place = byte);
    token
}
