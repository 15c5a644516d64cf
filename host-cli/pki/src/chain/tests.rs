use apdu_spec::profile::KeyType;
use core::time::Duration;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;

use super::*;
use crate::Issuer;
use crate::authority::tests::{Folder, authority, issue, now, openssl, rng, term};
use crate::authority::{Authority, IssuedCertificate, Parameters};
use crate::cv;
use crate::index::Reason;
use crate::trust;

mod cost;
pub(crate) mod odd;

fn days(count: u64) -> DateTime {
    let later = Duration::from_secs(count * 24 * 60 * 60);
    DateTime::from_unix_duration(now().unix_duration() + later).unwrap()
}

/// The certificates of an authority, and those of its lists that are named.
fn trust(authority: &Authority, lists: &[Purpose]) -> TrustStore {
    let mut trust = TrustStore::new();
    for purpose in Purpose::ALL {
        trust
            .add("certificate", authority.ca_certificate(Issuer::new(purpose, KeyType::P256)))
            .unwrap();
    }
    for purpose in lists {
        trust.add("list", authority.crl(Issuer::new(*purpose, KeyType::P256))).unwrap();
    }
    trust
}

/// An authority, a signing certificate of it, and trust in the authority.
fn signing() -> (Authority, IssuedCertificate, TrustStore) {
    let mut authority = authority();
    let issued = issue(&mut authority, Purpose::Signing);
    let trust = trust(&authority, &Purpose::ALL);
    (authority, issued, trust)
}

fn at(issued: &IssuedCertificate, trust: &TrustStore, now: DateTime) -> PathValidation {
    validate_path(&issued.certificate, &[], trust, Purpose::Signing, Revocation::File, now)
}

/// What is done with what a judgement is about.
#[derive(Debug, PartialEq)]
enum Answer {
    Valid,
    NotAuthentic,
    NotInForce,
    Undecided,
}

fn answer(validation: &PathValidation) -> Answer {
    match (validation.path_status, validation.in_force) {
        (PathStatus::Invalid(_), _) => Answer::NotAuthentic,
        (PathStatus::Undetermined(_), _)
        | (PathStatus::Valid, Some(CertificateStatus::Unknown(_))) => Answer::Undecided,
        (PathStatus::Valid, Some(CertificateStatus::Valid | CertificateStatus::NotLookedUp)) => {
            Answer::Valid
        }
        (PathStatus::Valid, _) => Answer::NotInForce,
    }
}

/// What openssl says of the same certificate at the same moment.
fn openssl_at(
    name: &str,
    authority: &Authority,
    issued: &IssuedCertificate,
    now: DateTime,
) -> String {
    let folder = Folder::new(name);
    let purpose = issued.entry.purpose();
    let pem = |name: &str, label: &'static str, der: &[u8]| {
        let text = der::pem::encode_string(label, der::pem::LineEnding::LF, der).unwrap();
        folder.put(name, text.as_bytes())
    };
    let ca =
        pem("ca.pem", "CERTIFICATE", authority.ca_certificate(Issuer::new(purpose, KeyType::P256)));
    let leaf = pem("leaf.pem", "CERTIFICATE", &issued.certificate);
    let list = pem("list.pem", "X509 CRL", authority.crl(Issuer::new(purpose, KeyType::P256)));
    let moment = now.unix_duration().as_secs().to_string();
    let lists = ["-crl_check", "-CRLfile", &list];
    let arguments = ["verify", "-x509_strict", "-CAfile", &ca, "-attime", &moment];
    let (well, text) = openssl(&[&arguments[..], &lists, &[&leaf]].concat());
    if well { "OK".to_owned() } else { text }
}

#[test]
fn a_certificate_in_force_is_valid_for_its_purpose_only() {
    let (mut authority, issued, trust) = signing();
    let validation = at(&issued, &trust, now());
    assert_eq!(
        (validation.path_status, validation.in_force.unwrap()),
        (PathStatus::Valid, CertificateStatus::Valid)
    );
    assert_eq!(answer(&validation), Answer::Valid);
    let chain = [
        issued.certificate.clone(),
        authority.ca_certificate(Issuer::new(Purpose::Signing, KeyType::P256)).to_vec(),
    ];
    assert_eq!(validation.chain, chain);
    assert_eq!(openssl_at("valid", &authority, &issued, now()), "OK");

    let authentication = issue(&mut authority, Purpose::Authentication);
    assert_eq!(openssl_at("valid-authentication", &authority, &authentication, now()), "OK");
    for (certificate, purpose, expected) in [
        (&authentication, Purpose::Authentication, PathStatus::Valid),
        (&authentication, Purpose::Signing, PathStatus::Invalid(PathError::Purpose)),
        (&issued, Purpose::Authentication, PathStatus::Invalid(PathError::Purpose)),
    ] {
        let file = Revocation::File;
        let validation = validate_path(&certificate.certificate, &[], &trust, purpose, file, now());
        assert_eq!(validation.path_status, expected);
        // Of what is not known to be authentic nothing is said.
        let said = (expected == PathStatus::Valid).then_some(CertificateStatus::Valid);
        assert_eq!(validation.in_force, said);
    }
}

