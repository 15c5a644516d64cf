//! A public key of the kinds that cards and authorities have, in its encodings: in the answer of a
//! card, in a CV certificate and the attribute applications, and in X.509.

use apdu_spec::file::{self as template, Algorithm, RSA_EXPONENT};
use apdu_spec::profile::KeyType;
use apdu_spec::tlv::{self, Tag, Writer};
use der::asn1::{BitString, ObjectIdentifier};
use der::{Decode as _, Encode as _};
use rsa::BoxedUint;
use rsa::pkcs8::{DecodePublicKey as _, EncodePublicKey as _};
use rsa::traits::PublicKeyParts as _;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::encode_error::{EncodeError, Part};

/// id-ecPublicKey (RFC 5480, 2.1.1).
pub const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// secp256r1 (RFC 5480, 2.1.1.1).
pub const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// Length of an uncompressed P-256 point.
pub const POINT_LEN: usize = 65;
/// Accepted lengths of RSA moduli, in bits.
const RSA_BITS: std::ops::RangeInclusive<u32> = 2048..=4096;
/// Room for any key in one of the forms of data objects.
const ROOM: usize = 1024;

const TEMPLATE: u16 = 0x7F49;
const OID: u8 = 0x06;
const POINT: u8 = 0x86;
/// As the successor card's certificates and files carry it (public).
const EXPONENT: u8 = 0x90;
const MODULUS: u8 = 0x91;

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// RSA, 2048 to 4096 bits.
    Rsa(rsa::PublicKey),
    /// P-256, the point uncompressed.
    P256([u8; POINT_LEN]),
}

impl PublicKey {
    /// The key of a P-256 point (uncompressed); `None` when it is none of the curve.
    #[must_use]
    pub fn from_point(point: &[u8]) -> Option<Self> {
        let point: [u8; POINT_LEN] = point.try_into().ok()?;
        p256::PublicKey::from_sec1_bytes(&point).ok()?;
        Some(Self::P256(point))
    }

    /// An RSA key; `None` when its modulus is too short or too long, or its exponent is none.
    #[must_use]
    pub fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Option<Self> {
        let number = |bytes: &[u8]| {
            let bits = u32::try_from(bytes.len().checked_mul(8)?).ok()?;
            BoxedUint::from_be_slice(bytes, bits.max(8)).ok()
        };
        let modulus = number(modulus)?;
        if !RSA_BITS.contains(&modulus.bit_width()) {
            return None;
        }
        Some(Self::Rsa(rsa::PublicKey::new(modulus, number(exponent)?).ok()?))
    }

    /// Reads a key as a card gives it out: `7F49 {06 curve, 86 point}` or `7F49 {81 modulus, 82
    /// exponent}` ([`template::PublicKey`]).
    #[must_use]
    pub fn from_card(bytes: &[u8]) -> Option<Self> {
        let template::PublicKey { algorithm, value } = template::PublicKey::parse(bytes)?;
        match algorithm {
            Algorithm::Rsa2048 => Self::from_rsa(value, &RSA_EXPONENT),
            _ => Self::from_point(value),
        }
    }

    /// Reads a key as CV certificates and DF51 carry it: `90 exponent, 91 modulus` (public), or
    /// `7F49 {06, 86}` (ours). Nothing may stand beside it.
    #[must_use]
    pub fn from_objects(bytes: &[u8]) -> Option<Self> {
        let objects: Vec<_> = tlv::Reader::new(bytes).collect::<Result<_, _>>().ok()?;
        match objects.as_slice() {
            [key] if key.tag == Tag::from(TEMPLATE) => {
                Self::from_curve(key.value, tlv::find(key.value, POINT)?)
            }
            [exponent, modulus]
                if exponent.tag == Tag::from(EXPONENT) && modulus.tag == Tag::from(MODULUS) =>
            {
                Self::from_rsa(modulus.value, exponent.value)
            }
            _ => None,
        }
    }

    /// Reads the key of a certificate or request; `None` when it is of no kind of JPKI.
    #[must_use]
    pub fn from_spki(key: &SubjectPublicKeyInfoOwned) -> Option<Self> {
        if key.algorithm.oid == EC_PUBLIC_KEY {
            let curve = key.algorithm.parameters.as_ref()?.decode_as::<ObjectIdentifier>().ok()?;
            let point = key.subject_public_key.as_bytes()?;
            return if curve == P256 { Self::from_point(point) } else { None };
        }
        let key = rsa::PublicKey::from_public_key_der(&key.to_der().ok()?).ok()?;
        RSA_BITS.contains(&key.n().bit_width()).then_some(Self::Rsa(key))
    }

