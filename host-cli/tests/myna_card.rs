//! A library for cards of the successor, written by others, reads the applications of ours, accepts
//! what the municipality signed, and signs. `cargo xtask interop` puts it into docs/clients.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

use std::path::PathBuf;
use std::process::Command;
use std::thread;

use juki::pki::store;
use juki::reader::Reader as _;
use juki::reader::virtual_card::VirtualCard;
use myna_card::ap::common::CommonAp;
use myna_card::ap::jpki::{JpkiAp, SignatureScheme};
use myna_card::ap::surface::SurfaceAp;
use myna_card::ap::text::TextAp;
use myna_card::{Card, CardVerifiableCertificate, Error, Pin, Result, Transmit};

/// A folder that is removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            format!("juki-myna-card-{name}-{}-{:?}", std::process::id(), thread::current().id());
        let path = std::env::temp_dir().join(path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn juki(&self, arguments: &[&str]) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
        command.current_dir(&self.0).args(arguments).env_clear();
        command.env("JUKI_READER", "card.juki").env("JUKI_PIN_CARD", "1234");
        command.env("JUKI_PIN_AUTH", "4321").env("JUKI_PIN_SIGN", "ABC123");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

struct VirtualTransport(VirtualCard);

impl Transmit for VirtualTransport {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>> {
        self.0.transmit(command).map_err(|cause| Error::Malformed(format!("{cause:?}")))
    }
}

/// A card of this profile, issued to the sample resident, and the root that vouches for its data.
fn issued(profile: &str) -> (Folder, Card<VirtualTransport>, CardVerifiableCertificate) {
    issued_to("taro", profile)
}

/// The same for another sample.
fn issued_to(
    sample: &str,
    profile: &str,
) -> (Folder, Card<VirtualTransport>, CardVerifiableCertificate) {
    let folder = Folder::new(&format!("{sample}-{profile}"));
    folder.juki(&["authority", "init", "ca"]);
    folder.juki(&["virtual", "new", "card.juki", "--profile", profile]);
    folder.juki(&["issue", "--sample", sample, "--authority", "ca", "--placeholder", "--yes"]);
    let authority = store::load(&folder.0.join("ca"), None).unwrap();
    let root = CardVerifiableCertificate::parse(authority.cv_root()).unwrap();
    let image = VirtualCard::open(&folder.0.join("card.juki"), "test").unwrap();
    (folder, Card::new(VirtualTransport(image)), root)
}

/// Every attribute is read, and every signature of the issuer accepted.
fn text(profile: &str) {
    let (_folder, mut card, root) = issued(profile);
    let mut text = TextAp::select(&mut card).unwrap();
    let certificate = text.read_certificate().unwrap();
    certificate.verify_with(&root.public_key).unwrap();
    assert!(text.read_attributes().is_err(), "the PIN comes first");

    text.verify_pin(&Pin::numeric("1234").unwrap()).unwrap();
    assert_eq!(text.read_my_number().unwrap().as_str(), "379474484458");
    let attributes = text.read_attributes().unwrap();
    assert_eq!(attributes.split_name(), Some(("住基", "太郎")));
    assert_eq!(attributes.address, "東京都千代田区霞が関二丁目１番２号");
    text.read_ap_basic_data().unwrap();

    let integrity = text.read_integrity_record().unwrap();
    integrity.verify(&certificate.public_key).unwrap();
    let number = text.read_my_number_file().unwrap();
    assert!(integrity.matches_my_number_file(&number));
    let file = text.read_ef(0x0002).unwrap();
    assert!(integrity.matches_attributes_file(&file).unwrap());
    let mut other = file;
    *other.last_mut().unwrap() ^= 3;
    assert!(!integrity.matches_attributes_file(&other).unwrap());

    let mut common = CommonAp::select(&mut card).unwrap();
    common.read_card_info().unwrap();
}

/// Both keys sign by every scheme that the library knows, and it checks each signature with the
/// certificate.
fn schemes(profile: &str) {
    let (_folder, mut card, _) = issued(profile);
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    let token = jpki.read_token_type().unwrap();
    assert_eq!(token.name(), if profile == "juki" { "JPKIAPICCTOKEN" } else { "JPKIAPICCTOKEN2" });
    let available = jpki.read_certificate_availability().unwrap();
    assert!(available.has_auth_certificate() && available.has_sign_certificate());
    jpki.read_auth_ca_certificate().unwrap();
    jpki.read_sign_ca_certificate().unwrap();
    jpki.verify_auth_pin(&Pin::numeric("4321").unwrap()).unwrap();
    jpki.verify_sign_pin(&Pin::new("ABC123").unwrap()).unwrap();
    for scheme in [
        SignatureScheme::Verbatim,
        SignatureScheme::Sha256Bare,
        SignatureScheme::PreHashedDigestInfo,
        SignatureScheme::Sha256DigestInfo,
        SignatureScheme::PreHashedPss,
        SignatureScheme::Sha256Pss,
    ] {
        let hash = [7; 32];
        jpki.sign_with_auth_key_checked(scheme, &hash).unwrap();
        jpki.sign_with_sign_key_checked(scheme, &hash).unwrap();
    }
}

/// The visual application: every file, every signature of the issuer, and the card's own key.
fn visual(profile: &str) {
    let (_folder, mut card, root) = issued(profile);
    let mut surface = SurfaceAp::select(&mut card).unwrap();
    let certificate = surface.read_certificate().unwrap();
    certificate.verify_with(&root.public_key).unwrap();
    surface.read_ap_basic_data().unwrap();
    assert!(surface.read_card_face().is_err(), "the code comes first");
    surface.verify_code_a(&Pin::numeric("379474484458").unwrap()).unwrap();
    let issuer = &certificate.public_key;
    let face = surface.read_card_face().unwrap();
    face.verify(issuer).unwrap();
    let number = surface.read_my_number_image().unwrap();
    number.verify(issuer).unwrap();
    assert!(surface.read_age_record().is_err(), "code A does not open it");
    surface.verify_birth_date(&Pin::numeric("550229").unwrap()).unwrap();
    let age = surface.read_age_record().unwrap();
    age.verify(issuer).unwrap();
    assert_eq!([&age.public_key, &number.public_key], [&face.public_key; 2]);
    // The card holds that key: it is asked for it by no reference at all.
    let signature = surface.sign(b"challenge").unwrap();
    face.public_key.verify_pkcs1_sha256(b"challenge", &signature).unwrap();
    face.public_key.verify_pkcs1_sha256(b"another", &signature).unwrap_err();
    // Given: another bit in the photo. The signature over the face does not fit.
    let mut other = face;
    *other.signed_segments[2].last_mut().unwrap() ^= 1;
    other.verify(issuer).unwrap_err();
}

#[test]
fn visual_of_mynumber() {
    visual("mynumber");
}

#[test]
fn visual_of_juki() {
    visual("juki");
}

#[test]
fn text_of_mynumber() {
    text("mynumber");
}

#[test]
fn text_of_juki() {
    text("juki");
}

#[test]
fn text_of_p256() {
    text("p256");
}

/// Names that are more than a family name and a given one.
#[test]
fn awkward_names_are_read() {
    for (sample, name, split) in [
        ("former-surname", "住基［佐藤］　みどり", Some(("住基［佐藤］", "みどり"))),
        ("foreign-kanji", "金　英姫/金田　英子", Some(("金", "英姫/金田　英子"))),
    ] {
        let (_folder, mut card, _) = issued_to(sample, "p256");
        let mut text = TextAp::select(&mut card).unwrap();
        text.verify_pin(&Pin::numeric("1234").unwrap()).unwrap();
        let attributes = text.read_attributes().unwrap();
        assert_eq!((&*attributes.name, attributes.split_name()), (name, split));
    }
}

/// The client's own limit: 00 for what is not known of a birth is no date to it.
#[test]
fn a_birth_that_is_not_known_whole_is_not_known_to_it() {
    let (_folder, mut card, _) = issued_to("birth-unknown", "p256");
    let mut text = TextAp::select(&mut card).unwrap();
    text.verify_pin(&Pin::numeric("1234").unwrap()).unwrap();
    let file = text.read_ef(0x0002).unwrap();
    assert!(file.windows(8).any(|digits| digits == b"19370000"));
    let Err(Error::Malformed(refused)) = text.read_attributes() else { panic!("it is read") };
    assert!(refused.contains("1937"), "{refused}");
}

#[test]
fn schemes_of_mynumber() {
    schemes("mynumber");
}

#[test]
fn schemes_of_juki() {
    schemes("juki");
}

/// What docs/clients.md calls the client's own limit: it knows RSA keys only.
#[test]
fn schemes_of_p256_are_not_known_to_it() {
    let (_folder, mut card, _) = issued("p256");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    assert!(jpki.read_auth_certificate().and_then(|certificate| certificate.public_key()).is_err());
}

#[test]
fn visual_of_p256_is_not_known_to_it() {
    let (_folder, mut card, _) = issued("p256");
    let mut surface = SurfaceAp::select(&mut card).unwrap();
    surface.verify_code_a(&Pin::numeric("379474484458").unwrap()).unwrap();
    surface.read_ef(0x0002).unwrap();
    assert!(surface.read_card_face().is_err());
}
