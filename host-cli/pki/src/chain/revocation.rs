//! Revocation by lists (RFC 5280, 6.3).

use std::collections::HashMap;
use std::sync::Arc;

use der::DateTime;
use der::asn1::ObjectIdentifier;
use der::flagset::FlagSet;
use x509_cert::crl::RevokedCert;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::Reasons;
use x509_cert::ext::pkix::{KeyUsage, KeyUsages};

use super::super::crl::table::CertificateIssuer;
use super::super::crl::{self, number};
use super::super::index::Reason;
use super::super::oid::{self, CRL_NUMBER, DELTA};
use super::super::received::{Certificate, RevocationList};
use super::super::trust::TrustStore;
use super::{CertificateStatus, ConsultedCrl, CrlFetcher, Revocation, UndeterminedStatus};
use scope::Scope;

mod scope;

/// A status, and the lists that it follows from.
type StatusAndLists<'a> = (CertificateStatus, Vec<&'a RevocationList>);

/// The status of a certificate by the lists of the trust store and those that were fetched.
pub(super) fn status(
    certificate: &Certificate,
    issuer: &Certificate,
    trust: &TrustStore,
    revocation: Revocation<'_>,
    now: DateTime,
) -> (CertificateStatus, Vec<ConsultedCrl>) {
    let online = match revocation {
        Revocation::Online(online) => Some(online),
        _ => None,
    };
    let fetched = online.map_or_else(Vec::new, |online| fetch(certificate, online));
    let query = RevocationQuery { certificate, issuer, now };
    let (found, used) = query.status(trust.crls().chain(fetched.iter().map(|list| &**list)));
    let used = used.into_iter().map(used_list).collect();
    let uncovered = online.and_then(|_| query.uncovered(&fetched));
    match uncovered {
        // A revocation holds even when the fetched lists do not cover the certificate.
        Some(unknown) if !matches!(found, CertificateStatus::Revoked { .. }) => {
            (CertificateStatus::Unknown(unknown), used)
        }
        _ => (found, used),
    }
}

/// The lists at the addresses that a certificate names.
fn fetch(certificate: &Certificate, online: &dyn CrlFetcher) -> Vec<Arc<RevocationList>> {
    let urls = scope::addresses(certificate).into_iter();
    urls.filter_map(|url| online.fetch(&url)).collect()
}

fn used_list(list: &RevocationList) -> ConsultedCrl {
    ConsultedCrl {
        place: 0,
        this_update: list.this_update(),
        next_update: next(list),
        number: number(list, CRL_NUMBER).map(|number| hex::encode_upper(number.as_bytes())),
        delta: has(list, DELTA),
        fingerprint: list.fingerprint_once(),
    }
}

/// The certificate whose revocation status is determined, its issuer, and the time.
struct RevocationQuery<'a> {
    certificate: &'a Certificate,
    issuer: &'a Certificate,
    now: DateTime,
}

/// The lists of the issuer by their kind.
#[derive(Default)]
struct SortedLists<'a> {
    /// Complete ones, with the reasons that they cover.
    complete: Vec<(&'a RevocationList, FlagSet<Reasons>)>,
    delta: Vec<&'a RevocationList>,
    not_understood: Vec<&'a RevocationList>,
    /// There is one with the issuer's name that is not signed by its key.
    foreign: bool,
}

