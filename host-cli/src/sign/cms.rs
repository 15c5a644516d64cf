//! Assembling CMS SignedData (RFC 5652, 5). The document is not inside (a detached signature):
//! what is signed are the signed attributes, and they hold the document's hash.

use ::cms::cert::IssuerAndSerialNumber;
use ::cms::content_info::{CmsVersion, ContentInfo};
use ::cms::signed_data::{
    DigestAlgorithmIdentifiers, EncapsulatedContentInfo, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{Any, OctetString, SetOfVec};
use der::oid::db::rfc5911::{ID_DATA, ID_SIGNED_DATA};
use der::oid::db::rfc5912::ID_SHA_256;
use der::pem::LineEnding;
use der::{DateTime, Decode, Encode, Sequence};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::attr::Attributes;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{CardSigner, Hash, cades, not_encodable};
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::pki::PublicKey;
use crate::pki::received;

/// Label of a CMS structure in PEM (RFC 7468, 9).
pub const PEM_LABEL: &str = "CMS";

/// Parameters absent (RFC 5754, 2).
const SHA256: AlgorithmIdentifierOwned =
    AlgorithmIdentifierOwned { oid: ID_SHA_256, parameters: None };

/// `SignedData` (RFC 5652, 5.1) without revocation information. The type of the crate `cms` encodes
/// certificates again, which may give others than those that are signed.
#[derive(Clone, Debug, Sequence)]
struct SignedData {
    version: CmsVersion,
    digest_algorithms: DigestAlgorithmIdentifiers,
    content: EncapsulatedContentInfo,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    certificates: Option<SetOfVec<Any>>,
    signers: SignerInfos,
}

/// A signature that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The CMS structure, DER.
    pub der: Vec<u8>,
    /// The certificate that it names.
    pub certificate: Certificate,
}

/// Signs a document with this hash: a detached CAdES-B signature, DER. The certificate of the
/// signer and that of its authority are inside. Nothing comes out of it unless the signature
/// verifies under the certificate.
///
/// # Errors
/// Those of the signer; exit code 6 when its key is not the one in its certificate, 9 when the
/// certificate is not valid now: nobody would accept the signature.
pub fn sign(signer: &mut dyn CardSigner, document: &Hash, now: DateTime) -> Result<Signed, Error> {
    let der = signer.certificate()?;
    let received = received::Certificate::read(&der).map_err(|_| not_a_certificate())?;
    let certificate = received.view().clone();
    check_validity(&certificate, now)?;
    let authority = signer.authority()?;
    let authority = authority.and_then(|der| received::Certificate::read(&der).ok());
    let attributes = cades::attributes(document, &der, now)?;
    // RFC 5652, 5.4: what is hashed is the SET OF, not the [0] that stands in the structure.
    let message = attributes.to_der().map_err(not_encodable)?;
    let signature = signer.sign_hash(&Sha256::digest(&message).into())?;
    let key = PublicKey::from_spki(certificate.tbs_certificate().subject_public_key_info());
    let key = key.filter(|key| key.verify(&message, &signature).is_ok()).ok_or_else(wrong_key)?;
    let algorithm = key.signature_algorithm();
    let der = assemble(&received, authority.as_ref(), attributes, algorithm, signature);
    Ok(Signed { der: der.map_err(not_encodable)?, certificate })
}

fn check_validity(certificate: &Certificate, now: DateTime) -> Result<(), Error> {
    let validity = certificate.tbs_certificate().validity();
    let (from, to) = (validity.not_before.to_date_time(), validity.not_after.to_date_time());
    let what = if now < from {
        msg!("error-sign-not-yet", date = from)
    } else if now > to {
        msg!("error-sign-expired", date = to)
    } else {
        return Ok(());
    };
    Err(Error::new(Exit::NotInForce, what, msg!("todo-sign-validity")))
}

fn assemble(
    certificate: &received::Certificate,
    authority: Option<&received::Certificate>,
    attributes: Attributes,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
) -> der::Result<Vec<u8>> {
    let tbs = certificate.tbs();
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        }),
        digest_alg: SHA256,
        signed_attrs: Some(attributes),
        signature_algorithm,
        signature: OctetString::new(signature)?,
        unsigned_attrs: None,
    };
    // A SET OF takes nothing twice.
    let authority = authority.filter(|authority| *authority != certificate);
    let certificates = [Some(certificate), authority].into_iter().flatten();
    let certificates = certificates.map(|found| Any::from_der(found.bytes()));
    let certificates = certificates.collect::<der::Result<Vec<_>>>()?;
    let signed = SignedData {
        // RFC 5652, 5.1: id-data and no other kinds of certificate make it version 1.
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![SHA256])?,
        content: EncapsulatedContentInfo { econtent_type: ID_DATA, econtent: None },
        certificates: Some(SetOfVec::try_from(certificates)?),
        signers: SignerInfos::try_from(vec![signer])?,
    };
    ContentInfo { content_type: ID_SIGNED_DATA, content: Any::encode_from(&signed)? }.to_der()
}

/// The same in PEM.
///
/// # Errors
/// When it is longer than PEM can be.
pub fn to_pem(der: &[u8]) -> Result<String, Error> {
    der::pem::encode_string(PEM_LABEL, LineEnding::LF, der).map_err(not_encodable)
}

fn not_a_certificate() -> Error {
    Error::new(Exit::NotAuthentic, msg!("error-sign-certificate"), msg!("todo-sign-certificate"))
}

fn wrong_key() -> Error {
    Error::new(Exit::NotAuthentic, msg!("error-sign-key"), msg!("todo-sign-certificate"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::check::Signatures;

    /// Encoding it again would leave out the `critical FALSE` that its authority signed.
    #[test]
    fn a_certificate_goes_in_as_the_card_gave_it() {
        let others = include_bytes!("../../tests/cases/explicit-default/b_explicit.p7s");
        let [certificate] = &Signatures::read(others).unwrap().certificates()[..] else {
            panic!("one certificate");
        };
        assert_ne!(certificate.view().to_der().unwrap(), certificate.bytes());
        let now = "2026-12-01T00:00:00Z".parse().unwrap();
        let attributes = cades::attributes(&[7; 32], certificate.bytes(), now).unwrap();
        let authority = Some(certificate);
        let der = assemble(certificate, authority, attributes, SHA256, vec![1]).unwrap();
        assert_eq!(
            Signatures::read(&der).unwrap().certificates(),
            std::slice::from_ref(certificate)
        );
    }
}
