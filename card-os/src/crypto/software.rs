//! The provider in software: RustCrypto's p256, aes, cmac and sha2, and RSA on its crypto-bigint
//! (feature `rsa`).

use aes::{Aes128, Aes256};
use apdu_spec::file::Algorithm;
use cmac::digest::KeyInit;
use cmac::{Cmac, Mac};
use ecdsa::Signature;
use ecdsa::hazmat::{sign_prehashed_rfc6979, verify_prehashed};
use p256::elliptic_curve::Generate;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{NistP256, PublicKey, SecretKey};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use super::{Crypto, HASH_LEN, MAC_LEN, RSA_LEN, SIGNATURE_MAX, Unusable, Unverified};

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
        let mut entropy = [0; HASH_LEN];
        rng.fill_bytes(&mut entropy);
        let done = ecdsa(secret, hash, &entropy, signature);
        entropy.zeroize();
        done.map(|()| SIGNATURE_MAX)
    }

    fn verify(
        &mut self,
        algorithm: Algorithm,
        public: &[u8],
        hash: &[u8; HASH_LEN],
        signature: &[u8],
    ) -> Result<(), Unverified> {
        match algorithm {
            Algorithm::P256 => verify_ecdsa(public, hash, signature),
            #[cfg(feature = "rsa")]
            Algorithm::Rsa2048 => {
                let block = super::pkcs1::digest_info_block(hash);
                super::rsa::verify(public, signature, &block)
            }
            _ => Err(Unverified::Key),
        }
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

/// ECDSA with the nonce of RFC 6979, 3.6: `entropy` is what is added to it.
fn ecdsa(
    secret: &[u8],
    hash: &[u8; HASH_LEN],
    entropy: &[u8],
    signature: &mut [u8; SIGNATURE_MAX],
) -> Result<(), Unusable> {
    // Zeroised when dropped; the copy of its number is not.
    let key = SecretKey::from_slice(secret).map_err(|_| Unusable)?;
    let mut scalar = key.to_nonzero_scalar();
    let (made, _) = sign_prehashed_rfc6979::<NistP256, Sha256>(&scalar, hash, entropy);
    scalar.zeroize();
    signature.copy_from_slice(&made.to_bytes());
    Ok(())
}

/// Nothing here is secret.
fn verify_ecdsa(public: &[u8], hash: &[u8; HASH_LEN], signature: &[u8]) -> Result<(), Unverified> {
    let key = PublicKey::from_sec1_bytes(public).map_err(|_| Unverified::Key)?;
    // Refuses r and s that are 0, or not below the order of the curve.
    let signature =
        Signature::<NistP256>::from_slice(signature).map_err(|_| Unverified::Signature)?;
    verify_prehashed(&key.to_projective(), hash, &signature).map_err(|_| Unverified::Signature)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The public key of RFC 6979, A.2.5, as an uncompressed point.
    const PUBLIC: [&str; 3] = [
        "04",
        "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6",
        "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299",
    ];

    #[test]
    fn a_key_that_is_none_verifies_nothing() {
        let mut point = hex::decode(PUBLIC.concat()).unwrap();
        point[64] ^= 1;
        for public in [&point[..], &point[..64], &[0], &[]] {
            let verified = Software.verify(Algorithm::P256, public, &[1; HASH_LEN], &[1; 64]);
            assert_eq!(verified, Err(Unverified::Key));
        }
        let aes = Software.verify(Algorithm::Aes128, &[0; 16], &[1; HASH_LEN], &[1; 64]);
        assert_eq!(aes, Err(Unverified::Key));
    }

    /// RFC 6979, A.2.5, with SHA-256: nothing is added to the nonce there.
    #[test]
    fn the_signatures_of_rfc_6979_come_out() {
        let secret = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
        for (message, r, s) in [
            (
                "sample",
                "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
                "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
            ),
            (
                "test",
                "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
                "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
            ),
        ] {
            let hash = Software.hash(&[message.as_bytes()]);
            let mut signature = [0; SIGNATURE_MAX];
            ecdsa(&hex::decode(secret).unwrap(), &hash, &[], &mut signature).unwrap();
            assert_eq!(hex::encode_upper(signature), [r, s].concat(), "{message}");
            let public = hex::decode(PUBLIC.concat()).unwrap();
            let verify =
                |hash, signature: &[u8]| Software.verify(Algorithm::P256, &public, hash, signature);
            assert_eq!(verify(&hash, &signature), Ok(()), "{message}");
            assert_eq!(verify(&[0; HASH_LEN], &signature), Err(Unverified::Signature));
            assert_eq!(verify(&hash, &signature[..63]), Err(Unverified::Signature));
            assert_eq!(verify(&hash, &[0; 64]), Err(Unverified::Signature), "0 is no r");
            assert_eq!(verify(&hash, &[0xFF; 64]), Err(Unverified::Signature), "beyond the order");
        }
    }

    #[test]
    fn added_entropy_makes_another_signature_of_the_same_key() {
        let (secret, hash) = ([7; 32], [9; HASH_LEN]);
        let (mut one, mut other) = ([0; SIGNATURE_MAX], [0; SIGNATURE_MAX]);
        ecdsa(&secret, &hash, &[1; 32], &mut one).unwrap();
        ecdsa(&secret, &hash, &[2; 32], &mut other).unwrap();
        assert_ne!(one, other);
        assert!(ecdsa(&[0; 32], &hash, &[1; 32], &mut one).is_err(), "0 is no key");
    }
}
