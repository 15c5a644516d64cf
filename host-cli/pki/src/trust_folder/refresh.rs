//! Which revocation lists take the place of which others.
//!
//! Each list is checked once, and its lines are gone through a few times, however many there are:
//! somebody's collection of lists may hold all that an authority ever made.

use std::collections::{HashMap, HashSet};

use der::DateTime;
use der::asn1::ObjectIdentifier;
use der::oid::AssociatedOid as _;
use x509_cert::ext::pkix::CrlNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::TrustedObject;
use crate::crl::{self, CertificateReference, Number};
use crate::names::CanonicalName;
use crate::oid;
use crate::public_key::PublicKey;
use crate::received::RevocationList;
use crate::signature::{ECDSA_WITH_SHA256, Fault, SHA256_WITH_RSA};
use crate::trust::Object;

/// What a list is about is said by these: the key that signs it, the certificates that it covers,
/// and the list that it adds to.
const SCOPE: [ObjectIdentifier; 3] = [oid::AUTHORITY_KEY, oid::ISSUING_POINT, oid::DELTA];

/// How much is compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct ComparisonLimits {
    /// Objects in the user's folder and new ones together.
    pub(super) objects: usize,
    /// Signatures of lists that are checked: each list's, by each key of its authority's name.
    pub(super) checks: usize,
}

/// More than any authority publishes, and a matter of seconds.
pub(super) const COMPARISON_LIMITS: ComparisonLimits =
    ComparisonLimits { objects: 4096, checks: 16_384 };

/// An older list that stays beside a newer one: it revokes for good what the newer one does not.
/// Certificates leave a list when they have expired; otherwise the authority forgot what it once
/// said, as one does that was restored from an old backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetainedList {
    /// The older one.
    pub older: TrustedObject,
    /// The newest one of the same authority and scope.
    pub newer: TrustedObject,
    /// Serial numbers of what the newest one does not revoke, hexadecimal digits in capitals.
    pub lost: Vec<String>,
}

/// How a list stands to all that are there or come.
#[derive(Clone, Debug)]
pub(super) enum Disposition {
    /// Newer lists that stay revoke all that it revokes for good.
    Superseded,
    /// There are newer lists, and they do not.
    Kept(Box<RetainedList>),
}

/// What is there or comes, compared.
#[derive(Debug, Default)]
pub(super) struct ListComparison<'a> {
    /// By fingerprint; without those that are no lists, or to which none is newer.
    standings: HashMap<[u8; 32], Disposition>,
    /// Lists with the name of an authority that is trusted, whose key did not sign them.
    pub(super) foreign: Vec<&'a TrustedObject>,
}

/// A list of a trusted authority.
struct AuthorityCrl<'a> {
    trusted: &'a TrustedObject,
    list: &'a RevocationList,
    number: Option<Number>,
    made: DateTime,
}

