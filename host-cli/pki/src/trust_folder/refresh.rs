//! Which revocation lists supersede which others.
//!
//! Each signature is verified once, and the entries of a list are read a few times, however many
//! lists there are: a collection may have all lists that an authority ever made.

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

/// The scope of a list follows from these: the key that signs it, the certificates that it covers,
/// and the base of a delta list.
const SCOPE: [ObjectIdentifier; 3] = [oid::AUTHORITY_KEY, oid::ISSUING_POINT, oid::DELTA];

/// The most that is compared.
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

/// An older list that is kept beside a newer one: it permanently revokes what the newer one does
/// not. Expired certificates are removed from lists; otherwise the authority lost revocations, as
/// after it was restored from an old backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetainedList {
    /// The older one.
    pub older: TrustedObject,
    /// The newest one of the same authority and scope.
    pub newer: TrustedObject,
    /// Serial numbers of what the newest one does not revoke, hexadecimal digits in capitals.
    pub lost: Vec<String>,
}

/// What becomes of a list that is older than another.
#[derive(Clone, Debug)]
pub(super) enum Disposition {
    /// Newer lists that are kept revoke all that it revokes permanently.
    Superseded,
    /// They do not.
    Kept(Box<RetainedList>),
}

/// The lists that are there and those that are added, compared.
#[derive(Debug, Default)]
pub(super) struct ListComparison<'a> {
    /// By fingerprint; without those that are no lists, or to which none is newer.
    dispositions: HashMap<[u8; 32], Disposition>,
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

/// Lists of one authority, whose key signed them, and of one scope: name, key and scope. A list
/// without a right signature supersedes none.
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

    /// What becomes of an object; `None` when no list is newer.
    pub(super) fn disposition(&self, trusted: &TrustedObject) -> Option<&Disposition> {
        self.dispositions.get(&trusted.fingerprint)
    }

    /// Compares the lists of one key and scope: by number where both have one, as it does not go back
    /// with a clock (RFC 5280, 5.2.3); by date otherwise. One without a number supersedes none that
    /// has one.
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

    /// Compares equally new lists with newer ones; gives those that are kept.
    fn place<'b>(
        &mut self,
        same: &'b [AuthorityCrl<'a>],
        newer: &mut NewerLists<'a>,
    ) -> Vec<&'b AuthorityCrl<'a>> {
        let mut stay = Vec::new();
        for listed in same {
            let disposition = newer.disposition(listed);
            if !matches!(disposition, Some(Disposition::Superseded)) {
                stay.push(listed);
            }
            if let Some(disposition) = disposition {
                self.dispositions.insert(listed.trusted.fingerprint, disposition);
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

/// The newer lists that are kept.
#[derive(Default)]
struct NewerLists<'a> {
    /// The newest of them, and what it revokes permanently.
    newest: Option<(&'a TrustedObject, HashSet<CertificateReference<'a>>)>,
    /// What they revoke permanently.
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

    fn disposition(&self, listed: &AuthorityCrl<'a>) -> Option<Disposition> {
        let (newest, known) = self.newest.as_ref()?;
        if crl::permanently_revoked(listed.list).all(|named| self.revoked.contains(&named)) {
            return Some(Disposition::Superseded);
        }
        let lost = crl::missing(listed.list, known);
        let (older, newer) = (listed.trusted.clone(), (*newest).clone());
        Some(Disposition::Kept(Box::new(RetainedList { older, newer, lost })))
    }
}

/// True when this key certainly did not sign a list: the key is of another kind, or the signature is
/// wrong. With an algorithm that is not supported it is not certain.
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
