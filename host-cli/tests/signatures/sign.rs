//! Signatures with `openssl` as judge, and the other way round. The key is a software key whose
//! certificate a test authority issued.

use apdu_spec::profile::KeyType;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{CertificateSet, SignedData, SignerInfos};
use der::asn1::{Any, OctetString};
use der::{DateTime, Decode, Encode};
use getrandom::SysRng;
use juki::finding::{Advice, Outcome, SignatureRequirement};
use juki::locale::{Language, Locale};
use juki::pki::{Purpose, Revocation, TrustStore};
use juki::sign::cms as own;
use juki::sign::cms::{CmsError, DetachedDocument, Signatures};
use juki::sign::file_kind::OtherFileKind;
use juki::sign::{NoSignature, SignError, read, sign};
use juki::texts::documents;
use juki::verify::verdict::{Topic, Verdict};
use juki::verify::{document, verdict};
use p256::ecdsa::signature::Signer as _;
use rand_core::{Rng as _, UnwrapErr};
use x509_cert::Certificate;

use crate::signer::{DOCUMENT, Signer, certify, changed, key, now, terms};
use juki::pki::Issuer;

mod made_by_openssl;

/// A folder of its own for a test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-sign-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn openssl(&self, arguments: &str) -> Output {
        let arguments = arguments.split_whitespace();
        Command::new("openssl").args(arguments).current_dir(&self.0).output().unwrap()
    }

    fn must(&self, arguments: &str) {
        let output = self.openssl(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments}: {error}");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn openssl_accepts_a_signature_and_rejects_an_altered_document() {
    let (signer, folder) = (Signer::new(), Folder::new("judge"));
    signer.write(&folder.0);
    let der = signer.sign(DOCUMENT);
    fs::write(folder.0.join("doc.p7s"), &der).unwrap();
    let verify = "cms -verify -cades -binary -inform DER -in doc.p7s -CAfile ca.pem -out out \
                  -content";
    folder.must(&format!("{verify} doc"));
    fs::write(folder.0.join("other"), b"another document").unwrap();
    assert!(!folder.openssl(&format!("{verify} other")).status.success());
    // The same in PEM.
    fs::write(folder.0.join("doc.pem"), own::to_pem(&der).unwrap()).unwrap();
    folder.must("cms -verify -binary -inform PEM -in doc.pem -CAfile ca.pem -out out -content doc");
    // DER: what openssl writes again is the same.
    folder.must("cms -cmsout -inform DER -in doc.p7s -outform DER -out again.p7s");
    assert_eq!(folder.read("again.p7s"), der);
}

#[test]
fn a_signature_by_an_rsa_card_is_accepted() {
    let (signer, folder) = (Signer::new(), Folder::new("rsa"));
    signer.write(&folder.0);
    folder.must("genrsa -out rsa.pem 2048");
    folder.must(
        "req -x509 -new -key rsa.pem -sha256 -days 10 -subj /CN=RSA -out root.pem \
         -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign",
    );
    folder.must("genrsa -out holder.pem 2048");
    fs::write(folder.0.join("ext"), "keyUsage=critical,digitalSignature,nonRepudiation\n").unwrap();
    folder.must("req -new -key holder.pem -subj /CN=Holder -out holder.csr");
    folder.must(
        "x509 -req -in holder.csr -CA root.pem -CAkey rsa.pem -days 10 -sha256 -extfile ext \
         -out holder.crt",
    );
    folder.must(
        "cms -sign -cades -binary -md sha256 -signer holder.crt -inkey holder.pem -in doc \
         -outform DER -out sig",
    );
    let signatures = Signatures::read(&folder.read("sig")).unwrap();
    let mut trust = TrustStore::new();
    trust.add("root", &folder.read("root.pem")).unwrap();
    let hash = juki::sign::digest(DOCUMENT).unwrap();
    let judge = |revocation| {
        let terms = terms(&trust, revocation, now());
        let signers = document::verify(&signatures, &Some(hash), &terms);
        document::verdict(&signers)
    };
    assert_eq!(judge(Revocation::Skip), Verdict::Valid);
    assert_eq!(judge(Revocation::File), Verdict::Undecided, "there is no list");
}

