//! An authority as files: what stands in which, and reading them back.

use der::pem::LineEnding;
use der::{DateTime, Decode, DecodePem, EncodePem};
use p256::ecdsa::SigningKey;
use rand_core::CryptoRng;
use rsa::RsaPrivateKey;
use serde::{Deserialize, Serialize};
use x509_cert::Certificate;
use zeroize::Zeroizing;

use super::super::cv::{CvCertificate, CvKey};
use super::super::keys::{Opener, Sealer};
use super::super::{Purpose, not_encodable, signature};
use super::{Authority, Index, Parameters, X509};
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;

/// The file that makes a folder an authority's.
pub(in crate::pki) const MARKER: &str = "authority.json";
/// The index.
pub(in crate::pki) const INDEX: &str = "private/issued.jsonl";

const SIGNING_KEY: &str = "private/signing-ca.key";
const AUTHENTICATION_KEY: &str = "private/authentication-ca.key";
const CV_ROOT_KEY: &str = "private/cv-root.key";
const MUNICIPAL_KEY: &str = "private/municipality.key";
const MASTER_KEY: &str = "private/master.key";
const SIGNING_PEM: &str = "public/signing-ca.pem";
const SIGNING_CER: &str = "public/signing-ca.cer";
const AUTHENTICATION_PEM: &str = "public/authentication-ca.pem";
const AUTHENTICATION_CER: &str = "public/authentication-ca.cer";
const CV_ROOT: &str = "public/cv-root.cv";
const MUNICIPAL_CV: &str = "public/municipality.cv";

/// What others need to check what the authority issued.
pub const PUBLIC_FILES: &[&str] = &[
    SIGNING_PEM,
    AUTHENTICATION_PEM,
    CV_ROOT,
    crl_file(Purpose::Signing),
    crl_file(Purpose::Authentication),
];

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
pub(in crate::pki) const fn crl_file(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Signing => "public/signing-ca.crl",
        Purpose::Authentication => "public/authentication-ca.crl",
    }
}

impl Authority {
    /// Every file of a new authority; `authority.json` is the last.
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
        Ok(vec![
            private(SIGNING_KEY, sealer.p256(&self.signing.key)?),
            private(AUTHENTICATION_KEY, sealer.p256(&self.authentication.key)?),
            private(CV_ROOT_KEY, sealer.rsa(&self.cv_root_key)?),
            private(MUNICIPAL_KEY, sealer.rsa(&self.municipal_key)?),
            private(MASTER_KEY, sealer.aes(&self.master)?),
            private(INDEX, Zeroizing::new(Vec::new())),
            public(SIGNING_PEM, pem(&self.signing.certificate)?.as_bytes()),
            public(SIGNING_CER, &self.signing.der),
            public(AUTHENTICATION_PEM, pem(&self.authentication.certificate)?.as_bytes()),
            public(AUTHENTICATION_CER, &self.authentication.der),
            public(crl_file(Purpose::Signing), &self.signing.crl),
            public(crl_file(Purpose::Authentication), &self.authentication.crl),
            public(CV_ROOT, &self.cv_root),
            public(MUNICIPAL_CV, &self.municipal_cv),
            public(MARKER, format!("{marker}\n").as_bytes()),
        ])
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
        let signing = X509::read(Purpose::Signing, &mut read, seal)?;
        let authentication = X509::read(Purpose::Authentication, &mut read, seal)?;
        let mut rsa = |name: &'static str, certificate: &'static str| {
            let key = Opener { name, pem: &read(name)?, passphrase: seal.passphrase }.rsa()?;
            let bytes = read(certificate)?.to_vec();
            let parsed = CvCertificate::parse(&bytes).map_err(|_| damaged(certificate))?;
            if parsed.key != CvKey::Rsa(key.to_public_key()) {
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
            signing,
            authentication,
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
        purpose: Purpose,
        read: &mut impl FnMut(&'static str) -> Result<Zeroizing<Vec<u8>>, Error>,
        seal: Seal<'_>,
    ) -> Result<Self, Error> {
        let (key_name, pem_name) = match purpose {
            Purpose::Signing => (SIGNING_KEY, SIGNING_PEM),
            Purpose::Authentication => (AUTHENTICATION_KEY, AUTHENTICATION_PEM),
        };
        let pem = read(key_name)?;
        let key: SigningKey =
            Opener { name: key_name, pem: &pem, passphrase: seal.passphrase }.p256()?;
        let certificate =
            Certificate::from_pem(&*read(pem_name)?).map_err(|_| damaged(pem_name))?;
        let public = certificate.tbs_certificate().subject_public_key_info();
        if signature::p256_key(public).as_ref() != Some(key.verifying_key()) {
            return Err(mismatch(key_name, pem_name));
        }
        let crl = read(crl_file(purpose))?.to_vec();
        x509_cert::crl::CertificateList::<x509_cert::certificate::Rfc5280>::from_der(&crl)
            .map_err(|_| damaged(crl_file(purpose)))?;
        let der = der::Encode::to_der(&certificate).map_err(not_encodable)?;
        Ok(Self { key, certificate, der, crl })
    }
}

fn pem(certificate: &Certificate) -> Result<String, Error> {
    certificate.to_pem(LineEnding::LF).map_err(not_encodable)
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
