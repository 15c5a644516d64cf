//! The provider in software: RustCrypto's p256, aes, cmac, sha1 and sha2, and RSA on its
//! crypto-bigint (feature `rsa`).

#[cfg(feature = "pace")]
mod pace;
mod symmetric;

use apdu_spec::file::Algorithm;
use ecdsa::hazmat::sign_prehashed_rfc6979;
use p256::elliptic_curve::ff::PrimeField;
use p256::elliptic_curve::ops::{Invert, Reduce};
use p256::elliptic_curve::point::AffineCoordinates;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::elliptic_curve::{Generate, Group};
use p256::{AffinePoint, FieldBytes, NistP256, ProjectivePoint, Scalar, SecretKey};
use rand_core::CryptoRng;
use sha1::Sha1;
use sha2::block_api::compress256;
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use super::{
    HASH_LEN, Hash, KeyAgreement, KeyAgreementError, KeyError, KeyGeneration, RSA_LEN, SHA1_LEN,
    SHARED_LEN, SIGNATURE_MAX, Signature, VerifyError,
};

/// The provider.
#[derive(Clone, Copy, Debug, Default)]
pub struct Software;

#[cfg(not(feature = "pace"))]
impl super::GenericMapping for Software {}

impl KeyGeneration for Software {
    fn generate(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &mut [u8],
        public: &mut [u8],
    ) -> Result<(), KeyError> {
        let lengths = (algorithm.secret_len(), algorithm.public_len());
        if (secret.len(), public.len()) != lengths {
            return Err(KeyError);
        }
        match algorithm {
            Algorithm::P256 => {}
            #[cfg(feature = "rsa")]
            Algorithm::Rsa2048 => return super::rsa::generate(rng, secret, public),
            _ => return Err(KeyError),
        }
        // Zeroised when dropped.
        let key = SecretKey::generate_from_rng(rng);
        let mut bytes = key.to_bytes();
        secret.copy_from_slice(&bytes);
        bytes.zeroize();
        public.copy_from_slice(key.public_key().to_sec1_point(false).as_bytes());
        Ok(())
    }
}