#[test]
fn every_altered_byte_is_noticed() {
    let signer = Signer::new();
    let der = signer.sign(DOCUMENT);
    assert_eq!(signer.verdict(&der, DOCUMENT).0, Verdict::Valid);
    let certificate = find(&der, &signer.certificate);
    let authority =
        find(&der, signer.authority.ca_certificate(Issuer::new(Purpose::Signing, KeyType::P256)));
    for at in 0..der.len() {
        let mut altered = der.clone();
        altered[at] ^= 1;
        let Ok(signatures) = Signatures::read(&altered) else {
            continue;
        };
        let hash = juki::sign::digest(DOCUMENT).unwrap();
        let trust = signer.trust();
        let signers =
            document::verify(&signatures, &Some(hash), &terms(&trust, Revocation::File, now()));
        let verdict = document::verdict(&signers);
        // The authority's certificate is a hint, and so are the versions and the list of
        // algorithms before the certificates; the signer's version follows two headers behind
        // them.
        let hint = authority.contains(&at)
            || at < certificate.start.min(authority.start)
            || at == certificate.end.max(authority.end) + 10;
        let around = hex::encode(&der[at.saturating_sub(8)..der.len().min(at + 8)]);
        assert!(hint || verdict != Verdict::Valid, "byte {at} of {}, {around}", der.len());
    }
}

fn find(whole: &[u8], part: &[u8]) -> std::ops::Range<usize> {
    let start = whole.windows(part.len()).position(|window| window == part).unwrap();
    start..start + part.len()
}

#[test]
fn any_bytes_are_read_without_harm() {
    let signer = Signer::new();
    let der = signer.sign(DOCUMENT);
    let hash = juki::sign::digest(DOCUMENT).unwrap();
    let (trust, mut rng) = (signer.trust(), UnwrapErr(SysRng));
    let mut pick = |below: usize| usize::try_from(rng.next_u64() % below as u64).unwrap();
    for _ in 0..3000 {
        let mut bytes = der.clone();
        for _ in 0..=pick(4) {
            let at = pick(bytes.len());
            match pick(4) {
                0 => bytes[at] = u8::try_from(pick(256)).unwrap(),
                1 => bytes.truncate(at + 1),
                2 => bytes.insert(at, 0x80),
                _ => drop(bytes.drain(at..(at + pick(64) + 1).min(bytes.len()))),
            }
            if bytes.is_empty() {
                bytes.push(0x30);
            }
        }
        let Ok(signatures) = Signatures::read(&bytes) else {
            continue;
        };
        let terms = terms(&trust, Revocation::File, now());
        let judged = document::verify(&signatures, &Some(hash), &terms);
        assert!(!judged.is_empty());
    }
}

#[test]
fn a_part_of_a_signature_is_none() {
    let signer = Signer::new();
    let der = signer.sign(DOCUMENT);
    for end in 0..der.len() {
        // As soon as there is enough to see that it is one, it is one that is cut off.
        let expected = match end {
            0 => NoSignature::OtherFile(OtherFileKind::Empty),
            1..6 => NoSignature::Unknown,
            _ => NoSignature::Format(CmsError::Damaged.into()),
        };
        assert_eq!(read(&der[..end]).err(), Some(expected), "{end} of {}", der.len());
    }
    assert!(matches!(Signatures::read(DOCUMENT), Err(CmsError::NotCms)));
    let certificate = NoSignature::OtherFile(OtherFileKind::Certificate);
    assert_eq!(read(&signer.certificate).err(), Some(certificate));
    let bag = ContentInfo::try_from(Certificate::from_der(&signer.certificate).unwrap()).unwrap();
    let read = Signatures::read(&bag.to_der().unwrap());
    assert!(matches!(read, Err(CmsError::NoSigner)));
}

#[test]
fn another_certificate_with_the_same_key_is_noticed() {
    let signer = Signer::new();
    // Same key, same authority, another certificate: only the attribute tells them apart.
    let other = certify(&signer.authority, &signer.key);
    let parsed = Certificate::from_der(&other).unwrap();
    let swapped = changed(&signer.sign(DOCUMENT), |signed| {
        let choices = vec![CertificateChoices::Certificate(parsed.clone())];
        signed.certificates = Some(CertificateSet::try_from(choices).unwrap());
        let mut infos: Vec<_> = signed.signer_infos.0.iter().cloned().collect();
        infos[0].sid = cms::signed_data::SignerIdentifier::IssuerAndSerialNumber(
            cms::cert::IssuerAndSerialNumber {
                issuer: parsed.tbs_certificate().issuer().clone(),
                serial_number: parsed.tbs_certificate().serial_number().clone(),
            },
        );
        signed.signer_infos = SignerInfos::try_from(infos).unwrap();
    });
    let (verdict, checks) = signer.verdict(&swapped, DOCUMENT);
    assert_eq!(verdict, Verdict::NotAuthentic);
    assert!(checks.contains(&(Topic::Signature, Outcome::Passed)), "{checks:?}");
    assert!(checks.contains(&(Topic::Binding, Outcome::Failed)), "{checks:?}");
}

