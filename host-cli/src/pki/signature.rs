//! Signatures of certificates, lists and requests: the algorithms of JPKI, and no others.

use der::asn1::{Any, ObjectIdentifier};
use p256::ecdsa::signature::Verifier as _;
use rsa::pkcs8::DecodePublicKey as _;
use sha2::Sha256;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::request::{EC_PUBLIC_KEY, P256};

/// ecdsa-with-SHA256 (RFC 5758, 3.2).
pub const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
/// sha256WithRSAEncryption (RFC 4055, 5).
pub const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");

/// Shortest RSA modulus that is believed, in bytes.
const RSA_MIN: usize = 256;

/// Why a signature was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not made by this key over these bytes.
    Wrong,
    /// The algorithm or the kind of key is not one of JPKI.
    Algorithm,
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
    if algorithm.oid == ECDSA_WITH_SHA256 {
        // RFC 5758, 3.2: the parameters are absent.
        if algorithm.parameters.is_some() {
            return Err(Fault::Algorithm);
        }
        let key = p256_key(key).ok_or(Fault::Algorithm)?;
        let signature =
            p256::ecdsa::DerSignature::from_bytes(signature).map_err(|_| Fault::Wrong)?;
        key.verify(message, &signature).map_err(|_| Fault::Wrong)
    } else if algorithm.oid == SHA256_WITH_RSA {
        // RFC 4055, 5: NULL; absent ones are accepted too.
        if algorithm.parameters.as_ref().is_some_and(|found| *found != Any::null()) {
            return Err(Fault::Algorithm);
        }
        let key = rsa_key(key).ok_or(Fault::Algorithm)?;
        verify_rsa(key, message, signature)
    } else {
        Err(Fault::Algorithm)
    }
}

/// Checks an RSASSA-PKCS1-v1_5 signature with SHA-256.
///
/// # Errors
/// When it is not one by this key.
pub fn verify_rsa(key: rsa::RsaPublicKey, message: &[u8], signature: &[u8]) -> Result<(), Fault> {
    let signature = rsa::pkcs1v15::Signature::try_from(signature).map_err(|_| Fault::Wrong)?;
    rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key)
        .verify(message, &signature)
        .map_err(|_| Fault::Wrong)
}

/// The P-256 key in a public key structure.
#[must_use]
pub fn p256_key(key: &SubjectPublicKeyInfoOwned) -> Option<p256::ecdsa::VerifyingKey> {
    let curve = key.algorithm.parameters.as_ref()?.decode_as::<ObjectIdentifier>().ok()?;
    if key.algorithm.oid != EC_PUBLIC_KEY || curve != P256 {
        return None;
    }
    p256::ecdsa::VerifyingKey::from_sec1_bytes(key.subject_public_key.as_bytes()?).ok()
}

fn rsa_key(key: &SubjectPublicKeyInfoOwned) -> Option<rsa::RsaPublicKey> {
    use rsa::traits::PublicKeyParts as _;
    let der = der::Encode::to_der(key).ok()?;
    let key = rsa::RsaPublicKey::from_public_key_der(&der).ok()?;
    (key.size() >= RSA_MIN).then_some(key)
}
