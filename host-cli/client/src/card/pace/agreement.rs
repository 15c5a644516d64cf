//! The generic mapping, and the key agreement on the generator that it gives (TR-03110 part 3,
//! A.3.5.1 and 3.2). Every point of a card is validated; the curve is of prime order, so that no
//! other check of its order is needed.

use apdu_spec::pace::{NONCE_LEN, PARAMETER};
use p256::NistP256;
use p256::elliptic_curve::group::Group;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::point::AffineCoordinates;
use p256::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use p256::elliptic_curve::{
    AffinePoint, CurveArithmetic, FieldBytes, Generate, NonZeroScalar, ProjectivePoint, Scalar,
};
use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

/// First byte of a point with both coordinates.
const UNCOMPRESSED: u8 = 0x04;

/// A standardised curve (TR-03110 part 3, A.2.1.1), whose points can be written down.
pub(super) trait StandardisedCurve:
    CurveArithmetic<FieldBytesSize: ModulusSize, AffinePoint: FromSec1Point<Self> + ToSec1Point<Self>>
{
    /// Its number.
    const PARAMETER_ID: u8;
}

impl StandardisedCurve for NistP256 {
    const PARAMETER_ID: u8 = PARAMETER;
}

/// A generator of the group that is not the standardised one, or is.
pub(super) type Generator<C> = Zeroizing<ProjectivePoint<C>>;

/// An ephemeral key pair of the terminal.
pub(super) struct EphemeralKey<C: StandardisedCurve> {
    secret: Zeroizing<NonZeroScalar<C>>,
    public: Vec<u8>,
}

/// A public key of a card with which no key is agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PublicKeyError {
    /// It is no point of the curve, the point at infinity, or not written with both coordinates.
    NotOnCurve,
    /// It is the terminal's own.
    Reflected,
    /// What follows from it is the point at infinity.
    Infinity,
}

impl<C: StandardisedCurve> EphemeralKey<C> {
    /// A secret, and its public key on a generator.
    pub(super) fn of(secret: NonZeroScalar<C>, generator: &Generator<C>) -> Self {
        let secret = Zeroizing::new(secret);
        let scalar: &Scalar<C> = secret.as_ref();
        let public: AffinePoint<C> = (**generator * *scalar).into();
        let public = public.to_sec1_point(false).as_bytes().to_vec();
        Self { secret, public }
    }

    /// The public key as it is sent.
    pub(super) fn public(&self) -> &[u8] {
        &self.public
    }

    /// The point on which both sides agree.
    pub(super) fn agree(&self, card: &[u8]) -> Result<Generator<C>, PublicKeyError> {
        if card == self.public {
            return Err(PublicKeyError::Reflected);
        }
        if card.first() != Some(&UNCOMPRESSED) {
            return Err(PublicKeyError::NotOnCurve);
        }
        let point =
            AffinePoint::<C>::from_sec1_bytes(card).map_err(|_| PublicKeyError::NotOnCurve)?;
        let scalar: &Scalar<C> = self.secret.as_ref();
        on_curve(ProjectivePoint::<C>::from(point) * *scalar)
    }
}

/// A secret that chance says.
pub(super) fn random_secret<C: StandardisedCurve>(rng: &mut dyn CryptoRng) -> NonZeroScalar<C> {
    NonZeroScalar::<C>::generate_from_rng(rng)
}

/// The generator of the curve itself.
pub(super) fn standard_generator<C: StandardisedCurve>() -> Generator<C> {
    Zeroizing::new(ProjectivePoint::<C>::generator())
}

/// The generic mapping: the nonce times the generator, and the shared point.
pub(super) fn map<C: StandardisedCurve>(
    nonce: &[u8; NONCE_LEN],
    shared: &Generator<C>,
) -> Result<Generator<C>, PublicKeyError> {
    let mut bytes = FieldBytes::<C>::default();
    bytes.iter_mut().rev().zip(nonce.iter().rev()).for_each(|(place, byte)| *place = *byte);
    let nonce = Zeroizing::new(Scalar::<C>::reduce(&bytes));
    bytes.as_mut_slice().zeroize();
    on_curve(ProjectivePoint::<C>::generator() * *nonce + **shared)
}

/// The coordinate that is the shared secret.
pub(super) fn x_coordinate<C: StandardisedCurve>(shared: &Generator<C>) -> Zeroizing<Vec<u8>> {
    let affine: Zeroizing<AffinePoint<C>> = Zeroizing::new((**shared).into());
    let mut bytes = affine.x();
    let x = Zeroizing::new(bytes.to_vec());
    bytes.as_mut_slice().zeroize();
    x
}

fn on_curve<P: Group + Zeroize>(point: P) -> Result<Zeroizing<P>, PublicKeyError> {
    if bool::from(point.is_identity()) {
        return Err(PublicKeyError::Infinity);
    }
    Ok(Zeroizing::new(point))
}
