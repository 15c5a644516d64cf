//! As XML is: signatures beside files that they name, one after the other in one file.

use der::DateTime;
use juki::finding::{BindingReason, DocumentReason, Finding, SignatureReason};
use juki::pki::received::Certificate;
use juki::sign::{
    Candidate, DetachedContent, Document, DocumentError, FormatError, Hash, SignableDocument,
    SignatureFile, SignatureFormat, SignaturePlace, Signer, SigningIdentity, digest,
};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{by_key, last_line, read_last_line};

#[derive(Debug)]
pub(super) struct FormFormat;

impl SignatureFormat for FormFormat {
    fn name(&self) -> &'static str {
        "form"
    }

    fn place(&self) -> SignaturePlace {
        SignaturePlace::Beside("form")
    }

    fn read(&self, bytes: &[u8]) -> Option<Result<Box<dyn SignatureFile>, FormatError>> {
        let text = str::from_utf8(bytes).ok().filter(|text| text.starts_with("file "))?;
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let signatures = lines.chunks(2).map(Reference::read).collect::<Option<_>>()?;
        Some(Ok(Box::new(References(signatures))))
    }

    fn to_sign(&self, document: Document<'_>) -> Result<Box<dyn SignableDocument>, DocumentError> {
        let name = document.name.unwrap_or_default().to_owned();
        Ok(Box::new(NamedFile { name, hash: digest(document.content)? }))
    }
}

/// A file to be signed by its name.
#[derive(Debug)]
struct NamedFile {
    name: String,
    hash: Hash,
}

impl NamedFile {
    fn line(&self) -> String {
        format!("file {} {}\n", hex::encode(self.hash), self.name)
    }
}

impl SignableDocument for NamedFile {
    fn hash(&self) -> &Hash {
        &self.hash
    }

    fn message(&self, _by: &SigningIdentity) -> der::Result<Vec<u8>> {
        Ok(self.line().into_bytes())
    }

    fn finish(
        &self,
        by: &SigningIdentity,
        _algorithm: AlgorithmIdentifierOwned,
        signature: Vec<u8>,
    ) -> der::Result<Vec<u8>> {
        Ok((self.line() + &last_line(by, &signature)).into_bytes())
    }
}

#[derive(Debug)]
struct References(Vec<Reference>);

/// A file that was signed.
#[derive(Debug)]
struct Reference {
    line: String,
    name: String,
    hash: Vec<u8>,
    certificate: Certificate,
    signature: Vec<u8>,
}

impl Reference {
    fn read(lines: &[&str]) -> Option<Self> {
        let [line, last] = lines else { return None };
        let (hash, name) = line.strip_prefix("file ")?.trim_end().split_once(' ')?;
        let (certificate, signature) = read_last_line(last)?;
        let (line, name, hash) = ((*line).to_owned(), name.to_owned(), hex::decode(hash).ok()?);
        Some(Self { line, name, hash, certificate, signature })
    }
}

impl SignatureFile for References {
    fn certificates(&self) -> Vec<Certificate> {
        self.0.iter().map(|found| found.certificate.clone()).collect()
    }

    fn signers(&self) -> Vec<Box<dyn Signer + '_>> {
        self.0.iter().map(|found| Box::new(found) as Box<dyn Signer>).collect()
    }
}

impl Signer for &Reference {
    fn claimed_time(&self) -> Option<DateTime> {
        None
    }

    fn digest(&self) -> Option<Vec<u8>> {
        Some(self.hash.clone())
    }

    fn document(&self, beside: &dyn DetachedContent) -> Finding {
        match beside.file(&self.name) {
            None => Finding::undecided(DocumentReason::Missing),
            Some(hash) if hash[..] == self.hash => Finding::passed(DocumentReason::Same),
            Some(_) => Finding::failed(DocumentReason::Other),
        }
    }

    fn candidates(&self) -> Vec<Box<dyn Candidate + '_>> {
        vec![Box::new(LateCertificate { certificate: self.certificate.clone(), reference: self })]
    }

    fn missing(&self) -> SignatureReason {
        SignatureReason::NoCertificate
    }
}

/// A certificate that is there for this candidate only, as of a format that reads it late.
#[derive(Debug)]
struct LateCertificate<'a> {
    certificate: Certificate,
    reference: &'a Reference,
}

impl Candidate for LateCertificate<'_> {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn signature(&self) -> Finding {
        let Reference { line, signature, .. } = self.reference;
        by_key(&self.certificate, line.as_bytes(), signature)
    }

    fn binding(&self) -> Finding {
        Finding::absent(BindingReason::Absent)
    }
}
