//! A test authority: the two certification authorities of JPKI, each with keys of both types, the root of the CV certificates,
//! the municipality's key for signing data, and the master key of the cards' issuer keys.

use core::time::Duration;

use der::DateTime;
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::cv::{self, CvCertificate};
use super::encode_error::{EncodeError, Part};
use super::index::card::SEAL_LEN;
use super::index::{Event, Index, Reason};
use super::public_key::PublicKey;
use super::received::RevocationList;
use super::trust::{TrustError, TrustStore};
use super::{Issuer, crl, kdf};

mod error;
pub(crate) mod files;
mod issuing;
pub(crate) mod published;
mod refusal;
#[cfg(test)]
pub(crate) mod tests;
mod x509;

use published::PublishedCrl;
use x509::X509;

pub use error::{EventError, HolderError, IssueError};
pub use files::{File, FileFault, FilesError, JsonFault, KeyEncryption, public_files};
pub use issuing::{IssuedCertificate, Term};
pub use published::Contradiction;
pub use refusal::RevocationRefusal;
pub use x509::AuthorityTerm;

/// Where the lists of an authority can be fetched unless it is told otherwise. `.invalid` never
/// resolves (RFC 2606): no such server exists.
pub const DEFAULT_CRL_BASE: &str = "http://juki-emulator.invalid/crl";

/// Bits of the keys that sign data.
const RSA_BITS: usize = 2048;

/// A list that is dated further ahead than this was made by a clock that was wrong: no command
/// takes so long from its start to a list that it publishes.
const CLOCKS_DIFFER: Duration = Duration::from_secs(60 * 60);

/// What a new authority is made with.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// Start of the CRL distribution points: `/signing-ca.crl`, `/signing-ca-rsa2048.crl` and so on
    /// follow, the files of the public folder, served as it is.
    pub crl_base: String,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { crl_base: DEFAULT_CRL_BASE.to_owned() }
    }
}

/// All keys of a test authority.
pub struct Authority {
    parameters: Parameters,
    created: DateTime,
    /// In the order of [`Issuer::ALL`].
    x509: [X509; 4],
    cv_root_key: rsa::PrivateKey,
    cv_root: Vec<u8>,
    municipal_key: rsa::PrivateKey,
    municipal: CvCertificate,
    municipal_cv: Vec<u8>,
    master: Zeroizing<[u8; 16]>,
    index: Index,
}

impl Authority {
    /// Makes all keys and certificates, and four empty lists. It takes a moment: four RSA keys.
    ///
    /// # Errors
    /// When the CRL distribution point is no ASCII text.
    pub fn create(
        parameters: &Parameters,
        rng: &mut impl CryptoRng,
        now: DateTime,
    ) -> Result<Self, EncodeError> {
        Self::create_for(parameters, rng, now, &AuthorityTerm::usual(now)?)
    }

    /// As [`Authority::create`], for another time than the usual one.
    ///
    /// # Errors
    /// As [`Authority::create`].
    pub fn create_for(
        parameters: &Parameters,
        rng: &mut impl CryptoRng,
        now: DateTime,
        term: &AuthorityTerm,
    ) -> Result<Self, EncodeError> {
        let [a, b, c, d] = Issuer::ALL.map(|issuer| X509::create(issuer, &mut *rng, now, term));
        let x509 = [a?, b?, c?, d?];
        let mut index = Index::default();
        for X509 { issuer, number, .. } in &x509 {
            let first = Event::List { issuer: *issuer, number: *number };
            index.apply(first).ok_or(Part::Index)?;
        }
        let mut rsa = || rsa::PrivateKey::new(rng, RSA_BITS);
        let (cv_root_key, municipal_key) = (rsa()?, rsa()?);
        let root = PublicKey::Rsa(cv_root_key.to_public_key());
        let municipal = PublicKey::Rsa(municipal_key.to_public_key());
        let root_id = cv::key_id(&root)?;
        let cv_root = cv::issue(&cv_root_key, &root_id, &root_id, &root)?;
        let municipal_cv = cv::issue(&cv_root_key, &root_id, &cv::key_id(&municipal)?, &municipal)?;
        let mut master = Zeroizing::new([0; 16]);
        rng.fill_bytes(&mut *master);
        Ok(Self {
            parameters: parameters.clone(),
            created: now,
            x509,
            cv_root_key,
            cv_root,
            municipal_key,
            municipal: CvCertificate::parse(&municipal_cv).map_err(|_| Part::CvCertificate)?,
            municipal_cv,
            master,
            index,
        })
    }

