//! Issuing certificates for the keys of cards.

use der::DateTime;
use rand_core::CryptoRng;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use juki_records::Date;
use juki_records::resident::{ADDRESS_MAX, SIGNING_AGE};

use super::super::encode_error::EncodeError;
use super::super::holder::{self, SigningHolder};
use super::super::index::Entry;
use super::super::profile::{self, Profile};
use super::super::public_key::PublicKey;
use super::super::request::{self, RequestError};
use super::super::{Issuer, Purpose};
use super::{Authority, HolderError, IssueError};

/// The card and the validity of a certificate that is to be issued.
#[derive(Clone, Copy, Debug)]
pub struct Term<'a> {
    /// Serial number of the card.
    pub card: &'a str,
    /// Last second of validity.
    pub not_after: DateTime,
    /// The card's keys are drawn from a seed: the certificate says so.
    pub seeded: bool,
}

/// An issued certificate. Write the entry to the index (`store::record_issued`) before the
/// certificate is given out.
#[derive(Clone, Debug)]
pub struct IssuedCertificate {
    /// DER.
    pub certificate: Vec<u8>,
    /// Its line in the index.
    pub entry: Entry,
}

impl Authority {
    /// Certifies the key of a request for signing documents, by the authority with a key of the
    /// same type. The request must be signed by that key (proof of possession).
    ///
    /// # Errors
    /// When it is not, when the holder is under [`SIGNING_AGE`], or when the
    /// holder's data or the term cannot be put in a certificate.
    pub fn issue_signing(
        &self,
        request: &[u8],
        holder: &SigningHolder,
        term: Term<'_>,
        now: DateTime,
        rng: &mut impl CryptoRng,
    ) -> Result<IssuedCertificate, IssueError> {
        let key = request::verified_key(request)?;
        let issuer = issuer_for(Purpose::Signing, &key)?;
        check(holder, now)?;
        let common_name = holder::common_name(now, rng.next_u32(), &holder.municipality);
        let subject = profile::signing_name(holder, &common_name).map_err(EncodeError::from)?;
        let profile = Profile::Holder {
            issuer: self.x509(issuer).certificate.tbs_certificate().subject(),
            subject,
            crl: &self.crl_url(issuer),
            purpose: Purpose::Signing,
            seeded: term.seeded,
            holder: Some(holder),
        };
        self.x509(issuer).issue(profile, key, term, now, rng)
    }

    /// Certifies the key of a request for user authentication. The certificate does not name the
    /// holder: its common name is drawn at random. AIA with an OCSP responder is left out, since
    /// there is no responder.
    ///
    /// # Errors
    /// When the request is not signed by its key, or the term cannot be put in
    /// a certificate.
    pub fn issue_authentication(
        &self,
        request: &[u8],
        term: Term<'_>,
        now: DateTime,
        rng: &mut impl CryptoRng,
    ) -> Result<IssuedCertificate, IssueError> {
        let key = request::verified_key(request)?;
        let issuer = issuer_for(Purpose::Authentication, &key)?;
        let mut opaque = [0; 14];
        rng.fill_bytes(&mut opaque);
        let subject =
            profile::authentication_name(&hex::encode_upper(opaque)).map_err(EncodeError::from)?;
        let profile = Profile::Holder {
            issuer: self.x509(issuer).certificate.tbs_certificate().subject(),
            subject,
            crl: &self.crl_url(issuer),
            purpose: Purpose::Authentication,
            seeded: term.seeded,
            holder: None,
        };
        self.x509(issuer).issue(profile, key, term, now, rng)
    }
}

/// The authority that certifies this key.
fn issuer_for(purpose: Purpose, key: &SubjectPublicKeyInfoOwned) -> Result<Issuer, RequestError> {
    let keys = PublicKey::from_spki(key).and_then(|key| key.key_type());
    Ok(Issuer::new(purpose, keys.ok_or(RequestError::KeyType)?))
}

fn check(holder: &SigningHolder, now: DateTime) -> Result<(), HolderError> {
    let (age, length) = (holder.birth.age_on(Date::in_japan(now)), holder.address.chars().count());
    if age < SIGNING_AGE {
        return Err(HolderError::Age { found: age, least: SIGNING_AGE });
    }
    if holder.name.is_empty() {
        return Err(HolderError::Name);
    }
    if !holder.sex.is_ascii_digit() {
        return Err(HolderError::Sex(holder.sex));
    }
    if length > ADDRESS_MAX {
        return Err(HolderError::Address { length, most: ADDRESS_MAX });
    }
    let municipality = holder.municipality.as_bytes();
    if municipality.len() != 5 || !municipality.iter().all(u8::is_ascii_digit) {
        return Err(HolderError::Municipality(holder.municipality.clone()));
    }
    Ok(())
}
