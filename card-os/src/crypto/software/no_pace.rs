//! A build without PACE.

use apdu_spec::file::POINT_LEN;
use apdu_spec::pace::NONCE_LEN;
use rand_core::CryptoRng;

use super::Software;
use crate::crypto::{GenericMapping, KeyAgreementError, SHARED_LEN};

impl GenericMapping for Software {
    fn map_nonce(
        &mut self,
        _: &mut dyn CryptoRng,
        _: &[u8; NONCE_LEN],
        _: &[u8],
        _: &mut [u8; POINT_LEN],
        _: &mut [u8; POINT_LEN],
    ) -> Result<(), KeyAgreementError> {
        Err(KeyAgreementError::Key)
    }

    fn agree_on_generator(
        &mut self,
        _: &mut dyn CryptoRng,
        _: &[u8; POINT_LEN],
        _: &[u8],
        _: &mut [u8; POINT_LEN],
        _: &mut [u8; SHARED_LEN],
    ) -> Result<(), KeyAgreementError> {
        Err(KeyAgreementError::Key)
    }
}