    /// When it was made.
    #[must_use]
    pub const fn created(&self) -> DateTime {
        self.created
    }

    /// Its identifier: eight hexadecimal digits of SHA-256 over its CV root.
    #[must_use]
    pub fn id(&self) -> String {
        hex::encode_upper(Sha256::digest(&self.cv_root).get(..4).unwrap_or_default())
    }

    /// The issuer key of the card with this serial number, of a generation: none is given out twice
    /// ([`CardState`](super::index::card::CardState)). 0 is that of cards issued before there were
    /// generations.
    #[must_use]
    pub fn issuer_key(&self, serial: &[u8; 15], generation: u32) -> Zeroizing<[u8; 16]> {
        kdf::issuer_key(&self.master, serial, generation)
    }

    /// The key of a municipal application on a card, by its DF name and the card's serial number.
    #[must_use]
    pub fn service_key(
        &self,
        aid: &[u8],
        serial: &[u8; 15],
        generation: u32,
    ) -> Zeroizing<[u8; 16]> {
        kdf::service_key(&self.master, aid, serial, generation)
    }

    /// The resetting code (PUK) of the card with this serial number: eight digits. It goes with the
    /// issuer key of its generation.
    #[must_use]
    pub fn resetting_code(&self, serial: &[u8; 15], generation: u32) -> Zeroizing<String> {
        kdf::resetting_code(&self.master, serial, generation)
    }

    /// A keyed hash over the data that a card is issued from. It reveals nothing of the data, and
    /// shows whether a later run goes on with the same data.
    #[must_use]
    pub fn seal(&self, serial: &[u8; 15], record: &[u8], photo: Option<&[u8]>) -> [u8; SEAL_LEN] {
        let mut hash = Sha256::new();
        hash.update(*kdf::plan_key(&self.master, serial));
        hash.update(Sha256::digest(record));
        hash.update(photo.map(|photo| Sha256::digest(photo).to_vec()).unwrap_or_default());
        hash.finalize().into()
    }

    /// The certificate of an authority, DER.
    #[must_use]
    pub fn ca_certificate(&self, issuer: Issuer) -> &[u8] {
        &self.x509(issuer).der
    }

    /// The current list of an authority, DER; empty when its file was lost: [`Authority::renew_crl`]
    /// makes the next.
    #[must_use]
    pub fn crl(&self, issuer: Issuer) -> &[u8] {
        &self.x509(issuer).crl
    }

    /// The trust anchors of this authority with its current lists: what it issued is believed, and
    /// nothing else. For one in files: [`crate::store::trust`].
    ///
    /// # Errors
    /// When a list was lost.
    pub fn trust(&self) -> Result<TrustStore, TrustError> {
        let mut trust = TrustStore::new();
        for issuer in Issuer::ALL {
            trust.add("the certificate of the authority", self.ca_certificate(issuer))?;
            trust.add("the list of the authority", self.crl(issuer))?;
        }
        trust.add("the root of the authority", self.cv_root())?;
        Ok(trust)
    }

    /// The index of issued and revoked certificates.
    #[must_use]
    pub const fn index(&self) -> &Index {
        &self.index
    }

    /// Takes an event into the index. [`crate::store`] calls it with what it wrote.
    ///
    /// # Errors
    /// When it is about a certificate that this authority did not issue: a fault of the caller, who
    /// has to check that first.
    pub fn apply(&mut self, event: Event) -> Result<(), EventError> {
        self.index.apply(event).ok_or(EventError)
    }

    /// The revocation of a certificate, as its line in the index says it. The serial number is
    /// given in hexadecimal digits.
    ///
    /// # Errors
    /// When this authority did not issue it, or it is revoked already; only a suspension may be
    /// followed by another reason or be lifted ([`Reason::RemoveFromCrl`]).
    pub fn revocation(
        &self,
        serial: &str,
        reason: Reason,
        now: DateTime,
    ) -> Result<Event, RevocationRefusal> {
        let entry = self.index.find(serial);
        let entry = entry.ok_or_else(|| RevocationRefusal::NotIssued(serial.to_owned()))?;
        let serial = entry.serial.clone();
        match (entry.revoked.as_ref().map(|revoked| revoked.reason), reason) {
            (None, Reason::RemoveFromCrl) => Err(RevocationRefusal::NotHeld(serial)),
            (Some(before), _) if before.is_permanent() => Err(RevocationRefusal::Revoked(serial)),
            (Some(Reason::CertificateHold), Reason::CertificateHold)
            | (Some(Reason::RemoveFromCrl), _) => Err(RevocationRefusal::Held(serial)),
            (None | Some(_), _) => Ok(Event::revoked(&serial, now, reason)),
        }
    }

