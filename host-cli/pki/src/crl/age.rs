//! The dates and the number of a revocation list.

use core::cmp::Ordering;

use der::asn1::{ObjectIdentifier, Uint};
use der::oid::AssociatedOid as _;
use der::{DateTime, Decode as _};
use x509_cert::ext::pkix::CrlNumber;

use crate::received::RevocationList;

/// When a list was made, until when it is valid, and its number.
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
    /// Those of a list.
    #[must_use]
    pub fn of(list: &RevocationList) -> Self {
        let tbs = list.tbs();
        Self {
            this_update: list.this_update(),
            next_update: tbs.next_update.map(|next| next.to_date_time()),
            number: number(list, CrlNumber::OID).and_then(|number| number.to_u64()),
        }
    }
}

/// A number in an extension of a list; `None` unless it is there exactly once.
pub(crate) fn number(list: &RevocationList, oid: ObjectIdentifier) -> Option<Number> {
    let extensions = list.tbs().crl_extensions.as_deref().unwrap_or_default();
    let mut found = extensions.iter().filter(|found| found.extn_id == oid);
    let (Some(number), None) = (found.next(), found.next()) else { return None };
    Uint::from_der(number.extn_value.as_bytes()).ok().map(Number)
}

/// A number of any length, compared by value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number(Uint);

impl Number {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    fn to_u64(&self) -> Option<u64> {
        let bytes = self.as_bytes();
        let mut found = [0; 8];
        found.get_mut(8_usize.checked_sub(bytes.len())?..)?.copy_from_slice(bytes);
        Some(u64::from_be_bytes(found))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, other) = (self.as_bytes(), other.as_bytes());
        one.len().cmp(&other.len()).then_with(|| one.cmp(other))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use der::asn1::OctetString;
    use der::{Decode as _, Encode as _};
    use x509_cert::crl::CertificateList;

    use super::*;
    use crate::chain::tests::odd::rules;

    #[test]
    fn a_number_that_does_not_fit_is_none() {
        let of = |number: &[u8]| {
            let mut list = <CertificateList>::from_der(&rules::list(5, 1, &[], &[])).unwrap();
            let extensions = list.tbs_cert_list.crl_extensions.as_mut().unwrap();
            let found = extensions.iter_mut().find(|found| found.extn_id == CrlNumber::OID);
            let number = Uint::new(number).unwrap().to_der().unwrap();
            found.unwrap().extn_value = OctetString::new(number).unwrap();
            Age::of(&RevocationList::read(&list.to_der().unwrap()).unwrap()).number
        };
        assert_eq!(of(&[0]), Some(0));
        assert_eq!(of(&[1, 2]), Some(0x0102));
        assert_eq!(of(&[0xFF; 8]), Some(u64::MAX));
        assert_eq!(of(&[1, 0, 0, 0, 0, 0, 0, 0, 0]), None);
    }
}
