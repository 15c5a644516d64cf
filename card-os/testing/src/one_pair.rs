//! A provider that looks for the primes of an RSA key pair once: for tests that send commands by
//! the thousand, which would wait for nothing else. All it does is real; for RSA whoever takes it
//! asks `card-os` for its feature of that name.

use std::sync::OnceLock;

use apdu_spec::file::Algorithm;
use card_os::crypto::software::Software;
use card_os::crypto::{
    KeyAgreement, KeyAgreementError, KeyError, KeyGeneration, Signature, VerifyError,
};
use rand_core::CryptoRng;
use test_vectors::rng::TestRng;

use crate::symmetric::forward_symmetric;

static PAIR: OnceLock<([u8; 256], [u8; 256])> = OnceLock::new();

/// The provider.
#[derive(Debug, Default)]
pub struct OnePair;

impl KeyGeneration for OnePair {
    fn generate(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &mut [u8],
        public: &mut [u8],
    ) -> Result<(), KeyError> {
        if algorithm != Algorithm::Rsa2048 {
            return Software.generate(algorithm, rng, secret, public);
        }
        let (primes, modulus) = PAIR.get_or_init(|| {
            let (mut primes, mut modulus) = ([0; 256], [0; 256]);
            let mut rng = TestRng::new(2048);
            Software.generate(algorithm, &mut rng, &mut primes, &mut modulus).unwrap();
            (primes, modulus)
        });
        secret.copy_from_slice(primes);
        public.copy_from_slice(modulus);
        Ok(())
    }
}

impl Signature for OnePair {
    fn sign(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &[u8],
        hash: &[u8; 32],
        signature: &mut [u8; 64],
    ) -> Result<usize, KeyError> {
        Software.sign(algorithm, rng, secret, hash, signature)
    }

    fn verify(
        &mut self,
        algorithm: Algorithm,
        public: &[u8],
        hash: &[u8; 32],
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        Software.verify(algorithm, public, hash, signature)
    }

    fn private_operation(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &[u8],
        block: &mut [u8; 256],
    ) -> Result<(), KeyError> {
        Software.private_operation(algorithm, rng, secret, block)
    }
}

impl KeyAgreement for OnePair {
    fn key_agreement(
        &mut self,
        algorithm: Algorithm,
        secret: &[u8],
        peer: &[u8],
        shared: &mut [u8; 32],
    ) -> Result<(), KeyAgreementError> {
        Software.key_agreement(algorithm, secret, peer, shared)
    }
}

forward_symmetric!(OnePair);
