//! Certification requests, PKCS#10 (RFC 2986): the card signs its own.

use der::asn1::BitString;
use der::{Decode, Encode};
use sha2::{Digest, Sha256};
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, Version};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::public_key::PublicKey;
use super::{not_encodable, signature};
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;

/// A request for a key. `sign` is given the SHA-256 hash of what is to be signed and gives the
/// signature as the card makes it. The subject is empty: the authority names the holder.
///
/// # Errors
/// What `sign` returns; when the key cannot be encoded.
pub fn build<F>(key: &PublicKey, sign: F) -> Result<Vec<u8>, Error>
where
    F: FnOnce(&[u8; 32]) -> Result<Vec<u8>, Error>,
{
    let info = CertReqInfo {
        version: Version::V1,
        subject: Name::default(),
        public_key: key.to_spki()?,
        attributes: der::asn1::SetOfVec::new(),
    };
    let hash = Sha256::digest(info.to_der().map_err(not_encodable)?);
    let signed = sign(&hash.into())?;
    let request = CertReq {
        info,
        algorithm: key.signature_algorithm(),
        signature: BitString::from_bytes(&signed).map_err(not_encodable)?,
    };
    request.to_der().map_err(not_encodable)
}

/// The public key of a request, when the request is signed by it: proof of possession.
///
/// # Errors
/// [`Exit::Rejected`] when it is no request, or not signed by its own key.
pub fn verified_key(request: &[u8]) -> Result<SubjectPublicKeyInfoOwned, Error> {
    let wrong = || Error::new(Exit::Rejected, msg!("error-request"), msg!("todo-request"));
    let request = CertReq::from_der(request).map_err(|_| wrong())?;
    let signed = request.info.to_der().map_err(not_encodable)?;
    signature::verify(
        &request.info.public_key,
        &request.algorithm,
        &signed,
        request.signature.as_bytes().ok_or_else(wrong)?,
    )
    .map_err(|_| wrong())?;
    Ok(request.info.public_key)
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

    /// A request as a card with this key would make it.
    pub(crate) fn signed_by(key: &SigningKey) -> Vec<u8> {
        build(&public(key), |hash| {
            let signature: DerSignature = key.sign_prehash(hash).unwrap();
            Ok(signature.as_bytes().to_vec())
        })
        .unwrap()
    }

    #[test]
    fn only_the_holder_of_the_key_gets_a_certificate() {
        let key = SigningKey::from_slice(&[7; 32]).unwrap();
        let request = signed_by(&key);
        let found = verified_key(&request).unwrap();
        assert_eq!(PublicKey::from_spki(&found), Some(public(&key)));

        let mut other = request.clone();
        // Within the signature.
        *other.last_mut().unwrap() ^= 1;
        assert_eq!(verified_key(&other).unwrap_err().exit, Exit::Rejected);
        let another = SigningKey::from_slice(&[8; 32]).unwrap();
        let stolen = build(&public(&key), |hash| {
            let signature: DerSignature = another.sign_prehash(hash).unwrap();
            Ok(signature.as_bytes().to_vec())
        })
        .unwrap();
        assert_eq!(verified_key(&stolen).unwrap_err().exit, Exit::Rejected);
        assert_eq!(verified_key(b"").unwrap_err().exit, Exit::Rejected);
    }
}
