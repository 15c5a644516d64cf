//! AES in CBC mode, and AES-CMAC.

use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser, consts::U16};
use aes::{Aes128, Aes256};
use apdu_spec::file::Algorithm;
use cmac::Cmac;
use cmac::digest::KeyInit;
use zeroize::Zeroize;

use super::Software;
use crate::crypto::{BLOCK_LEN, Cipher, KeyError, MAC_LEN, Mac};

impl Mac for Software {
    fn mac(
        &mut self,
        algorithm: Algorithm,
        secret: &[u8],
        parts: &[&[u8]],
        out: &mut [u8; MAC_LEN],
    ) -> Result<(), KeyError> {
        match algorithm {
            Algorithm::Aes128 => cmac::<Cmac<Aes128>>(secret, parts, out),
            Algorithm::Aes256 => cmac::<Cmac<Aes256>>(secret, parts, out),
            Algorithm::P256 | Algorithm::Rsa2048 => Err(KeyError),
        }
    }
}

impl Cipher for Software {
    fn encrypt(
        &mut self,
        algorithm: Algorithm,
        secret: &[u8],
        iv: &[u8; BLOCK_LEN],
        blocks: &mut [[u8; BLOCK_LEN]],
    ) -> Result<(), KeyError> {
        match algorithm {
            Algorithm::Aes128 => encrypt_cbc::<Aes128>(secret, iv, blocks),
            Algorithm::Aes256 => encrypt_cbc::<Aes256>(secret, iv, blocks),
            Algorithm::P256 | Algorithm::Rsa2048 => Err(KeyError),
        }
    }

    fn decrypt(
        &mut self,
        algorithm: Algorithm,
        secret: &[u8],
        iv: &[u8; BLOCK_LEN],
        blocks: &mut [[u8; BLOCK_LEN]],
    ) -> Result<(), KeyError> {
        match algorithm {
            Algorithm::Aes128 => decrypt_cbc::<Aes128>(secret, iv, blocks),
            Algorithm::Aes256 => decrypt_cbc::<Aes256>(secret, iv, blocks),
            Algorithm::P256 | Algorithm::Rsa2048 => Err(KeyError),
        }
    }
}

fn cmac<M: cmac::Mac + KeyInit>(
    secret: &[u8],
    parts: &[&[u8]],
    out: &mut [u8; MAC_LEN],
) -> Result<(), KeyError> {
    let mut mac = <M as KeyInit>::new_from_slice(secret).map_err(|_| KeyError)?;
    parts.iter().for_each(|part| mac.update(part));
    let mut made = mac.finalize().into_bytes();
    out.iter_mut().zip(&made).for_each(|(place, byte)| *place = *byte);
    made.zeroize();
    Ok(())
}

fn encrypt_cbc<C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16> + KeyInit>(
    secret: &[u8],
    iv: &[u8; BLOCK_LEN],
    blocks: &mut [[u8; BLOCK_LEN]],
) -> Result<(), KeyError> {
    let cipher = C::new_from_slice(secret).map_err(|_| KeyError)?;
    let mut before = *iv;
    for block in blocks {
        combine(block, &before);
        cipher.encrypt_block(<&mut Array<u8, U16>>::from(&mut *block));
        before = *block;
    }
    Ok(())
}

fn decrypt_cbc<C: BlockCipherDecrypt + BlockSizeUser<BlockSize = U16> + KeyInit>(
    secret: &[u8],
    iv: &[u8; BLOCK_LEN],
    blocks: &mut [[u8; BLOCK_LEN]],
) -> Result<(), KeyError> {
    let cipher = C::new_from_slice(secret).map_err(|_| KeyError)?;
    let mut before = *iv;
    for block in blocks {
        let encrypted = *block;
        cipher.decrypt_block(<&mut Array<u8, U16>>::from(&mut *block));
        combine(block, &before);
        before = encrypted;
    }
    Ok(())
}

/// Exclusive or, into the first.
fn combine(block: &mut [u8; BLOCK_LEN], with: &[u8; BLOCK_LEN]) {
    block.iter_mut().zip(with).for_each(|(byte, with)| *byte ^= with);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NIST SP 800-38A, F.2.1, F.2.2, F.2.5 and F.2.6: the first two blocks.
    #[test]
    fn the_blocks_of_sp_800_38a_come_out() {
        let iv = core::array::from_fn(|at| u8::try_from(at).unwrap());
        let plain = ["6bc1bee22e409f96e93d7e117393172a", "ae2d8a571e03ac9c9eb76fac45af8e51"];
        for (algorithm, key, encrypted) in [
            (
                Algorithm::Aes128,
                "2b7e151628aed2a6abf7158809cf4f3c",
                ["7649abac8119b246cee98e9b12e9197d", "5086cb9b507219ee95db113a917678b2"],
            ),
            (
                Algorithm::Aes256,
                "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                ["f58c4c04d6e5f1ba779eabfb5f7bfbd6", "9cfc4e967edb808d679f777bc6702c7d"],
            ),
        ] {
            let key = hex::decode(key).unwrap();
            let mut blocks = plain.map(|block| hex::decode(block).unwrap().try_into().unwrap());
            Software.encrypt(algorithm, &key, &iv, &mut blocks).unwrap();
            assert_eq!(blocks.map(hex::encode), encrypted);
            Software.decrypt(algorithm, &key, &iv, &mut blocks).unwrap();
            assert_eq!(blocks.map(hex::encode), plain);
            let refused = Software.decrypt(algorithm, &key[1..], &iv, &mut blocks);
            assert_eq!(refused, Err(KeyError), "another length");
            assert_eq!(blocks.map(hex::encode), plain);
        }
        let none = Software.encrypt(Algorithm::P256, &[1; 32], &iv, &mut [[0; BLOCK_LEN]]);
        assert_eq!(none, Err(KeyError));
    }
}
