//! A provider whose RSA key pairs are none: for tests of how a key pair is stored, in which the
//! search for primes would take an hour.

use apdu_spec::file::Algorithm;
use card_os::crypto::{
    KeyAgreement, KeyAgreementError, KeyError, KeyGeneration, Signature, VerifyError,
};
use rand_core::CryptoRng;

use crate::symmetric::forward_symmetric;

/// The provider. Its MACs and hashes are right.
#[derive(Debug, Default)]
pub struct QuickPairs;

impl KeyGeneration for QuickPairs {
    fn generate(
        &mut self,
        algorithm: Algorithm,
        rng: &mut dyn CryptoRng,
        secret: &mut [u8],
        public: &mut [u8],
    ) -> Result<(), KeyError> {
        assert_eq!((algorithm, secret.len(), public.len()), (Algorithm::Rsa2048, 256, 256));
        rng.fill_bytes(secret);
        public.copy_from_slice(secret);
        Ok(())
    }
}

impl Signature for QuickPairs {
    fn sign(
        &mut self,
        _: Algorithm,
        _: &mut dyn CryptoRng,
        _: &[u8],
        _: &[u8; 32],
        _: &mut [u8; 64],
    ) -> Result<usize, KeyError> {
        Err(KeyError)
    }

    fn verify(
        &mut self,
        _: Algorithm,
        _: &[u8],
        _: &[u8; 32],
        _: &[u8],
    ) -> Result<(), VerifyError> {
        Err(VerifyError::Key)
    }

    fn private_operation(
        &mut self,
        _: Algorithm,
        _: &mut dyn CryptoRng,
        _: &[u8],
        _: &mut [u8; 256],
    ) -> Result<(), KeyError> {
        Err(KeyError)
    }
}

impl KeyAgreement for QuickPairs {
    fn key_agreement(
        &mut self,
        _: Algorithm,
        _: &[u8],
        _: &[u8],
        _: &mut [u8; 32],
    ) -> Result<(), KeyAgreementError> {
        Err(KeyAgreementError::Key)
    }
}

forward_symmetric!(QuickPairs);
