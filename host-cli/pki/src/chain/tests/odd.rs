//! Certificates and lists that the test authority does not make.

use crate::private_key::PrivateKey;
use apdu_spec::profile::KeyType;
use der::asn1::Ia5String;
use der::{Decode, Encode};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use x509_cert::TbsCertificate;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder, CertificateBuilder};
use x509_cert::crl::CertificateList;
use x509_cert::ext::pkix::CrlDistributionPoints;
use x509_cert::ext::pkix::crl::dp::{DistributionPoint, IssuingDistributionPoint};
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};

use super::{days, now};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages};

use crate::Issuer;
use crate::chain::*;
use crate::crl;
use crate::index::{Entry, Reason, RevocationEntry};
use crate::oid;
use crate::uses::CertificateUsage;

mod limits;
mod lists;
pub(crate) mod rules;
mod unknown;

struct CustomProfile {
    issuer: Name,
    subject: Name,
    extensions: Vec<Extension>,
}

impl BuilderProfile for CustomProfile {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        _: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        Ok(self.extensions.clone())
    }
}

/// Names and keys by number: 0 is the root, each is issued by the one before it.
fn odd(number: u8, issuer: u8, extensions: &[Extension]) -> Vec<u8> {
    odd_until(number, issuer, extensions, days(300))
}

fn odd_until(number: u8, issuer: u8, extensions: &[Extension], end: DateTime) -> Vec<u8> {
    let key = |number: u8| SigningKey::from_slice(&[number + 1; 32]).unwrap();
    let name = |number: u8| format!("CN=authority {number},C=JP").parse::<Name>().unwrap();
    let odd = CustomProfile {
        issuer: name(issuer),
        subject: name(number),
        extensions: extensions.to_vec(),
    };
    let validity = Validity::new(Time::from(now()), Time::from(end));
    let public = SubjectPublicKeyInfoOwned::from_key(key(number).verifying_key()).unwrap();
    let serial = SerialNumber::from(u32::from(number) + 1);
    let builder = CertificateBuilder::new(odd, serial, validity, public).unwrap();
    builder.build::<_, DerSignature>(&key(issuer)).unwrap().to_der().unwrap()
}

/// A certificate of a holder, who may sign.
pub(crate) fn odd_holder(number: u8, issuer: u8) -> Vec<u8> {
    let usage = KeyUsage(KeyUsages::NonRepudiation.into());
    let constraints = BasicConstraints { ca: false, path_len_constraint: None };
    odd(number, issuer, &[extension((true, &usage)), extension((false, &constraints))])
}

fn extension(extension: impl ToExtension<Error = der::Error>) -> Extension {
    extension.to_extension(&Name::default(), &[]).unwrap()
}

