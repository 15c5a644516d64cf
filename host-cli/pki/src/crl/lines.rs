//! The entries of a revocation list: the certificates that it revokes, the reasons, and which of
//! them another list lacks.

use std::collections::HashSet;

use der::Decode as _;
use der::asn1::ObjectIdentifier;
use der::oid::AssociatedOid as _;
use x509_cert::crl::RevokedCert;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::CrlReason;

use crate::index::Reason;
use crate::oid::CERTIFICATE_ISSUER;
use crate::received::RevocationList;

/// An extension of an entry.
pub(crate) fn extension(line: &RevokedCert, oid: ObjectIdentifier) -> Option<&Extension> {
    line.crl_entry_extensions.iter().flatten().find(|found| found.extn_id == oid)
}

/// Why a certificate is revoked; `None` when that cannot be read. Without the extension it is
/// "unspecified" (RFC 5280, 5.3.1).
pub(crate) fn reason(line: &RevokedCert) -> Option<Reason> {
    extension(line, CrlReason::OID).map_or(Some(Reason::Unspecified), |found| {
        CrlReason::from_der(found.extn_value.as_bytes()).ok().map(Reason::from_code)
    })
}

/// A certificate by what an entry identifies it with: the certificate issuer (RFC 5280, 5.3.3), DER,
/// unless it is the issuer of the list; and the serial number.
pub(crate) type CertificateReference<'a> = (Option<&'a [u8]>, &'a [u8]);

/// The certificates that a list revokes permanently. A reason that cannot be read counts as
/// permanent.
pub(crate) fn permanently_revoked(
    list: &RevocationList,
) -> impl Iterator<Item = CertificateReference<'_>> {
    #[cfg(test)]
    READ.set(READ.get() + 1);
    let mut of = None;
    list.tbs().revoked_certificates.iter().flatten().filter_map(move |line| {
        if let Some(issuer) = extension(line, CERTIFICATE_ISSUER) {
            of = Some(issuer.extn_value.as_bytes());
        }
        let serial = line.serial_number.as_bytes();
        reason(line).is_none_or(Reason::is_permanent).then_some((of, serial))
    })
}

#[cfg(test)]
std::thread_local! {
    /// How often a list was gone through: what it costs is counted, not timed.
    pub(crate) static READ: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// What an older list revokes permanently and a newer one of the same key and scope, that revokes
/// `kept`, does not: serial numbers, hexadecimal digits in capitals. A certificate may be removed
/// from a list after the end of its validity (RFC 5280, 3.3), which a list does not show.
#[must_use]
pub(crate) fn missing(
    older: &RevocationList,
    kept: &HashSet<CertificateReference<'_>>,
) -> Vec<String> {
    let missing = permanently_revoked(older).filter(|named| !kept.contains(named));
    missing.map(|(_, serial)| hex::encode_upper(serial)).collect()
}

#[cfg(test)]
mod tests {
    use der::asn1::OctetString;
    use der::{Decode as _, Encode as _};
    use x509_cert::crl::CertificateList;
    use x509_cert::ext::ToExtension as _;
    use x509_cert::name::Name;
    use x509_cert::serial_number::SerialNumber;

    use super::*;
    use crate::Issuer;
    use crate::authority::tests::authority;

    /// A line of a list: of whom, if it says so, which, and why.
    type Line<'a> = (Option<&'a [u8]>, u8, Option<Reason>);

    /// A list with these lines; nobody signed it.
    fn list(lines: &[Line<'_>]) -> RevocationList {
        let mut list = <CertificateList>::from_der(authority().crl(Issuer::ALL[0])).unwrap();
        let line = |(of, serial, why): &Line<'_>| {
            let of = of.map(|issuer| Extension {
                extn_id: CERTIFICATE_ISSUER,
                critical: true,
                extn_value: OctetString::new(issuer).unwrap(),
            });
            let why =
                why.map(|why| (false, &why.code()).to_extension(&Name::default(), &[]).unwrap());
            let extensions: Vec<Extension> = of.into_iter().chain(why).collect();
            RevokedCert {
                serial_number: SerialNumber::new(&[*serial]).unwrap(),
                revocation_date: list.tbs_cert_list.this_update,
                crl_entry_extensions: Some(extensions).filter(|found| !found.is_empty()),
            }
        };
        let lines = lines.iter().map(line).collect();
        list.tbs_cert_list.revoked_certificates = Some(lines);
        RevocationList::read(&list.to_der().unwrap()).unwrap()
    }

    /// What the older one revokes, and one of these lines does not.
    fn lost_by(older: &RevocationList, newer: &[Line<'_>]) -> Vec<String> {
        let newer = list(newer);
        missing(older, &permanently_revoked(&newer).collect())
    }

    #[test]
    fn what_was_revoked_for_good_is_missed_and_what_was_suspended_is_not() {
        let hold = Some(Reason::CertificateHold);
        let key = Some(Reason::KeyCompromise);
        let older = list(&[(None, 1, None), (None, 2, key), (None, 3, hold), (None, 4, hold)]);
        let lost_by = |newer: &[Line<'_>]| lost_by(&older, newer);
        assert_eq!(lost_by(&[]), ["01", "02"]);
        assert_eq!(lost_by(&[(None, 1, key), (None, 2, None), (None, 9, None)]), [""; 0]);
        assert_eq!(lost_by(&[(None, 1, hold), (None, 2, key)]), ["01"], "it is no suspension now");
        let lifted = Some(Reason::RemoveFromCrl);
        assert_eq!(lost_by(&[(None, 1, lifted), (None, 2, key)]), ["01"]);
    }

    #[test]
    fn two_issuers_may_use_the_same_number() {
        let (one, other) = (Some(&b"one"[..]), Some(&b"other"[..]));
        // A line without an issuer is about that of the line before it.
        let older = list(&[(one, 1, None), (None, 2, None), (other, 1, None)]);
        assert_eq!(lost_by(&older, &[(one, 1, None), (other, 1, None)]), ["02"]);
        assert_eq!(lost_by(&older, &[(one, 1, None), (None, 2, None)]), ["01"]);
        assert_eq!(lost_by(&older, &[(other, 1, None), (None, 2, None)]), ["01", "02"]);
    }
}