#[test]
fn a_certificate_that_was_added_hides_no_other() {
    let (signer, folder) = (Signer::new(), Folder::new("added"));
    signer.write(&folder.0);
    folder.must(
        "cms -sign -binary -md sha256 -cades -keyid -signer cert.pem -inkey key.pem -in doc \
         -outform DER -out sig",
    );
    let original = folder.read("sig");
    // Same key, same key identifier; one time in two the other one comes first.
    let own = Certificate::from_der(&signer.certificate).unwrap();
    for _ in 0..8 {
        let other = Certificate::from_der(&certify(&signer.authority, &signer.key)).unwrap();
        let both = changed(&original, |signed| {
            let both = [&own, &other].map(|found| CertificateChoices::Certificate(found.clone()));
            let set = CertificateSet::try_from(both.to_vec()).unwrap();
            signed.certificates = Some(set);
        });
        let (verdict, checks) = signer.verdict(&both, DOCUMENT);
        assert_eq!(verdict, Verdict::Valid, "{checks:?}");
    }
}

#[test]
fn the_worst_of_several_signers_decides() {
    let signer = Signer::new();
    let good = signer.sign(DOCUMENT);
    let bad = signer.sign(b"another document");
    let others: SignedData = ContentInfo::from_der(&bad).unwrap().content.decode_as().unwrap();
    let both = changed(&good, |signed| {
        let mut infos: Vec<_> = signed.signer_infos.0.iter().cloned().collect();
        infos.extend(others.signer_infos.0.iter().cloned());
        signed.signer_infos = SignerInfos::try_from(infos).unwrap();
    });
    let (verdict, checks) = signer.verdict(&both, DOCUMENT);
    assert_eq!(checks.len(), 12);
    assert_eq!(verdict, Verdict::NotAuthentic);
}

#[test]
fn attributes_are_judged_in_the_order_in_which_they_came() {
    let (signer, folder) = (Signer::new(), Folder::new("order"));
    signer.write(&folder.0);
    let der = signer.sign(DOCUMENT);
    let info = ContentInfo::from_der(&der).unwrap();
    let signed: SignedData = info.content.decode_as().unwrap();
    let first = signed.signer_infos.0.iter().next().unwrap();
    let attributes = first.signed_attrs.as_ref().unwrap();
    // The last attribute before the others: the same set, and no DER.
    let parts: Vec<Vec<u8>> =
        attributes.iter().map(|attribute| attribute.to_der().unwrap()).collect();
    let (last, rest) = parts.split_last().unwrap();
    let moved = [&last[..], &rest.concat()].concat();
    let place = find(&der, &parts.concat());
    let mut shuffled = der.clone();
    shuffled.splice(place.clone(), moved.clone());
    assert_ne!(shuffled, der);
    let openssl = |signature: &[u8]| {
        fs::write(folder.0.join("sig"), signature).unwrap();
        let verify = "cms -verify -binary -inform DER -in sig -CAfile ca.pem -out out -content doc";
        folder.openssl(verify).status.success()
    };
    // Signed in the order of DER, sent in another: RFC 5652 takes it, openssl does not.
    assert!(!openssl(&shuffled));
    let (verdict, checks) = signer.verdict(&shuffled, DOCUMENT);
    assert_eq!(verdict, Verdict::Undecided, "{checks:?}");
    assert!(checks.contains(&(Topic::Signature, Outcome::Undecided)), "{checks:?}");

    // Signed and sent in an order that is not that of DER.
    let whole = attributes.to_der().unwrap();
    let header = &whole[..whole.len() - moved.len()];
    let signature: p256::ecdsa::DerSignature = signer.key.sign(&[header, &moved].concat());
    let shuffled = changed(&der, |signed| {
        let mut infos: Vec<_> = signed.signer_infos.0.iter().cloned().collect();
        infos[0].signature = OctetString::new(signature.as_bytes()).unwrap();
        signed.signer_infos = SignerInfos::try_from(infos).unwrap();
    });
    let mut own_order = shuffled.clone();
    let place = find(&shuffled, &parts.concat());
    own_order.splice(place, [&last[..], &rest.concat()].concat());
    assert!(openssl(&own_order));
    assert_eq!(signer.verdict(&own_order, DOCUMENT).0, Verdict::Valid);
    // Neither in the order in which they came nor in any other.
    assert!(!openssl(&shuffled));
    assert_eq!(signer.verdict(&shuffled, DOCUMENT).0, Verdict::NotAuthentic);
}