/// Of one authority, whose key signed them, and of one scope. Whoever signs nothing replaces
/// nothing.
type Group<'a> = (&'a CanonicalName, [u8; 32], [Option<&'a [u8]>; 3]);

impl<'a> ListComparison<'a> {
    /// Compares objects, each of which is there once; `None` when they are too many.
    pub(super) fn new(all: &[&'a TrustedObject], most: ComparisonLimits) -> Option<Self> {
        let mut keys: HashMap<&CanonicalName, HashMap<[u8; 32], &SubjectPublicKeyInfoOwned>> =
            HashMap::new();
        let mut lists = Vec::new();
        for trusted in all {
            match &trusted.object {
                Object::Authority(certificate) => {
                    let key = certificate.tbs().subject_public_key_info();
                    if let Some(id) = crl::key_id(key) {
                        keys.entry(certificate.subject()).or_default().insert(id, key);
                    }
                }
                Object::Crl(list) => lists.push((*trusted, &**list)),
                Object::CvRoot(_) => {}
            }
        }
        let of_name = |list: &RevocationList| keys.get(list.issuer()).map_or(0, HashMap::len);
        let checks: usize = lists.iter().map(|(_, list)| of_name(list)).sum();
        if all.len() > most.objects || checks > most.checks {
            return None;
        }
        let mut found = Self::default();
        let mut groups: HashMap<Group<'a>, Vec<AuthorityCrl<'a>>> = HashMap::new();
        for (trusted, list) in lists {
            let Some(keys) = keys.get(list.issuer()) else { continue };
            if let Some((id, _)) = keys.iter().find(|(_, key)| list.signed_by(key).is_ok()) {
                let (number, made) = (crl::number(list, CrlNumber::OID), list.this_update());
                let listed = AuthorityCrl { trusted, list, number, made };
                groups.entry((list.issuer(), *id, scope(list))).or_default().push(listed);
            } else if keys.values().all(|key| is_foreign(list, key)) {
                found.foreign.push(trusted);
            }
        }
        groups.into_values().for_each(|group| found.compare(group));
        Some(found)
    }

    /// How an object stands to the others; nothing when none is newer.
    pub(super) fn standing(&self, trusted: &TrustedObject) -> Option<&Disposition> {
        self.standings.get(&trusted.fingerprint)
    }

    /// Compares the lists of one key and scope. Their numbers say which is newer, where both have
    /// one: they do not go back with a clock (RFC 5280, 5.2.3). Of one without a number the date
    /// says it; it takes the place of none that has one.
    fn compare(&mut self, group: Vec<AuthorityCrl<'a>>) {
        let (mut numbered, mut dated): (Vec<_>, Vec<_>) =
            group.into_iter().partition(|listed| listed.number.is_some());
        numbered.sort_by(|one, other| other.age().cmp(&one.age()));
        dated.sort_by_key(|listed| core::cmp::Reverse(listed.made));
        let mut newer = NewerLists::default();
        let mut stay = Vec::new();
        for same in numbered.chunk_by(|one, other| one.age() == other.age()) {
            stay.extend(self.place(same, &mut newer));
        }
        stay.sort_by_key(|listed| core::cmp::Reverse(listed.made));
        let (mut stay, mut newer) = (stay.into_iter().peekable(), NewerLists::default());
        for same in dated.chunk_by(|one, other| one.made == other.made) {
            let later = |listed: &&AuthorityCrl<'a>| same.iter().all(|one| one.made < listed.made);
            while let Some(listed) = stay.next_if(later) {
                newer.add(listed);
            }
            self.place(same, &mut newer);
        }
    }

    /// How lists, each as new as the others, stand to newer ones; gives those that stay.
    fn place<'b>(
        &mut self,
        same: &'b [AuthorityCrl<'a>],
        newer: &mut NewerLists<'a>,
    ) -> Vec<&'b AuthorityCrl<'a>> {
        let mut stay = Vec::new();
        for listed in same {
            let standing = newer.standing(listed);
            if !matches!(standing, Some(Disposition::Superseded)) {
                stay.push(listed);
            }
            if let Some(standing) = standing {
                self.standings.insert(listed.trusted.fingerprint, standing);
            }
        }
        stay.iter().for_each(|listed| newer.add(listed));
        stay
    }
}

impl AuthorityCrl<'_> {
    fn age(&self) -> (Option<&Number>, DateTime) {
        (self.number.as_ref(), self.made)
    }
}

/// The lists that are newer and stay.
#[derive(Default)]
struct NewerLists<'a> {
    /// The newest of them, and whom it revokes for good.
    newest: Option<(&'a TrustedObject, HashSet<CertificateReference<'a>>)>,
    /// Whom they revoke for good.
    revoked: HashSet<CertificateReference<'a>>,
}

impl<'a> NewerLists<'a> {
    fn add(&mut self, listed: &AuthorityCrl<'a>) {
        let revoked: HashSet<CertificateReference<'a>> =
            crl::permanently_revoked(listed.list).collect();
        self.revoked.extend(revoked.iter().copied());
        if self.newest.is_none() {
            self.newest = Some((listed.trusted, revoked));
        }
    }

    fn standing(&self, listed: &AuthorityCrl<'a>) -> Option<Disposition> {
        let (newest, known) = self.newest.as_ref()?;
        if crl::permanently_revoked(listed.list).all(|named| self.revoked.contains(&named)) {
            return Some(Disposition::Superseded);
        }
        let lost = crl::missing(listed.list, known);
        let (older, newer) = (listed.trusted.clone(), (*newest).clone());
        Some(Disposition::Kept(Box::new(RetainedList { older, newer, lost })))
    }
}

/// True when it is known that this key did not sign a list: it is by a key of another kind, or by
/// another one. Of an algorithm that is not known here nothing is.
fn is_foreign(list: &RevocationList, key: &SubjectPublicKeyInfoOwned) -> bool {
    let known = [ECDSA_WITH_SHA256, SHA256_WITH_RSA].contains(&list.tbs().signature.oid);
    match list.signed_by(key) {
        Ok(()) => false,
        Err(Fault::Wrong) => true,
        Err(Fault::Algorithm) => known && PublicKey::from_spki(key).is_some(),
    }
}

fn scope(list: &RevocationList) -> [Option<&[u8]>; 3] {
    let extensions = list.tbs().crl_extensions.as_deref().unwrap_or_default();
    SCOPE.map(|oid| {
        let found = extensions.iter().find(|extension| extension.extn_id == oid);
        found.map(|extension| extension.extn_value.as_bytes())
    })
}

#[cfg(test)]
mod tests;
