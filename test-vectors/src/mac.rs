//! Authentication codes, as an external entity computes them.

use aes::Aes128;
use cmac::{Cmac, KeyInit, Mac};

/// The AES-CMAC of a message.
#[must_use]
pub fn aes_cmac(key: &[u8; 16], message: &[u8]) -> [u8; 16] {
    let mut mac = Cmac::<Aes128>::new(key.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}
