//! Signatures that say something else than they seem to: none of them is valid.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use cms::signed_data::{SignerInfo, SignerInfos};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, Encode};
use juki::sign::{Hash, cades};
use juki::verify::verdict::{Outcome, Topic, Verdict};
use p256::ecdsa::DerSignature;
use p256::ecdsa::signature::Signer as _;
use x509_cert::attr::{Attribute, Attributes};

#[path = "support/signer.rs"]
mod signer;

use signer::{DOCUMENT, Signer, changed, now};

const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
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
        hint.serial_number = x509_cert::serial_number::SerialNumber::from(7_u8);
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