#[test]
fn before_and_after_its_time_it_is_not_in_force() {
    let (authority, issued, trust) = signing();
    let second = Duration::from_secs(1);
    let early = DateTime::from_unix_duration(now().unix_duration() - second).unwrap();
    let validation = at(&issued, &trust, early);
    assert_eq!(validation.in_force.unwrap(), CertificateStatus::NotYet(now()));
    assert_eq!(answer(&validation), Answer::NotInForce);
    assert!(openssl_at("early", &authority, &issued, early).contains("not yet valid"));

    let end = term().not_after;
    let late = DateTime::from_unix_duration(end.unix_duration() + second).unwrap();
    let validation = at(&issued, &trust, late);
    assert_eq!(validation.in_force.unwrap(), CertificateStatus::Expired(end));
    assert_eq!(answer(&validation), Answer::NotInForce);
    assert!(openssl_at("late", &authority, &issued, late).contains("has expired"));
}

#[test]
fn revoked_and_suspended_certificates_are_not_in_force() {
    let (mut authority, issued, _) = signing();
    let other = issue(&mut authority, Purpose::Signing);
    let mut revoke = |reason, moment| {
        let event = authority.revocation(&issued.entry.serial, reason, moment).unwrap();
        authority.apply(event).unwrap();
        authority.renew_crl(Issuer::new(Purpose::Signing, KeyType::P256), moment).unwrap();
    };
    revoke(Reason::CertificateHold, days(1));
    revoke(Reason::RemoveFromCrl, days(2));
    revoke(Reason::CertificateHold, days(3));
    let held = trust(&authority, &[Purpose::Signing]);
    let state = at(&issued, &held, days(4)).in_force.unwrap();
    assert_eq!(
        state,
        CertificateStatus::Revoked { reason: Reason::CertificateHold, date: days(3) }
    );
    assert_eq!(at(&other, &held, days(4)).in_force.unwrap(), CertificateStatus::Valid);
    // A suspension in an old list may be over.
    let unknown = at(&issued, &held, days(40)).in_force.unwrap();
    assert_eq!(unknown, CertificateStatus::Unknown(UndeterminedStatus::OutOfDate(days(33))));

    let event = authority.revocation(&issued.entry.serial, Reason::KeyCompromise, days(5)).unwrap();
    authority.apply(event).unwrap();
    authority.renew_crl(Issuer::new(Purpose::Signing, KeyType::P256), days(5)).unwrap();
    let revoked = CertificateStatus::Revoked { reason: Reason::KeyCompromise, date: days(5) };
    let mut trust = trust(&authority, &[Purpose::Signing]);
    for moment in [days(6), days(400)] {
        let validation = at(&issued, &trust, moment);
        assert_eq!(
            (validation.in_force.unwrap(), answer(&validation)),
            (revoked, Answer::NotInForce)
        );
    }
    assert!(openssl_at("revoked", &authority, &issued, days(6)).contains("certificate revoked"));
    assert_eq!(openssl_at("not-revoked", &authority, &other, days(6)), "OK");
    // A list of tomorrow does not say what is so today.
    let early = at(&issued, &trust, days(4));
    assert_eq!(
        early.in_force.unwrap(),
        CertificateStatus::Unknown(UndeterminedStatus::NotYet(days(5)))
    );
    assert_eq!(answer(&early), Answer::Undecided);
    assert!(openssl_at("early-list", &authority, &issued, days(4)).contains("not yet valid"));
    // An older list beside it changes nothing.
    held.crls().for_each(|list| {
        trust.add("older", list.bytes()).unwrap();
    });
    assert_eq!(at(&issued, &trust, days(6)).in_force.unwrap(), revoked);
    // Nor does the list of tomorrow hide that of today.
    assert_eq!(at(&issued, &trust, days(4)).in_force.unwrap(), state);
    let skip = validate_path(
        &issued.certificate,
        &[],
        &trust,
        Purpose::Signing,
        Revocation::Skip,
        days(6),
    );
    assert_eq!(answer(&skip), Answer::Valid);
}

