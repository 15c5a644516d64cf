//! SignedData put together octet by octet: what nobody needs is never decoded, what is needed is
//! taken as it came, and what each of many signers costs is counted in signatures of certificates
//! that are checked, not in time.

use std::slice;

use cms::cert::IssuerAndSerialNumber;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfos};
use der::asn1::{OctetString, SetOfVec};
use der::oid::db::rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2;
use der::{DateTime, Decode, Encode};
use juki::finding::Outcome;
use juki::pki::{Revocation, ValidationBudget};
use juki::sign::cms::candidates::MOST_CANDIDATES;
use juki::sign::cms::{CmsError, Signatures};
use juki::sign::cms::{MOST_ATTRIBUTES, MOST_CERTIFICATES, MOST_SIGNERS};
use juki::verify::document;
use juki::verify::verdict::{Topic, Verdict};

use crate::signer::{DOCUMENT, Signer, certify, certify_for, changed, now, terms};
use p256::ecdsa::DerSignature;
use p256::ecdsa::signature::Signer as _;
use std::time::Duration;
use x509_cert::ext::pkix::SubjectKeyIdentifier;

/// An element of BER, its length in four octets.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84], &length[..], content].concat()
}

/// The same, its length in one.
fn element_short(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, u8::try_from(content.len()).unwrap()][..], content].concat()
}

/// SignedData with these signers and certificates, DER each, whatever they are.
fn file(signers: &[Vec<u8>], certificates: &[Vec<u8>]) -> Vec<u8> {
    file_with(signers, certificates, &[])
}

/// The same, with what is to stand between certificates and signers.
fn file_with(signers: &[Vec<u8>], certificates: &[Vec<u8>], between: &[u8]) -> Vec<u8> {
    const VERSION: [u8; 3] = [2, 1, 1];
    const DATA: [u8; 11] = [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1];
    const SIGNED_DATA: [u8; 11] = [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2];
    let signed = [
        VERSION.to_vec(),
        element(0x31, &[]),
        element(0x30, &DATA),
        element(0xA0, &certificates.concat()),
        between.to_vec(),
        element(0x31, &signers.concat()),
    ];
    let content = element(0xA0, &element(0x30, &signed.concat()));
    element(0x30, &[&SIGNED_DATA[..], &content].concat())
}

/// The signer and the certificates of a signature.
fn parts(der: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let info = ContentInfo::from_der(der).unwrap();
    let signed: SignedData = info.content.decode_as().unwrap();
    let certificates = signed.certificates.iter().flat_map(|set| set.0.iter());
    let certificates = certificates.map(|certificate| certificate.to_der().unwrap()).collect();
    (signed.signer_infos.0.iter().next().unwrap().to_der().unwrap(), certificates)
}

/// The outcomes of a topic, the verdict, and how many signatures of certificates were checked.
fn judge(
    signer: &Signer,
    file: &[u8],
    topic: Topic,
    mut budget: ValidationBudget,
) -> (Vec<Outcome>, Verdict, usize) {
    let signatures = Signatures::read(file).unwrap();
    let (hash, trust) = (juki::sign::digest(DOCUMENT).unwrap(), signer.trust());
    let terms = terms(&trust, Revocation::File, now());
    let signers = document::verify_with(&signatures, &Some(hash), &terms, &mut budget);
    let checks = signers.iter().flat_map(|signer| &signer.checks);
    let outcomes = checks.filter(|check| check.topic == topic).map(|check| check.finding.outcome);
    (outcomes.collect(), document::verdict(&signers), budget.spent())
}

/// Content octets of an element with a length in DER.
fn content(der: &[u8]) -> &[u8] {
    let long = der[1].checked_sub(0x80).map_or(0, usize::from);
    &der[2 + long..]
}

