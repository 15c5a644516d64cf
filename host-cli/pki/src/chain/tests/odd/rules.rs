//! Each rule of a chain in a case in which it refuses, and in one in which it does not.

use core::slice;

use der::asn1::{Ia5String, OctetString, Uint};
use x509_cert::ext::pkix::certpolicy::PolicyInformation;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::constraints::{NameConstraints, PolicyConstraints};
use x509_cert::ext::pkix::crl::dp::{IssuingDistributionPoint, Reasons};
use x509_cert::ext::pkix::name::{GeneralName, OtherName};
use x509_cert::ext::pkix::{
    CertificatePolicies, IssuerAltName, SubjectAltName, SubjectKeyIdentifier,
};

use super::super::{days, now};
use super::*;
use crate::received::tests::{Node, signed_again};

pub(super) fn ca() -> Vec<Extension> {
    let usage = KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign);
    let constraints = BasicConstraints { ca: true, path_len_constraint: None };
    vec![extension((true, &constraints)), extension((true, &usage))]
}

pub(super) fn holder() -> Vec<Extension> {
    vec![extension((true, &KeyUsage(KeyUsages::NonRepudiation.into())))]
}

pub(super) fn with(extensions: &[Extension], more: &[Extension]) -> Vec<Extension> {
    [extensions, more].concat()
}

/// Root, one authority below it, and a holder.
pub(super) fn path_status(
    root: &[Extension],
    middle: &[Extension],
    leaf: &[Extension],
) -> PathStatus {
    let mut trust = TrustStore::new();
    trust.add("root", &odd(0, 0, root)).unwrap();
    let extra = [odd(1, 0, middle)];
    validate_path(&odd(2, 1, leaf), &extra, &trust, Purpose::Signing, Revocation::Skip, now())
        .path_status
}

#[test]
fn the_last_moment_is_still_within() {
    let mut trust = TrustStore::new();
    trust.add("root", &odd_until(0, 0, &ca(), days(400))).unwrap();
    let at = |now| {
        let leaf = odd(1, 0, &holder());
        validate_path(&leaf, &[], &trust, Purpose::Signing, Revocation::Skip, now).in_force.unwrap()
    };
    let second = core::time::Duration::from_secs(1);
    let next = DateTime::from_unix_duration(days(300).unix_duration() + second).unwrap();
    assert_eq!(at(now()), CertificateStatus::NotLookedUp);
    assert_eq!(at(days(300)), CertificateStatus::NotLookedUp);
    assert_eq!(at(next), CertificateStatus::Expired(days(300)));
}

#[test]
fn a_chain_has_an_end() {
    // So many authorities between a holder and the root.
    let judged = |between: u8| {
        let mut trust = TrustStore::new();
        trust.add("root", &odd(0, 0, &ca())).unwrap();
        let extra: Vec<_> = (1..=between).map(|number| odd(number, number - 1, &ca())).collect();
        let leaf = odd(between + 1, between, &holder());
        validate_path(&leaf, &extra, &trust, Purpose::Signing, Revocation::Skip, now()).path_status
    };
    assert_eq!(judged(9), PathStatus::Valid);
    assert_eq!(judged(10), PathStatus::Undetermined(PathError::TooMany));
}