#[test]
fn a_chain_leads_through_authorities_only() {
    let ca = |longest| {
        vec![
            extension((true, &BasicConstraints { ca: true, path_len_constraint: longest })),
            extension((true, &KeyUsage(KeyUsages::KeyCertSign.into()))),
        ]
    };
    let holder =
        vec![extension((true, &KeyUsage(KeyUsages::DigitalSignature | KeyUsages::NonRepudiation)))];
    let path_status = |root: &[Extension], middle: &[Extension], leaf: &[Extension]| {
        let mut trust = TrustStore::new();
        trust.add("root", &odd(0, 0, root)).unwrap();
        let extra = [b"rubbish".to_vec(), odd(1, 0, middle)];
        let skip = Revocation::Skip;
        validate_path(&odd(2, 1, leaf), &extra, &trust, Purpose::Signing, skip, now()).path_status
    };
    assert_eq!(path_status(&ca(None), &ca(Some(0)), &holder), PathStatus::Valid);
    assert_eq!(path_status(&ca(Some(1)), &ca(None), &holder), PathStatus::Valid);
    // Longer than the root allows.
    let no = |error| PathStatus::Invalid(error);
    let open = |error| PathStatus::Undetermined(error);
    assert_eq!(path_status(&ca(Some(0)), &ca(None), &holder), no(PathError::Authority));
    // A holder's key certifies nobody.
    assert_eq!(path_status(&ca(None), &holder, &holder), no(PathError::Authority));
    let list_only = [
        extension((true, &BasicConstraints { ca: true, path_len_constraint: None })),
        extension((true, &KeyUsage(KeyUsages::CRLSign.into()))),
    ];
    assert_eq!(path_status(&ca(None), &list_only, &holder), no(PathError::Authority));
    assert_eq!(path_status(&ca(None), &ca(None), &[]), open(PathError::OtherUse));

    // An extension that is not known here, and one that stands twice: which and whose is said.
    let at = |oid, place| ExtensionLocation { oid, place };
    let unknown = ObjectIdentifier::new_unwrap("2.5.29.99");
    let with = |critical| {
        let usage = KeyUsage(KeyUsages::NonRepudiation.into());
        [&holder[..], &[extension((unknown, critical, &usage))]].concat()
    };
    assert_eq!(
        path_status(&ca(None), &ca(None), &with(true)),
        open(PathError::Extension(at(unknown, 0)))
    );
    assert_eq!(path_status(&ca(None), &ca(None), &with(false)), PathStatus::Valid);
    assert_eq!(
        path_status(&ca(None), &with(true), &holder),
        open(PathError::Extension(at(unknown, 1)))
    );
    // One that is known has to be readable.
    let names = ObjectIdentifier::new_unwrap("2.5.29.30");
    let unreadable = |oid, place| open(PathError::ExtensionUnreadable(at(oid, place)));
    let limited = |critical| {
        let subtrees = KeyUsage(KeyUsages::NonRepudiation.into());
        [&ca(None)[..], &[extension((names, critical, &subtrees))]].concat()
    };
    assert_eq!(path_status(&ca(None), &limited(false), &holder), unreadable(names, 1));
    assert_eq!(path_status(&limited(true), &ca(None), &holder), unreadable(names, 2));
    // What the key is for in general does not undo what it is for in particular.
    let uses = |oids: &[&str]| {
        let oids = oids.iter().map(|oid| oid.parse().unwrap()).collect();
        extension((true, &ExtendedKeyUsage(oids)))
    };
    let (server, email) = ("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.4");
    let leaf = |uses| [&holder[..], &[uses]].concat();
    assert_eq!(
        path_status(&ca(None), &ca(None), &leaf(uses(&[server]))),
        open(PathError::OtherUse)
    );
    assert_eq!(path_status(&ca(None), &ca(None), &leaf(uses(&[server, email]))), PathStatus::Valid);
    let servers = [&ca(None)[..], &[uses(&[server])]].concat();
    assert_eq!(path_status(&ca(None), &servers, &holder), open(PathError::OtherUse));
    let twice = [&holder[..], &holder[..]].concat();
    let usage = oid::KEY_USAGE;
    let error = PathError::ExtensionTwice(at(usage, 0));
    assert_eq!(path_status(&ca(None), &ca(None), &twice), open(error));
    let doubled = [&ca(None)[..], &ca(None)[1..]].concat();
    let error = PathError::ExtensionTwice(at(usage, 2));
    assert_eq!(path_status(&doubled, &ca(None), &holder), open(error));
    let said = "an extension is there twice: 2.5.29.15, in certificate 2 above it";
    assert_eq!(error.to_string(), said);
    let json = PathValidation::without_path(error.status()).json();
    assert_eq!(json["reason"], "extension-twice");
    assert_eq!(json["extension"]["oid"], "2.5.29.15");
    assert_eq!(json["extension"]["certificate"], 2);
}