#[test]
fn without_a_current_list_of_its_authority_nothing_is_decided() {
    let (authority, issued, whole) = signing();
    let none = trust(&authority, &[]);
    let validation = at(&issued, &none, now());
    assert_eq!(
        validation.in_force.unwrap(),
        CertificateStatus::Unknown(UndeterminedStatus::NoList)
    );
    assert_eq!(answer(&validation), Answer::Undecided);
    // The list of the other authority is not about it.
    let other = trust(&authority, &[Purpose::Authentication]);
    assert_eq!(
        at(&issued, &other, now()).in_force.unwrap(),
        CertificateStatus::Unknown(UndeterminedStatus::NoList)
    );

    let validation = at(&issued, &whole, days(31));
    assert_eq!(
        validation.in_force.unwrap(),
        CertificateStatus::Unknown(UndeterminedStatus::OutOfDate(days(30)))
    );
    assert_eq!(answer(&validation), Answer::Undecided);
    assert!(openssl_at("old-list", &authority, &issued, days(31)).contains("CRL has expired"));

    // A list of the same name by another key.
    let foreign = Authority::create(&Parameters::default(), &mut rng(), now()).unwrap();
    let mut mixed = trust(&authority, &[]);
    mixed.add("foreign", foreign.crl(Issuer::new(Purpose::Signing, KeyType::P256))).unwrap();
    assert_eq!(
        at(&issued, &mixed, now()).in_force.unwrap(),
        CertificateStatus::Unknown(UndeterminedStatus::ForeignList)
    );
}

/// A server, or whoever answers in its place.
#[derive(Debug)]
struct ListServer(Option<Arc<RevocationList>>);

impl ListServer {
    fn new(body: Option<Vec<u8>>) -> Self {
        Self(body.and_then(|body| trust::list_in(&body)).map(Arc::new))
    }
}

/// What is looked up crosses threads.
#[test]
fn revocation_crosses_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<Revocation<'static>>();
}

impl CrlFetcher for ListServer {
    fn fetch(&self, _: &str) -> Option<Arc<RevocationList>> {
        self.0.clone()
    }
}

#[test]
fn an_old_list_from_the_network_does_not_hide_a_newer_one() {
    let (mut authority, issued, _) = signing();
    let old = authority.crl(Issuer::new(Purpose::Signing, KeyType::P256)).to_vec();
    let event = authority.revocation(&issued.entry.serial, Reason::KeyCompromise, days(1)).unwrap();
    authority.apply(event).unwrap();
    authority.renew_crl(Issuer::new(Purpose::Signing, KeyType::P256), days(1)).unwrap();
    let new = authority.crl(Issuer::new(Purpose::Signing, KeyType::P256)).to_vec();
    let state = |web, known: &[Purpose]| {
        let (trust, online) = (trust(&authority, known), ListServer::new(web));
        let online = Revocation::Online(&online);
        validate_path(&issued.certificate, &[], &trust, Purpose::Signing, online, days(2))
            .in_force
            .unwrap()
    };
    let revoked = CertificateStatus::Revoked { reason: Reason::KeyCompromise, date: days(1) };
    assert_eq!(state(Some(old.clone()), &[Purpose::Signing]), revoked);
    assert_eq!(state(None, &[Purpose::Signing]), revoked);
    assert_eq!(state(Some(new), &[]), revoked);
    assert_eq!(state(Some(old), &[]), CertificateStatus::Valid);
    assert_eq!(
        state(None, &[Purpose::Authentication]),
        CertificateStatus::Unknown(UndeterminedStatus::Unreachable)
    );
    assert_eq!(
        state(Some(b"<html>".to_vec()), &[]),
        CertificateStatus::Unknown(UndeterminedStatus::Unreachable)
    );
}

#[test]
fn a_list_from_the_network_answers_for_its_authority_only() {
    let (authority, issued, _) = signing();
    let foreign = Authority::create(&Parameters::default(), &mut rng(), now()).unwrap();
    let signing = Issuer::new(Purpose::Signing, KeyType::P256);
    let authentication = Issuer::new(Purpose::Authentication, KeyType::P256);
    let unknown = |why| CertificateStatus::Unknown(why);
    for (name, list, expected) in [
        ("its own", authority.crl(signing), CertificateStatus::Valid),
        (
            "the other one's",
            authority.crl(authentication),
            unknown(UndeterminedStatus::Unreachable),
        ),
        ("a namesake's", foreign.crl(signing), unknown(UndeterminedStatus::ForeignList)),
    ] {
        // With the list of the day at hand, and without it.
        for known in [&[Purpose::Signing][..], &[]] {
            let (trust, online) = (trust(&authority, known), ListServer::new(Some(list.to_vec())));
            let online = Revocation::Online(&online);
            let judged =
                validate_path(&issued.certificate, &[], &trust, Purpose::Signing, online, days(1));
            assert_eq!(judged.in_force.unwrap(), expected, "{name}, {known:?}");
        }
    }
}

