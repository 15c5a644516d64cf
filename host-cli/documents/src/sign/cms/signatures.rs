//! A CMS file with signatures, parsed and not verified.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;

use der::asn1::ObjectIdentifier;
use juki_pki::received::Certificate;
use juki_pki::{is_padding, pem};
use sha2::{Digest as _, Sha256};

use super::candidates::{self, Candidates};
use super::enclosed::EnclosedCertificate;
use super::signed_data::{self, SignedData, is_content_info};
use super::signer::Signer;
use super::{CmsError, EncryptedContent, PEM_LABEL};
use crate::sign::{self, Hash, SignatureFile};

/// Labels of a CMS structure in PEM: that of RFC 7468, 9, and those of 8 and of openssl.
const PEM_LABELS: [&str; 3] = [PEM_LABEL, "PKCS7", "PKCS #7 SIGNED DATA"];

/// Types of content that are encrypted (RFC 5652, 6 and 8; RFC 5083; PKCS #7, 12).
const ENCRYPTED: [ObjectIdentifier; 4] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.3"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.4"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.23"),
];

/// The types of [`ENCRYPTED`] that are decrypted with a recipient's key (`openssl cms -decrypt`):
/// enveloped-data, with and without authentication.
const TO_RECEIVERS: [ObjectIdentifier; 2] = [ENCRYPTED[0], ENCRYPTED[3]];

/// A signature file.
#[derive(Clone, Debug)]
pub struct Signatures {
    signed: SignedData,
    certificates: Vec<EnclosedCertificate>,
    /// One for each signer.
    candidates: Vec<Candidates>,
    padding: usize,
    /// Hash of the document inside.
    content_hash: OnceLock<Hash>,
}

impl Signatures {
    /// Reads a signature file: DER, BER (RFC 5652 asks for DER in the signed attributes only), or
    /// either of them in PEM. White space and zeros may follow it.
    ///
    /// # Errors
    /// When it has no signature, or is ambiguous.
    pub fn read(bytes: &[u8]) -> Result<Self, CmsError> {
        let found = unarmoured(bytes)?;
        let armoured = matches!(found, Cow::Owned(_));
        let (signed, behind) = signed_data::read(&found).map_err(|cause| match cause {
            CmsError::NotSigned(kind) if ENCRYPTED.contains(&kind.0) => {
                let to_receivers = TO_RECEIVERS.contains(&kind.0);
                CmsError::Encrypted(EncryptedContent { kind, to_receivers, armoured })
            }
            other => other,
        })?;
        if !is_padding(behind) {
            return Err(CmsError::Behind(behind.len()));
        }
        if signed.signers.is_empty() {
            return Err(CmsError::NoSigner);
        }
        let padding = behind.len();
        // Duplicates are dropped.
        let mut seen = HashSet::new();
        let distinct = signed.certificates.iter().filter(|der| seen.insert(der.as_slice()));
        let certificates = distinct.filter_map(|der| EnclosedCertificate::read(der));
        let certificates: Vec<EnclosedCertificate> = certificates.collect();
        let candidates = candidates::of_each(&signed.signers, &certificates);
        let content_hash = OnceLock::new();
        Ok(Self { signed, certificates, candidates, padding, content_hash })
    }

    /// The document, when it is inside (an attached signature).
    #[must_use]
    pub fn content(&self) -> Option<&[u8]> {
        self.signed.content.as_deref()
    }

    /// Its hash.
    pub(super) fn content_hash(&self) -> Option<&Hash> {
        let content = self.content()?;
        Some(self.content_hash.get_or_init(|| Sha256::digest(content).into()))
    }

    /// The type of what was signed.
    pub(super) const fn content_type(&self) -> ObjectIdentifier {
        self.signed.content_type
    }

    /// The certificate at a place in the order in which they came.
    pub(super) fn certificate(&self, place: usize) -> Option<&EnclosedCertificate> {
        self.certificates.get(place)
    }
}

impl SignatureFile for Signatures {
    fn certificates(&self) -> Vec<Certificate> {
        self.certificates.iter().map(|found| found.certificate().clone()).collect()
    }

    fn signers(&self) -> Vec<Box<dyn sign::Signer + '_>> {
        let signers = self.signed.signers.iter().zip(&self.candidates);
        signers
            .map(|(info, candidates)| -> Box<dyn sign::Signer + '_> {
                Box::new(Signer::new(info, candidates, self))
            })
            .collect()
    }

    fn padding(&self) -> usize {
        self.padding
    }
}

#[cfg(test)]
impl Signatures {
    /// The same with its first signer so many times.
    pub(crate) fn repeated(mut self, count: usize) -> Self {
        self.signed.signers = vec![self.signed.signers.remove(0); count];
        self.candidates = candidates::of_each(&self.signed.signers, &self.certificates);
        self
    }
}

/// The CMS structure in a file. Bytes that begin like DER or BER are not PEM, whatever text is inside.
fn unarmoured(bytes: &[u8]) -> Result<Cow<'_, [u8]>, CmsError> {
    if is_content_info(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut blocks = match pem::blocks(bytes, |label| PEM_LABELS.contains(&label)) {
        None => Vec::new(),
        Some(Ok(blocks)) => blocks,
        Some(Err(damaged)) => return Err(CmsError::DamagedPem(damaged.label)),
    };
    match (blocks.pop(), blocks.len()) {
        (Some(block), 0) => Ok(Cow::Owned(block.bytes)),
        (Some(_), others) => Err(CmsError::SeveralPem(others + 1)),
        (None, _) => Err(CmsError::NotCms),
    }
}
