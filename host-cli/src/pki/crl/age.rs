//! How old a revocation list is, and which of two is the newer.

use core::cmp::Ordering;

use der::oid::AssociatedOid as _;
use der::{DateTime, Decode as _};
use x509_cert::ext::pkix::CrlNumber;

use crate::pki::received::RevocationList;

/// When a list was made, until when it is good, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// When it was made.
    pub this_update: DateTime,
    /// When the next one is due, at the latest.
    pub next_update: Option<DateTime>,
    /// Its CRL number (RFC 5280, 5.2.3), when it has one that fits.
    pub number: Option<u64>,
}

impl Age {
    /// That of a list, as it says itself.
    #[must_use]
    pub fn of(list: &RevocationList) -> Self {
        let tbs = list.tbs();
        Self {
            this_update: tbs.this_update.to_date_time(),
            next_update: tbs.next_update.map(|next| next.to_date_time()),
            number: number(list),
        }
    }

    /// Is it older or newer than another one of the same authority? `None` when its date says the
    /// one and its number the other.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        let by_date = self.this_update.cmp(&other.this_update);
        let by_number = match (self.number, other.number) {
            (Some(own), Some(other)) => own.cmp(&other),
            _ => by_date,
        };
        match (by_date, by_number) {
            (Ordering::Equal, found) | (found, Ordering::Equal) => Some(found),
            (one, other) => (one == other).then_some(one),
        }
    }
}

/// The CRL number of a list.
fn number(list: &RevocationList) -> Option<u64> {
    let extensions = list.tbs().crl_extensions.as_deref()?;
    let found = extensions.iter().find(|extension| extension.extn_id == CrlNumber::OID)?;
    let number = CrlNumber::from_der(found.extn_value.as_bytes()).ok()?;
    number
        .0
        .as_bytes()
        .iter()
        .try_fold(0_u64, |sum, byte| Some(sum.checked_mul(256)?.saturating_add(u64::from(*byte))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_newer_by_date_and_number() {
        let age = |day, number| Age {
            this_update: DateTime::new(2026, 11, day, 0, 0, 0).unwrap(),
            next_update: None,
            number,
        };
        let old = age(1, Some(5));
        for (other, expected) in [
            (age(2, Some(6)), Some(Ordering::Less)),
            (age(2, None), Some(Ordering::Less)),
            (age(1, Some(6)), Some(Ordering::Less)),
            (age(1, Some(4)), Some(Ordering::Greater)),
            (age(1, Some(5)), Some(Ordering::Equal)),
            (age(2, Some(5)), Some(Ordering::Less)),
            (age(2, Some(4)), None),
        ] {
            assert_eq!(old.compare(&other), expected, "{other:?}");
        }
    }
}