#[test]
fn an_authority_of_the_same_name_is_another_one() {
    let (authority, issued, _) = signing();
    let foreign = Authority::create(&Parameters::default(), &mut rng(), now()).unwrap();
    let validation = at(&issued, &trust(&foreign, &Purpose::ALL), now());
    assert_eq!(validation.path_status, PathStatus::Undetermined(PathError::UnknownIssuer));
    assert_eq!(answer(&validation), Answer::Undecided);
    // The card hands out its authority's certificate; that makes nobody believe it.
    let own = [authority.ca_certificate(Issuer::new(Purpose::Signing, KeyType::P256)).to_vec()];
    let file = Revocation::File;
    let foreign_trust = trust(&foreign, &Purpose::ALL);
    let validation =
        validate_path(&issued.certificate, &own, &foreign_trust, Purpose::Signing, file, now());
    assert_eq!(validation.path_status, PathStatus::Undetermined(PathError::UntrustedIssuer));
    // Both generations trusted: the right one is found.
    let mut both = trust(&foreign, &Purpose::ALL);
    for purpose in Purpose::ALL {
        both.add("certificate", authority.ca_certificate(Issuer::new(purpose, KeyType::P256)))
            .unwrap();
        both.add("list", authority.crl(Issuer::new(purpose, KeyType::P256))).unwrap();
    }
    assert_eq!(answer(&at(&issued, &both, now())), Answer::Valid);
    let nobody = TrustStore::new();
    let validation = at(&issued, &nobody, now());
    assert_eq!(validation.path_status, PathStatus::Undetermined(PathError::NoTrustAnchor));
    assert_eq!(answer(&validation), Answer::Undecided);
}

#[test]
fn no_byte_of_a_certificate_can_be_altered() {
    let (_, issued, trust) = signing();
    let issuer_key = |der: &[u8]| {
        let found = Certificate::read(der).ok()?.extension::<AuthorityKeyIdentifier>();
        found.ok()??.key_identifier
    };
    let named = issuer_key(&issued.certificate);
    assert!(named.is_some());
    for place in 0..issued.certificate.len() {
        let mut altered = issued.certificate.clone();
        altered[place] ^= 1;
        let file = Revocation::File;
        let validation = validate_path(&altered, &[], &trust, Purpose::Signing, file, now());
        // What cannot be read any more is nobody's; what can is not what was signed.
        let unreadable = Certificate::read(&altered).is_err();
        // One that names another key may be another authority's of the same name.
        let foreign = issuer_key(&altered).is_some_and(|key| Some(key) != named);
        let open = unreadable || foreign;
        let expected = if open { Answer::Undecided } else { Answer::NotAuthentic };
        assert_eq!(answer(&validation), expected, "{place}: {validation:?}");
    }
    for end in 0..issued.certificate.len() {
        let file = Revocation::File;
        let cut = &issued.certificate[..end];
        let validation = validate_path(cut, &[], &trust, Purpose::Signing, file, now());
        assert_eq!(validation.path_status, PathStatus::Undetermined(PathError::Malformed));
    }
}

#[test]
fn only_authorities_roots_and_lists_are_trusted() {
    let (authority, issued, _) = signing();
    let add = |bytes: &[u8]| TrustStore::new().add("file", bytes).ok();
    assert_eq!(add(&issued.certificate), None);
    assert_eq!(add(authority.municipal_cv_certificate()), None);
    assert_eq!(add(b""), None);
    assert_eq!(add(authority.cv_root()), Some(1));
    let pem = |label: &'static str, der: &[u8]| {
        der::pem::encode_string(label, der::pem::LineEnding::LF, der).unwrap()
    };
    let certificate =
        pem("CERTIFICATE", authority.ca_certificate(Issuer::new(Purpose::Signing, KeyType::P256)));
    let list = pem("X509 CRL", authority.crl(Issuer::new(Purpose::Signing, KeyType::P256)));
    assert_eq!(add(format!("Bag attributes\n{certificate}\n{list}").as_bytes()), Some(2));
    assert_eq!(add(certificate.trim_end().trim_end_matches('-').as_bytes()), None);
    assert_eq!(add(&certificate.as_bytes()[..200]), None);
    let mut twice = trust(&authority, &[]);
    twice.add("again", certificate.as_bytes()).unwrap();
    assert_eq!(twice.objects().len(), 2);
    assert_eq!(cv::CvCertificate::parse(b"\x7F\x21\x00"), Err(cv::Fault::Malformed));
}