#[test]
fn an_authority_names_whom_it_may() {
    let subtree = |base| GeneralSubtree { base, minimum: 0, maximum: None };
    let directory = |name: &str| GeneralName::DirectoryName(name.parse().unwrap());
    let mail = |text: &str| GeneralName::Rfc822Name(Ia5String::new(text).unwrap());
    let limits = |permitted: &[GeneralName], excluded: &[GeneralName]| {
        let trees = |names: &[GeneralName]| {
            (!names.is_empty()).then(|| names.iter().cloned().map(subtree).collect())
        };
        let found = NameConstraints {
            permitted_subtrees: trees(permitted),
            excluded_subtrees: trees(excluded),
        };
        with(&ca(), &[extension((true, &found))])
    };
    let called =
        |names: Vec<GeneralName>| with(&holder(), &[extension((false, &SubjectAltName(names)))]);
    let japan = [directory("C=jp")];
    let korea = [directory("C=KR")];
    let no = PathStatus::Invalid(PathError::Names);
    // By the authority above the holder, and by the trusted one.
    assert_eq!(path_status(&ca(), &limits(&japan, &[]), &holder()), PathStatus::Valid);
    assert_eq!(path_status(&ca(), &limits(&korea, &[]), &holder()), no);
    assert_eq!(path_status(&limits(&korea, &[]), &ca(), &holder()), no);
    assert_eq!(path_status(&ca(), &limits(&[], &japan), &holder()), no);
    assert_eq!(path_status(&ca(), &limits(&[], &korea), &holder()), PathStatus::Valid);
    // What one permits the other does not.
    assert_eq!(path_status(&limits(&korea, &[]), &limits(&japan, &[]), &holder()), no);
    // Names beside the subject.
    let host = [mail("b.jp")];
    assert_eq!(
        path_status(&ca(), &limits(&host, &[]), &called(vec![mail("a@b.jp")])),
        PathStatus::Valid
    );
    assert_eq!(path_status(&ca(), &limits(&host, &[]), &called(vec![mail("a@c.jp")])), no);
    assert_eq!(path_status(&ca(), &limits(&korea, &[]), &called(korea.to_vec())), no);
    // A name with a full stop at its end is the same host to some, and another one to others.
    let dns = |text: &str| GeneralName::DnsName(Ia5String::new(text).unwrap());
    let uri = |text: &str| GeneralName::UniformResourceIdentifier(Ia5String::new(text).unwrap());
    let open = PathStatus::Undetermined(PathError::NameForm);
    for (limit, name, expected) in [
        (dns("b.jp"), dns("www.b.jp"), (PathStatus::Valid, no)),
        (dns("b.jp"), dns("www.b.jp."), (open, open)),
        (dns("b.jp."), dns("www.b.jp"), (open, open)),
        (dns(".b.jp."), dns("www.b.jp."), (open, open)),
        (uri(".b.jp"), uri("http://www.b.jp/"), (PathStatus::Valid, no)),
        (uri(".b.jp"), uri("http://www.b.jp./"), (open, open)),
        (mail("b.jp"), mail("a@b.jp."), (open, open)),
    ] {
        let (limit, name) = (slice::from_ref(&limit), called(vec![name]));
        let found = (
            path_status(&ca(), &limits(limit, &[]), &name),
            path_status(&ca(), &limits(&[], limit), &name),
        );
        assert_eq!(found, expected, "{limit:?} {name:?}");
    }
    // A form that is not judged is nobody's fault.
    let other = GeneralName::OtherName(OtherName {
        type_id: "1.2.3".parse().unwrap(),
        value: der::asn1::Any::null(),
    });
    let others = [other.clone()];
    assert_eq!(path_status(&ca(), &limits(&others, &[]), &called(vec![other.clone()])), open);
    assert_eq!(path_status(&ca(), &limits(&[], &others), &called(vec![other.clone()])), open);
    assert_eq!(path_status(&ca(), &limits(&others, &[]), &holder()), PathStatus::Valid);
    assert_eq!(path_status(&ca(), &limits(&japan, &[]), &called(vec![other])), PathStatus::Valid);
}

#[test]
fn an_authority_that_asks_for_a_policy_gets_one() {
    let policies = |oids: &[&str]| {
        let named = oids.iter().map(|oid| PolicyInformation {
            policy_identifier: oid.parse().unwrap(),
            policy_qualifiers: None,
        });
        extension((true, &CertificatePolicies(named.collect())))
    };
    let explicit = extension((
        true,
        &PolicyConstraints { require_explicit_policy: Some(0), inhibit_policy_mapping: None },
    ));
    let (one, two) = (policies(&["1.2.3.1"]), policies(&["1.2.3.2"]));
    let any = policies(&["2.5.29.32.0"]);
    let under = |middle: &[Extension], leaf: &[Extension]| {
        path_status(&ca(), &with(&ca(), middle), &with(&holder(), leaf))
    };
    let (one, two, explicit) = (&[one][..], &[two][..], &[explicit][..]);
    let asked = [one, explicit].concat();
    let no = PathStatus::Invalid(PathError::Policy);
    assert_eq!(under(&asked, one), PathStatus::Valid);
    assert_eq!(under(&asked, std::slice::from_ref(&any)), PathStatus::Valid);
    assert_eq!(under(&[&[any.clone()][..], explicit].concat(), two), PathStatus::Valid);
    assert_eq!(under(&asked, two), no);
    assert_eq!(under(&asked, &[]), no);
    assert_eq!(under(explicit, one), no);
    // The holder's certificate may ask, too.
    assert_eq!(under(&[], explicit), no);
    assert_eq!(under(&[any], &asked), PathStatus::Valid);
    // Nobody asks: nothing is wrong with other policies, or none.
    assert_eq!(under(one, two), PathStatus::Valid);
    assert_eq!(under(one, &[]), PathStatus::Valid);
    let twice = policies(&["1.2.3.1", "1.2.3.1"]);
    let at = ExtensionLocation { oid: oid::CERTIFICATE_POLICIES, place: 0 };
    assert_eq!(under(one, &[twice]), PathStatus::Undetermined(PathError::ExtensionUnreadable(at)));
}

