//! Which of two revocation lists takes the place of the other.

use std::cmp::Ordering;

use der::asn1::ObjectIdentifier;

use super::{TrustStore, Trusted};
use crate::pki::crl;
use crate::pki::received::RevocationList;
use crate::pki::trust::Object;

/// What a list is about is said by these: the key that signs it, the certificates that it covers,
/// and the list that it adds to.
const SCOPE: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("2.5.29.35"),
    ObjectIdentifier::new_unwrap("2.5.29.28"),
    ObjectIdentifier::new_unwrap("2.5.29.27"),
];

/// Is a list older or newer than another? `None` when they are not about the same: of one
/// authority that is trusted, whose key signed both, and of one scope. Whoever signs nothing
/// replaces nothing.
pub(super) fn compare(trust: &TrustStore, list: &Trusted, other: &Trusted) -> Option<Ordering> {
    let (Object::Crl(list), Object::Crl(other)) = (&list.object, &other.object) else {
        return None;
    };
    let same = list.tbs().issuer == other.tbs().issuer && scope(list) == scope(other);
    let mut authorities = trust.authorities().filter(|authority| {
        let tbs = authority.tbs();
        let key = tbs.subject_public_key_info();
        *tbs.subject() == list.tbs().issuer && list.verify(key).is_ok() && other.verify(key).is_ok()
    });
    (same && authorities.next().is_some()).then(|| crl::compare(list, other))
}

fn scope(list: &RevocationList) -> [Option<&[u8]>; 3] {
    let extensions = list.tbs().crl_extensions.as_deref().unwrap_or_default();
    SCOPE.map(|oid| {
        let found = extensions.iter().find(|extension| extension.extn_id == oid);
        found.map(|extension| extension.extn_value.as_bytes())
    })
}
