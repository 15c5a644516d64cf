//! openssl as the judge: a signature made by the card, under the public key that the card gave
//! out.

#[path = "support/card.rs"]
mod support;

use std::fs;
use std::process::Command;

use apdu_spec::tlv;
use support::TestCard;
use test_vectors::scenario;

/// SubjectPublicKeyInfo of a P-256 key up to the point (RFC 5480).
const SPKI: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

const MESSAGE: &[u8] = "住民基本台帳カード".as_bytes();

#[test]
fn openssl_accepts_a_signature_of_the_card_and_rejects_it_for_another_message() {
    let mut card = TestCard::blank();
    scenario::administrator(&mut card).unwrap();
    card.done("00 E0 00 00 [62{ 82{09} 83{0017} A5{ 81{11} 82{01} } AB{ 84{2A} 90{} } }]");
    let answer = card.done("0046808000");
    card.done("00440000");
    let point = tlv::find(tlv::find(&answer, 0x7F49u16).unwrap(), 0x86u8).unwrap();
    let hash = hex::encode(sha256(MESSAGE));
    let signature = card.done(&format!("002A9E9A20{hash}00"));

    let folder = std::env::temp_dir().join(format!("card-os-openssl-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let key = file("key.der", &hex::decode(format!("{SPKI}{}", hex::encode(point))).unwrap());
    let signature = file("signature.der", &signature);
    let verdict = |message: &[u8]| {
        let message = file("message", message);
        let output = Command::new("openssl")
            .args(["dgst", "-sha256", "-keyform", "DER", "-verify"])
            .args([&key, std::path::Path::new("-signature"), &signature, &message])
            .output()
            .expect("openssl is there (cargo xtask test --install)");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    let (right, wrong) = (verdict(MESSAGE), verdict(b"another message"));
    fs::remove_dir_all(&folder).unwrap();
    println!("openssl: {right}; for another message: {wrong}");
    assert_eq!(right, "Verified OK");
    assert_ne!(wrong, "Verified OK");
}

fn sha256(message: &[u8]) -> [u8; 32] {
    use card_os::crypto::{Crypto, software::Software};
    Software.hash(&[message])
}
