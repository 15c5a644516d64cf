//! Signatures that openssl makes in many ways.

use juki::finding::KeyUse;
use juki::pki::chain::{PathError, PathStatus};
use juki::pki::received::Certificate;
use juki::pki::validate_path;

use super::*;

#[test]
fn what_openssl_signs_is_judged() {
    let (signer, folder) = (Signer::new(), Folder::new("foreign"));
    signer.write(&folder.0);
    let other = certify(&signer.authority, &signer.key);
    let other = der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::LF, &other).unwrap();
    fs::write(folder.0.join("other.pem"), other).unwrap();
    let sign = "cms -sign -binary -signer cert.pem -inkey key.pem -in doc";
    let accepted: [(&str, Outcome); 11] = [
        ("-md sha256 -cades -outform DER", Outcome::Passed),
        ("-md sha256 -cades -outform PEM", Outcome::Passed),
        ("-md sha256 -cades -keyid -outform DER", Outcome::Passed),
        ("-md sha256 -cades -nodetach -outform DER", Outcome::Passed),
        ("-md sha256 -cades -nodetach -outform PEM", Outcome::Passed),
        // Indefinite length: BER.
        ("-md sha256 -cades -nodetach -stream -outform DER", Outcome::Passed),
        ("-md sha256 -cades -nodetach -stream -outform PEM", Outcome::Passed),
        ("-md sha256 -cades -stream -outform DER", Outcome::Passed),
        ("-md sha256 -cades -econtent_type 1.2.3.4 -outform DER", Outcome::Passed),
        ("-md sha256 -cades -signer other.pem -inkey key.pem -outform DER", Outcome::Passed),
        // No attribute that names the certificate.
        ("-md sha256 -outform DER", Outcome::Absent),
    ];
    for (case, binding) in accepted {
        folder.must(&format!("{sign} -certfile ca.pem {case} -out sig"));
        let (verdict, checks) = signer.verdict(&folder.read("sig"), DOCUMENT);
        assert_eq!(verdict, Verdict::Valid, "{case}: {checks:?}");
        assert!(checks.contains(&(Topic::Binding, binding)), "{case}: {checks:?}");
        assert_eq!(checks.len(), if case.contains("other.pem") { 12 } else { 6 }, "{case}");
        let (verdict, checks) = signer.verdict(&folder.read("sig"), b"another document");
        assert_eq!(verdict, Verdict::NotAuthentic, "{case}: {checks:?}");
    }
    // Without signed attributes, by hashes and algorithms that are not relied on, without the
    // certificate: openssl accepts them, and nobody says here that they are forged.
    folder.must("genrsa -out rsa.pem 2048");
    folder.must(
        "req -x509 -new -key rsa.pem -sha256 -days 10 -subj /CN=RSA -out rsa.crt \
         -addext keyUsage=critical,digitalSignature,nonRepudiation",
    );
    let pss = "cms -sign -binary -in doc -signer rsa.crt -inkey rsa.pem -outform DER \
               -keyopt rsa_padding_mode:pss";
    for (case, open) in [
        (format!("{sign} -md sha256 -noattr -outform DER"), Topic::Signature),
        (format!("{sign} -md sha256 -nocerts -cades -outform DER"), Topic::Signature),
        (format!("{sign} -md sha1 -cades -outform DER"), Topic::Document),
        (format!("{sign} -md sha384 -cades -outform DER"), Topic::Document),
        (format!("{sign} -md sha512 -cades -outform DER"), Topic::Signature),
        (format!("{pss} -md sha256 -cades"), Topic::Signature),
    ] {
        folder.must(&format!("{case} -out sig"));
        let (_, checks) = signer.verdict(&folder.read("sig"), DOCUMENT);
        assert!(checks.contains(&(open, Outcome::Undecided)), "{case}: {checks:?}");
        let own = checks.iter().filter(|(topic, _)| {
            matches!(topic, Topic::Document | Topic::Signature | Topic::Binding)
        });
        assert!(own.clone().all(|(_, found)| *found != Outcome::Failed), "{case}: {checks:?}");
        if !case.contains("pss") {
            let verdict = signer.verdict(&folder.read("sig"), DOCUMENT).0;
            assert_eq!(verdict, Verdict::Undecided, "{case}: {checks:?}");
        }
    }
}

