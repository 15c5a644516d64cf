//! The files of an authority: writing and reading them.

use apdu_spec::profile::KeyType;
use der::pem::{LineEnding, PemLabel};
use der::{DateTime, Decode};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use x509_cert::Certificate;
use zeroize::Zeroizing;

use super::super::cv::CvCertificate;
use super::super::keys::{KeyReader, KeyWriter};
use super::super::public_key::PublicKey;
use super::super::received::Certificate as Received;
use super::super::{EncodeError, Issuer, Purpose};
use super::published::PublishedCrl;
use super::{Authority, Event, Index, Parameters, X509};

mod error;
mod source;

pub use error::{FileFault, FilesError, JsonFault};
pub(crate) use source::{Source, missing};

/// The file that marks a folder as an authority's.
pub(crate) const MARKER: &str = "authority.json";
/// The index.
pub(crate) const INDEX: &str = "private/issued.jsonl";
/// Its copy, which is written after it.
pub(crate) const INDEX_COPY: &str = "private/issued.copy.jsonl";

const CV_ROOT_KEY: &str = "private/cv-root.key";
const MUNICIPAL_KEY: &str = "private/municipality.key";
/// The master key of the cards' issuer keys.
pub(crate) const MASTER_KEY: &str = "private/master.key";
const CV_ROOT: &str = "public/cv-root.cv";
const MUNICIPAL_CV: &str = "public/municipality.cv";

/// The paths of the files of one issuer.
struct IssuerPaths {
    key: &'static str,
    pem: &'static str,
    cer: &'static str,
    crl: &'static str,
    /// A copy of the list that was published last, outside of the public folder.
    kept: &'static str,
}

macro_rules! names {
    ($stem:literal) => {
        IssuerPaths {
            key: concat!("private/", $stem, ".key"),
            pem: concat!("public/", $stem, ".pem"),
            cer: concat!("public/", $stem, ".cer"),
            crl: concat!("public/", $stem, ".crl"),
            kept: concat!("private/", $stem, ".crl"),
        }
    };
}

const fn names(issuer: Issuer) -> IssuerPaths {
    match (issuer.purpose, issuer.keys) {
        (Purpose::Signing, KeyType::P256) => names!("signing-ca"),
        (Purpose::Authentication, KeyType::P256) => names!("authentication-ca"),
        (Purpose::Signing, KeyType::Rsa2048) => names!("signing-ca-rsa2048"),
        (Purpose::Authentication, KeyType::Rsa2048) => names!("authentication-ca-rsa2048"),
    }
}

/// The files that a relying party needs to verify what the authority issued.
pub fn public_files() -> impl Iterator<Item = &'static str> {
    let x509 = Issuer::ALL.map(names);
    x509.into_iter().flat_map(|names| [names.pem, names.crl]).chain([CV_ROOT])
}

/// The format of the files that this program writes.
const FORMAT: u32 = 2;
/// The format without check values in the index, which is still read.
const UNCHECKED: u32 = 1;

/// A file of an authority.
#[derive(Debug)]
pub struct File {
    /// Path from the authority's folder.
    pub path: &'static str,
    /// Readable by its owner only.
    pub private: bool,
    /// Its bytes.
    pub content: Secret,
}

/// Secret bytes: zeroised when dropped, and not shown by `Debug`.
pub struct Secret(pub Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// How private keys are encrypted in their files.
#[derive(Clone, Copy)]
pub struct KeyEncryption<'a> {
    /// They are encrypted with it; without one they are in the clear.
    pub passphrase: Option<&'a [u8]>,
}

impl std::fmt::Debug for KeyEncryption<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyEncryption").field("encrypted", &self.passphrase.is_some()).finish()
    }
}

/// The content of the file that marks a folder as an authority's.
#[derive(Serialize, Deserialize)]
pub(crate) struct Marker {
    format: u32,
    created: String,
    crl_base: String,
}

impl Marker {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is malformed, or of a format that is not known here.
    fn parse(file: &[u8]) -> Result<Self, FileFault> {
        let marker: Self = serde_json::from_slice(file).map_err(JsonFault::from)?;
        if !(UNCHECKED..=FORMAT).contains(&marker.format) {
            return Err(FileFault::Format { found: marker.format, known: FORMAT });
        }
        Ok(marker)
    }

    /// True when every line of the index has a check value.
    pub(crate) const fn is_checked(&self) -> bool {
        self.format != UNCHECKED
    }

    /// The file of an authority whose index has got check values.
    pub(crate) fn checked(self) -> Result<String, EncodeError> {
        let marker = Self { format: FORMAT, ..self };
        Ok(format!("{}\n", serde_json::to_string(&marker)?))
    }
}

/// The marker of an authority, which has its format.
///
/// # Errors
/// What reading returns; when it is not there, or malformed.
pub(crate) fn marker(source: Source<'_>) -> Result<Marker, FilesError> {
    Marker::parse(&source.need(MARKER)?).map_err(|fault| source.fault(MARKER, fault))
}

