//! Project Wycheproof: signatures made by whoever wants them to be accepted wrongly, or refused
//! wrongly, judged by the one function that judges every signature of this program.

use apdu_spec::file::Algorithm;
use card_os::crypto::software::Software;
use card_os::crypto::{Hash as _, Signature as _};
use der::Decode as _;
use juki::pki::PublicKey;
use juki::pki::signature;
use p256::ecdsa::signature::Verifier as _;
use wycheproof::{TestResult, ecdsa, rsa_pkcs1_verify};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

/// Verdicts, by what they had to be.
#[derive(Debug, Default)]
struct Count {
    valid: usize,
    invalid: usize,
    either: usize,
}

impl Count {
    fn judge(&mut self, wanted: TestResult, found: bool, what: &dyn std::fmt::Display) {
        let place = match wanted {
            TestResult::Valid => &mut self.valid,
            TestResult::Invalid => &mut self.invalid,
            TestResult::Acceptable => &mut self.either,
        };
        *place += 1;
        let right = wanted == TestResult::Acceptable || found == (wanted == TestResult::Valid);
        assert!(right, "{what}: accepted {found}, wanted {wanted:?}");
    }

    fn report(&self, name: &str) {
        println!(
            "{name}: {} valid accepted, {} invalid refused, {} left to the implementation",
            self.valid, self.invalid, self.either
        );
        assert!(self.valid > 0 && self.invalid > 0, "a test that cannot fail");
    }
}

#[test]
fn ecdsa_on_p256_with_der_signatures() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256).unwrap();
    let mut count = Count::default();
    for group in &set.test_groups {
        let key = SubjectPublicKeyInfoOwned::from_der(&group.der).unwrap();
        let algorithm = PublicKey::from_spki(&key).unwrap().signature_algorithm();
        for test in &group.tests {
            let found = signature::verify(&key, &algorithm, &test.msg, &test.sig).is_ok();
            count.judge(test.result, found, &format_args!("{} {}", test.tc_id, test.comment));
        }
    }
    count.report("ECDSA P-256 SHA-256, DER");
}

/// As XML signatures carry them: r || s. The program reads none yet; its library does.
#[test]
fn ecdsa_on_p256_with_plain_signatures() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    let mut count = Count::default();
    for group in &set.test_groups {
        let key = SubjectPublicKeyInfoOwned::from_der(&group.der).unwrap();
        let Some(PublicKey::P256(point)) = PublicKey::from_spki(&key) else { panic!("no point") };
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).unwrap();
        for test in &group.tests {
            let found = p256::ecdsa::Signature::from_slice(&test.sig)
                .is_ok_and(|signature| key.verify(&test.msg, &signature).is_ok());
            count.judge(test.result, found, &format_args!("{} {}", test.tc_id, test.comment));
        }
    }
    count.report("ECDSA P-256 SHA-256, P1363");
}

/// The card's own verification, which is not the library's.
#[test]
fn ecdsa_on_p256_by_the_card() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    let mut count = Count::default();
    for group in &set.test_groups {
        let key = SubjectPublicKeyInfoOwned::from_der(&group.der).unwrap();
        let Some(PublicKey::P256(point)) = PublicKey::from_spki(&key) else { panic!("no point") };
        for test in &group.tests {
            let hash = Software.hash(&[&test.msg]);
            let found = Software.verify(Algorithm::P256, point.as_ref(), &hash, &test.sig).is_ok();
            count.judge(test.result, found, &format_args!("{} {}", test.tc_id, test.comment));
        }
    }
    count.report("ECDSA P-256 SHA-256, the card");
}

#[test]
fn rsa_2048_pkcs1_with_sha256() {
    let name = rsa_pkcs1_verify::TestName::Rsa2048Sha256;
    let set = rsa_pkcs1_verify::TestSet::load(name).unwrap();
    let mut count = Count::default();
    for group in &set.test_groups {
        let key = SubjectPublicKeyInfoOwned::from_der(&group.der).unwrap();
        let algorithm = PublicKey::from_spki(&key).unwrap().signature_algorithm();
        for test in &group.tests {
            let found = signature::verify(&key, &algorithm, &test.msg, &test.sig).is_ok();
            count.judge(test.result, found, &format_args!("{} {}", test.tc_id, test.comment));
        }
    }
    count.report("RSA 2048 PKCS#1 v1.5 SHA-256");
}