#[test]
fn what_is_open_is_told_with_what_helps() {
    let (signer, folder) = (Signer::new(), Folder::new("advice"));
    signer.write(&folder.0);
    folder.must("genrsa -out rsa.pem 2048");
    folder.must(
        "req -x509 -new -key rsa.pem -sha256 -days 10 -subj /CN=RSA -out rsa.crt \
         -addext keyUsage=critical,digitalSignature,nonRepudiation,keyCertSign",
    );
    let sign = "cms -sign -binary -in doc -outform DER -out sig";
    let own = "-signer cert.pem -inkey key.pem";
    let rsa = "-signer rsa.crt -inkey rsa.pem";
    for (case, advice, named) in [
        (
            format!("{own} -md sha256 -noattr"),
            SignatureRequirement::Attributes,
            "signed attributes",
        ),
        (
            format!("{own} -md sha256 -nocerts -cades"),
            SignatureRequirement::Certificate,
            "come along",
        ),
        (format!("{own} -md sha1 -cades"), SignatureRequirement::Algorithm, "1.3.14.3.2.26"),
        (
            format!("{own} -md sha512 -cades"),
            SignatureRequirement::Algorithm,
            "2.16.840.1.101.3.4.2.3",
        ),
        // The key is what is named first; the hash is at fault.
        (format!("{rsa} -md sha1"), SignatureRequirement::Algorithm, "1.3.14.3.2.26"),
        (
            format!("{rsa} -md sha256 -keyopt rsa_padding_mode:pss"),
            SignatureRequirement::Algorithm,
            "1.2.840.113549.1.1.10",
        ),
    ] {
        folder.must(&format!("{sign} {case}"));
        let signatures = Signatures::read(&folder.read("sig")).unwrap();
        let mut trust = signer.trust();
        if case.contains("rsa.crt") {
            trust.add("rsa", &folder.read("rsa.crt")).unwrap();
        }
        let hash = juki::sign::digest(DOCUMENT).unwrap();
        let terms = terms(&trust, Revocation::Skip, now());
        let report = document::verify(&signatures, &Some(hash), &terms).remove(0);
        let english = Locale::new(Language::English);
        let said = documents::lines(&report.checks, &english);
        assert_eq!(report.verdict(), Verdict::Undecided, "{case}: {said}");
        let told = verdict::advice(&report.checks);
        assert_eq!(told, [Advice::SignAgain(advice)], "{case}: {said}");
        assert!(said.contains(named) && !said.contains("rsaEncryption"), "{case}: {said}");
    }
}

/// What a certificate is said to be for is what it is judged to be for: without extended key usage,
/// and with one for everything, too.
#[test]
fn what_a_key_is_for_is_what_it_is_judged_for() {
    let folder = Folder::new("key-use");
    folder.must("genrsa -out rsa.pem 2048");
    for (usage, expected) in [
        ("digitalSignature", KeyUse::Authentication),
        ("digitalSignature -addext extendedKeyUsage=2.5.29.37.0", KeyUse::Authentication),
        ("digitalSignature -addext extendedKeyUsage=clientAuth", KeyUse::Authentication),
        ("digitalSignature -addext extendedKeyUsage=emailProtection", KeyUse::Mail),
        ("digitalSignature -addext extendedKeyUsage=serverAuth", KeyUse::Other),
        ("nonRepudiation", KeyUse::Signing),
        ("nonRepudiation -addext extendedKeyUsage=2.5.29.37.0", KeyUse::Signing),
        ("nonRepudiation -addext extendedKeyUsage=clientAuth", KeyUse::Other),
        ("keyEncipherment", KeyUse::NoSignatures),
    ] {
        folder.must(&format!(
            "req -x509 -new -key rsa.pem -sha256 -days 10 -subj /CN=RSA -outform DER -out rsa.der \
             -addext keyUsage=critical,{usage}"
        ));
        let der = folder.read("rsa.der");
        let found = KeyUse::of(&Certificate::read(&der).unwrap());
        assert_eq!(found, expected, "{usage}");
        let mut trust = TrustStore::new();
        trust.add("rsa", &der).unwrap();
        for purpose in Purpose::ALL {
            let skip = Revocation::Skip;
            let judged = validate_path(&der, &[], &trust, purpose, skip, now()).path_status;
            let other = matches!(judged, PathStatus::Undetermined(PathError::OtherUse));
            let refused = other || matches!(judged, PathStatus::Invalid(PathError::Purpose));
            assert_eq!(refused, found.purpose() != Some(purpose), "{usage}: {judged:?}");
        }
    }
}
