//! Verifying one signer of CMS: the document, the signed attributes, and the signature by the key in
//! the certificate. The path of the certificate is validated elsewhere.

use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::oid::db::rfc5911::{ID_CONTENT_TYPE, ID_MESSAGE_DIGEST};
use der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ID_SHA_256, RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION,
};
use der::{DateTime, Decode};
use juki_pki::received::Certificate;
use juki_pki::signature::{self, Fault};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::binding::Binding;
use super::cades;
use super::candidates::{Candidates, MOST_CANDIDATES};
use super::enclosed::EnclosedCertificate;
use super::signatures::Signatures;
use super::signed_data::{SignedAttributes, SignerInfo};
use crate::finding::{BindingReason, DocumentReason, Finding, KeyKind, OidName, SignatureReason};
use crate::sign::{self, DetachedContent, Hash};

/// One signer of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signer<'a> {
    info: &'a SignerInfo,
    candidates: &'a Candidates,
    signatures: &'a Signatures,
}

/// A signer with one of the certificates that may be his.
#[derive(Clone, Copy, Debug)]
struct Candidate<'a> {
    signer: Signer<'a>,
    certificate: &'a EnclosedCertificate,
}

impl<'a> Signer<'a> {
    /// A signer with his candidates.
    pub(super) const fn new(
        info: &'a SignerInfo,
        candidates: &'a Candidates,
        signatures: &'a Signatures,
    ) -> Self {
        Self { info, candidates, signatures }
    }

    /// The signed attributes, and what is signed.
    fn attributes(&self) -> Result<(&'a SignedAttributes, Vec<u8>), Finding> {
        let attributes = self.info.attributes.as_ref().ok_or_else(no_attributes)?;
        let encoding = || Finding::undecided(SignatureReason::Encoding);
        Ok((attributes, attributes.message().ok_or_else(encoding)?))
    }

    /// Is it the document with this hash that was signed?
    fn compare(&self, document: &Hash) -> Finding {
        if self.info.digest_algorithm.oid != ID_SHA_256 {
            return not_accepted(self.info.digest_algorithm.oid);
        }
        if let Err(finding) = self.attributes() {
            return finding;
        }
        match sign::Signer::digest(self) {
            None => Finding::failed(DocumentReason::NoDigest),
            Some(digest) if digest == document => Finding::passed(DocumentReason::Same),
            Some(_) => Finding::failed(DocumentReason::Other),
        }
    }

    /// The accepted algorithm of the signature. Most RSA signatures have rsaEncryption (RFC 3370, 3.2):
    /// the hash is then that of the document.
    fn algorithm(&self) -> Option<AlgorithmIdentifierOwned> {
        let given = &self.info.signature_algorithm;
        match given.oid {
            ECDSA_WITH_SHA_256 | SHA_256_WITH_RSA_ENCRYPTION => Some(given.clone()),
            RSA_ENCRYPTION if self.info.digest_algorithm.oid == ID_SHA_256 => {
                Some(AlgorithmIdentifierOwned {
                    oid: SHA_256_WITH_RSA_ENCRYPTION,
                    parameters: Some(Any::null()),
                })
            }
            _ => None,
        }
    }
}

impl sign::Signer for Signer<'_> {
    fn claimed_time(&self) -> Option<DateTime> {
        cades::claimed_time(self.info.attributes.as_ref()?)
    }

    /// The hash in the signed attributes, which must be there once.
    fn digest(&self) -> Option<Vec<u8>> {
        let value = self.info.attributes.as_ref()?.value(ID_MESSAGE_DIGEST)?;
        Some(OctetString::from_der(value).ok()?.as_bytes().to_vec())
    }

    fn document(&self, beside: &dyn DetachedContent) -> Finding {
        match (beside.document(), self.signatures.content_hash()) {
            (None, None) => Finding::undecided(DocumentReason::Missing),
            (Some(beside), Some(inside)) if beside != *inside => {
                Finding::failed(DocumentReason::BesideAndInside)
            }
            (Some(document), _) => self.compare(&document),
            (None, Some(document)) => self.compare(document),
        }
    }

    /// One, when it is identified by its hash. None, when there is none, or more than are tried.
    fn candidates(&self) -> Vec<Box<dyn sign::Candidate + '_>> {
        let places = self.candidates.places.as_slice();
        let tried = if places.len() > MOST_CANDIDATES { &[][..] } else { places };
        let tried = tried.iter().filter_map(|place| self.signatures.certificate(*place));
        tried
            .map(|certificate| -> Box<dyn sign::Candidate + '_> {
                Box::new(Candidate { signer: *self, certificate })
            })
            .collect()
    }

    fn missing(&self) -> SignatureReason {
        match self.candidates.places.len() {
            0 => SignatureReason::NoCertificate,
            count => SignatureReason::Candidates { count, most: MOST_CANDIDATES },
        }
    }
}

impl sign::Candidate for Candidate<'_> {
    fn certificate(&self) -> &Certificate {
        self.certificate.certificate()
    }

    fn signature(&self) -> Finding {
        let Signer { info, signatures, .. } = self.signer;
        let (attributes, message) = match self.signer.attributes() {
            Ok(found) => found,
            Err(finding) => return finding,
        };
        let content_type = attributes
            .value(ID_CONTENT_TYPE)
            .and_then(|value| ObjectIdentifier::from_der(value).ok());
        if content_type != Some(signatures.content_type()) {
            return Finding::failed(SignatureReason::ContentType);
        }
        let Some(algorithm) = self.signer.algorithm() else {
            // rsaEncryption alone is accepted: then the hash algorithm is not.
            let given = info.signature_algorithm.oid;
            let hash = info.digest_algorithm.oid;
            return not_accepted(if given == RSA_ENCRYPTION { hash } else { given });
        };
        let key = self.certificate().tbs().subject_public_key_info();
        let verify = |message: &[u8]| signature::verify(key, &algorithm, message, &info.signature);
        match verify(&message) {
            Ok(()) => Finding::passed(SignatureReason::Right),
            // It may be over the attributes in another order than received: right by RFC 5652, 5.4,
            // wrong in common implementations.
            Err(Fault::Wrong) if attributes.sorted().is_some_and(|set| verify(&set).is_ok()) => {
                Finding::undecided(SignatureReason::Order)
            }
            Err(Fault::Wrong) => Finding::failed(SignatureReason::Wrong),
            // The signature was not verified.
            Err(_) => Finding::undecided(SignatureReason::Key(KeyKind::of(key))),
        }
    }

    fn binding(&self) -> Finding {
        let Some(reference) = &self.signer.candidates.reference else {
            return no_attributes();
        };
        match reference.compare(self.certificate) {
            Binding::Bound => Finding::passed(BindingReason::Bound),
            Binding::BoundBySha1 => Finding::passed(BindingReason::BoundBySha1),
            Binding::Absent => Finding::absent(BindingReason::Absent),
            Binding::Other => Finding::failed(BindingReason::Other),
            Binding::Algorithm(oid) => Finding::undecided(BindingReason::Algorithm(OidName(oid))),
            Binding::Malformed => Finding::undecided(BindingReason::Unreadable),
        }
    }
}

fn no_attributes() -> Finding {
    Finding::undecided(SignatureReason::NoAttributes)
}

/// The finding for an algorithm that is not accepted.
fn not_accepted(algorithm: ObjectIdentifier) -> Finding {
    Finding::undecided(SignatureReason::Algorithm(OidName(algorithm)))
}