#[test]
fn what_is_processed_may_be_critical() {
    let name = GeneralName::DirectoryName("C=JP".parse().unwrap());
    let points = CrlDistributionPoints(vec![DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![name.clone()])),
        reasons: None,
        crl_issuer: None,
    }]);
    let policies = CertificatePolicies(vec![PolicyInformation {
        policy_identifier: "1.2.3.1".parse().unwrap(),
        policy_qualifiers: None,
    }]);
    let key = SubjectKeyIdentifier(OctetString::new([1; 20]).unwrap());
    for critical in [true, false] {
        for known in [
            extension((critical, &points)),
            extension((critical, &policies)),
            extension((critical, &key)),
            extension((critical, &SubjectAltName(vec![name.clone()]))),
            extension((critical, &IssuerAltName(vec![name.clone()]))),
        ] {
            let leaf = with(&holder(), std::slice::from_ref(&known));
            assert_eq!(path_status(&ca(), &ca(), &leaf), PathStatus::Valid, "{known:?}");
        }
    }
    // Where a delta list is: nobody looks there (RFC 5280, 4.2.1.15).
    let oid: ObjectIdentifier = "2.5.29.46".parse().unwrap();
    let freshest = |critical| with(&holder(), &[extension((oid, critical, &points))]);
    let open = PathStatus::Undetermined(PathError::Extension(ExtensionLocation { oid, place: 0 }));
    assert_eq!(path_status(&ca(), &ca(), &freshest(true)), open);
    assert_eq!(path_status(&ca(), &ca(), &freshest(false)), PathStatus::Valid);
}

/// The trusted one.
pub(crate) fn root() -> Vec<u8> {
    odd(0, 0, &ca())
}

/// A holder of a certificate of [`root`]; its serial number is one more. It names an address of lists.
pub(in crate::chain::tests) fn signer(number: u8) -> Vec<u8> {
    let url = Ia5String::new("http://example.jp/ca.crl").unwrap();
    let url = GeneralName::UniformResourceIdentifier(url);
    let point = DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![url])),
        reasons: None,
        crl_issuer: None,
    };
    let points = CrlDistributionPoints(vec![point]);
    odd(number, 0, &with(&holder(), &[extension((false, &points))]))
}

/// A list of authority 0 with this number, made so many days from now.
pub(crate) fn list(
    number: u8,
    begins: u64,
    revoked: &[(&str, Reason)],
    extensions: &[Extension],
) -> Vec<u8> {
    let key = SigningKey::from_slice(&[1; 32]).unwrap();
    let entries: Vec<Entry> = revoked
        .iter()
        .map(|(serial, reason)| Entry {
            serial: (*serial).to_owned(),
            issuer: Issuer::new(Purpose::Signing, KeyType::P256),
            card: String::new(),
            not_before: now(),
            not_after: now(),
            revoked: Some(RevocationEntry { date: now(), reason: *reason }),
        })
        .collect();
    let authority = x509_cert::Certificate::from_der(&odd(0, 0, &ca())).unwrap();
    let made = days(begins);
    let next = crl::next(made).unwrap();
    let private = PrivateKey::P256(key.clone());
    let list = crl::build(&authority, &private, number.into(), entries.iter(), made, next).unwrap();
    let mut list: CertificateList = CertificateList::from_der(&list).unwrap();
    list.tbs_cert_list.crl_extensions.as_mut().unwrap().extend_from_slice(extensions);
    let signature: DerSignature = key.sign(&list.tbs_cert_list.to_der().unwrap());
    list.signature = der::asn1::BitString::from_bytes(signature.as_bytes()).unwrap();
    list.to_der().unwrap()
}