impl Signature for Software {
    fn sign(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &[u8],
        hash: &[u8; HASH_LEN],
        signature: &mut [u8; SIGNATURE_MAX],
    ) -> Result<usize, KeyError> {
        if algorithm != Algorithm::P256 {
            return Err(KeyError);
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
    ) -> Result<(), VerifyError> {
        match algorithm {
            Algorithm::P256 => verify_ecdsa(public, hash, signature),
            #[cfg(feature = "rsa")]
            Algorithm::Rsa2048 => {
                let block = super::pkcs1::digest_info_block(hash);
                super::rsa::verify(public, signature, &block)
            }
            _ => Err(VerifyError::Key),
        }
    }

    #[cfg(feature = "rsa")]
    fn private_operation(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &[u8],
        block: &mut [u8; RSA_LEN],
    ) -> Result<(), KeyError> {
        let done = match algorithm {
            Algorithm::Rsa2048 => super::rsa::private_operation(rng, secret, block),
            _ => Err(KeyError),
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
    ) -> Result<(), KeyError> {
        block.zeroize();
        Err(KeyError)
    }
}

impl KeyAgreement for Software {
    fn key_agreement(
        &mut self,
        algorithm: Algorithm,
        secret: &[u8],
        peer: &[u8],
        shared: &mut [u8; SHARED_LEN],
    ) -> Result<(), KeyAgreementError> {
        match algorithm {
            Algorithm::P256 => ecdh(secret, peer, shared),
            _ => Err(KeyAgreementError::Key),
        }
    }
}

impl Hash for Software {
    fn hash(&mut self, parts: &[&[u8]]) -> [u8; HASH_LEN] {
        let mut hash = Sha256::new();
        parts.iter().for_each(|part| hash.update(part));
        hash.finalize().into()
    }

    fn hash_rest(&mut self, state: &[u8; HASH_LEN], bits: u64, rest: &[u8]) -> [u8; HASH_LEN] {
        let mut words = [0; HASH_LEN / 4];
        let (bytes, _) = state.as_chunks::<4>();
        words.iter_mut().zip(bytes).for_each(|(word, bytes)| *word = u32::from_be_bytes(*bytes));
        let (blocks, tail) = rest.as_chunks::<BLOCK>();
        compress256(&mut words, blocks);
        // The padding of FIPS 180-4, 5.1.1: a bit, zeros, the length of the whole in bits.
        let mut last = [[0; BLOCK]; 2];
        let bits = bits.wrapping_add((rest.len() as u64).wrapping_mul(8));
        let padded = if tail.len() < BLOCK - size_of::<u64>() { 1 } else { 2 };
        let last = &mut last[..padded];
        let flat = last.as_flattened_mut();
        flat[..tail.len()].copy_from_slice(tail);
        flat[tail.len()] = 0x80;
        let length = flat.len() - size_of::<u64>();
        flat[length..].copy_from_slice(&bits.to_be_bytes());
        compress256(&mut words, last);
        let mut hash = [0; HASH_LEN];
        let (places, _) = hash.as_chunks_mut::<4>();
        places.iter_mut().zip(words).for_each(|(place, word)| *place = word.to_be_bytes());
        hash
    }

    fn sha1(&mut self, parts: &[&[u8]]) -> [u8; SHA1_LEN] {
        let mut hasher = Sha1::new();
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finalize().into()
    }
}

/// A block of SHA-256, in bytes.
const BLOCK: usize = 64;

/// ECDSA with the nonce of RFC 6979, 3.6: `entropy` is what is added to it.
fn ecdsa(
    secret: &[u8],
    hash: &[u8; HASH_LEN],
    entropy: &[u8],
    signature: &mut [u8; SIGNATURE_MAX],
) -> Result<(), KeyError> {
    // Zeroised when dropped; the copy of its number is not.
    let key = SecretKey::from_slice(secret).map_err(|_| KeyError)?;
    let mut scalar = key.to_nonzero_scalar();
    let (made, _) = sign_prehashed_rfc6979::<NistP256, Sha256>(&scalar, hash, entropy);
    scalar.zeroize();
    signature.copy_from_slice(&made.to_bytes());
    Ok(())
}

/// SEC 1, 4.1.4. Nothing here is secret. Not by `ecdsa`'s own function, which makes tables of both
/// points and takes 4.4 KB of stack for it: more than everything else that a small card does.
fn verify_ecdsa(public: &[u8], hash: &[u8; HASH_LEN], signature: &[u8]) -> Result<(), VerifyError> {
    let key = point(public).ok_or(VerifyError::Key)?;
    // Refuses r and s that are 0, or not below the order of the curve.
    let signature =
        ecdsa::Signature::<NistP256>::from_slice(signature).map_err(|_| VerifyError::Signature)?;
    let (r, s) = signature.split_scalars();
    let inverse = *Invert::invert_vartime(&s);
    let hash = Scalar::reduce(&FieldBytes::from(*hash));
    let x = combination_x(&(hash * inverse), &key, &(*r * inverse));
    // At infinity x is 0, which no r is.
    if Scalar::reduce(&x) == *r { Ok(()) } else { Err(VerifyError::Signature) }
}

/// The x coordinate of a G + b P, in time that depends on all of them: doubling once for both
/// (Shamir's trick), with the sum of the points as the only table.
#[inline(never)]
fn combination_x(a: &Scalar, point: &AffinePoint, b: &Scalar) -> FieldBytes {
    let (a, b) = (a.to_repr(), b.to_repr());
    let generator = AffinePoint::GENERATOR;
    let both = (ProjectivePoint::GENERATOR + point).to_affine();
    let mut sum = ProjectivePoint::IDENTITY;
    for (a, b) in a.iter().zip(&b) {
        for bit in (0..u8::BITS).rev() {
            sum = sum.double();
            match (a >> bit & 1, b >> bit & 1) {
                (0, 0) => {}
                (_, 0) => sum += generator,
                (0, _) => sum += *point,
                _ => sum += both,
            }
        }
    }
    sum.to_affine().x()
}

/// The point on the curve with these bytes, uncompressed: not at infinity, and no other form.
fn point(bytes: &[u8]) -> Option<AffinePoint> {
    let (x, y) = bytes.strip_prefix(&[0x04])?.split_at_checked(HASH_LEN)?;
    let (x, y) = (FieldBytes::try_from(x).ok()?, FieldBytes::try_from(y).ok()?);
    AffinePoint::from_coordinates(&x, &y).into_option()
}

/// ECDH on P-256. A point that is not on the curve would reveal the key bit by bit.
fn ecdh(
    secret: &[u8],
    peer: &[u8],
    shared: &mut [u8; SHARED_LEN],
) -> Result<(), KeyAgreementError> {
    // Refuses what is not on the curve; the curve has no other group to fall into.
    let peer = point(peer).ok_or(KeyAgreementError::Peer)?;
    // Zeroised when dropped; the copy of its number is not.
    let key = SecretKey::from_slice(secret).map_err(|_| KeyAgreementError::Key)?;
    let mut scalar = key.to_nonzero_scalar();
    let mut point = (ProjectivePoint::from(peer) * *scalar).to_affine();
    scalar.zeroize();
    let mut x = point.x();
    point.zeroize();
    shared.copy_from_slice(&x);
    x.zeroize();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;
    use std::vec::Vec;

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
            assert_eq!(verified, Err(VerifyError::Key));
        }
        let aes = Software.verify(Algorithm::Aes128, &[0; 16], &[1; HASH_LEN], &[1; 64]);
        assert_eq!(aes, Err(VerifyError::Key));
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
            assert_eq!(verify(&[0; HASH_LEN], &signature), Err(VerifyError::Signature));
            assert_eq!(verify(&hash, &signature[..63]), Err(VerifyError::Signature));
            assert_eq!(verify(&hash, &[0; 64]), Err(VerifyError::Signature), "0 is no r");
            assert_eq!(verify(&hash, &[0xFF; 64]), Err(VerifyError::Signature), "beyond the order");
        }
    }

    /// NIST CAVP, KAS ECC CDH primitive, P-256, count 0.
    #[test]
    fn the_secret_of_the_cavp_vector_comes_out() {
        let number = |digits: &str| hex::decode(digits).unwrap();
        let secret = number("7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534");
        let mut peer = vec![0x04];
        peer.extend(number("700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"));
        peer.extend(number("db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac"));
        let mut shared = [0; SHARED_LEN];
        assert_eq!(Software.key_agreement(Algorithm::P256, &secret, &peer, &mut shared), Ok(()));
        let expected = "46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b";
        assert_eq!(hex::encode(shared), expected);

        let agree = |algorithm, secret: &[u8], peer: &[u8]| {
            Software.key_agreement(algorithm, secret, peer, &mut [0; SHARED_LEN])
        };
        assert_eq!(
            agree(Algorithm::P256, &[0; 32], &peer),
            Err(KeyAgreementError::Key),
            "0 is no key"
        );
        assert_eq!(agree(Algorithm::Rsa2048, &secret, &peer), Err(KeyAgreementError::Key));
        assert_eq!(agree(Algorithm::P256, &secret, &peer[..64]), Err(KeyAgreementError::Peer));
        let compressed = [&[0x03], &peer[1..33]].concat();
        assert_eq!(agree(Algorithm::P256, &secret, &compressed), Err(KeyAgreementError::Peer));
        peer[64] ^= 1;
        assert_eq!(
            agree(Algorithm::P256, &secret, &peer),
            Err(KeyAgreementError::Peer),
            "off the curve"
        );
        assert_eq!(
            agree(Algorithm::P256, &secret, &[0]),
            Err(KeyAgreementError::Peer),
            "at infinity"
        );
    }

    #[test]
    fn a_hash_that_was_begun_elsewhere_comes_out_as_the_whole() {
        // The intermediate hash code after one block of zeros.
        let mut words = [
            0x6A09_E667,
            0xBB67_AE85,
            0x3C6E_F372,
            0xA54F_F53A,
            0x510E_527F,
            0x9B05_688C,
            0x1F83_D9AB,
            0x5BE0_CD19_u32,
        ];
        compress256(&mut words, &[[0; BLOCK]]);
        let state: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        let state = state.try_into().unwrap();
        for length in [0, 1, 55, 56, 63, 64, 65, 119, 120, 200] {
            let rest = vec![0xA5; length];
            let whole = Software.hash(&[&[0; BLOCK], &rest]);
            assert_eq!(Software.hash_rest(&state, 512, &rest), whole, "{length}");
        }
    }

    /// FIPS 180-2, A.1 and A.2.
    #[test]
    fn the_sha1_of_the_standard_comes_out() {
        for (message, expected) in [
            ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
            ),
        ] {
            let (first, rest) = message.as_bytes().split_at(2);
            assert_eq!(hex::encode(Software.sha1(&[first, rest])), expected);
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