#[test]
fn what_nobody_needs_is_not_decoded() {
    let signer = Signer::new();
    let (info, certificates) = parts(&signer.sign(DOCUMENT));
    let valid = |file: &[u8], what: &str| {
        let (verdict, checks) = signer.verdict(file, DOCUMENT);
        assert_eq!(verdict, Verdict::Valid, "{what}: {checks:?}");
    };
    valid(&file(slice::from_ref(&info), &certificates), "as it is");
    // Other kinds of certificates (RFC 5652, 10.2.2), and a certificate that is none.
    for other in [
        element(0xA0, b"extended"),
        element(0xA1, b"attributes, version 1"),
        element(0xA2, b"attributes, version 2"),
        element(0xA3, b"another format"),
        element(0xBF, b"\x05"),
        element(0x30, b"\x05\x00"),
        element(0x30, b""),
        vec![5, 0],
    ] {
        let choices = [&certificates[..], slice::from_ref(&other)].concat();
        valid(&file(slice::from_ref(&info), &choices), &format!("certificate {other:02X?}"));
    }
    // Revocation information (10.2.1): lists that are none, other formats, nonsense.
    for crls in [&b""[..], b"\x30\x00", b"\xA1\x80\x00\x00", b"no BER at all"] {
        let file = file_with(slice::from_ref(&info), &certificates, &element(0xA1, crls));
        valid(&file, &format!("crls {crls:02X?}"));
    }
    // CertificationRequestInfo attributes.
    for unsigned in [&b""[..], b"\x05\x00", b"no BER at all"] {
        let more = element(0x30, &[content(&info), &element(0xA1, unsigned)].concat());
        valid(&file(&[more], &certificates), &format!("unsigned {unsigned:02X?}"));
    }
    // What is needed is needed: a signer cut short, or with something behind.
    for wrong in
        [&content(&info)[..content(&info).len() - 1], &[content(&info), b"\x05\x00"].concat()]
    {
        let read = Signatures::read(&file(&[element(0x30, wrong)], &certificates));
        assert_eq!(read.err(), Some(CmsError::Damaged));
    }
}

#[test]
fn attributes_that_are_not_der_are_undecided() {
    let signer = Signer::new();
    let der = signer.sign(DOCUMENT);
    let (info, certificates) = parts(&der);
    // The content type: SEQUENCE {OBJECT IDENTIFIER, SET {OBJECT IDENTIFIER}}.
    let attribute = hex::decode("301806092a864886f70d010903310b06092a864886f70d010701").unwrap();
    let place = info.windows(attribute.len()).position(|part| part == attribute).unwrap();
    let (oid, set) = attribute[2..].split_at(11);
    let value = content(set);
    let with = |part: &[u8], changed: &[u8]| {
        let at = info.windows(part.len()).position(|found| found == part).unwrap();
        let whole = [&info[..at], changed, &info[at + part.len()..]].concat();
        // Two lengths are longer now: that of the attributes, and that of the signer.
        // The shortest attribute comes first, behind the header of them all.
        let attributes = place - 4;
        let before = &content(&info)[..attributes - (info.len() - content(&info).len())];
        let end = attributes
            + 4
            + usize::from(info[attributes + 2]) * 256
            + usize::from(info[attributes + 3]);
        assert_eq!(info[attributes..attributes + 2], [0xA0, 0x82]);
        let behind = &info[end..];
        let grown = whole.len() - info.len();
        let inside = &whole[attributes + 4..end + grown];
        let signer_info = [before, &element(0xA0, inside), behind].concat();
        signer.verdict(&file(&[element(0x30, &signer_info)], &certificates), DOCUMENT)
    };
    assert_eq!(with(&attribute, &attribute).0, Verdict::Valid);
    for (what, changed) in [
        ("long length", element(0x30, &attribute[2..])),
        ("indefinite length", [&[0x30, 0x80], &attribute[2..], &[0, 0]].concat()),
        ("long length of the set", element_short(0x30, &[oid, &element(0x31, value)].concat())),
        (
            "long length of the value",
            element_short(
                0x30,
                &[oid, &element_short(0x31, &element(0x06, content(value)))].concat(),
            ),
        ),
    ] {
        let (verdict, checks) = with(&attribute, &changed);
        assert_eq!(verdict, Verdict::Undecided, "{what}: {checks:?}");
        let signature = (Topic::Signature, Outcome::Undecided);
        assert!(checks.contains(&signature), "{what}: {checks:?}");
    }
    // The digest of the document: SEQUENCE {OBJECT IDENTIFIER, SET {OCTET STRING}}.
    let attribute = [
        &hex::decode("302f06092a864886f70d010904312204").unwrap()[..],
        &[32],
        &juki::sign::digest(DOCUMENT).unwrap(),
    ]
    .concat();
    let (oid, set) = attribute[2..].split_at(11);
    let value = element(0x04, content(content(set)));
    let changed = element_short(0x30, &[oid, &element_short(0x31, &value)].concat());
    let (verdict, checks) = with(&attribute, &changed);
    assert_eq!(verdict, Verdict::Undecided, "{checks:?}");
    assert!(checks.contains(&(Topic::Document, Outcome::Undecided)), "{checks:?}");
}

