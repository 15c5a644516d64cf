//! Creating CMS SignedData (RFC 5652, 5) with a detached signature: what is signed are the signed
//! attributes, which have the document's hash.

use ::cms::cert::IssuerAndSerialNumber;
use ::cms::content_info::{CmsVersion, ContentInfo};
use ::cms::signed_data::{
    DigestAlgorithmIdentifiers, EncapsulatedContentInfo, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{Any, OctetString, SetOfVec};
use der::oid::db::rfc5911::{ID_DATA, ID_SIGNED_DATA};
use der::oid::db::rfc5912::ID_SHA_256;
use der::pem::LineEnding;
use der::{Decode, Encode, Sequence};
use x509_cert::attr::Attributes;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{PEM_LABEL, cades};
use crate::sign::{Hash, SignableDocument, SigningIdentity};

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

/// The hash of a document that a detached signature is created over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DetachedDocument(pub Hash);

impl DetachedDocument {
    /// The attributes about the document: the same for the signer and for the structure.
    fn attributes(&self, by: &SigningIdentity) -> der::Result<Attributes> {
        cades::attributes(&self.0, by.certificate.bytes(), by.now)
    }
}

impl SignableDocument for DetachedDocument {
    fn hash(&self) -> &Hash {
        &self.0
    }

    /// RFC 5652, 5.4: what is hashed is the SET OF, not the `[0]` that stands in the structure.
    fn message(&self, by: &SigningIdentity) -> der::Result<Vec<u8>> {
        self.attributes(by)?.to_der()
    }

    /// The certificate of the signer and that of its authority go inside. DER.
    fn finish(
        &self,
        by: &SigningIdentity,
        algorithm: AlgorithmIdentifierOwned,
        signature: Vec<u8>,
    ) -> der::Result<Vec<u8>> {
        assemble(by, self.attributes(by)?, algorithm, signature)
    }
}

fn assemble(
    by: &SigningIdentity,
    attributes: Attributes,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
) -> der::Result<Vec<u8>> {
    let SigningIdentity { certificate, authority, .. } = by;
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
    let authority = authority.as_ref().filter(|authority| *authority != certificate);
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

/// A CMS structure, DER, in PEM.
///
/// # Errors
/// When it is longer than PEM can be.
pub fn to_pem(der: &[u8]) -> der::Result<String> {
    Ok(der::pem::encode_string(PEM_LABEL, LineEnding::LF, der)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::SignatureFile as _;
    use crate::sign::cms::Signatures;

    /// Encoding it again would leave out the `critical FALSE` that its authority signed.
    #[test]
    fn a_certificate_goes_in_as_the_card_gave_it() {
        let others = include_bytes!("../../../../tests/cases/explicit-default/b_explicit.p7s");
        let [certificate] = &Signatures::read(others).unwrap().certificates()[..] else {
            panic!("one certificate");
        };
        assert_ne!(certificate.view().to_der().unwrap(), certificate.bytes());
        let now = "2026-12-01T00:00:00Z".parse().unwrap();
        let attributes = cades::attributes(&[7; 32], certificate.bytes(), now).unwrap();
        let (certificate, authority) = (certificate.clone(), Some(certificate.clone()));
        let by = SigningIdentity { certificate, authority, now };
        let der = assemble(&by, attributes, SHA256, vec![1]).unwrap();
        assert_eq!(
            Signatures::read(&der).unwrap().certificates(),
            std::slice::from_ref(&by.certificate)
        );
    }
}
