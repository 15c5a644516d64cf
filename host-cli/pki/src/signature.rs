//! Signatures of certificates, lists and requests: the algorithms of JPKI, and no others.

use std::fmt;

use der::asn1::{Any, ObjectIdentifier};
use p256::ecdsa::signature::Verifier as _;
use sha2::Sha256;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::public_key::PublicKey;

/// ecdsa-with-SHA256 (RFC 5758, 3.2).
pub const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
/// sha256WithRSAEncryption (RFC 4055, 5).
pub const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");

/// Why a signature was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Fault {
    /// It was not made by this key over these bytes.
    Wrong,
    /// The algorithm or the kind of key is not one of JPKI.
    Algorithm,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wrong => "a signature is not by this key over these bytes",
            Self::Algorithm => "a signature's algorithm or kind of key is not supported",
        })
    }
}

impl std::error::Error for Fault {}

impl PublicKey {
    /// The algorithm of its signatures with SHA-256.
    #[must_use]
    pub fn signature_algorithm(&self) -> AlgorithmIdentifierOwned {
        match self {
            // RFC 5758, 3.2: the parameters are absent.
            Self::P256(_) => AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA256, parameters: None },
            // RFC 4055, 5: NULL.
            Self::Rsa(_) => {
                AlgorithmIdentifierOwned { oid: SHA256_WITH_RSA, parameters: Some(Any::null()) }
            }
        }
    }

    /// Checks a signature with SHA-256 over `message`: ECDSA as DER `SEQUENCE {r, s}`, or
    /// RSASSA-PKCS1-v1_5.
    ///
    /// # Errors
    /// When it is not one by this key.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Fault> {
        match self {
            Self::P256(point) => {
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point);
                let signature = p256::ecdsa::DerSignature::from_bytes(signature);
                let (Ok(key), Ok(signature)) = (key, signature) else { return Err(Fault::Wrong) };
                key.verify(message, &signature).map_err(|_| Fault::Wrong)
            }
            Self::Rsa(key) => {
                let signature = rsa::pkcs1v15::Signature::try_from(signature);
                rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key.clone())
                    .verify(message, &signature.map_err(|_| Fault::Wrong)?)
                    .map_err(|_| Fault::Wrong)
            }
        }
    }
}

#[cfg(test)]
std::thread_local! {
    /// How many signatures were checked: what it costs is counted, not timed.
    pub(crate) static CHECKED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Checks a signature over `message` by a key.
///
/// # Errors
/// When it is not one by this key, or the algorithm is not supported.
pub fn verify(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Fault> {
    #[cfg(test)]
    CHECKED.set(CHECKED.get() + 1);
    let key = PublicKey::from_spki(key).ok_or(Fault::Algorithm)?;
    let own = key.signature_algorithm();
    // RFC 4055, 5: NULL; absent parameters of RSA are accepted too.
    let unsaid = algorithm.oid == SHA256_WITH_RSA && algorithm.parameters.is_none();
    if own.oid != algorithm.oid || own.parameters != algorithm.parameters && !unsaid {
        return Err(Fault::Algorithm);
    }
    key.verify(message, signature)
}
