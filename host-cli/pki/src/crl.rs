//! Certificate revocation lists (RFC 5280, 5).

use core::time::Duration;

use der::{DateTime, Encode};
use x509_cert::Certificate;
use x509_cert::builder::CrlBuilder;
use x509_cert::crl::RevokedCert;
use x509_cert::ext::ToExtension;
use x509_cert::ext::pkix::CrlNumber;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Time;

use super::encode_error::EncodeError;
use super::index::{Entry, Reason, RevocationEntry};
use super::private_key::PrivateKey;

mod age;
mod cache;
pub(crate) mod lines;
mod list;
pub(crate) mod table;

pub use age::Age;
pub(crate) use age::{Number, number};
pub use cache::CrlCache;
pub(crate) use cache::key_id;
pub(crate) use lines::{CertificateReference, extension, missing, permanently_revoked, reason};

/// How long a list is valid. Real ones are renewed every day; those of an emulator may not be.
pub const LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// When the list after one made at this moment is due.
///
/// # Errors
/// When no date is so late.
pub(super) fn next(now: DateTime) -> Result<DateTime, EncodeError> {
    Ok(DateTime::from_unix_duration(now.unix_duration() + LIFETIME)?)
}

/// Makes a list, valid until `next`, of the certificates of `entries` that are revoked.
///
/// # Errors
/// When an entry cannot be encoded.
pub(super) fn build<'a>(
    issuer: &Certificate,
    key: &PrivateKey,
    number: u64,
    entries: impl Iterator<Item = &'a Entry>,
    now: DateTime,
    next: DateTime,
) -> Result<Vec<u8>, EncodeError> {
    let number = CrlNumber::try_from(number)?;
    let mut builder = CrlBuilder::new_with_this_update(issuer, number, Time::from(now))?
        .with_next_update(Some(Time::from(next)));
    let mut revoked = Vec::new();
    for entry in entries {
        if let Some(why) = &entry.revoked {
            revoked.push(revoked_entry(&entry.serial, why)?);
        }
    }
    // RFC 5280, 5.1.2.6: the list is absent when there is nothing on it.
    if !revoked.is_empty() {
        builder = builder.with_certificates(revoked.into_iter());
    }
    Ok(key.sign_list(builder)?.to_der()?)
}

fn revoked_entry(serial: &str, why: &RevocationEntry) -> Result<RevokedCert, EncodeError> {
    let serial = hex::decode(serial)?;
    // RFC 5280, 5.3.1: "unspecified" is expressed by leaving the extension out.
    let extensions = if why.reason == Reason::Unspecified {
        None
    } else {
        let reason = why.reason.code();
        let extension = (false, &reason).to_extension(&Name::default(), &[]);
        Some(vec![extension?])
    };
    Ok(RevokedCert {
        serial_number: SerialNumber::new(&serial)?,
        revocation_date: Time::from(why.date),
        crl_entry_extensions: extensions,
    })
}
