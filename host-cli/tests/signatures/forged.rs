//! Signatures that say something else than they seem to: none of them is valid.

use cms::signed_data::{SignerInfo, SignerInfos};
use der::asn1::{Any, Ia5String, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence};
use juki::finding::Outcome;
use juki::sign::Hash;
use juki::sign::cms::cades;
use juki::verify::verdict::{Topic, Verdict};
use p256::ecdsa::DerSignature;
use p256::ecdsa::signature::Signer as _;
use sha1::{Digest as _, Sha1};
use sha2::{Sha256, Sha384, Sha512};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::signer::{DOCUMENT, Signer, changed, now};

const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SIGNING_CERTIFICATE_1: &str = "1.2.840.113549.1.9.16.2.12";
const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
const SHA_384: &str = "2.16.840.1.101.3.4.2.2";
const SHA_512: &str = "2.16.840.1.101.3.4.2.3";
const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.47";

/// A signature with other attributes, signed by the right key, and with more changes behind.
fn forged(
    signer: &Signer,
    attributes: impl FnOnce(&mut Vec<Attribute>),
    more: impl FnOnce(&mut SignerInfo),
) -> (Verdict, Vec<(Topic, Outcome)>) {
    let hash: Hash = juki::sign::digest(DOCUMENT).unwrap();
    let right = cades::attributes(&hash, &signer.certificate, now()).unwrap();
    let mut list: Vec<Attribute> = right.iter().cloned().collect();
    attributes(&mut list);
    let set: Attributes = SetOfVec::try_from(list).unwrap();
    let signature: DerSignature = signer.key.sign(&set.to_der().unwrap());
    let der = changed(&signer.sign(DOCUMENT), |signed| {
        let mut infos: Vec<_> = signed.signer_infos.0.iter().cloned().collect();
        infos[0].signed_attrs = Some(set);
        infos[0].signature = OctetString::new(signature.as_bytes()).unwrap();
        more(&mut infos[0]);
        signed.signer_infos = SignerInfos::try_from(infos).unwrap();
    });
    signer.verdict(&der, DOCUMENT)
}

fn find<'a>(list: &'a mut [Attribute], oid: &str) -> &'a mut Attribute {
    let oid: ObjectIdentifier = oid.parse().unwrap();
    list.iter_mut().find(|attribute| attribute.oid == oid).unwrap()
}

fn values(found: &[Any]) -> SetOfVec<Any> {
    SetOfVec::try_from(found.to_vec()).unwrap()
}

#[test]
fn attributes_say_one_thing_once() {
    let signer = Signer::new();
    let asis = |_: &mut SignerInfo| ();
    assert_eq!(forged(&signer, |_| (), asis).0, Verdict::Valid);
    let refused = |attributes: &dyn Fn(&mut Vec<Attribute>), topic| {
        let (verdict, checks) = forged(&signer, attributes, asis);
        assert_eq!(verdict, Verdict::NotAuthentic, "{checks:?}");
        assert!(checks.contains(&(topic, Outcome::Failed)), "{checks:?}");
    };
    let digest = |bytes: &[u8]| Any::encode_from(&OctetString::new(bytes).unwrap()).unwrap();
    let right: Hash = juki::sign::digest(DOCUMENT).unwrap();
    for wrong in [&right[..31], &[&right[..], &[0]].concat(), &[]] {
        let value = values(&[digest(wrong)]);
        refused(&|list| find(list, MESSAGE_DIGEST).values = value.clone(), Topic::Document);
    }
    let two = values(&[digest(&right), digest(b"other")]);
    refused(&|list| find(list, MESSAGE_DIGEST).values = two.clone(), Topic::Document);
    let mut other = Attribute { oid: MESSAGE_DIGEST.parse().unwrap(), values: two.clone() };
    other.values = values(&[digest(b"other")]);
    refused(&|list| list.push(other.clone()), Topic::Document);
    refused(&|list| list.retain(|found| found.oid != other.oid), Topic::Document);

    // Content of another type than the file says; of two types; of none.
    let typed = |oid: &str| Any::encode_from(&oid.parse::<ObjectIdentifier>().unwrap()).unwrap();
    let (data, signed_data) = (typed("1.2.840.113549.1.7.1"), typed("1.2.840.113549.1.7.2"));
    for wrong in
        [values(std::slice::from_ref(&signed_data)), values(&[data, signed_data]), values(&[])]
    {
        refused(&|list| find(list, CONTENT_TYPE).values = wrong.clone(), Topic::Signature);
    }
    let oid: ObjectIdentifier = CONTENT_TYPE.parse().unwrap();
    refused(&|list| list.retain(|found| found.oid != oid), Topic::Signature);

    // The certificate is named by another serial number, or twice.
    let misnamed = |list: &mut Vec<Attribute>| {
        let attribute = find(list, SIGNING_CERTIFICATE);
        let der = attribute.values.iter().next().unwrap().to_der().unwrap();
        let mut named = cades::SigningCertificateV2::from_der(&der).unwrap();
        let hint = named.certs[0].issuer_serial.as_mut().unwrap();
        hint.serial_number = SerialNumber::from(7_u8);
        attribute.values = values(&[Any::encode_from(&named).unwrap()]);
    };
    refused(&|list| misnamed(list), Topic::Binding);
    refused(
        &|list| {
            let twice = find(list, SIGNING_CERTIFICATE).clone();
            let mut other = vec![twice.clone()];
            misnamed(&mut other);
            list.push(other.remove(0));
        },
        Topic::Binding,
    );
}

