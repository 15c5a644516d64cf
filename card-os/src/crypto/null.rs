//! A provider that can do nothing: for measuring the card's own size, and for finding panicking
//! paths in its own code alone. Every key is unusable; every hash is zero.

use apdu_spec::file::Algorithm;
use rand_core::CryptoRng;

use super::{
    BLOCK_LEN, Cipher, GenericMapping, HASH_LEN, Hash, KeyAgreement, KeyAgreementError, KeyError,
    KeyGeneration, MAC_LEN, Mac, RSA_LEN, SHA1_LEN, SHARED_LEN, SIGNATURE_MAX, Signature,
    VerifyError,
};

/// The provider.
#[derive(Clone, Copy, Debug, Default)]
pub struct NullCrypto;

impl KeyGeneration for NullCrypto {
    fn generate(
        &mut self,
        _: Algorithm,
        _: &mut dyn CryptoRng,
        _: &mut [u8],
        _: &mut [u8],
    ) -> Result<(), KeyError> {
        Err(KeyError)
    }
}

impl Signature for NullCrypto {
    fn sign(
        &mut self,
        _: Algorithm,
        _: &mut dyn CryptoRng,
        _: &[u8],
        _: &[u8; HASH_LEN],
        _: &mut [u8; SIGNATURE_MAX],
    ) -> Result<usize, KeyError> {
        Err(KeyError)
    }

    fn verify(
        &mut self,
        _: Algorithm,
        _: &[u8],
        _: &[u8; HASH_LEN],
        _: &[u8],
    ) -> Result<(), VerifyError> {
        Err(VerifyError::Key)
    }

    fn private_operation(
        &mut self,
        _: Algorithm,
        _: &mut dyn CryptoRng,
        _: &[u8],
        _: &mut [u8; RSA_LEN],
    ) -> Result<(), KeyError> {
        Err(KeyError)
    }
}

impl KeyAgreement for NullCrypto {
    fn key_agreement(
        &mut self,
        _: Algorithm,
        _: &[u8],
        _: &[u8],
        _: &mut [u8; SHARED_LEN],
    ) -> Result<(), KeyAgreementError> {
        Err(KeyAgreementError::Key)
    }
}

impl Mac for NullCrypto {
    fn mac(
        &mut self,
        _: Algorithm,
        _: &[u8],
        _: &[&[u8]],
        _: &mut [u8; MAC_LEN],
    ) -> Result<(), KeyError> {
        Err(KeyError)
    }
}

impl Cipher for NullCrypto {
    fn encrypt(
        &mut self,
        _: Algorithm,
        _: &[u8],
        _: &[u8; BLOCK_LEN],
        _: &mut [[u8; BLOCK_LEN]],
    ) -> Result<(), KeyError> {
        Err(KeyError)
    }

    fn decrypt(
        &mut self,
        _: Algorithm,
        _: &[u8],
        _: &[u8; BLOCK_LEN],
        _: &mut [[u8; BLOCK_LEN]],
    ) -> Result<(), KeyError> {
        Err(KeyError)
    }
}

impl Hash for NullCrypto {
    fn hash(&mut self, _: &[&[u8]]) -> [u8; HASH_LEN] {
        [0; HASH_LEN]
    }

    fn hash_rest(&mut self, _: &[u8; HASH_LEN], _: u64, _: &[u8]) -> [u8; HASH_LEN] {
        [0; HASH_LEN]
    }

    fn sha1(&mut self, _: &[&[u8]]) -> [u8; SHA1_LEN] {
        [0; SHA1_LEN]
    }
}

impl GenericMapping for NullCrypto {}
