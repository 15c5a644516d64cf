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

/// An older list that stays beside a newer one: it revokes for good what the newer one does not.
/// Certificates leave a list when they have expired; otherwise the authority forgot what it once
/// said, as one does that was restored from an old backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The older one.
    pub older: Trusted,
    /// The newest one of the same authority and scope.
    pub newer: Trusted,
    /// Serial numbers of what the newest one does not revoke, hexadecimal digits in capitals.
    pub lost: Vec<String>,
}

/// How an object stands to all that are there or come.
pub(super) enum Standing {
    /// It is no list, or none is newer.
    Newest,
    /// A newer list revokes all that it revokes for good.
    Superseded,
    /// There are newer lists, and none of them does.
    Kept(Box<Kept>),
}

/// How an object stands to the others in a store.
pub(super) fn standing(all: &TrustStore, trusted: &Trusted) -> Standing {
    let newer = all.objects.iter().filter_map(|other| match (&trusted.object, &other.object) {
        (Object::Crl(own), Object::Crl(list)) => (compare(all, own, list) == Some(Ordering::Less))
            .then(|| (other, list, crl::lost(own, list))),
        _ => None,
    });
    let mut newest: Option<(&Trusted, &RevocationList, Vec<String>)> = None;
    for (other, list, lost) in newer {
        if lost.is_empty() {
            return Standing::Superseded;
        }
        if newest.as_ref().is_none_or(|(_, last, _)| crl::compare(list, last) == Ordering::Greater)
        {
            newest = Some((other, list, lost));
        }
    }
    newest.map_or(Standing::Newest, |(newer, _, lost)| {
        Standing::Kept(Box::new(Kept { older: trusted.clone(), newer: newer.clone(), lost }))
    })
}

/// Is a list older or newer than another? `None` when they are not about the same: of one
/// authority that is trusted, whose key signed both, and of one scope. Whoever signs nothing
/// replaces nothing.
fn compare(trust: &TrustStore, list: &RevocationList, other: &RevocationList) -> Option<Ordering> {
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
