//! An authority as files: what stands in which, and reading them back.

use apdu_spec::profile::KeyType;
use der::pem::{LineEnding, PemLabel};
use der::{DateTime, Decode};
use rand_core::CryptoRng;
use rsa::RsaPrivateKey;
use serde::{Deserialize, Serialize};
use x509_cert::Certificate;
use zeroize::Zeroizing;

use super::super::cv::CvCertificate;
use super::super::keys::{Opener, Sealer};
use super::super::public_key::PublicKey;
use super::super::{Issuer, Purpose, not_encodable};
use super::{Authority, Index, Parameters, X509};
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;

/// The file that makes a folder an authority's.
pub(in crate::pki) const MARKER: &str = "authority.json";
/// The index.
pub(in crate::pki) const INDEX: &str = "private/issued.jsonl";

const CV_ROOT_KEY: &str = "private/cv-root.key";
const MUNICIPAL_KEY: &str = "private/municipality.key";
const MASTER_KEY: &str = "private/master.key";
const CV_ROOT: &str = "public/cv-root.cv";
const MUNICIPAL_CV: &str = "public/municipality.cv";

/// The files of one authority.
struct Names {
    key: &'static str,
    pem: &'static str,
    cer: &'static str,
    crl: &'static str,
}

macro_rules! names {
    ($stem:literal) => {
        Names {
            key: concat!("private/", $stem, ".key"),
            pem: concat!("public/", $stem, ".pem"),
            cer: concat!("public/", $stem, ".cer"),
            crl: concat!("public/", $stem, ".crl"),
        }
    };
}

const fn names(issuer: Issuer) -> Names {
    match (issuer.purpose, issuer.keys) {
        (Purpose::Signing, KeyType::P256) => names!("signing-ca"),
        (Purpose::Authentication, KeyType::P256) => names!("authentication-ca"),
        (Purpose::Signing, KeyType::Rsa2048) => names!("signing-ca-rsa2048"),
        (Purpose::Authentication, KeyType::Rsa2048) => names!("authentication-ca-rsa2048"),
    }
}

/// What others need to check what the authority issued.
pub fn public_files() -> impl Iterator<Item = &'static str> {
    let x509 = Issuer::ALL.map(names);
    x509.into_iter().flat_map(|names| [names.pem, names.crl]).chain([CV_ROOT])
}

/// The format of the files that this program writes.
const FORMAT: u32 = 1;

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

/// Bytes that are zeroised and not shown.
pub struct Secret(pub Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// How private keys are written.
#[derive(Clone, Copy)]
pub struct Seal<'a> {
    /// Encrypts them.
    pub passphrase: Option<&'a [u8]>,
}

impl std::fmt::Debug for Seal<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seal").field("encrypted", &self.passphrase.is_some()).finish()
    }
}

#[derive(Serialize, Deserialize)]
struct Marker {
    format: u32,
    created: String,
    crl_base: String,
}

/// The file of an authority's list.
pub(in crate::pki) const fn crl_file(issuer: Issuer) -> &'static str {
    names(issuer).crl
}

/// Its name in the public folder.
pub(super) fn crl_name(issuer: Issuer) -> &'static str {
    let path = crl_file(issuer);
    path.rsplit('/').next().unwrap_or(path)
}

impl Authority {
    /// Every file of an authority that stands in no folder yet; `authority.json` is the last.
    ///
    /// # Errors
    /// When a key cannot be encoded.
    pub fn files(&self, seal: Seal<'_>, rng: &mut impl CryptoRng) -> Result<Vec<File>, Error> {
        let mut sealer = Sealer { passphrase: seal.passphrase, rng };
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
        let marker = serde_json::to_string(&marker).map_err(not_encodable)?;
        let mut files = Vec::new();
        for x509 in &self.x509 {
            files.push(private(names(x509.issuer).key, sealer.key(&x509.key)?));
        }
        files.push(private(CV_ROOT_KEY, sealer.rsa(&self.cv_root_key)?));
        files.push(private(MUNICIPAL_KEY, sealer.rsa(&self.municipal_key)?));
        files.push(private(MASTER_KEY, sealer.aes(&self.master)?));
        let index = self.index.lines().map_err(not_encodable)?;
        files.push(private(INDEX, Zeroizing::new(index.into_bytes())));
        for x509 in &self.x509 {
            let names = names(x509.issuer);
            files.push(public(names.pem, pem(&x509.der)?.as_bytes()));
            files.push(public(names.cer, &x509.der));
            files.push(public(names.crl, &x509.crl));
        }
        files.push(public(CV_ROOT, &self.cv_root));
        files.push(public(MUNICIPAL_CV, &self.municipal_cv));
        files.push(public(MARKER, format!("{marker}\n").as_bytes()));
        Ok(files)
    }