/// What a certificate is judged to be for is what it is said to be for.
#[test]
fn a_purpose_is_decided_in_one_place() {
    let root =
        odd(0, 0, &[extension((true, &BasicConstraints { ca: true, path_len_constraint: None }))]);
    let mut trust = TrustStore::new();
    trust.add("root", &root).unwrap();
    let (client, any, email, server) =
        ("1.3.6.1.5.5.7.3.2", "2.5.29.37.0", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.1");
    let (sign, commit) = (KeyUsages::DigitalSignature, KeyUsages::NonRepudiation);
    let (signing, login) = (Some(Purpose::Signing), Some(Purpose::Authentication));
    for (usage, extended, purpose) in [
        (Some(commit), None, signing),
        (Some(commit), Some(any), signing),
        (Some(commit), Some(email), signing),
        (Some(commit), Some(client), None),
        (Some(sign), None, login),
        (Some(sign), Some(any), login),
        (Some(sign), Some(client), login),
        (Some(sign), Some(email), None),
        (Some(sign), Some(server), None),
        (Some(KeyUsages::KeyEncipherment), None, None),
        (None, None, None),
        (None, Some(client), None),
    ] {
        let is_any_use = extended.is_none();
        let usage = usage.map(|usage| extension((true, &KeyUsage(usage.into()))));
        let extended = extended.map(|oid| ExtendedKeyUsage(vec![oid.parse().unwrap()]));
        let extended = extended.map(|extended| extension((false, &extended)));
        let leaf = odd(2, 0, &usage.into_iter().chain(extended).collect::<Vec<_>>());
        let uses = CertificateUsage::of(&Certificate::read(&leaf).unwrap()).unwrap();
        assert_eq!(uses.purpose(), purpose, "{uses:?}");
        for asked in Purpose::ALL {
            let judged = validate_path(&leaf, &[], &trust, asked, Revocation::Skip, now());
            let expected = match purpose {
                Some(found) if found == asked => PathStatus::Valid,
                // Many certificates of others are for every use of a signature.
                Some(Purpose::Authentication) if is_any_use => PathError::OtherUse.status(),
                Some(_) => PathError::Purpose.status(),
                None => PathError::OtherUse.status(),
            };
            assert_eq!(judged.path_status, expected, "{uses:?}, {asked:?}");
        }
    }
}

/// A list of authority 0 in which this serial number is revoked, with more extensions.
fn odd_list(authority: &[u8], serial: &str, extensions: &[Extension]) -> Vec<u8> {
    let key = SigningKey::from_slice(&[1; 32]).unwrap();
    let entry = Entry {
        serial: serial.to_owned(),
        issuer: Issuer::new(Purpose::Signing, KeyType::P256),
        card: String::new(),
        not_before: now(),
        not_after: now(),
        revoked: Some(RevocationEntry { date: now(), reason: Reason::Superseded }),
    };
    let authority = x509_cert::Certificate::from_der(authority).unwrap();
    let list = crl::build(
        &authority,
        &PrivateKey::P256(key.clone()),
        1,
        [&entry].into_iter(),
        now(),
        crl::next(now()).unwrap(),
    )
    .unwrap();
    let mut list: CertificateList = CertificateList::from_der(&list).unwrap();
    list.tbs_cert_list.crl_extensions.as_mut().unwrap().extend_from_slice(extensions);
    let signature: DerSignature = key.sign(&list.tbs_cert_list.to_der().unwrap());
    list.signature = der::asn1::BitString::from_bytes(signature.as_bytes()).unwrap();
    list.to_der().unwrap()
}

#[test]
fn a_list_speaks_for_its_distribution_point_only() {
    let url = |text: &str| {
        let name = GeneralName::UniformResourceIdentifier(Ia5String::new(text).unwrap());
        Some(DistributionPointName::FullName(vec![name]))
    };
    let mut usage = extension((true, &KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign)));
    let constraints = BasicConstraints { ca: true, path_len_constraint: None };
    let authority = odd(0, 0, &[extension((true, &constraints)), usage]);
    usage = extension((true, &KeyUsage(KeyUsages::NonRepudiation.into())));
    let points = CrlDistributionPoints(vec![DistributionPoint {
        distribution_point: url("http://example.org/tokyo.crl"),
        reasons: None,
        crl_issuer: None,
    }]);
    let leaf = odd(1, 0, &[usage, extension((false, &points))]);
    let in_force = |extensions: &[Extension]| {
        let mut trust = TrustStore::new();
        trust.add("authority", &authority).unwrap();
        // The serial number of authority 1 is 2.
        trust.add("list", &odd_list(&authority, "02", extensions)).unwrap();
        validate_path(&leaf, &[], &trust, Purpose::Signing, Revocation::File, now())
            .in_force
            .unwrap()
    };
    let point = |distribution_point, only_contains_ca_certs, indirect_crl| {
        let point = IssuingDistributionPoint {
            distribution_point,
            only_contains_user_certs: false,
            only_contains_ca_certs,
            only_some_reasons: None,
            indirect_crl,
            only_contains_attribute_certs: false,
        };
        let oid = ObjectIdentifier::new_unwrap("2.5.29.28");
        extension((oid, true, &point))
    };
    let revoked = CertificateStatus::Revoked { reason: Reason::Superseded, date: now() };
    let not_said = CertificateStatus::Unknown(UndeterminedStatus::NoList);
    let odd = CertificateStatus::Unknown(UndeterminedStatus::NotUnderstood);
    assert_eq!(in_force(&[]), revoked);
    assert_eq!(in_force(&[point(url("http://example.org/tokyo.crl"), false, false)]), revoked);
    assert_eq!(in_force(&[point(url("http://example.org/osaka.crl"), false, false)]), not_said);
    assert_eq!(in_force(&[point(None, true, false)]), not_said);
    // An indirect list speaks of its own issuer's certificates too.
    assert_eq!(in_force(&[point(None, false, true)]), revoked);
    let unknown = ObjectIdentifier::new_unwrap("2.5.29.99");
    assert_eq!(in_force(&[extension((unknown, true, &points))]), odd);
}

