//! The key of a card's signing or authentication certificate as a signer.

use juki_client::card::CardError;
use juki_client::card::jpki::VerifiedKey;

use super::{CardSigner, Hash, SignError};

impl CardSigner for VerifiedKey<'_, '_> {
    type Error = CardError;

    fn certificate(&mut self) -> Result<Vec<u8>, CardError> {
        VerifiedKey::certificate(self)
    }

    fn authority(&mut self) -> Result<Option<Vec<u8>>, CardError> {
        match VerifiedKey::authority(self) {
            Ok(certificate) => Ok(Some(certificate)),
            // The signature is valid without it.
            Err(cause) if cause.is_refusal() => Ok(None),
            Err(cause) => Err(cause),
        }
    }

    fn sign_hash(&mut self, hash: &Hash) -> Result<Vec<u8>, CardError> {
        self.sign(hash)
    }
}

/// A signature is made while the card is unlocked
/// ([`with_verified_key`](juki_client::card::jpki::with_verified_key)).
impl From<CardError> for SignError<CardError> {
    fn from(cause: CardError) -> Self {
        Self::Signer(cause)
    }
}
