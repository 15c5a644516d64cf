//! A library for cards of the successor, written by others, reads the text application of ours,
//! and accepts what the municipality signed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

use std::path::PathBuf;
use std::process::Command;

use juki::pki::store;
use juki::reader::Reader as _;
use juki::reader::virtual_card::VirtualCard;
use myna_card::{Card, CardVerifiableCertificate, Error, Pin, Result, Transmit};

/// A folder that is removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("juki-myna-card-{}", std::process::id()));
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

struct Virtual(VirtualCard);

impl Transmit for Virtual {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>> {
        self.0.transmit(command).map_err(|cause| Error::Malformed(format!("{cause:?}")))
    }
}

#[test]
fn what_others_read_of_the_successor_they_read_of_our_card() {
    let folder = Folder::new();
    folder.juki(&["authority", "init", "ca"]);
    folder.juki(&["virtual", "new", "card.juki"]);
    folder.juki(&["issue", "--sample", "taro", "--authority", "ca", "--yes"]);
    let authority = store::load(&folder.0.join("ca"), None).unwrap();
    let root = CardVerifiableCertificate::parse(authority.cv_root()).unwrap();

    let image = VirtualCard::open(&folder.0.join("card.juki"), "test").unwrap();
    let mut card = Card::new(Virtual(image));
    let mut text = myna_card::ap::text::TextAp::select(&mut card).unwrap();
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
}