impl RevocationQuery<'_> {
    fn status<'a>(&self, lists: impl Iterator<Item = &'a RevocationList>) -> StatusAndLists<'a> {
        let sorted = self.sort(lists);
        let none = if sorted.foreign {
            UndeterminedStatus::ForeignList
        } else {
            UndeterminedStatus::NoList
        };
        let mut groups: Vec<FlagSet<Reasons>> = Vec::new();
        for (_, reasons) in &sorted.complete {
            if !groups.contains(reasons) {
                groups.push(*reasons);
            }
        }
        // The list that covers every reason comes first: it decides alone.
        groups.sort_by_key(|reasons| core::cmp::Reverse(reasons.bits().count_ones()));
        let (mut covered, mut used) = (FlagSet::<Reasons>::default(), Vec::new());
        let mut open = CertificateStatus::Unknown(none);
        for reasons in groups {
            let group = sorted.complete.iter().filter(|(_, found)| *found == reasons);
            let group: Vec<_> = group.map(|(list, _)| *list).collect();
            let Some((found, by)) = self.decide(&group, &sorted) else { continue };
            if let CertificateStatus::Revoked { reason, .. } = found {
                // A suspension is over when a newer list that covers as much does not have it.
                let newer = |list: &&RevocationList| {
                    by.iter().all(|by| by.this_update() < list.this_update())
                };
                let over = covered.contains(reasons) && used.iter().any(newer);
                if reason != Reason::CertificateHold || !over {
                    return (found, by);
                }
            } else if found == CertificateStatus::Valid {
                covered |= reasons;
            } else if matches!(
                open,
                CertificateStatus::Unknown(
                    UndeterminedStatus::NoList | UndeterminedStatus::ForeignList
                )
            ) {
                open = found;
            }
            used.extend(by);
        }
        if covered.contains(scope::every_reason()) {
            return (CertificateStatus::Valid, used);
        }
        if let Some(found) = sorted.delta.iter().find_map(|delta| self.revoked_by(delta)) {
            return found;
        }
        // The missing information may be in a list that cannot be read or has no base.
        let odd = match (sorted.not_understood.as_slice(), sorted.delta.as_slice()) {
            ([_, ..], _) => Some(UndeterminedStatus::NotUnderstood),
            ([], [_, ..]) => Some(UndeterminedStatus::NoBase),
            ([], []) => None,
        };
        let nothing = matches!(
            open,
            CertificateStatus::Unknown(
                UndeterminedStatus::NoList | UndeterminedStatus::ForeignList
            )
        );
        match odd {
            Some(why) if nothing && !sorted.foreign => (CertificateStatus::Unknown(why), used),
            _ if !covered.is_empty() && nothing => {
                (CertificateStatus::Unknown(UndeterminedStatus::SomeReasons), used)
            }
            _ => (open, used),
        }
    }

    /// Why the fetched lists do not settle the status: a list of another authority, or one about
    /// other certificates, does not show that this one is not revoked.
    fn uncovered(&self, fetched: &[Arc<RevocationList>]) -> Option<UndeterminedStatus> {
        let sorted = self.sort(fetched.iter().map(|list| &**list));
        if !sorted.complete.is_empty() || !sorted.delta.is_empty() {
            return None;
        }
        Some(match (sorted.not_understood.is_empty(), sorted.foreign) {
            (false, _) => UndeterminedStatus::NotUnderstood,
            (true, true) => UndeterminedStatus::ForeignList,
            (true, false) => UndeterminedStatus::Unreachable,
        })
    }

    fn sort<'a>(&self, lists: impl Iterator<Item = &'a RevocationList>) -> SortedLists<'a> {
        let mut sorted = SortedLists::default();
        for list in lists.filter(|list| list.issuer() == self.certificate.issuer()) {
            if !signed_by(list, self.issuer) {
                sorted.foreign = true;
                continue;
            }
            match scope::scope(list, self.certificate) {
                Scope::Elsewhere => {}
                Scope::NotUnderstood => sorted.not_understood.push(list),
                // Not used without its base, even if the extension is not critical (RFC 5280,
                // 5.2.4).
                Scope::Covers(_) if has(list, DELTA) => sorted.delta.push(list),
                Scope::Covers(reasons) => sorted.complete.push((list, reasons)),
            }
        }
        sorted
    }

    /// The status by these lists, with the delta list that follows the newest one. A permanent
    /// revocation in any of them holds; which suspensions are over the newest decides. A list that
    /// is not valid yet decides only when there is no other.
    fn decide<'a>(
        &self,
        group: &[&'a RevocationList],
        sorted: &SortedLists<'a>,
    ) -> Option<StatusAndLists<'a>> {
        let holds = |list: &&&RevocationList| list.this_update() <= self.now;
        let ripe: Vec<_> = group.iter().filter(holds).copied().collect();
        let newest = self.newest(&ripe);
        let list =
            newest.or_else(|| group.iter().min_by_key(|list| list.this_update()).copied())?;
        let found = self.read(list);
        if matches!(found, CertificateStatus::Revoked { reason, .. } if reason != Reason::CertificateHold)
        {
            return Some((found, vec![list]));
        }
        let said: Vec<_> =
            ripe.into_iter().filter(|list| self.revoked_by(list).is_some()).collect();
        if let Some(found) = self.newest(&said).and_then(|list| self.revoked_by(list)) {
            return Some(found);
        }
        let deltas: Vec<_> = sorted.delta.iter().filter(holds).copied().collect();
        if let Some(found) = deltas.iter().find_map(|delta| self.revoked_by(delta)) {
            return Some(found);
        }
        // Lists that were issued since must not be ignored.
        let since =
            |other: &&RevocationList| other.this_update() <= self.now && goes_on(list, other);
        if let Some(other) = sorted.not_understood.iter().copied().find(since) {
            return Some((
                CertificateStatus::Unknown(UndeterminedStatus::NotUnderstood),
                vec![list, other],
            ));
        }
        let deltas: Vec<_> = deltas.into_iter().filter(since).collect();
        let Some(delta) = self.newest(&deltas) else {
            return Some((found, vec![list]));
        };
        Some((self.add(list, found, delta), vec![list, delta]))
    }

    /// The newest of lists. Those of one scope are compared by their numbers, which do not go back
    /// with a clock (RFC 5280, 5.2.3); two scopes have numbers of their own, and are compared by
    /// their dates. Of lists that are equally new the one with the gravest entry.
    fn newest<'a>(&self, lists: &[&'a RevocationList]) -> Option<&'a RevocationList> {
        let worst = |list: &RevocationList| self.entry(list).map(|(reason, _)| weight(reason));
        let mut highest = HashMap::new();
        for list in lists {
            let highest = highest.entry(point(list)).or_insert(None);
            *highest = number(list, CRL_NUMBER).max(highest.take());
        }
        let last = lists.iter().filter(|list| {
            let number = number(list, CRL_NUMBER);
            number.is_none() || highest.get(&point(list)).is_some_and(|highest| *highest == number)
        });
        last.max_by_key(|list| (list.this_update(), number(list, CRL_NUMBER), worst(list))).copied()
    }

    /// The status by a list and a newer delta list together.
    fn add(
        &self,
        list: &RevocationList,
        found: CertificateStatus,
        delta: &RevocationList,
    ) -> CertificateStatus {
        if !fits(list, delta) {
            return CertificateStatus::Unknown(UndeterminedStatus::NoBase);
        }
        match next(delta) {
            Some(next) if self.now > next => {
                return CertificateStatus::Unknown(UndeterminedStatus::OutOfDate(next));
            }
            None => return CertificateStatus::Unknown(UndeterminedStatus::NoList),
            Some(_) => {}
        }
        let held = matches!(found, CertificateStatus::Revoked { .. });
        match self.entry(delta) {
            Some((Reason::RemoveFromCrl, _)) if held => CertificateStatus::Valid,
            Some((reason, date)) if reason != Reason::RemoveFromCrl => {
                CertificateStatus::Revoked { reason, date }
            }
            _ => found,
        }
    }

    /// A permanent revocation by a list: it holds whatever other lists there are, and whatever the
    /// base of a delta list is.
    fn revoked_by<'a>(&self, list: &'a RevocationList) -> Option<StatusAndLists<'a>> {
        let (reason, date) = self.entry(list).filter(|_| list.this_update() <= self.now)?;
        reason.is_permanent().then(|| (CertificateStatus::Revoked { reason, date }, vec![list]))
    }

    /// The status by one list alone.
    fn read(&self, list: &RevocationList) -> CertificateStatus {
        let early = list.this_update() > self.now;
        let next = next(list);
        let out_of_date = next.is_some_and(|next| self.now > next);
        // An entry of a valid list counts, whatever its revocation date; a revocation holds,
        // however old the list. A suspension may be over, or not have begun.
        let decides = |(reason, date): &(Reason, DateTime)| {
            (*date <= self.now || !early)
                && !((early || out_of_date) && *reason == Reason::CertificateHold)
        };
        match (self.entry(list).filter(decides), next) {
            (Some((reason, date)), _) => CertificateStatus::Revoked { reason, date },
            (None, _) if early => {
                CertificateStatus::Unknown(UndeterminedStatus::NotYet(list.this_update()))
            }
            (None, Some(next)) if out_of_date => {
                CertificateStatus::Unknown(UndeterminedStatus::OutOfDate(next))
            }
            // RFC 5280, 5.1.2.5: nextUpdate is required.
            (None, None) => CertificateStatus::Unknown(UndeterminedStatus::NoList),
            (None, Some(_)) => CertificateStatus::Valid,
        }
    }

    /// The entry of a list for the certificate; of several the gravest one. In an indirect list the
    /// certificate issuer applies from its entry on (RFC 5280, 5.3.3).
    fn entry(&self, list: &RevocationList) -> Option<(Reason, DateTime)> {
        let serial = self.certificate.tbs().serial_number().as_bytes();
        let mut worst: Option<(Reason, DateTime)> = None;
        for (entry, issuer) in list.table().lines(list, serial) {
            let of_it = match issuer {
                // An issuer that cannot be read may be this one's.
                CertificateIssuer::CrlIssuer | CertificateIssuer::Unreadable => true,
                CertificateIssuer::Names(names) => names.contains(self.certificate.issuer()),
            };
            if !of_it {
                continue;
            }
            let found = (reason(entry), entry.revocation_date.to_date_time());
            if worst.is_none_or(|(worst, _)| weight(found.0) > weight(worst)) {
                worst = Some(found);
            }
        }
        worst
    }
}