#[test]
fn a_document_inside_must_be_the_one_beside() {
    let signer = Signer::new();
    let inside = changed(&signer.sign(DOCUMENT), |signed| {
        let content = OctetString::new(DOCUMENT).unwrap();
        signed.encap_content_info.econtent = Some(Any::encode_from(&content).unwrap());
    });
    assert_eq!(signer.verdict(&inside, DOCUMENT).0, Verdict::Valid);
    assert_eq!(signer.verdict(&inside, b"another document").0, Verdict::NotAuthentic);
    let signatures = Signatures::read(&inside).unwrap();
    let trust = signer.trust();
    let terms = terms(&trust, Revocation::File, now());
    let alone = document::verify(&signatures, &None, &terms);
    assert_eq!(document::verdict(&alone), Verdict::Valid);
    let beside = Signatures::read(&signer.sign(DOCUMENT)).unwrap();
    let nothing = document::verify(&beside, &None, &terms);
    assert!(!nothing[0].has_document(), "there is nothing to judge");
    assert_eq!(document::verdict(&nothing), Verdict::Undecided);
}

#[test]
fn trust_and_time_decide() {
    let signer = Signer::new();
    let der = signer.sign(DOCUMENT);
    let later = DateTime::new(2029, 4, 2, 0, 0, 0).unwrap();
    assert_eq!(signer.verdict_at(&der, DOCUMENT, later).0, Verdict::NotInForce, "expired");
    let (signatures, hash) =
        (Signatures::read(&der).unwrap(), juki::sign::digest(DOCUMENT).unwrap());
    let judge = |trust: &TrustStore, revocation| {
        let signers = document::verify(&signatures, &Some(hash), &terms(trust, revocation, now()));
        document::verdict(&signers)
    };
    assert_eq!(judge(&TrustStore::new(), Revocation::File), Verdict::Undecided, "no trust");
    let other = Signer::new();
    assert_eq!(judge(&other.trust(), Revocation::File), Verdict::Undecided, "foreign");
    let mut without_list = TrustStore::new();
    without_list
        .add("ca", signer.authority.ca_certificate(Issuer::new(Purpose::Signing, KeyType::P256)))
        .unwrap();
    assert_eq!(judge(&without_list, Revocation::File), Verdict::Undecided, "no list");
    assert_eq!(judge(&without_list, Revocation::Skip), Verdict::Valid);
}

#[test]
fn a_key_that_is_not_in_the_certificate_signs_nothing() {
    let signer = Signer::new();
    let wrong = Signer { key: key(), ..signer };
    let hash = juki::sign::digest(DOCUMENT).unwrap();
    let refused = sign(&mut &wrong, &DetachedDocument(hash), now());
    assert_eq!(refused, Err(SignError::WrongKey));
}

#[test]
fn a_certificate_that_is_not_valid_signs_nothing() {
    let signer = Signer::new();
    let hash = juki::sign::digest(DOCUMENT).unwrap();
    let sign_in = |year| {
        let then = DateTime::new(year, 4, 2, 0, 0, 0).unwrap();
        sign(&mut &signer, &DetachedDocument(hash), then)
    };
    assert!(matches!(sign_in(2020), Err(SignError::NotYet(_))));
    assert!(matches!(sign_in(2030), Err(SignError::Expired(_))));
}

/// The card may sign with it all the same: that nobody here can check it is no word against it, and
/// the card is not asked.
#[test]
fn a_key_of_another_kind_is_not_called_a_wrong_one() {
    let folder = Folder::new("p384");
    folder.must(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout key.pem -days 10 \
         -subj /CN=P-384 -outform DER -out cert",
    );
    let signer = Signer::new();
    let other = Signer { certificate: folder.read("cert"), ..signer };
    let hash = juki::sign::digest(DOCUMENT).unwrap();
    let Err(SignError::Key(kind)) = sign(&mut &other, &DetachedDocument(hash), now()) else {
        panic!("another kind of key");
    };
    assert!(kind.to_string().contains("secp384r1"), "{kind}");
}
