//! The provider in software: RustCrypto's p256, aes, cmac and sha2, and RSA on its crypto-bigint
//! (feature `rsa`).

use aes::{Aes128, Aes256};
use apdu_spec::file::Algorithm;
use cmac::digest::KeyInit;
use cmac::{Cmac, Mac};
use ecdsa::hazmat::sign_prehashed_rfc6979;
use p256::elliptic_curve::Generate;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{NistP256, SecretKey};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use super::{Crypto, HASH_LEN, MAC_LEN, RSA_LEN, SIGNATURE_MAX, Unusable};

/// The provider.
#[derive(Clone, Copy, Debug, Default)]
pub struct Software;

impl Crypto for Software {
    fn generate(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &mut [u8],
        public: &mut [u8],
    ) -> Result<(), Unusable> {
        let lengths = (algorithm.secret_len(), algorithm.public_len());
        if (secret.len(), public.len()) != lengths {
            return Err(Unusable);
        }
        match algorithm {
            Algorithm::P256 => {}
            #[cfg(feature = "rsa")]
            Algorithm::Rsa2048 => return super::rsa::generate(rng, secret, public),
            _ => return Err(Unusable),
        }
        // Zeroised when dropped.
        let key = SecretKey::generate_from_rng(rng);
        let mut bytes = key.to_bytes();
        secret.copy_from_slice(&bytes);
        bytes.zeroize();
        public.copy_from_slice(key.public_key().to_sec1_point(false).as_bytes());
        Ok(())
    }

    fn sign(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &[u8],
        hash: &[u8; HASH_LEN],
        signature: &mut [u8; SIGNATURE_MAX],
    ) -> Result<usize, Unusable> {
        if algorithm != Algorithm::P256 {
            return Err(Unusable);
        }
        let key = SecretKey::from_slice(secret).map_err(|_| Unusable)?;
        let mut scalar = key.to_nonzero_scalar();
        let mut entropy = [0; HASH_LEN];
        rng.fill_bytes(&mut entropy);
        let (made, _) = sign_prehashed_rfc6979::<NistP256, Sha256>(&scalar, hash, &entropy);
        scalar.zeroize();
        entropy.zeroize();
        signature.copy_from_slice(&made.to_bytes());
        Ok(SIGNATURE_MAX)
    }

    #[cfg(feature = "rsa")]
    fn private_operation(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &[u8],
        block: &mut [u8; RSA_LEN],
    ) -> Result<(), Unusable> {
        let done = match algorithm {
            Algorithm::Rsa2048 => super::rsa::private_operation(rng, secret, block),
            _ => Err(Unusable),
        };
        done.inspect_err(|_| block.zeroize())
    }

    #[cfg(not(feature = "rsa"))]
    fn private_operation(
        &mut self,
        _: Algorithm,
        _: &mut dyn CryptoRng,
        _: &[u8],
        block: &mut [u8; RSA_LEN],
    ) -> Result<(), Unusable> {
        block.zeroize();
        Err(Unusable)
    }

    fn mac(
        &mut self,
        algorithm: Algorithm,
        secret: &[u8],
        parts: &[&[u8]],
        out: &mut [u8; MAC_LEN],
    ) -> Result<(), Unusable> {
        match algorithm {
            Algorithm::Aes128 => cmac::<Cmac<Aes128>>(secret, parts, out),
            Algorithm::Aes256 => cmac::<Cmac<Aes256>>(secret, parts, out),
            Algorithm::P256 | Algorithm::Rsa2048 => Err(Unusable),
        }
    }

    fn hash(&mut self, parts: &[&[u8]]) -> [u8; HASH_LEN] {
        let mut hash = Sha256::new();
        parts.iter().for_each(|part| hash.update(part));
        hash.finalize().into()
    }
}

fn cmac<M: Mac + KeyInit>(
    secret: &[u8],
    parts: &[&[u8]],
    out: &mut [u8; MAC_LEN],
) -> Result<(), Unusable> {
    let mut mac = <M as KeyInit>::new_from_slice(secret).map_err(|_| Unusable)?;
    parts.iter().for_each(|part| mac.update(part));
    let mut made = mac.finalize().into_bytes();
    out.iter_mut().zip(&made).for_each(|(place, byte)| *place = *byte);
    made.zeroize();
    Ok(())
}