/// What these lists say of authority 0's certificate with the serial number 02, at day 5.
pub(in crate::chain::tests) fn in_force(lists: &[Vec<u8>]) -> PathValidation {
    in_force_on(5, lists)
}

/// The same, on another day.
pub(super) fn in_force_on(day: u64, lists: &[Vec<u8>]) -> PathValidation {
    let mut trust = TrustStore::new();
    trust.add("root", &odd(0, 0, &ca())).unwrap();
    for list in lists {
        trust.add("list", list).unwrap();
    }
    validate_path(&odd(1, 0, &holder()), &[], &trust, Purpose::Signing, Revocation::File, days(day))
}

#[test]
fn a_list_about_some_reasons_speaks_of_no_others() {
    let some_from = |number, begins, reasons, revoked: &[(&str, Reason)]| {
        let point = IssuingDistributionPoint {
            distribution_point: None,
            only_contains_user_certs: false,
            only_contains_ca_certs: false,
            only_some_reasons: Some(reasons),
            indirect_crl: false,
            only_contains_attribute_certs: false,
        };
        let oid = ObjectIdentifier::new_unwrap("2.5.29.28");
        list(number, begins, revoked, &[extension((oid, true, &point))])
    };
    let some = |number, reasons, revoked: &[(&str, Reason)]| some_from(number, 1, reasons, revoked);
    let keys = Reasons::KeyCompromise | Reasons::CaCompromise;
    let all = Reasons::AffiliationChanged
        | Reasons::Superseded
        | Reasons::CessationOfOperation
        | Reasons::CertificateHold
        | Reasons::PrivilegeWithdrawn
        | Reasons::AaCompromise;
    let (one, other) = (some(1, keys, &[]), some(2, all, &[]));
    let unknown = CertificateStatus::Unknown(UndeterminedStatus::SomeReasons);
    assert_eq!(in_force(std::slice::from_ref(&one)).in_force.unwrap(), unknown);
    assert_eq!(in_force(std::slice::from_ref(&other)).in_force.unwrap(), unknown);
    assert_eq!(in_force(&[one.clone(), other.clone()]).in_force.unwrap(), CertificateStatus::Valid);
    let named = some(3, keys, &[("02", Reason::KeyCompromise)]);
    let revoked = CertificateStatus::Revoked { reason: Reason::KeyCompromise, date: now() };
    assert_eq!(in_force(std::slice::from_ref(&named)).in_force.unwrap(), revoked);
    assert_eq!(in_force(&[other, named]).in_force.unwrap(), revoked);
    // A later list about every reason knows of no suspension: it is over. One about some reasons
    // that is no older says that it is not.
    let every = list(9, 3, &[], &[]);
    let held = CertificateStatus::Revoked { reason: Reason::CertificateHold, date: now() };
    for (begins, expected) in [(1, CertificateStatus::Valid), (3, held), (4, held)] {
        let suspended = some_from(4, begins, all, &[("02", Reason::CertificateHold)]);
        let state = in_force(&[every.clone(), suspended]).in_force.unwrap();
        assert_eq!(state, expected, "{begins}");
    }
}