    /// Of which type it is; an RSA key of another length is of none that a card makes.
    #[must_use]
    pub fn key_type(&self) -> Option<KeyType> {
        match self {
            Self::P256(_) => Some(KeyType::P256),
            Self::Rsa(key) if key.n().bit_width() == 2048 => Some(KeyType::Rsa2048),
            Self::Rsa(_) => None,
        }
    }

    /// The key as X.509 carries it.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn to_spki(&self) -> Result<SubjectPublicKeyInfoOwned, EncodeError> {
        match self {
            Self::P256(point) => Ok(SubjectPublicKeyInfoOwned {
                algorithm: AlgorithmIdentifierOwned {
                    oid: EC_PUBLIC_KEY,
                    parameters: Some((&P256).into()),
                },
                subject_public_key: BitString::from_bytes(point)?,
            }),
            Self::Rsa(key) => {
                let document = key.to_public_key_der()?;
                Ok(SubjectPublicKeyInfoOwned::from_der(document.as_bytes())?)
            }
        }
    }

    /// The data objects of [`Self::from_objects`].
    ///
    /// # Errors
    /// When the key is too long for any file.
    pub fn to_objects(&self) -> Result<Vec<u8>, EncodeError> {
        let mut room = [0; ROOM];
        let mut out = Writer::new(&mut room);
        match self {
            Self::Rsa(key) => {
                out.tlv(EXPONENT, &key.e_bytes()).tlv(MODULUS, &key.n_bytes());
            }
            Self::P256(point) => {
                out.nested(TEMPLATE, |out| {
                    out.tlv(OID, Algorithm::P256.oid()).tlv(POINT, point);
                });
            }
        }
        Ok(out.finish().ok_or(Part::PublicKey)?.to_vec())
    }

    fn from_curve(template: &[u8], point: &[u8]) -> Option<Self> {
        (tlv::find(template, OID)? == Algorithm::P256.oid()).then(|| Self::from_point(point))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::SigningKey;

    fn point() -> [u8; POINT_LEN] {
        let key = SigningKey::from_slice(&[7; 32]).unwrap();
        key.verifying_key().to_sec1_point(false).as_bytes().try_into().unwrap()
    }

    fn both() -> [PublicKey; 2] {
        let mut modulus = [0xC5; 256];
        modulus[255] = 0x31;
        let rsa = PublicKey::from_rsa(&modulus, &[1, 0, 1]).unwrap();
        [rsa, PublicKey::P256(point())]
    }

    #[test]
    fn a_key_is_the_same_in_every_form() {
        for key in both() {
            assert_eq!(PublicKey::from_objects(&key.to_objects().unwrap()), Some(key.clone()));
            assert_eq!(PublicKey::from_spki(&key.to_spki().unwrap()), Some(key));
        }
    }

    #[test]
    fn a_card_gives_out_a_point_or_modulus_and_exponent() {
        for key in both() {
            let mut room = [0; ROOM];
            let mut out = Writer::new(&mut room);
            let (algorithm, value) = match &key {
                PublicKey::P256(point) => (Algorithm::P256, point.to_vec()),
                PublicKey::Rsa(key) => (Algorithm::Rsa2048, key.n_bytes().to_vec()),
            };
            template::PublicKey { algorithm, value: &value }.encode(&mut out);
            assert_eq!(PublicKey::from_card(out.finish().unwrap()), Some(key));
        }
    }

    #[test]
    fn what_is_no_key_of_jpki_is_none() {
        let off_the_curve = [4; POINT_LEN];
        assert_eq!(PublicKey::from_point(&off_the_curve), None);
        assert_eq!(PublicKey::from_point(&point()[..64]), None);
        assert_eq!(PublicKey::from_rsa(&[0xC5; 128], &[1, 0, 1]), None, "1024 bits");
        assert_eq!(PublicKey::from_rsa(&[0xC5; 1024], &[1, 0, 1]), None, "8192 bits");
        assert_eq!(PublicKey::from_rsa(&[0xC5; 256], &[]), None, "no exponent");
        assert_eq!(PublicKey::from_card(&[0x7F, 0x49, 0]), None);
        assert_eq!(PublicKey::from_objects(&[]), None);
    }
}