/// The gravity of a reason, to compare several entries for one certificate.
const fn weight(reason: Reason) -> u8 {
    match reason {
        Reason::RemoveFromCrl => 0,
        Reason::CertificateHold => 1,
        _ => 2,
    }
}

/// Is another list later than a complete one? By number where both have one.
fn goes_on(list: &RevocationList, other: &RevocationList) -> bool {
    let later = other.this_update() >= list.this_update();
    match number(list, CRL_NUMBER).zip(number(other, CRL_NUMBER)) {
        Some((list_number, number)) => {
            number > list_number && (later || point(list) == point(other))
        }
        None => later,
    }
}

/// RFC 5280, 5.2.4: may a delta list be added to a complete one of the same key?
fn fits(list: &RevocationList, delta: &RevocationList) -> bool {
    let numbers = (number(list, CRL_NUMBER), number(delta, DELTA), number(delta, CRL_NUMBER));
    let (Some(complete), Some(base), Some(own)) = numbers else { return false };
    point(list) == point(delta) && complete >= base && complete < own
}

/// The issuing distribution point of a list, DER: its scope.
fn point(list: &RevocationList) -> Option<&[u8]> {
    let found = extensions(list).iter().find(|found| found.extn_id == oid::ISSUING_POINT);
    found.map(|found| found.extn_value.as_bytes())
}

fn signed_by(list: &RevocationList, issuer: &Certificate) -> bool {
    let may_sign = match issuer.extension::<KeyUsage>() {
        Ok(usage) => usage.is_none_or(|usage| usage.0.contains(KeyUsages::CRLSign)),
        Err(_) => false,
    };
    may_sign && list.signed_by(issuer.tbs().subject_public_key_info()).is_ok()
}

fn next(list: &RevocationList) -> Option<DateTime> {
    list.tbs().next_update.map(|next| next.to_date_time())
}

fn extensions(list: &RevocationList) -> &[Extension] {
    list.tbs().crl_extensions.as_deref().unwrap_or_default()
}

fn has(list: &RevocationList, oid: ObjectIdentifier) -> bool {
    extensions(list).iter().any(|found| found.extn_id == oid)
}

/// A reason that cannot be read counts as unspecified.
fn reason(entry: &RevokedCert) -> Reason {
    crl::reason(entry).unwrap_or(Reason::Unspecified)
}