#[test]
fn a_list_about_holders_does_not_speak_of_authorities() {
    let constraints = BasicConstraints { ca: true, path_len_constraint: None };
    let usage = KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign);
    let ca = [extension((true, &constraints)), extension((true, &usage))];
    let root = odd(0, 0, &ca);
    // Authority 1 has the serial number 2. Named twice, once as suspended.
    let (of_list, of_root) = (x509_cert::Certificate::from_der(&root).unwrap(), &root);
    let entry = |reason| Entry {
        serial: "02".to_owned(),
        issuer: Issuer::new(Purpose::Signing, KeyType::P256),
        card: String::new(),
        not_before: now(),
        not_after: now(),
        revoked: Some(RevocationEntry { date: now(), reason }),
    };
    let (held, revoked) = (entry(Reason::CertificateHold), entry(Reason::KeyCompromise));
    let key = PrivateKey::P256(SigningKey::from_slice(&[1; 32]).unwrap());
    let twice = crl::build(
        &of_list,
        &key,
        2,
        [&held, &revoked].into_iter(),
        now(),
        crl::next(now()).unwrap(),
    )
    .unwrap();
    let about = |users, authorities| {
        let point = IssuingDistributionPoint {
            distribution_point: None,
            only_contains_user_certs: users,
            only_contains_ca_certs: authorities,
            only_some_reasons: None,
            indirect_crl: false,
            only_contains_attribute_certs: false,
        };
        let oid = ObjectIdentifier::new_unwrap("2.5.29.28");
        odd_list(of_root, "02", &[extension((oid, true, &point))])
    };
    let state = |list: &[u8], number: u8| {
        let mut trust = TrustStore::new();
        trust.add("root", of_root).unwrap();
        trust.add("list", list).unwrap();
        let usage = extension((true, &KeyUsage(KeyUsages::NonRepudiation.into())));
        let leaf = if number == 1 { odd(1, 0, &[usage]) } else { odd(2, 1, &[usage]) };
        let extra = [odd(1, 0, &ca)];
        validate_path(&leaf, &extra, &trust, Purpose::Signing, Revocation::File, now())
            .in_force
            .unwrap()
    };
    let revoked = |reason| CertificateStatus::Revoked { reason, date: now() };
    // The holder's own state is not known, that of his authority is: it decides.
    assert_eq!(state(&about(false, true), 2), revoked(Reason::Superseded));
    assert_eq!(state(&about(false, false), 2), revoked(Reason::Superseded));
    assert_eq!(
        state(&about(true, false), 2),
        CertificateStatus::Unknown(UndeterminedStatus::NoList)
    );
    assert_eq!(state(&about(true, false), 1), revoked(Reason::Superseded));
    assert_eq!(
        state(&about(false, true), 1),
        CertificateStatus::Unknown(UndeterminedStatus::NoList)
    );
    assert_eq!(state(&twice, 1), revoked(Reason::KeyCompromise));
    // A delta list, whatever it calls critical.
    let number = der::asn1::Uint::new(&[1]).unwrap();
    let oid = ObjectIdentifier::new_unwrap("2.5.29.27");
    let delta = odd_list(of_root, "77", &[extension((oid, false, &number))]);
    assert_eq!(state(&delta, 1), CertificateStatus::Unknown(UndeterminedStatus::NoBase));
}