#[test]
fn a_delta_list_goes_on_from_its_base() {
    let delta = |number, base: u8, begins, revoked: &[(&str, Reason)]| {
        let oid = ObjectIdentifier::new_unwrap("2.5.29.27");
        let base = Uint::new(&[base]).unwrap();
        list(number, begins, revoked, &[extension((oid, true, &base))])
    };
    let state = |lists: &[Vec<u8>]| in_force(lists).in_force.unwrap();
    let revoked = |reason| CertificateStatus::Revoked { reason, date: now() };
    let (compromise, hold) = (("02", Reason::KeyCompromise), ("02", Reason::CertificateHold));
    let open = CertificateStatus::Unknown(UndeterminedStatus::NoBase);
    let base = list(5, 1, &[], &[]);
    let held = list(5, 1, &[hold], &[]);
    assert_eq!(state(&[base.clone(), delta(6, 5, 2, &[])]), CertificateStatus::Valid);
    assert_eq!(state(&[base.clone(), delta(6, 4, 2, &[hold])]), revoked(hold.1));
    assert_eq!(state(&[held.clone(), delta(6, 5, 2, &[])]), revoked(hold.1));
    let lifted = delta(6, 5, 2, &[("02", Reason::RemoveFromCrl)]);
    assert_eq!(state(&[held, lifted]), CertificateStatus::Valid);
    // From a list that is newer than the one at hand: there is something that is not known.
    assert_eq!(state(&[base.clone(), delta(7, 6, 2, &[])]), open);
    assert_eq!(state(&[base.clone(), delta(7, 6, 2, &[hold])]), open);
    // Revoked for good is revoked, from whatever it goes on; alone too.
    assert_eq!(state(&[base.clone(), delta(7, 6, 2, &[compromise])]), revoked(compromise.1));
    assert_eq!(state(&[delta(7, 6, 2, &[compromise])]), revoked(compromise.1));
    assert_eq!(state(&[delta(7, 6, 2, &[])]), open);
    // One that the complete list has overtaken, and one of tomorrow, say nothing.
    let overtaken = delta(5, 4, 1, &[hold]);
    assert_eq!(state(&[base.clone(), overtaken]), CertificateStatus::Valid);
    assert_eq!(state(&[base.clone(), delta(6, 5, 9, &[hold])]), CertificateStatus::Valid);
    // An older one that says the worse is not hidden by a newer one.
    let (worse, newer) = (delta(6, 5, 2, &[compromise]), delta(7, 5, 3, &[]));
    assert_eq!(state(&[newer, base.clone(), worse]), revoked(compromise.1));
    // Both lists are told.
    let validation = in_force(&[base, delta(6, 5, 2, &[])]);
    let told: Vec<_> = validation
        .lists
        .iter()
        .map(|list| (list.place, list.number.as_deref(), list.delta, list.this_update))
        .collect();
    let expected = [(0, Some("05"), false, days(1)), (0, Some("06"), true, days(2))];
    assert_eq!(told, expected);
    assert_eq!(validation.lists[0].next_update, Some(days(31)));
}

#[test]
fn a_delta_list_and_its_base_count_until_their_days() {
    let delta = |begins, revoked: &[(&str, Reason)]| {
        let oid = ObjectIdentifier::new_unwrap("2.5.29.27");
        list(6, begins, revoked, &[extension((oid, true, &Uint::new(&[5]).unwrap()))])
    };
    let state = |day, lists: &[Vec<u8>]| in_force_on(day, lists).in_force.unwrap();
    let out_of_date = |day| CertificateStatus::Unknown(UndeterminedStatus::OutOfDate(days(day)));
    // A list counts for thirty days, the last moment included.
    let early = [list(5, 10, &[], &[]), delta(2, &[])];
    assert_eq!(state(31, &early), CertificateStatus::Valid);
    assert_eq!(state(32, &early), CertificateStatus::Valid);
    assert_eq!(state(33, &early), out_of_date(32));
    // What the delta list lifts was no suspension: that says nothing for an old complete list.
    let late = [list(5, 1, &[], &[]), delta(10, &[("02", Reason::RemoveFromCrl)])];
    assert_eq!(state(31, &late), CertificateStatus::Valid);
    assert_eq!(state(35, &late), out_of_date(31));
}

