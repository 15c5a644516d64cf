//! A private key of an authority.

use apdu_spec::profile::KeyType;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::elliptic_curve::Generate as _;
use rand_core::CryptoRng;
use rsa::pkcs1v15;
use sha2::Sha256;
use x509_cert::Certificate;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder, CrlBuilder};
use x509_cert::crl::CertificateList;

use super::encode_error::{EncodeError, Part};
use super::public_key::PublicKey;

/// Bits of the RSA keys.
const RSA_BITS: usize = 2048;

/// A private key. Both kinds zeroise themselves when dropped.
#[derive(Clone)]
pub(super) enum PrivateKey {
    P256(SigningKey),
    Rsa(rsa::PrivateKey),
}

impl PrivateKey {
    /// Makes one; an RSA key takes a moment.
    pub(super) fn generate(keys: KeyType, rng: &mut impl CryptoRng) -> Result<Self, EncodeError> {
        Ok(match keys {
            KeyType::P256 => Self::P256(SigningKey::generate_from_rng(rng)),
            KeyType::Rsa2048 => Self::Rsa(rsa::PrivateKey::new(rng, RSA_BITS)?),
        })
    }

    pub(super) fn public(&self) -> Result<PublicKey, EncodeError> {
        match self {
            Self::P256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                Ok(PublicKey::from_point(point.as_bytes()).ok_or(Part::Point)?)
            }
            Self::Rsa(key) => Ok(PublicKey::Rsa(key.to_public_key())),
        }
    }

    /// Signs a certificate.
    pub(super) fn certify<P: BuilderProfile>(
        &self,
        builder: CertificateBuilder<P>,
    ) -> Result<Certificate, EncodeError> {
        Ok(match self {
            Self::P256(key) => builder.build::<_, DerSignature>(key)?,
            Self::Rsa(key) => builder.build::<_, pkcs1v15::Signature>(&rsa_signer(key))?,
        })
    }

    /// Signs a list.
    pub(super) fn sign_list(&self, builder: CrlBuilder) -> Result<CertificateList, EncodeError> {
        Ok(match self {
            Self::P256(key) => builder.build::<_, DerSignature>(key)?,
            Self::Rsa(key) => builder.build::<_, pkcs1v15::Signature>(&rsa_signer(key))?,
        })
    }
}

fn rsa_signer(key: &rsa::PrivateKey) -> pkcs1v15::SigningKey<Sha256> {
    pkcs1v15::SigningKey::new(key.clone())
}
