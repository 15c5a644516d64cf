//! openssl verifies signatures of the card by the public key that the card returned.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use apdu_spec::file::{Algorithm, PublicKey};
use apdu_spec::status::StatusWord;
use card_os_testing::card::{IDENTITY, TestCard};
use test_vectors::scenario;

/// SubjectPublicKeyInfo of a P-256 key up to the point (RFC 5480).
const P256_SPKI: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
/// The same of an RSA-2048 key up to the modulus (RFC 3279, 2.3.1), and what follows that.
const RSA_SPKI: &str = "30820122300d06092a864886f70d01010105000382010f003082010a0282010100";
const RSA_EXPONENT: &str = "0203010001";

const MESSAGE: &[u8] = "住民基本台帳カード".as_bytes();

/// What openssl says when a signature is right.
const RIGHT: &str = "Verified OK";

/// openssl with a public key of the card.
struct OpensslVerifier {
    folder: PathBuf,
}

impl OpensslVerifier {
    /// Takes the public key template that the card gave out.
    fn new(template: &[u8]) -> Self {
        static JUDGES: AtomicUsize = AtomicUsize::new(0);
        let name = (std::process::id(), JUDGES.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(format!("card-os-openssl-{}-{}", name.0, name.1));
        fs::create_dir_all(&folder).unwrap();
        let key = PublicKey::parse(template).unwrap();
        let value = hex::encode(key.value);
        let spki = match key.algorithm {
            Algorithm::Rsa2048 => format!("{RSA_SPKI}{value}{RSA_EXPONENT}"),
            _ => format!("{P256_SPKI}{value}"),
        };
        let judge = Self { folder };
        judge.file("key.der", &hex::decode(spki).unwrap());
        judge
    }

    fn file(&self, name: &str, content: &[u8]) {
        fs::write(self.folder.join(name), content).unwrap();
    }

    fn openssl(&self, arguments: &[&str]) -> Vec<u8> {
        let output = Command::new("openssl").args(arguments).current_dir(&self.folder).output();
        output.expect("openssl is there (cargo xtask test --install)").stdout
    }

    /// Its verdict on a signature over a message; `options` are of `openssl dgst`.
    fn verdict(&self, signature: &[u8], message: &[u8], options: &[&str]) -> String {
        self.file("signature", signature);
        self.file("message", message);
        let mut arguments = vec!["dgst", "-sha256", "-keyform", "DER", "-verify", "key.der"];
        arguments.extend(options);
        arguments.extend(["-signature", "signature", "message"]);
        String::from_utf8_lossy(&self.openssl(&arguments)).trim().to_owned()
    }

    /// The content of a PKCS#1 block of type 1.
    fn recovered(&self, signature: &[u8]) -> Vec<u8> {
        self.file("signature", signature);
        let key = ["-pubin", "-keyform", "DER", "-inkey", "key.der"];
        self.openssl(&[&["pkeyutl", "-verifyrecover", "-in", "signature"], &key[..]].concat())
    }
}

impl Drop for OpensslVerifier {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A card with one key pair, 0017, that signs and authenticates for everybody.
fn card(algorithm: Algorithm) -> (TestCard, OpensslVerifier) {
    let mut card = TestCard::blank();
    scenario::administrator(&mut card).unwrap();
    let code = algorithm.to_byte();
    card.done(&format!(
        "00 E0 00 00 [62{{ 82{{09}} 83{{0017}} A5{{ 81{{{code:02X}}} 82{{03}} }} AB{{ 84{{2A88}} 90{{}} }} }}]"
    ));
    let template = card.done("00 46 80 97 00 00 00");
    card.done("00 44 00 00");
    (card, OpensslVerifier::new(&template))
}

fn sha256(message: &[u8]) -> [u8; 32] {
    use card_os::crypto::{Hash as _, software::Software};
    Software.hash(&[message])
}

#[test]
fn openssl_accepts_a_p256_signature_of_the_card_and_rejects_it_for_another_message() {
    let (mut card, judge) = card(Algorithm::P256);
    let hash = hex::encode(sha256(MESSAGE));
    let message = hex::encode(MESSAGE);
    for command in [
        format!("00 2A 9E 9A [{hash}] 00"),
        format!("80 2A 00 97 [{hash}] 00"),
        format!("80 2A 00 97 [3031300D060960864801650304020105000420 {hash}] 00"),
        format!("80 2A 01 97 [{message}] 00"),
        format!("80 2A 03 97 [{message}] 00"),
    ] {
        let signature = card.done(&command);
        assert_eq!(judge.verdict(&signature, MESSAGE, &[]), RIGHT, "{command}");
        assert_ne!(judge.verdict(&signature, b"another message", &[]), RIGHT);
    }
}

#[test]
fn openssl_accepts_rsa_signatures_of_the_card_and_rejects_them_for_another_message() {
    const PSS: &[&str] = &["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"];
    let (mut card, judge) = card(Algorithm::Rsa2048);
    let checked =
        judge.openssl(&["pkey", "-pubin", "-inform", "DER", "-in", "key.der", "-pubcheck"]);
    assert!(checked.starts_with(b"Key is valid"), "{}", String::from_utf8_lossy(&checked));
    let hash = hex::encode(sha256(MESSAGE));
    let message = hex::encode(MESSAGE);
    for (command, options) in [
        (format!("00 2A 9E 9A [{hash}] 00"), &[][..]),
        (format!("80 2A 00 97 [3031300D060960864801650304020105000420 {hash}] 00"), &[]),
        (format!("80 2A 02 97 [{hash}] 00"), &[]),
        (format!("80 2A 03 97 [{message}] 00"), &[]),
        (format!("80 2A 04 97 [{hash}] 00"), PSS),
        (format!("80 2A 05 97 [{message}] 00"), PSS),
    ] {
        let signature = card.done(&command);
        assert_eq!(signature.len(), 256);
        assert_eq!(judge.verdict(&signature, MESSAGE, options), RIGHT, "{command}");
        assert_ne!(judge.verdict(&signature, b"another message", options), RIGHT);
    }
}

#[test]
fn what_is_signed_bare_stands_in_the_block_as_it_came() {
    let (mut card, judge) = card(Algorithm::Rsa2048);
    let signature = card.done("80 2A 00 97 [0102030405] 00");
    assert_eq!(judge.recovered(&signature), [1, 2, 3, 4, 5]);
    let signature = card.done(&format!("80 2A 01 97 [{}] 00", hex::encode(MESSAGE)));
    assert_eq!(judge.recovered(&signature), sha256(MESSAGE));
}

/// More than a short command holds: in a chain, and with extended length.
#[test]
fn the_card_hashes_long_data() {
    let (mut card, judge) = card(Algorithm::Rsa2048);
    let message: Vec<u8> = (0..1000u32).map(|number| number.to_be_bytes()[3]).collect();
    let (begin, end) = message.split_at(900);
    for part in begin.chunks(250) {
        card.done(&format!("90 2A 03 97 [{}]", hex::encode(part)));
    }
    let chained = card.done(&format!("80 2A 03 97 [{}] 00", hex::encode(end)));
    assert_eq!(judge.verdict(&chained, &message, &[]), RIGHT);
    let extended = card.done(&format!("80 2A 03 97 00 03E8 {} 0000", hex::encode(&message)));
    assert_eq!(extended, chained);
}

#[test]
fn internal_authenticate_signs_the_challenge_in_the_domain_of_the_card() {
    for algorithm in [Algorithm::P256, Algorithm::Rsa2048] {
        let (mut card, judge) = card(algorithm);
        let signature = card.done("00 88 00 97 [0001020304050607] 00");
        let message = [&[0x02][..], &IDENTITY.serial, &[0, 1, 2, 3, 4, 5, 6, 7]].concat();
        assert_eq!(judge.verdict(&signature, &message, &[]), RIGHT);
    }
}

/// The hash code is made by the card: of a whole message, or of its rest after blocks that were
/// hashed outside.
#[test]
fn openssl_accepts_a_signature_over_a_hash_made_on_the_card() {
    for algorithm in [Algorithm::P256, Algorithm::Rsa2048] {
        let (mut card, judge) = card(algorithm);
        card.done("00 22 41 B6 [84{97}]");
        let hash = card.done(&format!("00 2A 90 80 [{}] 00", hex::encode(MESSAGE)));
        assert_eq!(hash, sha256(MESSAGE));
        let signature = card.done("00 2A 9E 9A 00");
        assert_eq!(judge.verdict(&signature, MESSAGE, &[]), RIGHT);

        // The intermediate hash code after 64 times "a", as FIPS 180-4 has it.
        let state = "DF5BB81CE81E0626FB45A8944FD40F31B25E6816D6D499C1AB90492900635E66";
        card.done(&format!("00 2A 90 A0 [90{{{state} 0000000000000200}} 80{{\"rest\"}}]"));
        let signature = card.done("00 2A 9E 9A 00");
        let message = [&[b'a'; 64][..], b"rest"].concat();
        assert_eq!(judge.verdict(&signature, &message, &[]), RIGHT);
    }
}

/// What openssl accepts the card verifies, and nothing else.
#[test]
fn the_card_verifies_its_own_signatures_as_openssl_does() {
    for algorithm in [Algorithm::P256, Algorithm::Rsa2048] {
        let mut card = TestCard::blank();
        scenario::administrator(&mut card).unwrap();
        let code = algorithm.to_byte();
        card.done(&format!(
            "00 E0 00 00 [62{{ 82{{09}} 83{{0017}} A5{{ 81{{{code:02X}}} 82{{01}} }} AB{{ 80{{01}} 90{{}} 84{{2A}} 90{{}} }} }}]"
        ));
        let judge = OpensslVerifier::new(&card.done("00 46 80 97 00 00 00"));
        card.done("00 44 00 00");
        card.done("00 22 C1 B6 [84{97}]");
        let hash = sha256(MESSAGE);
        for flipped in [None, Some(0), Some(20), Some(50)] {
            let given = hex::encode(hash);
            let mut signature = card.done(&format!("00 2A 9E 9A [{given}] 00"));
            if let Some(at) = flipped {
                signature[at] ^= 1;
            }
            let right = judge.verdict(&signature, MESSAGE, &[]) == RIGHT;
            assert_eq!(right, flipped.is_none());
            let signature = hex::encode(signature);
            let (_, status) = card.send(&format!("00 2A 00 A8 [9E{{{signature}}} 9A{{{given}}}]"));
            assert_eq!(status == StatusWord::SUCCESS, right, "{status:?}");
            assert!(right || status == StatusWord::VERIFICATION_FAILED, "{status:?}");
            card.done(&format!("00 2A 90 80 [{}]", hex::encode(MESSAGE)));
            let (_, status) = card.send(&format!("00 2A 00 A8 [9E{{{signature}}}]"));
            assert_eq!(status == StatusWord::SUCCESS, right, "over the card's hash: {status:?}");
        }
    }
}

/// Both parties come to the same secret; openssl has made its own key pair.
#[test]
fn the_card_agrees_with_openssl() {
    let mut card = TestCard::blank();
    scenario::administrator(&mut card).unwrap();
    card.done("00 E0 00 00 [62{ 82{09} 83{0017} A5{ 81{11} 82{10} } AB{ 84{2A} 90{} } }]");
    let judge = OpensslVerifier::new(&card.done("00 46 80 97 00"));
    card.done("00 44 00 00");
    card.done("00 22 41 B8 [80{05} 84{97}]");
    for number in 0..8 {
        let own = format!("own-{number}.der");
        let curve = ["-pkeyopt", "ec_paramgen_curve:P-256", "-outform", "DER", "-out", &own];
        judge.openssl(&[&["genpkey", "-algorithm", "EC"], &curve[..]].concat());
        let public =
            judge.openssl(&["pkey", "-inform", "DER", "-in", &own, "-pubout", "-outform", "DER"]);
        let point = hex::encode(&public[public.len() - 65..]);
        let secret = card.done(&format!("00 2A 80 86 [A6{{ 7F49{{ 86{{{point}}} }} }}] 00"));
        let keys = ["-keyform", "DER", "-inkey", &own, "-peerform", "DER", "-peerkey", "key.der"];
        assert_eq!(secret, judge.openssl(&[&["pkeyutl", "-derive"], &keys[..]].concat()));
        assert_eq!(secret.len(), 32);
    }
}