    /// An authority from its files; `read` is given each path.
    ///
    /// # Errors
    /// What `read` returns; [`Exit::Rejected`] when a file is damaged, does not fit the others, or
    /// its passphrase is missing or wrong.
    pub fn from_files(
        mut read: impl FnMut(&'static str) -> Result<Zeroizing<Vec<u8>>, Error>,
        seal: Seal<'_>,
    ) -> Result<Self, Error> {
        let marker: Marker = serde_json::from_slice(&read(MARKER)?).map_err(|_| damaged(MARKER))?;
        if marker.format != FORMAT {
            return Err(Error::new(
                Exit::Rejected,
                msg!("error-authority-newer", format = marker.format, known = FORMAT),
                msg!("todo-authority-newer"),
            ));
        }
        let index = Index::parse(&read(INDEX)?).map_err(|line| damaged_index(line, INDEX))?;
        let [a, b, c, d] = Issuer::ALL.map(|issuer| X509::read(issuer, &mut read, seal));
        let x509 = [a?, b?, c?, d?];
        let mut rsa = |name: &'static str, certificate: &'static str| {
            let key = Opener { name, pem: &read(name)?, passphrase: seal.passphrase }.rsa()?;
            let bytes = read(certificate)?.to_vec();
            let parsed = CvCertificate::parse(&bytes).map_err(|_| damaged(certificate))?;
            if parsed.key != PublicKey::Rsa(key.to_public_key()) {
                return Err(mismatch(name, certificate));
            }
            Ok::<(RsaPrivateKey, CvCertificate, Vec<u8>), Error>((key, parsed, bytes))
        };
        let (cv_root_key, root, cv_root) = rsa(CV_ROOT_KEY, CV_ROOT)?;
        let (municipal_key, municipal, municipal_cv) = rsa(MUNICIPAL_KEY, MUNICIPAL_CV)?;
        municipal.verify(&root).map_err(|_| mismatch(MUNICIPAL_CV, CV_ROOT))?;
        let pem = read(MASTER_KEY)?;
        let master = Opener { name: MASTER_KEY, pem: &pem, passphrase: seal.passphrase }.aes()?;
        Ok(Self {
            parameters: Parameters { crl_base: marker.crl_base },
            created: marker.created.parse::<DateTime>().map_err(|_| damaged(MARKER))?,
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
        read: &mut impl FnMut(&'static str) -> Result<Zeroizing<Vec<u8>>, Error>,
        seal: Seal<'_>,
    ) -> Result<Self, Error> {
        let Names { key: key_name, pem: pem_name, crl: crl_name, .. } = names(issuer);
        let pem = read(key_name)?;
        let opener = Opener { name: key_name, pem: &pem, passphrase: seal.passphrase };
        let key = opener.key(issuer.keys)?;
        let (certificate, der) = from_pem(&read(pem_name)?).ok_or_else(|| damaged(pem_name))?;
        let public = certificate.tbs_certificate().subject_public_key_info();
        if PublicKey::from_spki(public) != Some(key.public()?) {
            return Err(mismatch(key_name, pem_name));
        }
        let crl = read(crl_name)?.to_vec();
        x509_cert::crl::CertificateList::<x509_cert::certificate::Rfc5280>::from_der(&crl)
            .map_err(|_| damaged(crl_name))?;
        Ok(Self { issuer, key, certificate, der, crl })
    }
}

fn pem(certificate: &[u8]) -> Result<String, Error> {
    der::pem::encode_string(Certificate::PEM_LABEL, LineEnding::LF, certificate)
        .map_err(not_encodable)
}

/// A certificate and its bytes as they stand in the file.
fn from_pem(pem: &[u8]) -> Option<(Certificate, Vec<u8>)> {
    let (label, der) = der::pem::decode_vec(pem).ok()?;
    Certificate::validate_pem_label(label).ok()?;
    Some((Certificate::from_der(&der).ok()?, der))
}

/// The error for a line of an index that makes no sense.
pub(in crate::pki) fn damaged_index(line: usize, path: &str) -> Error {
    Error::new(
        Exit::Rejected,
        msg!("error-authority-index", path = path, line = line),
        msg!("todo-authority-damaged"),
    )
}

fn damaged(path: &str) -> Error {
    Error::new(
        Exit::Rejected,
        msg!("error-authority-file", path = path),
        msg!("todo-authority-damaged"),
    )
}

fn mismatch(path: &str, other: &str) -> Error {
    Error::new(
        Exit::Rejected,
        msg!("error-authority-mismatch", path = path, other = other),
        msg!("todo-authority-damaged"),
    )
}
