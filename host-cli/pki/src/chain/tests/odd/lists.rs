//! What a list of authority 0 says, for which reasons, and where it is found.

use der::asn1::{BitString, Uint};
use der::flagset::FlagSet;
use x509_cert::ext::pkix::crl::dp::Reasons;

use super::rules::{ca, holder, in_force, in_force_on, list, root, signer, with};
use super::*;
use crate::received::tests::signed_again;

const COMPROMISE: (&str, Reason) = ("02", Reason::KeyCompromise);

/// An extension that is not known here.
fn odd_extension(critical: bool) -> Extension {
    let oid = ObjectIdentifier::new_unwrap("2.5.29.99");
    extension((oid, critical, &Uint::new(&[1]).unwrap()))
}

/// A list that is not understood.
fn odd_list(number: u8, begins: u64) -> Vec<u8> {
    list(number, begins, &[], &[odd_extension(true)])
}

/// An issuing distribution point: all of a list without a name, for holders only.
fn scope(distribution_point: Option<DistributionPointName>) -> Extension {
    let point = IssuingDistributionPoint {
        distribution_point,
        only_contains_user_certs: true,
        only_contains_ca_certs: false,
        only_some_reasons: None,
        indirect_crl: false,
        only_contains_attribute_certs: false,
    };
    extension((oid::ISSUING_POINT, true, &point))
}

fn state(lists: &[Vec<u8>]) -> CertificateStatus {
    in_force(lists).in_force.unwrap()
}

fn unknown(why: UndeterminedStatus) -> CertificateStatus {
    CertificateStatus::Unknown(why)
}

#[test]
fn a_list_is_not_understood_when_an_entry_of_it_is_not() {
    let with_entry = |critical| {
        let whole = list(5, 1, &[("77", Reason::Superseded)], &[]);
        let mut list = <CertificateList>::from_der(&whole).unwrap();
        let entries = list.tbs_cert_list.revoked_certificates.as_mut().unwrap();
        entries[0].crl_entry_extensions = Some(vec![odd_extension(critical)]);
        let key = SigningKey::from_slice(&[1; 32]).unwrap();
        let signature: DerSignature = key.sign(&list.tbs_cert_list.to_der().unwrap());
        list.signature = BitString::from_bytes(signature.as_bytes()).unwrap();
        list.to_der().unwrap()
    };
    assert_eq!(state(&[with_entry(true)]), unknown(UndeterminedStatus::NotUnderstood));
    assert_eq!(state(&[with_entry(false)]), CertificateStatus::Valid);
}

#[test]
fn of_entries_that_are_equally_grave_the_first_is_told() {
    let superseded = ("02", Reason::Superseded);
    for entries in [[COMPROMISE, superseded], [superseded, COMPROMISE]] {
        let revoked = CertificateStatus::Revoked { reason: entries[0].1, date: now() };
        assert_eq!(state(&[list(5, 1, &entries, &[])]), revoked);
    }
}

#[test]
fn an_entry_that_lifts_a_suspension_is_the_least_grave() {
    let (lifted, hold) = (("02", Reason::RemoveFromCrl), ("02", Reason::CertificateHold));
    let held = CertificateStatus::Revoked { reason: hold.1, date: now() };
    for entries in [[lifted, hold], [hold, lifted]] {
        assert_eq!(state(&[list(5, 1, &entries, &[])]), held, "{entries:?}");
    }
}

#[test]
fn a_list_of_a_later_day_tells_alone_what_was_revoked_before() {
    let revoked = CertificateStatus::Revoked { reason: Reason::KeyCompromise, date: now() };
    assert_eq!(state(&[list(9, 9, &[COMPROMISE], &[])]), revoked);
}

#[test]
fn a_list_that_is_not_understood_hides_no_better_reason() {
    let other = SigningKey::from_slice(&[99; 32]).unwrap();
    let foreign = signed_again(&list(6, 2, &[], &[]), &other, |_| {});
    assert_eq!(state(&[foreign, odd_list(6, 2)]), unknown(UndeterminedStatus::ForeignList));
    let due = unknown(UndeterminedStatus::OutOfDate(days(31)));
    let old = [list(5, 1, &[], &[]), odd_list(4, 1)];
    assert_eq!(in_force_on(35, &old).in_force.unwrap(), due);
}