/// The file of an authority's list.
pub(crate) const fn crl_file(issuer: Issuer) -> &'static str {
    names(issuer).crl
}

/// Where a copy of it is kept.
pub(crate) const fn kept_crl_file(issuer: Issuer) -> &'static str {
    names(issuer).kept
}

/// Its name in the public folder.
pub(super) fn crl_name(issuer: Issuer) -> &'static str {
    let path = crl_file(issuer);
    path.rsplit('/').next().unwrap_or(path)
}

impl Authority {
    /// Every file of an authority that has no folder yet; `authority.json` is the last.
    ///
    /// # Errors
    /// When a key cannot be encoded.
    pub fn files(
        &self,
        seal: KeyEncryption<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<File>, EncodeError> {
        let mut sealer = KeyWriter { passphrase: seal.passphrase, rng };
        let private = |path, content| File { path, private: true, content: Secret(content) };
        let public = |path, content: &[u8]| File {
            path,
            private: false,
            content: Secret(Zeroizing::new(content.to_vec())),
        };
        let marker = Marker {
            format: FORMAT,
            created: self.created.to_string(),
            crl_base: self.parameters.crl_base.clone(),
        };
        let marker = marker.checked()?;
        let mut files = Vec::new();
        for x509 in &self.x509 {
            files.push(private(names(x509.issuer).key, sealer.key(&x509.key)?));
        }
        files.push(private(CV_ROOT_KEY, sealer.rsa(&self.cv_root_key)?));
        files.push(private(MUNICIPAL_KEY, sealer.rsa(&self.municipal_key)?));
        files.push(private(MASTER_KEY, sealer.aes(&self.master)?));
        let index = self.index.lines()?;
        files.push(private(INDEX, Zeroizing::new(index.clone())));
        files.push(private(INDEX_COPY, Zeroizing::new(index)));
        for x509 in &self.x509 {
            let names = names(x509.issuer);
            files.push(public(names.pem, pem(&x509.der)?.as_bytes()));
            files.push(public(names.cer, &x509.der));
            files.push(public(names.crl, &x509.crl));
            files.push(private(names.kept, Zeroizing::new(x509.crl.clone())));
        }
        files.push(public(CV_ROOT, &self.cv_root));
        files.push(public(MUNICIPAL_CV, &self.municipal_cv));
        files.push(public(MARKER, marker.as_bytes()));
        Ok(files)
    }

    /// An authority from its index and its other files.
    ///
    /// # Errors
    /// What reading returns; when a file is missing or damaged, does not fit the
    /// others, or its passphrase is missing or wrong, and when a list contradicts the index.
    pub(crate) fn from_files(
        source: Source<'_>,
        index: Index,
        seal: KeyEncryption<'_>,
    ) -> Result<Self, FilesError> {
        let [a, b, c, d] = Issuer::ALL.map(|issuer| X509::read(issuer, source, &index, seal));
        let x509 = [a?, b?, c?, d?];
        let marker = marker(source)?;
        let rsa = |name: &'static str, certificate: &'static str| {
            let key = source.key(name, seal, KeyReader::rsa)?;
            let bytes = source.need(certificate)?.to_vec();
            let parsed = CvCertificate::parse(&bytes)
                .map_err(|_| source.fault(certificate, FileFault::Damaged))?;
            if parsed.key != PublicKey::Rsa(key.to_public_key()) {
                return Err(source.fault(name, FileFault::Mismatch { other: certificate }));
            }
            Ok::<(rsa::PrivateKey, CvCertificate, Vec<u8>), FilesError>((key, parsed, bytes))
        };
        let (cv_root_key, root, cv_root) = rsa(CV_ROOT_KEY, CV_ROOT)?;
        let (municipal_key, municipal, municipal_cv) = rsa(MUNICIPAL_KEY, MUNICIPAL_CV)?;
        let mismatch = FileFault::Mismatch { other: CV_ROOT };
        municipal.verify(&root).map_err(|_| source.fault(MUNICIPAL_CV, mismatch))?;
        let master = source.key(MASTER_KEY, seal, KeyReader::aes)?;
        let created = marker.created.parse::<DateTime>();
        Ok(Self {
            parameters: Parameters { crl_base: marker.crl_base },
            created: created.map_err(|_| source.fault(MARKER, FileFault::Damaged))?,
            x509,
            cv_root_key,
            cv_root,
            municipal_key,
            municipal,
            municipal_cv,
            master,
            index,
        })
    }
}

impl X509 {
    fn read(
        issuer: Issuer,
        source: Source<'_>,
        index: &Index,
        seal: KeyEncryption<'_>,
    ) -> Result<Self, FilesError> {
        let IssuerPaths { key: key_name, pem: pem_name, .. } = names(issuer);
        let key = source.key(key_name, seal, |opener| opener.key(issuer.keys))?;
        let found = certificate(issuer, source)?;
        let (certificate, der) = found.ok_or_else(|| missing(source.dir, pem_name))?;
        let public = certificate.tbs_certificate().subject_public_key_info();
        if PublicKey::from_spki(public) != Some(key.public()?) {
            return Err(source.fault(key_name, FileFault::Mismatch { other: pem_name }));
        }
        let (crl, number) = lists(issuer, &certificate, source, index)?;
        Ok(Self { issuer, key, certificate, der, crl, number })
    }
}

/// The certificate of an authority and its bytes as they are in the file; `None` when there is
/// no file.
fn certificate(
    issuer: Issuer,
    source: Source<'_>,
) -> Result<Option<(Certificate, Vec<u8>)>, FilesError> {
    let path = names(issuer).pem;
    let parse = |pem: Zeroizing<Vec<u8>>| {
        from_pem(&pem).ok_or_else(|| source.fault(path, FileFault::Damaged))
    };
    source.read(path)?.map(parse).transpose()
}

/// The certificate of an authority, to check signatures by.
///
/// # Errors
/// What reading returns; when it is not there, or damaged.
pub(crate) fn ca_certificate(issuer: Issuer, source: Source<'_>) -> Result<Received, FilesError> {
    let path = names(issuer).pem;
    let (_, der) = certificate(issuer, source)?.ok_or_else(|| missing(source.dir, path))?;
    Received::read(&der).map_err(|_| source.fault(path, FileFault::Damaged))
}

/// The list that an authority published last, or its kept copy when that was lost, and the newest
/// number of both. Both are compared with the index.
fn lists(
    issuer: Issuer,
    certificate: &Certificate,
    source: Source<'_>,
    index: &Index,
) -> Result<(Vec<u8>, u64), FilesError> {
    let IssuerPaths { crl, kept, .. } = names(issuer);
    let mut found: (Vec<u8>, u64) = (Vec::new(), 0);
    for (path, other) in [(crl, kept), (kept, crl)] {
        let Some(list) = source.read(path)?.filter(|list| **list != found.0) else { continue };
        let published = PublishedCrl::parse(&list, certificate)
            .ok_or_else(|| source.fault(path, FileFault::ForeignList { other }))?;
        if let Some(found) = published.contradicts(index, issuer) {
            return Err(source.fault(path, FileFault::Contradiction { found, index: INDEX }));
        }
        if found.0.is_empty() {
            found.0 = list.to_vec();
        }
        found.1 = found.1.max(published.number);
    }
    Ok(found)
}

/// Compares an index with the lists that were published from it, and gives their numbers. No key
/// is read.
///
/// # Errors
/// What reading returns; when a list contradicts the index, or a file is damaged.
pub(crate) fn check_lists(source: Source<'_>, index: &Index) -> Result<Vec<Event>, FilesError> {
    let mut numbers = Vec::new();
    for issuer in Issuer::ALL {
        let number = match certificate(issuer, source)? {
            Some((certificate, _)) => lists(issuer, &certificate, source, index)?.1,
            None => 0,
        };
        numbers.push(Event::List { issuer, number });
    }
    Ok(numbers)
}

/// Whether the published lists agree with an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListAgreement {
    /// One of them has what the index lacks.
    Contradicted,
    /// A list of every issuer was read, and the index has all that is in them.
    Confirmed,
    /// None that was read contradicts it, and not all could be read: it may be an older index.
    Undetermined,
}

