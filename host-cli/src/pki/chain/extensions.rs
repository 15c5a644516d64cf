//! Critical extensions (RFC 5280, 4.2): one that is not known here makes a certificate unusable.

use der::Decode;
use der::asn1::ObjectIdentifier;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::certpolicy::CertificatePolicies;

use super::Doubt;

const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const CERTIFICATE_POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");

/// Processed by the path validation, or saying nothing that it would have to process.
const KNOWN: [ObjectIdentifier; 5] =
    [KEY_USAGE, SUBJECT_ALT_NAME, BASIC_CONSTRAINTS, CERTIFICATE_POLICIES, EXTENDED_KEY_USAGE];

/// Refuses unknown critical extensions, and extensions that stand twice.
pub(super) fn check(extensions: &[Extension]) -> Result<(), Doubt> {
    for (place, extension) in extensions.iter().enumerate() {
        let oid = extension.extn_id;
        if extensions.iter().skip(place + 1).any(|other| other.extn_id == oid) {
            return Err(Doubt::Malformed);
        }
        if extension.critical && !KNOWN.contains(&oid) {
            return Err(Doubt::Extension);
        }
        // Any policy is accepted (RFC 5280, 6.1.1 c), but a critical one must be readable.
        let readable = || CertificatePolicies::from_der(extension.extn_value.as_bytes()).is_ok();
        if extension.critical && oid == CERTIFICATE_POLICIES && !readable() {
            return Err(Doubt::Malformed);
        }
    }
    Ok(())
}