    /// True when the current list names the certificates that the index calls revoked.
    #[must_use]
    pub fn list_is_whole(&self, issuer: Issuer) -> bool {
        let list = PublishedCrl::parse(self.crl(issuer), &self.x509(issuer).certificate);
        list.is_some_and(|list| list.is_whole(&self.index, issuer))
    }

    /// Makes a new list from the index. Its number is the time, in seconds since 1970, or the next
    /// after the last one: it does not go back even when every file that says the last is lost.
    /// The index knows the number from now on. Nor does its date go back, where the last list is
    /// from a moment ago: a command may have begun before another one published. A last list that
    /// is dated more than an hour ahead was made by a clock that was wrong, and is not followed:
    /// nobody could use the new one before that time, and the number says that it is the newer.
    ///
    /// # Errors
    /// When the index holds what cannot be encoded in a list.
    pub fn renew_crl(&mut self, issuer: Issuer, now: DateTime) -> Result<&[u8], EncodeError> {
        self.renew_crl_until(issuer, now, crl::next(now)?)
    }

    /// As [`Authority::renew_crl`], good until another moment than the usual one.
    ///
    /// # Errors
    /// As [`Authority::renew_crl`].
    pub fn renew_crl_until(
        &mut self,
        issuer: Issuer,
        now: DateTime,
        next: DateTime,
    ) -> Result<&[u8], EncodeError> {
        let last = self.x509(issuer).number.max(self.index.list_number(issuer).unwrap_or(0));
        let number = now.unix_duration().as_secs().max(last.saturating_add(1));
        let entries = self.index.entries().iter().filter(|entry| entry.issuer == issuer);
        let made = self.last_made(issuer).filter(|last| *last > now && !far_ahead(*last, now));
        let list = self.x509(issuer).list(number, entries, made.unwrap_or(now), next)?;
        self.index.apply(Event::List { issuer, number }).ok_or(Part::Index)?;
        let x509 = &mut self.x509[issuer.index()];
        x509.number = number;
        x509.crl = list;
        Ok(&x509.crl)
    }

    /// Signs data of a resident as the municipality does: RSASSA-PKCS1-v1_5 with SHA-256 by the key
    /// in [`Self::municipal_cv_certificate`].
    ///
    /// # Errors
    /// When the key cannot be used.
    pub fn sign_data(&self, data: &[u8]) -> Result<Vec<u8>, EncodeError> {
        cv::sign(&self.municipal_key, data)
    }

    /// Signs the three hashes of a card's face by the same key ([`cv::Hashes`]).
    ///
    /// # Errors
    /// When the key cannot be used.
    pub fn sign_hashes(&self, hashes: &cv::Hashes) -> Result<Vec<u8>, EncodeError> {
        cv::sign_hashes(&self.municipal_key, hashes)
    }

    /// The CV certificate (`7F21`) of the municipality's key, issued by the CV root.
    #[must_use]
    pub fn municipal_cv_certificate(&self) -> &[u8] {
        &self.municipal_cv
    }

    /// The CV certificate (`7F21`) of the CV root, issued by itself.
    #[must_use]
    pub fn cv_root(&self) -> &[u8] {
        &self.cv_root
    }

    /// The CV certificate (`7F21`) of a card's key, issued by the municipality's key. Its subject is
    /// the card's serial number.
    ///
    /// # Errors
    /// When the key cannot be encoded.
    pub fn card_cv_certificate(
        &self,
        serial: &[u8; 15],
        key: &PublicKey,
    ) -> Result<Vec<u8>, EncodeError> {
        let (issuer, subject) = (&self.municipal.subject, cv::card_id(serial));
        cv::issue(&self.municipal_key, issuer, &subject, key)
    }

    /// When the current list was made; `None` when there is none.
    fn last_made(&self, issuer: Issuer) -> Option<DateTime> {
        RevocationList::read(self.crl(issuer)).ok().map(|list| list.this_update())
    }

    fn crl_url(&self, issuer: Issuer) -> String {
        let base = self.parameters.crl_base.trim_end_matches('/');
        format!("{base}/{}", files::crl_name(issuer))
    }

    const fn x509(&self, issuer: Issuer) -> &X509 {
        &self.x509[issuer.index()]
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").field("parameters", &self.parameters).finish_non_exhaustive()
    }
}

/// Is a moment so far ahead that a clock was wrong?
fn far_ahead(moment: DateTime, now: DateTime) -> bool {
    moment.unix_duration().saturating_sub(now.unix_duration()) > CLOCKS_DIFFER
}