/// Compares an index with the lists that can be read.
pub(crate) fn compare_with_lists(source: Source<'_>, index: &Index) -> ListAgreement {
    let mut agreement = ListAgreement::Confirmed;
    for issuer in Issuer::ALL {
        let IssuerPaths { crl, kept, .. } = names(issuer);
        let certificate = certificate(issuer, source).ok().flatten();
        let lists = certificate.iter().flat_map(|(certificate, _)| {
            let read = |path| PublishedCrl::parse(&source.read(path).ok()??, certificate);
            [crl, kept].into_iter().filter_map(read)
        });
        let lists: Vec<_> = lists.collect();
        if lists.iter().any(|list| list.contradicts(index, issuer).is_some()) {
            return ListAgreement::Contradicted;
        }
        if lists.is_empty() {
            agreement = ListAgreement::Undetermined;
        }
    }
    agreement
}

fn pem(certificate: &[u8]) -> Result<String, EncodeError> {
    let label = Certificate::PEM_LABEL;
    Ok(der::pem::encode_string(label, LineEnding::LF, certificate).map_err(der::Error::from)?)
}

/// A certificate and its bytes as they are in the file.
fn from_pem(pem: &[u8]) -> Option<(Certificate, Vec<u8>)> {
    let (label, der) = der::pem::decode_vec(pem).ok()?;
    Certificate::validate_pem_label(label).ok()?;
    Some((Certificate::from_der(&der).ok()?, der))
}
