//! A provider that can do nothing: for measuring the card's own size, and for finding panicking
//! paths in its own code alone. Every key is unusable; every hash is zero.

use apdu_spec::file::Algorithm;
use rand_core::CryptoRng;

use super::{
    Crypto, Disagreed, HASH_LEN, MAC_LEN, RSA_LEN, SHARED_LEN, SIGNATURE_MAX, Unusable, Unverified,
};

/// The provider.
#[derive(Clone, Copy, Debug, Default)]
pub struct Null;

impl Crypto for Null {
    fn generate(
        &mut self,
        _: Algorithm,
        _: &mut dyn CryptoRng,
        _: &mut [u8],
        _: &mut [u8],
    ) -> Result<(), Unusable> {
        Err(Unusable)
    }

    fn sign(
        &mut self,
        _: Algorithm,
        _: &mut dyn CryptoRng,
        _: &[u8],
        _: &[u8; HASH_LEN],
        _: &mut [u8; SIGNATURE_MAX],
    ) -> Result<usize, Unusable> {
        Err(Unusable)
    }

    fn verify(
        &mut self,
        _: Algorithm,
        _: &[u8],
        _: &[u8; HASH_LEN],
        _: &[u8],
    ) -> Result<(), Unverified> {
        Err(Unverified::Key)
    }

    fn private_operation(
        &mut self,
        _: Algorithm,
        _: &mut dyn CryptoRng,
        _: &[u8],
        _: &mut [u8; RSA_LEN],
    ) -> Result<(), Unusable> {
        Err(Unusable)
    }

    fn agree(
        &mut self,
        _: Algorithm,
        _: &[u8],
        _: &[u8],
        _: &mut [u8; SHARED_LEN],
    ) -> Result<(), Disagreed> {
        Err(Disagreed::Key)
    }

    fn mac(
        &mut self,
        _: Algorithm,
        _: &[u8],
        _: &[&[u8]],
        _: &mut [u8; MAC_LEN],
    ) -> Result<(), Unusable> {
        Err(Unusable)
    }

    fn hash(&mut self, _: &[&[u8]]) -> [u8; HASH_LEN] {
        [0; HASH_LEN]
    }

    fn hash_rest(&mut self, _: &[u8; HASH_LEN], _: u64, _: &[u8]) -> [u8; HASH_LEN] {
        [0; HASH_LEN]
    }
}
