//! A published list, compared with the index that the next one is made from.

use std::collections::HashMap;
use std::fmt;

use der::DateTime;
use x509_cert::Certificate;

use super::super::Issuer;
use super::super::crl::{self, Age};
use super::super::index::{Index, Number, Reason};
use super::super::received::RevocationList;

/// The content of a published list.
pub(crate) struct PublishedCrl {
    /// Its CRL number.
    pub(crate) number: u64,
    revoked: HashMap<Number, (DateTime, Reason)>,
}

/// What a published list has and the index lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Contradiction {
    /// The list is newer than any that the index knows of.
    Newer {
        /// Number of the list.
        number: u64,
        /// Number of the last one in the index.
        known: u64,
    },
    /// The list names a certificate that the index does not call revoked.
    Revoked {
        /// Its serial number, in hexadecimal digits.
        serial: String,
    },
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer { number, known } => {
                write!(f, "list {number}, and the last that the index knows is {known}")
            }
            Self::Revoked { serial } => {
                write!(f, "names {serial}, which the index does not call revoked")
            }
        }
    }
}

impl PublishedCrl {
    /// Reads a list of the authority with this certificate; `None` when it is not one.
    pub(crate) fn parse(list: &[u8], issuer: &Certificate) -> Option<Self> {
        let list = RevocationList::read(list).ok()?;
        list.verify(issuer.tbs_certificate().subject_public_key_info()).ok()?;
        let entries = list.tbs().revoked_certificates.as_deref().unwrap_or_default();
        let revoked = entries.iter().map(|entry| {
            let number = Number::from_bytes(entry.serial_number.as_bytes())?;
            Some((number, (entry.revocation_date.to_date_time(), crl::reason(entry)?)))
        });
        let revoked = revoked.collect::<Option<_>>()?;
        let number = Age::of(&list).number?;
        Some(Self { number, revoked })
    }

    /// Why the next list must not be made from an index, if so. A suspension that ended is in the
    /// index; nothing else removes a certificate from a list.
    pub(crate) fn contradicts(&self, index: &Index, issuer: Issuer) -> Option<Contradiction> {
        // A list has its line before it is published, but where lines had no check values yet.
        let known = index.list_number(issuer).or(index.is_checked().then_some(0));
        if let Some(known) = known.filter(|known| *known < self.number) {
            return Some(Contradiction::Newer { number: self.number, known });
        }
        let lost = self.revoked.iter().find(|(number, (date, reason))| {
            let held = *reason == Reason::CertificateHold;
            let entry = index.by_number(**number).filter(|entry| entry.issuer == issuer);
            let kept = match entry.map(|entry| entry.revoked) {
                None => false,
                Some(Some(now)) => held || now.reason != Reason::CertificateHold,
                Some(None) => held && index.lifted(**number).is_some_and(|lifted| lifted >= *date),
            };
            !kept
        });
        lost.map(|(number, _)| Contradiction::Revoked { serial: number.digits() })
    }

    /// True when the list has all certificates that are revoked by the index, with their reasons.
    pub(crate) fn is_whole(&self, index: &Index, issuer: Issuer) -> bool {
        let entries = index.entries().iter().filter(|entry| entry.issuer == issuer);
        let mut revoked = entries.filter_map(|entry| Some((&entry.serial, entry.revoked?)));
        let mut count = 0;
        let named = revoked.all(|(serial, why)| {
            count += 1;
            let said = Number::from_digits(serial).and_then(|number| self.revoked.get(&number));
            said.is_some_and(|(_, reason)| *reason == why.reason)
        });
        named && count == self.revoked.len()
    }
}
