//! Certificates for cards: whose key, for what, until when.

use der::DateTime;
use rand_core::CryptoRng;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::super::holder::{self, ADDRESS_MAX, Date, SigningHolder};
use super::super::index::Entry;
use super::super::profile::{self, Profile};
use super::super::public_key::PublicKey;
use super::super::{Issuer, Purpose, not_encodable, request};
use super::Authority;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;

/// No signing certificate for a holder under this age.
pub const SIGNING_AGE: u16 = 15;

/// For which card, and until when.
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
/// certificate leaves the authority.
#[derive(Clone, Debug)]
pub struct Issued {
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
    /// [`Exit::Rejected`] when it is not, when the holder is under [`SIGNING_AGE`], or when the
    /// holder's data or the term cannot stand in a certificate.
    pub fn issue_signing(
        &self,
        request: &[u8],
        holder: &SigningHolder,
        term: Term<'_>,
        now: DateTime,
        rng: &mut impl CryptoRng,
    ) -> Result<Issued, Error> {
        let key = request::verified_key(request)?;
        let issuer = issuer_for(Purpose::Signing, &key)?;
        check(holder, now)?;
        let common_name = holder::common_name(now, rng.next_u32(), &holder.municipality);
        let subject = profile::signing_name(holder, &common_name).map_err(not_encodable)?;
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
    /// [`Exit::Rejected`] when the request is not signed by its key, or the term cannot stand in
    /// a certificate.
    pub fn issue_authentication(
        &self,
        request: &[u8],
        term: Term<'_>,
        now: DateTime,
        rng: &mut impl CryptoRng,
    ) -> Result<Issued, Error> {
        let key = request::verified_key(request)?;
        let issuer = issuer_for(Purpose::Authentication, &key)?;
        let mut opaque = [0; 14];
        rng.fill_bytes(&mut opaque);
        let subject =
            profile::authentication_name(&hex::encode_upper(opaque)).map_err(not_encodable)?;
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
fn issuer_for(purpose: Purpose, key: &SubjectPublicKeyInfoOwned) -> Result<Issuer, Error> {
    let keys = PublicKey::from_spki(key).and_then(|key| key.key_type());
    let wrong = || Error::new(Exit::Rejected, msg!("error-request"), msg!("todo-request"));
    Ok(Issuer::new(purpose, keys.ok_or_else(wrong)?))
}

fn check(holder: &SigningHolder, now: DateTime) -> Result<(), Error> {
    let rejected = |what| Err(Error::new(Exit::Rejected, what, msg!("todo-holder")));
    if holder.birth.age_on(Date::in_japan(now)) < SIGNING_AGE {
        return Err(Error::new(
            Exit::Rejected,
            msg!("error-holder-age", age = SIGNING_AGE),
            msg!("todo-holder-age"),
        ));
    }
    if holder.name.is_empty() || !holder.sex.is_ascii_digit() {
        return rejected(msg!("error-holder"));
    }
    let length = holder.address.chars().count();
    if length > ADDRESS_MAX {
        return rejected(msg!("error-holder-address", length = length, most = ADDRESS_MAX));
    }
    let municipality = holder.municipality.as_bytes();
    if municipality.len() != 5 || !municipality.iter().all(u8::is_ascii_digit) {
        return rejected(msg!("error-holder-municipality", code = &holder.municipality));
    }
    Ok(())
}
