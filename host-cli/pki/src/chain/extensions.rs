//! Extensions of the certificates in a chain (RFC 5280, 4.2): a critical one that is not known
//! here makes a certificate unusable, and so does one that cannot be read.

use der::Decode;
use der::asn1::ObjectIdentifier;
use der::oid::AssociatedOid;

use super::super::oid;
use super::super::received::Certificate;
use super::{ExtensionLocation, PathError};

/// Processed by the path validation, or saying nothing that it would have to process.
const KNOWN: [ObjectIdentifier; 13] = [
    oid::SUBJECT_KEY,
    oid::KEY_USAGE,
    oid::SUBJECT_ALT_NAME,
    oid::ISSUER_ALT_NAME,
    oid::BASIC_CONSTRAINTS,
    oid::NAME_CONSTRAINTS,
    oid::DISTRIBUTION_POINTS,
    oid::CERTIFICATE_POLICIES,
    oid::POLICY_MAPPINGS,
    oid::AUTHORITY_KEY,
    oid::POLICY_CONSTRAINTS,
    oid::EXTENDED_KEY_USAGE,
    oid::INHIBIT_ANY_POLICY,
];

/// Refuses unknown critical extensions of the certificate at this place of a chain, and extensions
/// that stand twice.
pub(super) fn check(certificate: &Certificate, place: usize) -> Result<(), PathError> {
    let extensions = certificate.tbs().extensions().map_or(&[][..], Vec::as_slice);
    for (number, extension) in extensions.iter().enumerate() {
        let at = ExtensionLocation { oid: extension.extn_id, place };
        if extensions.iter().skip(number + 1).any(|other| other.extn_id == at.oid) {
            return Err(PathError::ExtensionTwice(at));
        }
        if extension.critical && !KNOWN.contains(&at.oid) {
            return Err(PathError::Extension(at));
        }
    }
    Ok(())
}

/// An extension of the certificate at this place of a chain; `None` when it is not there.
pub(super) fn read<'a, T>(
    certificate: &'a Certificate,
    place: usize,
) -> Result<Option<T>, PathError>
where
    T: Decode<'a, Error = der::Error> + AssociatedOid,
{
    let at = ExtensionLocation { oid: T::OID, place };
    certificate.extension::<T>().map_err(|_| PathError::ExtensionUnreadable(at))
}
