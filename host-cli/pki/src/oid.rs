//! Object identifiers of extensions of certificates and revocation lists, and of policies. What
//! JPKI's own certificates have besides is in [`profile`](super::profile).

use der::asn1::ObjectIdentifier;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

// RFC 5280, 4.2.1: of certificates.
pub(crate) const SUBJECT_KEY: ObjectIdentifier = oid("2.5.29.14");
pub(crate) const KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
pub(crate) const SUBJECT_ALT_NAME: ObjectIdentifier = oid("2.5.29.17");
pub(crate) const ISSUER_ALT_NAME: ObjectIdentifier = oid("2.5.29.18");
pub(crate) const BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
pub(crate) const NAME_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.30");
pub(crate) const DISTRIBUTION_POINTS: ObjectIdentifier = oid("2.5.29.31");
pub(crate) const CERTIFICATE_POLICIES: ObjectIdentifier = oid("2.5.29.32");
pub(crate) const POLICY_MAPPINGS: ObjectIdentifier = oid("2.5.29.33");
/// Of lists too.
pub(crate) const AUTHORITY_KEY: ObjectIdentifier = oid("2.5.29.35");
pub(crate) const POLICY_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.36");
pub(crate) const EXTENDED_KEY_USAGE: ObjectIdentifier = oid("2.5.29.37");
pub(crate) const INHIBIT_ANY_POLICY: ObjectIdentifier = oid("2.5.29.54");
/// anyPolicy (RFC 5280, 4.2.1.4).
pub(crate) const ANY_POLICY: ObjectIdentifier = oid("2.5.29.32.0");

// RFC 5280, 5.2: of lists.
pub(crate) const CRL_NUMBER: ObjectIdentifier = oid("2.5.29.20");
pub(crate) const DELTA: ObjectIdentifier = oid("2.5.29.27");
/// Written out: x509-cert 0.3 gives its type the identifier of another extension.
pub(crate) const ISSUING_POINT: ObjectIdentifier = oid("2.5.29.28");

// RFC 5280, 5.3: of the lines of lists; the second is of RFC 3280.
pub(crate) const CRL_REASON: ObjectIdentifier = oid("2.5.29.21");
pub(crate) const HOLD_INSTRUCTION: ObjectIdentifier = oid("2.5.29.23");
pub(crate) const INVALIDITY_DATE: ObjectIdentifier = oid("2.5.29.24");
/// Of whom an indirect list speaks, from that line on (RFC 5280, 5.3.3).
pub(crate) const CERTIFICATE_ISSUER: ObjectIdentifier = oid("2.5.29.29");
