//! A crypto provider whose key pairs are those of `test_vectors::mock_keys`; hash codes and
//! authentication codes are real.

use apdu_spec::file::Algorithm;
use card_os::crypto::{
    HASH_LEN, KeyAgreement, KeyAgreementError, KeyError, KeyGeneration, RSA_LEN, SHARED_LEN,
    SIGNATURE_MAX, Signature, VerifyError,
};
use rand_core::CryptoRng;
use test_vectors::mock_keys;

use crate::symmetric::forward_symmetric;

/// The `DigestInfo` of SHA-256 before its hash code (RFC 8017, 9.2).
const DIGEST_INFO: &[u8] =
    b"\x30\x31\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";

/// The provider.
#[derive(Clone, Copy, Debug, Default)]
pub struct MockCrypto;

impl KeyGeneration for MockCrypto {
    fn generate(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &mut [u8],
        public: &mut [u8],
    ) -> Result<(), KeyError> {
        rng.fill_bytes(secret);
        let made = mock_keys::public(algorithm, secret);
        if made.is_empty() || made.len() != public.len() {
            return Err(KeyError);
        }
        public.copy_from_slice(&made);
        Ok(())
    }
}

impl Signature for MockCrypto {
    fn sign(
        &mut self,
        algorithm: Algorithm,
        _: &mut dyn CryptoRng,
        secret: &[u8],
        hash: &[u8; HASH_LEN],
        signature: &mut [u8; SIGNATURE_MAX],
    ) -> Result<usize, KeyError> {
        if algorithm != Algorithm::P256 {
            return Err(KeyError);
        }
        let made = mock_keys::signature(&mock_keys::public(algorithm, secret), hash);
        signature.copy_from_slice(made.as_flattened());
        Ok(SIGNATURE_MAX)
    }

    fn verify(
        &mut self,
        algorithm: Algorithm,
        public: &[u8],
        hash: &[u8; HASH_LEN],
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        if !mock_keys::is_public(algorithm, public) {
            return Err(VerifyError::Key);
        }
        let right = match algorithm {
            Algorithm::P256 => mock_keys::signature(public, hash).as_flattened() == signature,
            _ => {
                let block = mock_keys::operation(public, signature);
                let end = [DIGEST_INFO, hash].concat();
                signature.len() == RSA_LEN
                    && block.starts_with(&[0, 1])
                    && block.ends_with(&[&[0], &end[..]].concat())
                    && block[2..RSA_LEN - end.len() - 1].iter().all(|byte| *byte == 0xFF)
            }
        };
        if right { Ok(()) } else { Err(VerifyError::Signature) }
    }

    fn private_operation(
        &mut self,
        algorithm: Algorithm,
        _: &mut dyn CryptoRng,
        secret: &[u8],
        block: &mut [u8; RSA_LEN],
    ) -> Result<(), KeyError> {
        if algorithm != Algorithm::Rsa2048 {
            return Err(KeyError);
        }
        let made = mock_keys::operation(&mock_keys::public(algorithm, secret), &block[..]);
        block.copy_from_slice(&made);
        Ok(())
    }
}

impl KeyAgreement for MockCrypto {
    fn key_agreement(
        &mut self,
        algorithm: Algorithm,
        secret: &[u8],
        peer: &[u8],
        shared: &mut [u8; SHARED_LEN],
    ) -> Result<(), KeyAgreementError> {
        if algorithm != Algorithm::P256 {
            return Err(KeyAgreementError::Key);
        }
        if !mock_keys::is_public(algorithm, peer) {
            return Err(KeyAgreementError::Peer);
        }
        *shared = mock_keys::agreed(&mock_keys::public(algorithm, secret), peer);
        Ok(())
    }
}

forward_symmetric!(MockCrypto);