#[test]
fn a_list_by_a_fast_clock_hides_no_later_one() {
    let (compromise, hold) = (("02", Reason::KeyCompromise), ("02", Reason::CertificateHold));
    let revoked = |reason| CertificateStatus::Revoked { reason, date: now() };
    let both = |one: &Vec<u8>, other: &Vec<u8>, expected: CertificateStatus, name: &str| {
        for lists in [[one.clone(), other.clone()], [other.clone(), one.clone()]] {
            assert_eq!(in_force(&lists).in_force.unwrap(), expected, "{name}");
        }
    };
    let users = {
        let point = IssuingDistributionPoint {
            distribution_point: None,
            only_contains_user_certs: true,
            only_contains_ca_certs: false,
            only_some_reasons: None,
            indirect_crl: false,
            only_contains_attribute_certs: false,
        };
        let oid = ObjectIdentifier::new_unwrap("2.5.29.28");
        extension((oid, true, &point))
    };
    // List 8 was dated two days ahead, list 9 by the right clock.
    let fast = list(8, 3, &[], &[]);
    both(&fast, &list(9, 1, &[compromise], &[]), revoked(compromise.1), "revoked since");
    both(&fast, &list(9, 1, &[hold], &[]), revoked(hold.1), "held since");
    both(
        &list(8, 3, &[hold], &[]),
        &list(9, 1, &[], &[]),
        CertificateStatus::Valid,
        "lifted since",
    );
    both(&list(8, 1, &[], &[]), &list(9, 1, &[hold], &[]), revoked(hold.1), "of one second");
    both(&list(8, 1, &[], &[]), &list(8, 1, &[hold], &[]), revoked(hold.1), "of one number");
    // Revoked for good is revoked, whatever a later list has forgotten.
    let forgotten = list(7, 1, &[compromise], &[]);
    both(&fast, &forgotten, revoked(compromise.1), "forgotten");
    // What is dated after now revokes nothing yet.
    both(&fast, &list(9, 9, &[compromise], &[]), CertificateStatus::Valid, "of tomorrow");
    // Another scope counts for itself: there the date says which is newer.
    let scoped = list(2, 4, &[], &[users]);
    both(&list(9, 1, &[hold], &[]), &scoped, CertificateStatus::Valid, "two scopes");

    let delta = |number, base: u8, begins, revoked: &[(&str, Reason)]| {
        let oid = ObjectIdentifier::new_unwrap("2.5.29.27");
        let base = Uint::new(&[base]).unwrap();
        list(number, begins, revoked, &[extension((oid, true, &base))])
    };
    both(&fast, &delta(9, 8, 1, &[hold]), revoked(hold.1), "delta by the right clock");
    both(&fast, &delta(9, 8, 1, &[compromise]), revoked(compromise.1), "delta");
    both(&fast, &delta(7, 6, 1, &[compromise]), revoked(compromise.1), "overtaken delta");
    let deltas = [fast, delta(9, 8, 4, &[]), delta(10, 8, 2, &[hold])];
    assert_eq!(
        in_force(&deltas).in_force.unwrap(),
        revoked(hold.1),
        "the delta of the highest number"
    );
}

#[test]
fn a_newer_list_that_is_not_understood_is_not_passed_over() {
    let oid = ObjectIdentifier::new_unwrap("2.5.29.99");
    let odd = |critical| {
        let value = Uint::new(&[1]).unwrap();
        list(6, 2, &[], &[extension((oid, critical, &value))])
    };
    let base = list(5, 1, &[], &[]);
    let open = CertificateStatus::Unknown(UndeterminedStatus::NotUnderstood);
    assert_eq!(in_force(&[base.clone(), odd(true)]).in_force.unwrap(), open);
    assert_eq!(in_force(&[base, odd(false)]).in_force.unwrap(), CertificateStatus::Valid);
}

#[test]
fn a_list_that_names_two_algorithms_is_signed_by_nobody() {
    let whole = list(5, 1, &[], &[]);
    let Node::Holder(tag, mut nodes) = Node::read(&whole) else { panic!("no list") };
    let Node::Holder(_, algorithm) = &mut nodes[1] else { panic!("no algorithm") };
    algorithm.push(Node::Value(0x05, Vec::new()));
    let outer = Node::Holder(tag, nodes).bytes();
    let key = SigningKey::from_slice(&[1; 32]).unwrap();
    let inner = signed_again(&whole, &key, |tbs| {
        let Node::Holder(_, parts) = tbs else { panic!("no sequence") };
        let Node::Holder(_, algorithm) = &mut parts[1] else { panic!("no algorithm") };
        algorithm.push(Node::Value(0x05, Vec::new()));
    });
    assert_eq!(in_force(&[whole]).in_force.unwrap(), CertificateStatus::Valid);
    for odd in [outer, inner] {
        assert_eq!(
            in_force(&[odd]).in_force.unwrap(),
            CertificateStatus::Unknown(UndeterminedStatus::ForeignList)
        );
    }
}