/// The end of the check that the signature names its certificate, and the verdict.
fn named(signer: &Signer, attributes: impl FnOnce(&mut Vec<Attribute>)) -> (Outcome, Verdict) {
    let (verdict, checks) = forged(signer, attributes, |_| ());
    let (_, outcome) = checks.iter().find(|(topic, _)| *topic == Topic::Binding).unwrap();
    (*outcome, verdict)
}

/// Version 2 of the attribute, changed.
fn version_2(list: &mut [Attribute], change: impl FnOnce(&mut cades::SigningCertificateV2)) {
    let attribute = find(list, SIGNING_CERTIFICATE);
    let der = attribute.values.iter().next().unwrap().to_der().unwrap();
    let mut named = cades::SigningCertificateV2::from_der(&der).unwrap();
    change(&mut named);
    attribute.values = values(&[Any::encode_from(&named).unwrap()]);
}

/// `SigningCertificate` (RFC 2634, 5.4).
#[derive(Sequence)]
struct SigningCertificate {
    certs: Vec<EssCertId>,
}

#[derive(Sequence)]
struct EssCertId {
    cert_hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<cades::IssuerSerial>,
}

fn version_1(hash: &[u8], hint: Option<cades::IssuerSerial>) -> Attribute {
    let cert_hash = OctetString::new(hash).unwrap();
    let named = SigningCertificate { certs: vec![EssCertId { cert_hash, issuer_serial: hint }] };
    Attribute {
        oid: SIGNING_CERTIFICATE_1.parse().unwrap(),
        values: values(&[Any::encode_from(&named).unwrap()]),
    }
}

#[test]
fn the_hint_beside_the_hash_is_judged_too() {
    let signer = Signer::new();
    let other = Signer::new();
    let own = Certificate::from_der(&signer.certificate).unwrap();
    let issuer = GeneralName::DirectoryName(own.tbs_certificate().issuer().clone());
    let subject = GeneralName::DirectoryName(own.tbs_certificate().subject().clone());
    let address = Ia5String::new("http://ca.example/").unwrap();
    let address = GeneralName::UniformResourceIdentifier(address);
    let serial = Certificate::from_der(&other.certificate).unwrap();
    let serial = serial.tbs_certificate().serial_number().clone();
    let with = |change: &dyn Fn(&mut Option<cades::IssuerSerial>)| {
        named(&signer, |list| version_2(list, |named| change(&mut named.certs[0].issuer_serial)))
    };
    let right = (Outcome::Passed, Verdict::Valid);
    assert_eq!(with(&|_| ()), right);
    assert_eq!(with(&|hint| *hint = None), right, "a hint need not be there");
    let wrong = (Outcome::Failed, Verdict::NotAuthentic);
    assert_eq!(with(&|hint| hint.as_mut().unwrap().serial_number = serial.clone()), wrong);
    for names in [
        vec![subject.clone()],
        vec![address],
        vec![issuer.clone(), issuer.clone()],
        vec![issuer, subject],
        vec![],
    ] {
        assert_eq!(with(&|hint| hint.as_mut().unwrap().issuer = names.clone()), wrong, "{names:?}");
    }
}

