//! The operations of PACE: generic mapping on P-256.

use apdu_spec::file::POINT_LEN;
use apdu_spec::pace::NONCE_LEN;
use p256::elliptic_curve::ff::PrimeField;
use p256::elliptic_curve::point::AffineCoordinates;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::elliptic_curve::{Generate, Group};
use p256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar, SecretKey};
use rand_core::CryptoRng;
use zeroize::Zeroize;

use super::{Software, point};
use crate::crypto::{GenericMapping, KeyAgreementError, SHARED_LEN};

impl GenericMapping for Software {
    fn map_nonce(
        &mut self,
        rng: &mut dyn CryptoRng,
        nonce: &[u8; NONCE_LEN],
        peer: &[u8],
        own: &mut [u8; POINT_LEN],
        generator: &mut [u8; POINT_LEN],
    ) -> Result<(), KeyAgreementError> {
        let peer = point(peer).ok_or(KeyAgreementError::Peer)?;
        let mut agreed = own_key_and_multiple(rng, &AffinePoint::GENERATOR, &peer, own)?;
        let mapped = add_multiple_of_base_point(nonce, &agreed);
        agreed.zeroize();
        // The sum is at infinity for one nonce among all, which the other party cannot know.
        let mut mapped = mapped.ok_or(KeyAgreementError::Peer)?;
        encode(&mapped, generator);
        mapped.zeroize();
        Ok(())
    }

    fn agree_on_generator(
        &mut self,
        rng: &mut dyn CryptoRng,
        generator: &[u8; POINT_LEN],
        peer: &[u8],
        own: &mut [u8; POINT_LEN],
        shared: &mut [u8; SHARED_LEN],
    ) -> Result<(), KeyAgreementError> {
        let generator = point(generator).ok_or(KeyAgreementError::Key)?;
        let peer = point(peer).ok_or(KeyAgreementError::Peer)?;
        let mut agreed = own_key_and_multiple(rng, &generator, &peer, own)?;
        let mut x = agreed.x();
        agreed.zeroize();
        shared.copy_from_slice(&x);
        x.zeroize();
        Ok(())
    }
}

/// Draws a key, gives its public key on this generator, and its multiple of the other party's
/// point. The curve has no other group to fall into: that point is on it.
fn own_key_and_multiple(
    rng: &mut dyn CryptoRng,
    generator: &AffinePoint,
    peer: &AffinePoint,
    own: &mut [u8; POINT_LEN],
) -> Result<AffinePoint, KeyAgreementError> {
    // Zeroised when dropped; the copy of its number is not.
    let key = SecretKey::generate_from_rng(rng);
    let mut scalar = key.to_nonzero_scalar();
    let public = multiple(generator, &scalar);
    encode(&public, own);
    let agreed = multiple(peer, &scalar);
    scalar.zeroize();
    // A peer that sends the card's own key back has none (TR-03110 part 3, B.1).
    if public == *peer { Err(KeyAgreementError::Peer) } else { Ok(agreed) }
}

/// Apart, for its frame; in constant time.
#[inline(never)]
fn multiple(point: &AffinePoint, scalar: &Scalar) -> AffinePoint {
    let mut product = ProjectivePoint::from(*point) * scalar;
    let affine = product.to_affine();
    product.zeroize();
    affine
}

/// The nonce-fold base point and this one; `None` at infinity.
fn add_multiple_of_base_point(nonce: &[u8; NONCE_LEN], point: &AffinePoint) -> Option<AffinePoint> {
    let mut bytes = FieldBytes::default();
    bytes.iter_mut().rev().zip(nonce.iter().rev()).for_each(|(place, byte)| *place = *byte);
    // Below the order of the curve: half as long.
    let mut scalar = Scalar::from_repr(bytes).into_option()?;
    bytes.zeroize();
    let mut base = multiple(&AffinePoint::GENERATOR, &scalar);
    scalar.zeroize();
    let mut sum = ProjectivePoint::from(base) + point;
    base.zeroize();
    let found = !bool::from(sum.is_identity());
    let affine = sum.to_affine();
    sum.zeroize();
    found.then_some(affine)
}

fn encode(point: &AffinePoint, out: &mut [u8; POINT_LEN]) {
    out.copy_from_slice(point.to_sec1_point(false).as_bytes());
}