#[test]
fn of_two_scopes_the_date_says_which_list_is_later() {
    let base = list(5, 2, &[], &[scope(None)]);
    let open = unknown(UndeterminedStatus::NotUnderstood);
    for (begins, expected) in [(1, CertificateStatus::Valid), (2, open), (3, open)] {
        assert_eq!(state(&[base.clone(), odd_list(6, begins)]), expected, "{begins}");
    }
}

const ADDRESS: &str = "http://example.jp/ca.crl";

#[test]
fn a_list_covers_the_reasons_of_all_points_where_it_is_found() {
    let url = || {
        let url = GeneralName::UniformResourceIdentifier(Ia5String::new(ADDRESS).unwrap());
        Some(DistributionPointName::FullName(vec![url]))
    };
    let mut trust = TrustStore::new();
    trust.add("root", &root()).unwrap();
    trust.add("list", &list(5, 1, &[], &[scope(url())])).unwrap();
    let keys = Reasons::KeyCompromise | Reasons::CaCompromise;
    // One of them is in both.
    let others = FlagSet::full() - Reasons::KeyCompromise;
    let some = unknown(UndeterminedStatus::SomeReasons);
    for (points, expected) in [
        (&[None][..], CertificateStatus::Valid),
        (&[Some(keys)], some),
        (&[Some(others)], some),
        (&[Some(keys), Some(keys)], some),
        (&[Some(keys), Some(others)], CertificateStatus::Valid),
        (&[Some(keys), None], CertificateStatus::Valid),
    ] {
        let point = |reasons: &Option<FlagSet<Reasons>>| DistributionPoint {
            distribution_point: url(),
            reasons: *reasons,
            crl_issuer: None,
        };
        let named = CrlDistributionPoints(points.iter().map(point).collect());
        let leaf = odd(1, 0, &with(&holder(), &[extension((false, &named))]));
        let file = Revocation::File;
        let judged = validate_path(&leaf, &[], &trust, Purpose::Signing, file, days(5));
        assert_eq!(judged.in_force.unwrap(), expected, "{points:?}");
    }
}

/// A server that has a list at one address.
#[derive(Debug)]
struct AddressServer(&'static str, Arc<RevocationList>);

impl CrlFetcher for AddressServer {
    fn fetch(&self, url: &str) -> Option<Arc<RevocationList>> {
        (url == self.0).then(|| Arc::clone(&self.1))
    }
}

#[test]
fn a_list_is_fetched_where_the_certificate_says() {
    let mut trust = TrustStore::new();
    trust.add("root", &root()).unwrap();
    let list = Arc::new(RevocationList::read(&list(5, 1, &[], &[])).unwrap());
    for (at, expected) in [
        (ADDRESS, CertificateStatus::Valid),
        ("http://example.jp/other.crl", unknown(UndeterminedStatus::Unreachable)),
    ] {
        let server = AddressServer(at, Arc::clone(&list));
        let online = Revocation::Online(&server);
        let judged = validate_path(&signer(1), &[], &trust, Purpose::Signing, online, days(5));
        assert_eq!(judged.in_force.unwrap(), expected, "{at}");
    }
}

#[test]
fn of_two_certificates_whose_status_is_not_known_the_first_is_told() {
    let mut trust = TrustStore::new();
    trust.add("root", &root()).unwrap();
    let (file, leaf) = (Revocation::File, odd_holder(2, 1));
    let judged = validate_path(&leaf, &[odd(1, 0, &ca())], &trust, Purpose::Signing, file, days(5));
    let found = (judged.in_force.unwrap(), judged.place);
    assert_eq!(found, (unknown(UndeterminedStatus::NoList), 0));
    assert!(judged.lists.is_empty());
    // Of a list it is said which one it is about.
    trust.add("list", &list(5, 1, &[], &[])).unwrap();
    let judged = validate_path(&leaf, &[odd(1, 0, &ca())], &trust, Purpose::Signing, file, days(5));
    assert_eq!(judged.lists.iter().map(|list| list.place).collect::<Vec<_>>(), [1]);
}
