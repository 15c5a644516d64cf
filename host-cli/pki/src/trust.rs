//! Trust anchors, which are certificates of authorities and roots of CV certificates, and revocation
//! lists. The certificate of an authority that a card supplies is never a trust anchor.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use der::{Reader as _, SliceReader};
use sha2::{Digest, Sha256};
use x509_cert::ext::pkix::BasicConstraints;

use super::crl::Age;
use super::cv::{self, CvCertificate};
use super::index::Entry;
use super::is_padding;
use super::pem;
use super::received::{Certificate, RevocationList};

mod error;

pub use error::TrustError;

/// Identifier octet of a SEQUENCE.
const SEQUENCE: u8 = 0x30;

/// What is inside a trusted file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The X.509 certificate of an authority.
    Authority,
    /// A CV certificate that its own key issued.
    CvRoot,
    /// A revocation list.
    Crl,
}

impl Kind {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::CvRoot => "cv-root",
            Self::Crl => "crl",
        }
    }
}

/// A trusted object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// The X.509 certificate of an authority.
    Authority(Arc<Certificate>),
    /// A root of CV certificates.
    CvRoot(CvCertificate),
    /// A revocation list. It is used only where its signature is right.
    Crl(Arc<RevocationList>),
}

/// A trusted object and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedObject {
    /// Path or name, for messages.
    pub source: String,
    /// SHA-256 over its DER or, for a CV root, its bytes.
    pub fingerprint: [u8; 32],
    /// What it is.
    pub object: Object,
    bytes: Arc<[u8]>,
}

impl TrustedObject {
    /// DER, or the bytes of a CV root.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The certificate of an authority.
    #[must_use]
    pub fn authority(&self) -> Option<&Certificate> {
        match &self.object {
            Object::Authority(certificate) => Some(certificate),
            _ => None,
        }
    }

    /// The revocation list.
    #[must_use]
    pub fn list(&self) -> Option<&RevocationList> {
        match &self.object {
            Object::Crl(list) => Some(list),
            _ => None,
        }
    }

    /// Of a revocation list, how old it is.
    #[must_use]
    pub fn age(&self) -> Option<Age> {
        self.list().map(Age::of)
    }

    /// What kind of object it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.object {
            Object::Authority(_) => Kind::Authority,
            Object::CvRoot(_) => Kind::CvRoot,
            Object::Crl(_) => Kind::Crl,
        }
    }

    /// A name to show: of an authority its subject, of a list its issuer (RFC 4514), of a CV root
    /// its key id.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.object {
            Object::Authority(certificate) => certificate.tbs().subject().to_string(),
            Object::CvRoot(root) => hex::encode_upper(root.subject),
            Object::Crl(list) => list.tbs().issuer.to_string(),
        }
    }
}

/// Trust anchors and revocation lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustStore {
    objects: Vec<TrustedObject>,
    fingerprints: HashSet<[u8; 32]>,
    /// What the indexes at hand have about certificates, by serial number ([`plain`]).
    issued: BTreeMap<String, Vec<CardAssignment>>,
}

/// The card that a certificate was issued for, by an index.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CardAssignment {
    /// The authority of the index: serial numbers are unique per issuer (RFC 5280, 4.1.2.2).
    issuer: Arc<Certificate>,
    /// The card; `None` when indexes contradict each other.
    card: Option<String>,
}

/// Have two authorities the same name and key? One may have several certificates for them.
fn has_key_of(one: &Certificate, other: &Certificate) -> bool {
    let key = |of: &Certificate| of.tbs().subject_public_key_info().clone();
    one.subject() == other.subject() && key(one) == key(other)
}

/// A serial number in the form in which it is compared: capitals, no leading zeros.
fn plain(serial: &str) -> String {
    serial.trim_start_matches('0').to_ascii_uppercase()
}

impl TrustStore {
    /// An empty store: nothing is trusted.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what is in a file: certificates and lists in PEM or DER, a CV root in binary. Duplicates
    /// are not added again. Gives how many objects the file holds.
    ///
    /// # Errors
    /// When there is something else in it, or a certificate that is not a CA certificate.
    pub fn add(&mut self, source: &str, bytes: &[u8]) -> Result<usize, TrustError> {
        let objects = parse(source, bytes)?;
        let count = objects.len();
        objects.into_iter().for_each(|trusted| self.insert(trusted));
        Ok(count)
    }

    pub(crate) fn insert(&mut self, trusted: TrustedObject) {
        if self.fingerprints.insert(trusted.fingerprint) {
            self.objects.push(trusted);
        }
    }

    /// Notes for which card an authority that is trusted issued a certificate, as its index has it.
    /// `issuer` is the authority's own certificate, with the key that signed it.
    pub fn note_issued(&mut self, issuer: &Arc<Certificate>, entry: &Entry) {
        let known = self.issued.entry(plain(&entry.serial)).or_default();
        match known.iter_mut().find(|known| has_key_of(&known.issuer, issuer)) {
            Some(known) if known.card.as_deref() == Some(&*entry.card) => {}
            Some(known) => known.card = None,
            None => {
                known.push(CardAssignment {
                    issuer: Arc::clone(issuer),
                    card: Some(entry.card.clone()),
                });
            }
        }
    }

