//! Certification requests, PKCS#10 (RFC 2986), signed by the card's key.

use std::fmt;

use der::asn1::BitString;
use der::{Decode, Encode};
use sha2::{Digest, Sha256};
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, Version};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::encode_error::EncodeError;
use super::public_key::PublicKey;
use super::signature::{self, Fault};

/// Why a request is not accepted.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum RequestError {
    /// It is not a request.
    Malformed(der::Error),
    /// It is not signed by its own key: possession is not proved.
    Signature(Fault),
    /// Its key is of no type that cards have.
    KeyType,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed(_) => "not a certification request",
            Self::Signature(_) => "a request is not signed by its own key",
            Self::KeyType => "a key is of no type that cards have",
        })
    }
}

impl std::error::Error for RequestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Malformed(cause) => Some(cause),
            Self::Signature(cause) => Some(cause),
            Self::KeyType => None,
        }
    }
}

impl From<der::Error> for RequestError {
    fn from(cause: der::Error) -> Self {
        Self::Malformed(cause)
    }
}

impl From<Fault> for RequestError {
    fn from(cause: Fault) -> Self {
        Self::Signature(cause)
    }
}

/// The part of a request that its key signs. Its subject is empty: the authority sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationRequestInfo {
    info: CertReqInfo,
    algorithm: AlgorithmIdentifierOwned,
    hash: [u8; 32],
}

impl CertificationRequestInfo {
    /// A request for a key.
    ///
    /// # Errors
    /// When the key cannot be encoded.
    pub fn new(key: &PublicKey) -> Result<Self, EncodeError> {
        let info = CertReqInfo {
            version: Version::V1,
            subject: Name::default(),
            public_key: key.to_spki()?,
            attributes: der::asn1::SetOfVec::new(),
        };
        let hash = Sha256::digest(info.to_der()?).into();
        Ok(Self { info, algorithm: key.signature_algorithm(), hash })
    }

    /// SHA-256 over what is to be signed.
    #[must_use]
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// The whole request, DER, with a signature over [`Self::hash`] as a card makes it.
    ///
    /// # Errors
    /// When the signature cannot be encoded.
    pub fn signed(self, signature: &[u8]) -> Result<Vec<u8>, EncodeError> {
        let Self { info, algorithm, .. } = self;
        let request = CertReq { info, algorithm, signature: BitString::from_bytes(signature)? };
        Ok(request.to_der()?)
    }
}

/// The public key of a request, when the request is signed by it: proof of possession.
///
/// # Errors
/// When it is no request, or not signed by its own key.
pub fn verified_key(request: &[u8]) -> Result<SubjectPublicKeyInfoOwned, RequestError> {
    let CertReq { info, algorithm, signature } = CertReq::from_der(request)?;
    let signature = signature.as_bytes().ok_or(Fault::Wrong)?;
    signature::verify(&info.public_key, &algorithm, &info.to_der()?, signature)?;
    Ok(info.public_key)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use p256::ecdsa::signature::hazmat::PrehashSigner;
    use p256::ecdsa::{DerSignature, SigningKey};

    fn public(key: &SigningKey) -> PublicKey {
        let point = key.verifying_key().to_sec1_point(false);
        PublicKey::from_point(point.as_bytes()).unwrap()
    }

    fn request(public: &PublicKey, key: &SigningKey) -> Vec<u8> {
        let request = CertificationRequestInfo::new(public).unwrap();
        let signature: DerSignature = key.sign_prehash(request.hash()).unwrap();
        request.signed(signature.as_bytes()).unwrap()
    }

    /// A request as a card with this key would make it.
    pub(crate) fn signed_by(key: &SigningKey) -> Vec<u8> {
        request(&public(key), key)
    }

    #[test]
    fn only_the_holder_of_the_key_gets_a_certificate() {
        let key = SigningKey::from_slice(&[7; 32]).unwrap();
        let own = signed_by(&key);
        let found = verified_key(&own).unwrap();
        assert_eq!(PublicKey::from_spki(&found), Some(public(&key)));

        let mut other = own.clone();
        // Within the signature.
        *other.last_mut().unwrap() ^= 1;
        let refused = |request: &[u8]| verified_key(request).unwrap_err();
        assert!(matches!(refused(&other), RequestError::Signature(Fault::Wrong)));
        let another = SigningKey::from_slice(&[8; 32]).unwrap();
        let stolen = request(&public(&key), &another);
        assert!(matches!(refused(&stolen), RequestError::Signature(Fault::Wrong)));
        assert!(matches!(refused(b""), RequestError::Malformed(_)));
    }
}