#[test]
fn each_signer_costs_the_same() {
    let mut signer = Signer::new();
    let (mut signers, mut certificates) = (Vec::new(), Vec::new());
    let mut spent = Vec::new();
    let unlimited = ValidationBudget::new(usize::MAX);
    for count in 1..=16 {
        signer.certificate = certify(&signer.authority, &signer.key);
        let (info, found) = parts(&signer.sign(DOCUMENT));
        signers.push(info);
        certificates.extend(
            found.into_iter().filter(|found| !certificates.contains(found)).collect::<Vec<_>>(),
        );
        if [1, 8, 16].contains(&count) {
            let file = file(&signers, &certificates);
            let (outcomes, verdict, checks) = judge(&signer, &file, Topic::Chain, unlimited);
            assert_eq!(outcomes, vec![Outcome::Passed; count]);
            assert_eq!(verdict, Verdict::Valid);
            spent.push(checks);
        }
    }
    let [one, eight, sixteen] = spent[..] else { panic!("three counts") };
    assert!(one > 0);
    assert_eq!((eight, sixteen), (8 * one, 16 * one));

    // One certificate costs once, however many signers name it.
    let again = file(&vec![signers[0].clone(); 16], &certificates);
    let (outcomes, _, checks) = judge(&signer, &again, Topic::Signature, unlimited);
    assert_eq!((outcomes.len(), checks), (16, one));

    // Too little budget for all of them: those who are left are not called forged.
    let all = file(&signers, &certificates);
    let (outcomes, verdict, checks) =
        judge(&signer, &all, Topic::Chain, ValidationBudget::new(8 * one));
    assert_eq!((verdict, checks), (Verdict::Undecided, 8 * one));
    let passed = outcomes.iter().filter(|outcome| **outcome == Outcome::Passed).count();
    let open = outcomes.iter().filter(|outcome| **outcome == Outcome::Undecided).count();
    assert_eq!((passed, open), (8, 8));
}

#[test]
fn more_signers_and_certificates_than_are_judged_are_refused() {
    let signer = Signer::new();
    let (info, certificates) = parts(&signer.sign(DOCUMENT));
    let own = certificates.iter().find(|found| **found == signer.certificate).unwrap();
    let full = file(&vec![info.clone(); MOST_SIGNERS], &vec![own.clone(); MOST_CERTIFICATES]);
    let (_, verdict, checks) =
        judge(&signer, &full, Topic::Chain, ValidationBudget::new(usize::MAX));
    assert_eq!(verdict, Verdict::Valid);
    assert!(checks < ValidationBudget::ONE, "{checks}");
    let refused = |signers: usize, certificates: usize| {
        let file = file(&vec![info.clone(); signers], &vec![own.clone(); certificates]);
        Signatures::read(&file).err()
    };
    assert_eq!(refused(MOST_SIGNERS + 1, 1), Some(CmsError::Signers(MOST_SIGNERS + 1)));
    assert_eq!(refused(1_600, 1), Some(CmsError::Signers(1_600)));
    let most = MOST_CERTIFICATES + 1;
    assert_eq!(refused(1, most), Some(CmsError::Certificates(most)));
}

#[test]
fn more_attributes_than_are_looked_at_are_refused() {
    let signer = Signer::new();
    let (info, certificates) = parts(&signer.sign(DOCUMENT));
    let parsed = cms::signed_data::SignerInfo::from_der(&info).unwrap();
    let own = parsed.signed_attrs.unwrap().to_der().unwrap();
    let own = [&[0xA0], &own[1..]].concat();
    let place = info.windows(own.len()).position(|part| part == own).unwrap();
    let inside = info.len() - content(&info).len();
    let with = |more: usize| {
        let attribute = hex::decode("300706035504033100").unwrap();
        let attributes = [content(&own), &attribute.repeat(more)].concat();
        let attributes = element(0xA0, &attributes);
        let whole = [&info[inside..place], &attributes, &info[place + own.len()..]].concat();
        Signatures::read(&file(&[element(0x30, &whole)], &certificates)).err()
    };
    let most = MOST_ATTRIBUTES - 4;
    assert_eq!(with(most), None);
    assert_eq!(with(most + 1), Some(CmsError::Attributes(MOST_ATTRIBUTES + 1)));
    assert_eq!(with(25_000), Some(CmsError::Attributes(25_004)));
}

/// A signer of plain CMS, who names his certificate by its key identifier and does not say by a
/// hash which one he means.
fn plain(signer: &Signer) -> Vec<u8> {
    let parsed = x509_cert::Certificate::from_der(&signer.certificate).unwrap();
    let found = parsed.tbs_certificate().get_extension::<SubjectKeyIdentifier>();
    let (_, identifier) = found.unwrap().unwrap();
    parts(&unbound(signer, SignerIdentifier::SubjectKeyIdentifier(identifier))).0
}

fn unbound(signer: &Signer, named: SignerIdentifier) -> Vec<u8> {
    changed(&signer.sign(DOCUMENT), |signed| {
        let mut info = signed.signer_infos.0.iter().next().unwrap().clone();
        let attributes = info.signed_attrs.take().unwrap();
        let attributes: Vec<_> = attributes.iter().cloned().collect();
        let kept = attributes.into_iter().filter(|one| one.oid != ID_AA_SIGNING_CERTIFICATE_V_2);
        let kept = SetOfVec::try_from(kept.collect::<Vec<_>>()).unwrap();
        let signature: DerSignature = signer.key.sign(&kept.to_der().unwrap());
        info.sid = named;
        info.signed_attrs = Some(kept);
        info.signature = OctetString::new(signature.as_bytes()).unwrap();
        signed.signer_infos = SignerInfos::try_from(vec![info]).unwrap();
    })
}

