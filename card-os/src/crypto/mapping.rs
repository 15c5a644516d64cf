//! The mathematics of PACE: key agreement on a generator that a nonce is mapped to (BSI TR-03110
//! part 2, 3.2.1; part 3, A.3.4), on P-256.

use apdu_spec::file::POINT_LEN;
use apdu_spec::pace::NONCE_LEN;
use rand_core::CryptoRng;

use super::{KeyAgreementError, SHARED_LEN};

/// Maps nonces, and agrees on secrets with ephemeral keys. Points are uncompressed. What comes from
/// the other party is validated: on the curve, not at infinity, and not the card's own key sent
/// back.
/// A provider without PACE implements neither.
pub trait GenericMapping {
    /// Draws a mapping key, whose public key `own` becomes, and agrees on a point with `peer`;
    /// `generator` becomes the sum of that point and the nonce-fold base point.
    ///
    /// # Errors
    /// For a point of `peer` that is refused, and a provider that has no such operation.
    fn map_nonce(
        &mut self,
        rng: &mut dyn CryptoRng,
        nonce: &[u8; NONCE_LEN],
        peer: &[u8],
        own: &mut [u8; POINT_LEN],
        generator: &mut [u8; POINT_LEN],
    ) -> Result<(), KeyAgreementError> {
        let _ = (rng, nonce, peer, own, generator);
        Err(KeyAgreementError::Key)
    }

    /// Draws an ephemeral key on this generator, whose public key `own` becomes, and agrees on a
    /// secret with `peer`; `shared` becomes the x coordinate.
    ///
    /// # Errors
    /// As [`GenericMapping::map_nonce`].
    fn agree_on_generator(
        &mut self,
        rng: &mut dyn CryptoRng,
        generator: &[u8; POINT_LEN],
        peer: &[u8],
        own: &mut [u8; POINT_LEN],
        shared: &mut [u8; SHARED_LEN],
    ) -> Result<(), KeyAgreementError> {
        let _ = (rng, generator, peer, own, shared);
        Err(KeyAgreementError::Key)
    }
}
