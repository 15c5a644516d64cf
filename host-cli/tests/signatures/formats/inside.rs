//! As PDF is: the signature is appended to its document.

use std::io;

use der::DateTime;
use juki::finding::{BindingReason, DocumentReason, Finding, SignatureReason};
use juki::pki::received::Certificate;
use juki::sign::{
    Candidate, DetachedContent, Document, DocumentError, FormatError, Hash, SignableDocument,
    SignatureFile, SignatureFormat, SignaturePlace, Signer, SigningIdentity, digest,
};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{by_key, last_line, read_last_line};

const MARK: &[u8] = b"\nsigned ";

#[derive(Debug)]
pub(super) struct InsideFormat;

/// The document and the line behind it.
fn parts(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.windows(MARK.len()).rposition(|window| window == MARK)?;
    Some(bytes.split_at(at + 1))
}

impl SignatureFormat for InsideFormat {
    fn name(&self) -> &'static str {
        "inside"
    }

    fn place(&self) -> SignaturePlace {
        SignaturePlace::Inside
    }

    fn read(&self, bytes: &[u8]) -> Option<Result<Box<dyn SignatureFile>, FormatError>> {
        let (document, line) = parts(bytes)?;
        let (certificate, signature) = read_last_line(str::from_utf8(line).ok()?)?;
        let (document, file) = (document.to_vec(), digest(bytes).ok()?);
        Some(Ok(Box::new(AppendedSignature { document, file, certificate, signature })))
    }

    fn to_sign(&self, document: Document<'_>) -> Result<Box<dyn SignableDocument>, DocumentError> {
        let mut bytes = Vec::new();
        document.content.read_to_end(&mut bytes)?;
        if parts(&bytes).is_some() {
            return Err(io::Error::from(io::ErrorKind::InvalidData).into());
        }
        Ok(Box::new(WholeDocument { hash: digest(&bytes[..])?, bytes }))
    }
}

/// A document that is to hold its signature.
#[derive(Debug)]
struct WholeDocument {
    bytes: Vec<u8>,
    hash: Hash,
}

impl SignableDocument for WholeDocument {
    fn hash(&self) -> &Hash {
        &self.hash
    }

    fn message(&self, _by: &SigningIdentity) -> der::Result<Vec<u8>> {
        Ok(self.bytes.clone())
    }

    fn finish(
        &self,
        by: &SigningIdentity,
        _algorithm: AlgorithmIdentifierOwned,
        signature: Vec<u8>,
    ) -> der::Result<Vec<u8>> {
        Ok([&self.bytes[..], last_line(by, &signature).as_bytes()].concat())
    }
}

#[derive(Debug)]
struct AppendedSignature {
    document: Vec<u8>,
    file: Hash,
    certificate: Certificate,
    signature: Vec<u8>,
}

impl SignatureFile for AppendedSignature {
    fn certificates(&self) -> Vec<Certificate> {
        vec![self.certificate.clone()]
    }

    fn signers(&self) -> Vec<Box<dyn Signer + '_>> {
        vec![Box::new(self)]
    }
}

impl Signer for &AppendedSignature {
    fn claimed_time(&self) -> Option<DateTime> {
        None
    }

    fn digest(&self) -> Option<Vec<u8>> {
        None
    }

    /// What was signed is there by itself: whether it was altered, the signature tells.
    fn document(&self, beside: &dyn DetachedContent) -> Finding {
        match beside.document() {
            Some(hash) if hash != self.file => Finding::failed(DocumentReason::BesideAndInside),
            _ => Finding::passed(DocumentReason::Same),
        }
    }

    fn candidates(&self) -> Vec<Box<dyn Candidate + '_>> {
        vec![Box::new(*self)]
    }

    fn missing(&self) -> SignatureReason {
        SignatureReason::NoCertificate
    }
}

impl Candidate for &AppendedSignature {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn signature(&self) -> Finding {
        by_key(&self.certificate, &self.document, &self.signature)
    }

    fn binding(&self) -> Finding {
        Finding::absent(BindingReason::Absent)
    }
}