#[test]
fn another_certificate_of_the_key_makes_no_signature_a_forgery() {
    let signer = Signer::new();
    let info = plain(&signer);
    let own = signer.certificate.clone();
    let verdict = |certificates: &[&Vec<u8>]| {
        let certificates: Vec<_> = certificates.iter().map(|one| (*one).clone()).collect();
        signer.verdict(&file(slice::from_ref(&info), &certificates), DOCUMENT)
    };
    assert_eq!(verdict(&[&own]).0, Verdict::Valid);
    // By an authority of the same name that nobody trusts: by itself it is no proof.
    let other = certify(&Signer::new().authority, &signer.key);
    let alone = verdict(&[&other]).0;
    assert_ne!(alone, Verdict::Valid);
    // By the same authority, and past its last day.
    let day = |days: u64| {
        let before = now().unix_duration() - Duration::from_secs(days * 86_400);
        DateTime::from_unix_duration(before).unwrap()
    };
    let expired = certify_for(&signer.authority, &signer.key, day(9), day(2));
    assert_eq!(verdict(&[&expired]).0, Verdict::NotInForce);
    // Whose signature is damaged.
    let mut forged = own.clone();
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(verdict(&[&forged]).0, Verdict::NotAuthentic);
    for sibling in [&other, &expired, &forged] {
        for certificates in [[&own, sibling], [sibling, &own]] {
            let (verdict, checks) = verdict(&certificates);
            assert_eq!(verdict, Verdict::Valid, "{checks:?}");
            assert_eq!(checks.len(), 6, "one signer");
        }
    }
    // No document that was not signed becomes one.
    let file = file(slice::from_ref(&info), &[forged, own.clone()]);
    assert_eq!(signer.verdict(&file, b"another").0, Verdict::NotAuthentic);
}

#[test]
fn a_certificate_of_another_key_hides_not_that_of_the_signer() {
    let signer = Signer::new();
    let parsed = x509_cert::Certificate::from_der(&signer.certificate).unwrap();
    let tbs = parsed.tbs_certificate();
    let named = SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
        issuer: tbs.issuer().clone(),
        serial_number: tbs.serial_number().clone(),
    });
    let (info, _) = parts(&unbound(&signer, named));
    // The same number and issuer, and another point of the curve.
    let point = signer.key.verifying_key().to_sec1_point(false);
    let other = crate::signer::key().verifying_key().to_sec1_point(false);
    let place = signer.certificate.windows(65).position(|part| part == point.as_bytes()).unwrap();
    let mut wrong = signer.certificate.clone();
    wrong[place..place + 65].copy_from_slice(other.as_bytes());
    let both = file(slice::from_ref(&info), &[wrong.clone(), signer.certificate.clone()]);
    let (verdict, checks) = signer.verdict(&both, DOCUMENT);
    assert_eq!(verdict, Verdict::Valid, "{checks:?}");
    let alone = file(slice::from_ref(&info), &[wrong]);
    assert_eq!(signer.verdict(&alone, DOCUMENT).0, Verdict::NotAuthentic);
}

#[test]
fn more_candidates_than_are_tried_are_undecided() {
    let signer = Signer::new();
    let (info, own) = (plain(&signer), signer.certificate.clone());
    let with = |siblings: usize, info: &Vec<u8>| {
        let sibling = |number: usize| {
            let mut sibling = own.clone();
            *sibling.last_mut().unwrap() ^= u8::try_from(number).unwrap();
            sibling
        };
        let certificates: Vec<_> = (0..=siblings).rev().map(sibling).collect();
        signer.verdict(&file(slice::from_ref(info), &certificates), DOCUMENT)
    };
    assert_eq!(with(MOST_CANDIDATES - 1, &info).0, Verdict::Valid);
    let (verdict, checks) = with(MOST_CANDIDATES, &info);
    assert_eq!(verdict, Verdict::Undecided);
    assert!(checks.contains(&(Topic::Signature, Outcome::Undecided)), "{checks:?}");
    // Who says which one he means is not hidden among any number.
    let (bound, _) = parts(&signer.sign(DOCUMENT));
    assert_eq!(with(100, &bound).0, Verdict::Valid);
    // One that comes many times is one.
    let same = file(slice::from_ref(&info), &vec![own.clone(); 100]);
    assert_eq!(signer.verdict(&same, DOCUMENT).0, Verdict::Valid);
}