    /// The serial number of the card that a certificate (DER) was issued for, by the index of the
    /// authority whose key signed it; `None` when no index at hand is of that authority, or it does
    /// not have the certificate. A certificate with the same serial number of another issuer is
    /// another certificate.
    #[must_use]
    pub fn issued_for(&self, certificate: &[u8]) -> Option<&str> {
        let certificate = Certificate::read(certificate).ok()?;
        let serial = hex::encode(certificate.tbs().serial_number().as_bytes());
        let signed = |known: &&CardAssignment| {
            let key = known.issuer.tbs().subject_public_key_info();
            known.issuer.subject() == certificate.issuer() && certificate.verify(key).is_ok()
        };
        self.issued.get(&plain(&serial))?.iter().find(signed)?.card.as_deref()
    }

    /// Everything in it, in the order in which it was added.
    #[must_use]
    pub fn objects(&self) -> &[TrustedObject] {
        &self.objects
    }

    /// The certificates of authorities.
    pub fn authorities(&self) -> impl Iterator<Item = &Certificate> {
        self.objects.iter().filter_map(TrustedObject::authority)
    }

    /// The revocation lists.
    pub fn crls(&self) -> impl Iterator<Item = &RevocationList> {
        self.objects.iter().filter_map(TrustedObject::list)
    }

    /// The roots of CV certificates.
    pub fn cv_roots(&self) -> impl Iterator<Item = &CvCertificate> {
        self.objects.iter().filter_map(|trusted| match &trusted.object {
            Object::CvRoot(root) => Some(root),
            _ => None,
        })
    }

    /// Checks a CV certificate that a trusted root issued, as that of a municipality.
    ///
    /// # Errors
    /// [`cv::Fault::Issuer`] when no root here has its issuer's key id; [`cv::Fault::Signature`]
    /// when one has and did not sign it.
    pub fn verify_cv(&self, certificate: &CvCertificate) -> Result<(), cv::Fault> {
        let mut fault = cv::Fault::Issuer;
        for root in self.cv_roots() {
            match certificate.verify(root) {
                Ok(()) => return Ok(()),
                Err(cv::Fault::Issuer) => {}
                Err(other) => fault = other,
            }
        }
        Err(fault)
    }
}

/// Everything in a file that can be trusted.
///
/// # Errors
/// When there is something else in it.
pub fn parse(source: &str, bytes: &[u8]) -> Result<Vec<TrustedObject>, TrustError> {
    let source = source.to_owned();
    let contents = match contents(bytes) {
        Ok(contents) => contents,
        Err(pem::PemError { label }) => return Err(TrustError::Pem { source, label }),
    };
    let mut found = Vec::new();
    for der in contents {
        let Some(object) = object(&der) else { return Err(TrustError::Other { source }) };
        if let Object::Authority(certificate) = &object
            && !is_authority(certificate)
        {
            return Err(TrustError::NoAuthority { source });
        }
        found.push(TrustedObject {
            source: source.clone(),
            fingerprint: Sha256::digest(&der).into(),
            object,
            bytes: der.into(),
        });
    }
    if found.is_empty() { Err(TrustError::Other { source }) } else { Ok(found) }
}

/// The CV certificate in a file that is not its own issuer's, as that of a municipality.
pub(crate) fn issued_cv(bytes: &[u8]) -> Option<CvCertificate> {
    CvCertificate::parse(bytes).ok().filter(|certificate| !certificate.is_root())
}

fn object(der: &[u8]) -> Option<Object> {
    if let Ok(certificate) = Certificate::read(der) {
        return Some(Object::Authority(Arc::new(certificate)));
    }
    if let Ok(list) = RevocationList::read(der) {
        return Some(Object::Crl(Arc::new(list)));
    }
    let root = CvCertificate::parse(der).ok()?;
    root.is_root().then_some(Object::CvRoot(root))
}

/// RFC 5280, 4.2.1.9.
fn is_authority(certificate: &Certificate) -> bool {
    let constraints = certificate.tbs().get_extension::<BasicConstraints>();
    matches!(constraints, Ok(Some((_, BasicConstraints { ca: true, .. }))))
}

/// What a file holds: the blocks of PEM without private keys, or DER.
///
/// # Errors
/// When a block of PEM is damaged.
fn contents(bytes: &[u8]) -> Result<Vec<Vec<u8>>, pem::PemError> {
    // DER up to its end is not PEM, whatever text is inside.
    if let Some(der) = whole(bytes) {
        return Ok(vec![der.to_vec()]);
    }
    match pem::blocks(bytes, |label| !label.contains("PRIVATE KEY")) {
        Some(blocks) => Ok(blocks?.into_iter().map(|block| block.bytes).collect()),
        None => Ok(vec![bytes.to_vec()]),
    }
}

/// The DER in these bytes, when only white space and zeros follow it.
fn whole(bytes: &[u8]) -> Option<&[u8]> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let der = reader.tlv_bytes().ok()?;
    let padded = is_padding(bytes.get(der.len()..)?);
    (padded && der.starts_with(&[SEQUENCE])).then_some(der)
}

/// The certificate in a file (PEM or DER), as DER; the first one of several.
#[must_use]
pub fn certificate_in(bytes: &[u8]) -> Option<Vec<u8>> {
    let der = contents(bytes).ok()?.into_iter().next()?;
    // An EF of a card has filler behind the certificate.
    Some(Certificate::read_first(&der).ok()?.bytes().to_vec())
}

/// The revocation list in a file (PEM or DER); the first one of several.
#[must_use]
pub fn list_in(bytes: &[u8]) -> Option<RevocationList> {
    let der = contents(bytes).ok()?.into_iter().next()?;
    RevocationList::read(&der).ok()
}

#[cfg(test)]
mod tests;