#[test]
fn of_several_certificates_of_one_authority_the_best_decides() {
    let ca = [extension((true, &BasicConstraints { ca: true, path_len_constraint: None }))];
    let usage = extension((true, &KeyUsage(KeyUsages::NonRepudiation.into())));
    let short = [extension((true, &BasicConstraints { ca: true, path_len_constraint: Some(0) }))];
    let (old, new) = (odd_until(0, 0, &ca, days(1)), odd(0, 0, &ca));
    let skip = Revocation::Skip;
    for order in [[&old, &new], [&new, &old]] {
        let mut trust = TrustStore::new();
        for der in order {
            trust.add("root", der).unwrap();
        }
        let leaf = odd(1, 0, std::slice::from_ref(&usage));
        let validation = validate_path(&leaf, &[], &trust, Purpose::Signing, skip, days(2));
        assert_eq!(
            (validation.path_status, validation.in_force.unwrap()),
            (PathStatus::Valid, CertificateStatus::NotLookedUp)
        );
        assert_eq!(validation.chain, [leaf, new.clone()]);
    }
    // The same for certificates that come along: one of no use hides no other.
    let mut trust = TrustStore::new();
    trust.add("root", &new).unwrap();
    let (useless, useful) = (odd(1, 0, &[]), odd(1, 0, &short));
    for extra in [[useless.clone(), useful.clone()], [useful, useless]] {
        let leaf = odd(2, 1, std::slice::from_ref(&usage));
        let validation = validate_path(&leaf, &extra, &trust, Purpose::Signing, skip, now());
        assert_eq!(
            (validation.path_status, validation.in_force.unwrap()),
            (PathStatus::Valid, CertificateStatus::NotLookedUp)
        );
    }
}

#[test]
fn authorities_that_certify_each_other_cost_little() {
    let ca = [extension((true, &BasicConstraints { ca: true, path_len_constraint: None }))];
    let mut extra = Vec::new();
    for number in 1..12 {
        extra.extend((1..12).map(|issuer| odd(number, issuer, &ca)));
    }
    let mut trust = TrustStore::new();
    trust.add("root", &odd(0, 0, &ca)).unwrap();
    let leaf = odd(20, 1, &[]);
    // Not all of them were looked at: nobody says that it is forged.
    let validation =
        validate_path(&leaf, &extra, &trust, Purpose::Signing, Revocation::Skip, now());
    assert_eq!(validation.path_status, PathStatus::Undetermined(PathError::TooMany));
    let extra: Vec<_> = extra.iter().map(|der| Certificate::read(der).unwrap()).collect();
    let mut budget = ValidationBudget::new(ValidationBudget::ONE);
    let purpose = Purpose::Signing;
    let again =
        validate_path_among(&leaf, &extra, &mut budget, &trust, purpose, Revocation::Skip, now());
    assert_eq!((again, budget.spent()), (validation, ValidationBudget::ONE));
}

#[test]
fn it_is_said_whose_state_decides() {
    let ca = [extension((true, &BasicConstraints { ca: true, path_len_constraint: None }))];
    let mut trust = TrustStore::new();
    trust.add("root", &odd(0, 0, &ca)).unwrap();
    let extra = [odd_until(1, 0, &ca, days(10))];
    let at = |leaf: &[u8], now| validate_path(leaf, &extra, &trust, None, Revocation::Skip, now);
    let leaf = odd_holder(2, 1);
    let judged = at(&leaf, days(11));
    assert_eq!((judged.in_force.unwrap(), judged.place), (CertificateStatus::Expired(days(10)), 1));
    assert_eq!(judged.authority().as_deref(), Some("CN=authority 1,C=JP"));
    assert_eq!(judged.json()["in_force"]["certificate"], 1);
    // Of itself it is said without a name.
    let judged = at(&leaf, days(301));
    assert_eq!(
        (judged.in_force.unwrap(), judged.place),
        (CertificateStatus::Expired(days(300)), 0)
    );
    assert_eq!(judged.authority(), None);
    let judged = at(&leaf, days(1));
    assert_eq!((judged.in_force.unwrap(), judged.place), (CertificateStatus::NotLookedUp, 0));
}

#[test]
fn a_circle_of_authorities_ends() {
    let ca = [extension((true, &BasicConstraints { ca: true, path_len_constraint: None }))];
    let extra = [odd(1, 2, &ca), odd(2, 1, &ca)];
    let mut trust = TrustStore::new();
    trust.add("root", &odd(0, 0, &ca)).unwrap();
    let leaf = odd(3, 1, &[]);
    let validation =
        validate_path(&leaf, &extra, &trust, Purpose::Signing, Revocation::Skip, now());
    assert_eq!(validation.path_status, PathStatus::Undetermined(PathError::UntrustedIssuer));
}