#[test]
fn every_version_of_the_attribute_names_the_certificate() {
    let signer = Signer::new();
    let sha1 = Sha1::digest(&signer.certificate);
    let other = Sha1::digest(b"another certificate");
    let only = |attribute: Attribute| {
        named(&signer, |list| {
            list.retain(|found| found.oid != SIGNING_CERTIFICATE.parse().unwrap());
            list.push(attribute);
        })
    };
    let hint = |number: u8| {
        let own = Certificate::from_der(&signer.certificate).unwrap();
        let issuer = GeneralName::DirectoryName(own.tbs_certificate().issuer().clone());
        let serial_number = match number {
            0 => own.tbs_certificate().serial_number().clone(),
            number => SerialNumber::from(number),
        };
        Some(cades::IssuerSerial { issuer: vec![issuer], serial_number })
    };
    let right = (Outcome::Passed, Verdict::Valid);
    let wrong = (Outcome::Failed, Verdict::NotAuthentic);
    let open = (Outcome::Undecided, Verdict::Undecided);
    assert_eq!(only(version_1(&sha1, None)), right);
    assert_eq!(only(version_1(&sha1, hint(0))), right);
    assert_eq!(only(version_1(&sha1, hint(7))), wrong);
    assert_eq!(only(version_1(&other, None)), wrong);
    assert_eq!(only(version_1(&sha1[..19], None)), wrong);
    let mut unreadable = version_1(&sha1, None);
    unreadable.values = values(&[Any::null()]);
    assert_eq!(only(unreadable), open);
    // Both versions: each is judged.
    let both = |first: &[u8], change: &dyn Fn(&mut cades::SigningCertificateV2)| {
        named(&signer, |list| {
            version_2(list, |named| change(named));
            list.push(version_1(first, None));
        })
    };
    let changed = |named: &mut cades::SigningCertificateV2| {
        named.certs[0].cert_hash = OctetString::new([0; 32]).unwrap();
    };
    assert_eq!(both(&sha1, &|_| ()), right);
    assert_eq!(both(&other, &|_| ()), wrong);
    assert_eq!(both(&sha1, &changed), wrong);
    // Version 2 by every hash that is known here, and by one that is not.
    let by = |oid: &str, hash: &[u8]| {
        named(&signer, |list| {
            version_2(list, |named| {
                let oid = oid.parse().unwrap();
                let algorithm = AlgorithmIdentifierOwned { oid, parameters: None };
                named.certs[0].hash_algorithm = Some(algorithm);
                named.certs[0].cert_hash = OctetString::new(hash).unwrap();
            });
        })
    };
    let certificate = &signer.certificate;
    assert_eq!(by(SHA_256, &Sha256::digest(certificate)), right);
    assert_eq!(by(SHA_384, &Sha384::digest(certificate)), right);
    assert_eq!(by(SHA_512, &Sha512::digest(certificate)), right);
    assert_eq!(by(SHA_512, &Sha256::digest(certificate)), wrong);
    assert_eq!(by(SHA_256, &Sha256::digest(b"another certificate")), wrong);
    assert_eq!(by("2.16.840.1.101.3.4.2.8", &Sha256::digest(certificate)), open);
}

#[test]
fn no_other_algorithm_or_number_passes() {
    let signer = Signer::new();
    let with = |more: &dyn Fn(&mut SignerInfo)| forged(&signer, |_| (), more).0;
    // r and s of zero, of the order of the curve, nothing at all.
    let order = hex::decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let order = [&hex::decode("3026022100").unwrap(), &order.unwrap()[..], &[2, 1, 1]].concat();
    for wrong in [&b"\x30\x06\x02\x01\0\x02\x01\0"[..], &order, b"\x30\0", b""] {
        let verdict = with(&|info| info.signature = OctetString::new(wrong).unwrap());
        assert_eq!(verdict, Verdict::NotAuthentic, "{wrong:02x?}");
    }
    // ECDSA with SHA-1 and SHA-512, RSA for this key, parameters where there are none.
    for oid in ["1.2.840.10045.4.1", "1.2.840.10045.4.3.4", "1.2.840.113549.1.1.11", "1.2.3"] {
        let verdict = with(&|info| info.signature_algorithm.oid = oid.parse().unwrap());
        assert_eq!(verdict, Verdict::Undecided, "{oid}");
    }
    let verdict = with(&|info| info.signature_algorithm.parameters = Some(Any::null()));
    assert_eq!(verdict, Verdict::Undecided);
    let verdict = with(&|info| info.digest_alg.oid = "1.3.14.3.2.26".parse().unwrap());
    assert_eq!(verdict, Verdict::Undecided);
    // Without attributes the signature would be over the document itself.
    assert_eq!(with(&|info| info.signed_attrs = None), Verdict::Undecided);
    assert_eq!(with(&|info| info.signed_attrs = Some(SetOfVec::new())), Verdict::NotAuthentic);
}
