//! The entries of a list by serial number, so that looking one up does not read all of them.

use core::ops::Range;

use der::Decode as _;
use der::asn1::ObjectIdentifier;
use x509_cert::crl::RevokedCert;
use x509_cert::ext::pkix::name::GeneralNames;

use super::extension;
use crate::names::{CanonicalName, directory};
use crate::oid::CERTIFICATE_ISSUER;
use crate::received::RevocationList;

/// The issuer of the certificate that an entry is about.
#[derive(Debug)]
pub(crate) enum CertificateIssuer {
    /// The issuer of the list.
    CrlIssuer,
    /// One with these names (RFC 5280, 5.3.3).
    Names(Vec<CanonicalName>),
    /// It cannot be read.
    Unreadable,
}

/// The entries in the order of their serial numbers.
#[derive(Debug)]
pub(crate) struct Table {
    /// Places of the entries in the list; those of one number in the order of the list.
    order: Vec<usize>,
    /// Certificate issuers, each with the place of the first entry that it applies to.
    issuers: Vec<(usize, CertificateIssuer)>,
    critical: Vec<ObjectIdentifier>,
}

#[cfg(test)]
std::thread_local! {
    /// How often the lines of a list were gone through: what it costs is counted, not timed.
    pub(crate) static MADE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn lines(list: &RevocationList) -> &[RevokedCert] {
    list.tbs().revoked_certificates.as_deref().unwrap_or_default()
}

impl Table {
    pub(super) fn of(list: &RevocationList) -> Self {
        #[cfg(test)]
        MADE.set(MADE.get() + 1);
        let lines = lines(list);
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by_key(|place| lines.get(*place).map(|line| line.serial_number.as_bytes()));
        let mut issuers = vec![(0, CertificateIssuer::CrlIssuer)];
        for (place, line) in lines.iter().enumerate() {
            if let Some(issuer) = extension(line, CERTIFICATE_ISSUER) {
                let names = GeneralNames::from_der(issuer.extn_value.as_bytes());
                let named = |names: GeneralNames| {
                    CertificateIssuer::Names(names.iter().filter_map(directory).collect())
                };
                issuers.push((place, names.map_or(CertificateIssuer::Unreadable, named)));
            }
        }
        let extensions = lines.iter().filter_map(|line| line.crl_entry_extensions.as_deref());
        let critical = extensions.flatten().filter(|found| found.critical);
        let mut critical: Vec<_> = critical.map(|found| found.extn_id).collect();
        critical.sort();
        critical.dedup();
        Self { order, issuers, critical }
    }

    /// The critical extensions of its entries.
    pub(crate) fn critical(&self) -> &[ObjectIdentifier] {
        &self.critical
    }

    /// The entries with a serial number, in the order of the list, each with its certificate issuer.
    pub(crate) fn lines<'a>(
        &'a self,
        list: &'a RevocationList,
        serial: &[u8],
    ) -> impl Iterator<Item = (&'a RevokedCert, &'a CertificateIssuer)> {
        let lines = lines(list);
        let number = |place: &usize| lines.get(*place).map(|line| line.serial_number.as_bytes());
        let found = Range {
            start: self.order.partition_point(|place| number(place) < Some(serial)),
            end: self.order.partition_point(|place| number(place) <= Some(serial)),
        };
        self.order.get(found).unwrap_or_default().iter().filter_map(move |place| {
            let behind = self.issuers.partition_point(|(from, _)| from <= place);
            let (_, issuer) = self.issuers.get(behind.checked_sub(1)?)?;
            Some((lines.get(*place)?, issuer))
        })
    }
}
