//! A certification authority: its key, its certificate, its list.

use core::time::Duration;

use der::{DateTime, Encode};
use rand_core::CryptoRng;
use x509_cert::Certificate;
use x509_cert::builder::CertificateBuilder;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};

use super::super::encode_error::EncodeError;
use super::super::index::Entry;
use super::super::private_key::PrivateKey;
use super::super::profile::{self, Profile};
use super::super::{Issuer, crl};
use super::{IssueError, IssuedCertificate, Term};

/// How long an authority's own certificates are valid, and how its keys were made.
#[derive(Clone, Copy, Debug)]
pub struct AuthorityTerm {
    /// Last second of validity.
    pub not_after: DateTime,
    /// Its keys are drawn from a seed: the certificates say so.
    pub seeded: bool,
}

impl AuthorityTerm {
    /// Ten years, with keys that are not drawn from a seed.
    ///
    /// # Errors
    /// When no date is so late.
    pub fn usual(now: DateTime) -> Result<Self, EncodeError> {
        let until = DateTime::from_unix_duration(now.unix_duration() + LIFETIME);
        Ok(Self { not_after: until?, seeded: false })
    }
}

/// How long an authority's own certificate is valid: ten years, leap days included.
const LIFETIME: Duration = Duration::from_secs((10 * 365 + 3) * 24 * 60 * 60);

/// Length of a certificate's serial number in bytes.
const SERIAL_LEN: usize = 16;

/// A certification authority.
pub(super) struct X509 {
    pub(super) issuer: Issuer,
    pub(super) key: PrivateKey,
    pub(super) certificate: Certificate,
    pub(super) der: Vec<u8>,
    pub(super) crl: Vec<u8>,
    /// Number of the newest list that is known.
    pub(super) number: u64,
}

impl X509 {
    pub(super) fn create(
        issuer: Issuer,
        rng: &mut impl CryptoRng,
        now: DateTime,
        term: &AuthorityTerm,
    ) -> Result<Self, EncodeError> {
        let key = PrivateKey::generate(issuer.keys, rng)?;
        let name = profile::authority_name(issuer.purpose)?;
        let validity = Validity::new(Time::from(now), Time::from(term.not_after));
        let public = key.public()?.to_spki()?;
        let profile = Profile::Authority { name: &name, seeded: term.seeded };
        let builder = CertificateBuilder::new(profile, serial(rng)?, validity, public)?;
        let certificate = key.certify(builder)?;
        let number = now.unix_duration().as_secs();
        let none = std::iter::empty();
        let crl = crl::build(&certificate, &key, number, none, now, crl::next(now)?)?;
        Ok(Self { issuer, der: certificate.to_der()?, key, certificate, crl, number })
    }

    /// Certifies a key whose possession has been proved.
    pub(super) fn issue(
        &self,
        profile: Profile<'_>,
        key: SubjectPublicKeyInfoOwned,
        term: Term<'_>,
        now: DateTime,
        rng: &mut impl CryptoRng,
    ) -> Result<IssuedCertificate, IssueError> {
        let last = self.certificate.tbs_certificate().validity().not_after.to_date_time();
        if term.not_after <= now || term.not_after > last {
            return Err(IssueError::Term { end: term.not_after, last });
        }
        let serial = serial(rng)?;
        let entry = Entry {
            serial: hex::encode_upper(serial.as_bytes()),
            issuer: self.issuer,
            card: term.card.to_owned(),
            not_before: now,
            not_after: term.not_after,
            revoked: None,
        };
        let validity = Validity::new(Time::from(now), Time::from(term.not_after));
        Ok(IssuedCertificate { certificate: self.certify(profile, serial, validity, key)?, entry })
    }

    fn certify(
        &self,
        profile: Profile<'_>,
        serial: SerialNumber,
        validity: Validity,
        key: SubjectPublicKeyInfoOwned,
    ) -> Result<Vec<u8>, EncodeError> {
        let builder = CertificateBuilder::new(profile, serial, validity, key)?;
        Ok(self.key.certify(builder)?.to_der()?)
    }

    /// A new list with this number, of the certificates of `entries` that are revoked.
    pub(super) fn list<'a>(
        &self,
        number: u64,
        entries: impl Iterator<Item = &'a Entry>,
        now: DateTime,
        next: DateTime,
    ) -> Result<Vec<u8>, EncodeError> {
        crl::build(&self.certificate, &self.key, number, entries, now, next)
    }
}

/// Sixteen random bytes as a positive number.
fn serial(rng: &mut impl CryptoRng) -> Result<SerialNumber, EncodeError> {
    let mut bytes = [0; SERIAL_LEN];
    while bytes.first().is_none_or(|first| *first == 0) {
        rng.fill_bytes(&mut bytes);
        if let Some(first) = bytes.first_mut() {
            *first &= 0x7F;
        }
    }
    Ok(SerialNumber::new(&bytes)?)
}
