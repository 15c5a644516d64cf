//! The visual application of issued cards: which code opens what, what is drawn and what is not,
//! and the program that writes the pictures to files.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::office::{Office, TARO};
use apdu_spec::profile::visual as profile;
use apdu_spec::request::{InternalAuthenticate, Ne, Reference, SignWithKey, SignatureForm};
use apdu_spec::status::StatusWord;
use juki::card::CardError;
use juki::card::files;
use juki::card::pins::{Origin, Pin, PinError, PinValue};
use juki::card::session::{Session, SessionError};
use juki::card::visual::{self, Age, BasicInfo, Face, Files, Number};
use juki::pki::cv::CvCertificate;
use juki::reader::virtual_card::VirtualCard;
use zeroize::Zeroizing;

const CODE_A: &str = "379474484458";
const CODE_B: &str = "20360401550229";
const BIRTH_CODE: &str = "550229";

fn pin_value(code: &str) -> PinValue {
    PinValue { value: Zeroizing::new(code.as_bytes().to_vec()), origin: Origin::Data }
}

fn opened(card: &mut VirtualCard, codes: &[(Pin, &str)]) -> Files {
    let codes: Vec<_> = codes.iter().map(|(pin, code)| (*pin, pin_value(code))).collect();
    visual::read(&mut Session::new(card), &codes).unwrap()
}

fn is_there(files: &Files) -> [bool; 5] {
    let Files { age, face, basic_information, cv_certificate, number, .. } = files;
    [age, face, basic_information, cv_certificate, number].map(Option::is_some)
}

#[test]
fn each_code_opens_its_files_and_no_others() {
    let mut card = Office::new().issue(TARO);
    for (codes, expected) in [
        (&[][..], [false, false, true, true, false]),
        (&[(Pin::BirthCode, BIRTH_CODE)], [true, false, true, true, false]),
        (&[(Pin::VisualB, CODE_B)], [false, true, true, true, false]),
        // The day of birth alone opens with its own code: so it was measured on real cards.
        (&[(Pin::VisualA, CODE_A)], [false, true, true, true, true]),
        (&[(Pin::VisualA, CODE_A), (Pin::BirthCode, BIRTH_CODE)], [true; 5]),
    ] {
        assert_eq!(is_there(&opened(&mut card.reader, codes)), expected, "{codes:?}");
    }
    let wrong = [(Pin::VisualB, pin_value("20360401550228"))];
    let refused = visual::read(&mut Session::new(&mut card.reader), &wrong).unwrap_err();
    assert!(matches!(refused, CardError::Pin(PinError::Wrong { tries_left: 1.., .. })));
}

#[test]
fn a_card_without_a_photo_shows_name_and_expiry() {
    let mut card = Office::new().issue(&TARO.replace(r#""card": "B""#, r#""card": "A""#));
    let files = opened(&mut card.reader, &[(Pin::VisualB, "20360401")]);
    assert_eq!(is_there(&files), [false, true, true, true, false]);
    let (face, _) = Face::parse(&files.face.unwrap()).unwrap();
    assert_eq!(
        (face.birth.as_str(), face.sex.as_str(), face.expiry.as_str()),
        ("", "", "20360401")
    );
    assert!(!face.name.is_empty());
    assert_eq!([face.address, face.photo], [const { Vec::<u8>::new() }; 2]);
    let can = juki::face::digits(&card.can, juki::face::CARD_ACCESS_NUMBER).unwrap();
    assert_eq!(face.security_code, can.to_png().unwrap());
    let files = opened(&mut card.reader, &[(Pin::BirthCode, BIRTH_CODE)]);
    assert_eq!(is_there(&files), [true, false, true, true, false]);
}

#[test]
fn the_municipality_signed_everything_and_the_key_is_the_same_everywhere() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let codes = [(Pin::VisualA, CODE_A), (Pin::BirthCode, BIRTH_CODE)];
    let files = opened(&mut card.reader, &codes);
    let root = CvCertificate::parse(office.authority.cv_root()).unwrap();
    let municipal = CvCertificate::parse(&files.cv_certificate.unwrap()).unwrap();
    municipal.verify(&root).unwrap();
    let age = Age::parse(&files.age.unwrap()).unwrap();
    let number = Number::parse(&files.number.unwrap()).unwrap();
    let (face, hashes) = Face::parse(&files.face.unwrap()).unwrap();
    municipal.verify_data(&age.signed, &age.signature).unwrap();
    municipal.verify_data(&number.signed, &number.signature).unwrap();
    municipal.verify_hashes(&hashes, &face.signature).unwrap();
    let mut other = hashes;
    other[95] ^= 1;
    municipal.verify_hashes(&other, &face.signature).unwrap_err();
    // The block names SHA-256 and holds three hashes: an ordinary verifier refuses it.
    municipal.verify_data(&hashes, &face.signature).unwrap_err();
    assert_eq!((age.birth.as_str(), face.birth.as_str()), ("19800229", "19800229"));
    assert_eq!((&age.key, &number.key), (&face.key, &face.key));
    let signature = visual::sign_challenge(&mut Session::new(&mut card.reader), b"twelve bytes");
    face.key.verify(b"twelve bytes", &signature.unwrap()).unwrap();
    let basic = BasicInfo::parse(&files.basic_information.unwrap()).unwrap();
    assert_eq!(basic.municipality, "13101");
}

#[test]
fn the_key_signs_for_everybody_and_does_not_authenticate() {
    let mut card = Office::new().issue(TARO);
    let session = &mut Session::new(&mut card.reader);
    files::select_application(session, &profile::APPLICATION).unwrap();
    let reference = Reference::Local(0x1A);
    let sign = SignWithKey {
        form: SignatureForm::HashedDigestInfo,
        reference,
        data: b"a challenge",
        ne: Ne::ANY,
    };
    session.request(sign).unwrap();
    let authenticate = InternalAuthenticate { reference, data: &[7; 16], ne: Ne::ANY };
    let refused = session.request(authenticate).unwrap_err();
    let SessionError::Refused { status, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(status, StatusWord::CONDITIONS_NOT_SATISFIED);
}

/// A folder that is removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn juki(&self, code_b: Option<&str>, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
        command.current_dir(&self.0).args(arguments).env_clear();
        command.env("JUKI_READER", "card.juki");
        command.envs(code_b.map(|code| ("JUKI_CODE_B", code)));
        command.output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

#[test]
fn a_photo_goes_to_the_card_and_comes_back_as_a_file() {
    let folder = Folder::new("photo");
    let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join("issuing/src/face/photo/tests/disc.jpg");
    std::fs::write(folder.0.join("nothing.txt"), "no picture").unwrap();
    let issue = |photo: &str, sample: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
        command.current_dir(&folder.0).env_clear().env("JUKI_READER", "card.juki");
        command.env("JUKI_PIN_CARD", "1234").env("JUKI_PIN_AUTH", "4321");
        command.env("JUKI_PIN_SIGN", "ABC123");
        command.args(["issue", "--sample", sample, "--authority", "ca", "--yes", "--json"]);
        command.args(["--photo", photo]).output().unwrap()
    };
    assert_eq!(code(&folder.juki(None, &["authority", "init", "ca"])), Some(0));
    let blank = folder.juki(None, &["virtual", "new", "card.juki", "--profile", "mynumber"]);
    assert_eq!(code(&blank), Some(0));
    assert_eq!(code(&issue("nothing.txt", "taro")), Some(10), "no picture");
    // Two that are no portrait: a white sheet, and a strip.
    for (name, width, height) in [("white.png", 350, 450), ("strip.png", 800, 200)] {
        let file = std::fs::File::create(folder.0.join(name)).unwrap();
        let mut picture = png::Encoder::new(file, width, height).write_header().unwrap();
        let shade = |place: u32| if name == "strip.png" { (place % 251) as u8 } else { 255 };
        let pixels: Vec<u8> = (0..width * height).map(shade).collect();
        picture.write_image_data(&pixels).unwrap();
        picture.finish().unwrap();
        assert_eq!(code(&issue(name, "taro")), Some(10), "{name}");
    }
    // And none at all.
    let without = ["issue", "--sample", "taro", "--authority", "ca", "--yes"];
    assert_eq!(code(&folder.juki(None, &without)), Some(10));
    assert_eq!(code(&issue(photo.to_str().unwrap(), "hanako")), Some(10), "type A");
    let issued = issue(photo.to_str().unwrap(), "taro");
    assert_eq!(code(&issued), Some(0), "{}", String::from_utf8_lossy(&issued.stderr));
    let said: serde_json::Value = serde_json::from_slice(&issued.stdout).unwrap();
    assert_eq!(said["photo"], true);
    let security = said["security_code"].as_str().unwrap();
    let code_b = format!("550229{}{security}", &said["expiry"].as_str().unwrap()[..4]);

    // Without a code there are no pictures, and with a wrong one neither.
    let read = ["read", "--pictures", "pictures"];
    assert_eq!(code(&folder.juki(None, &read)), Some(4));
    let wrong = if code_b == "55022920360000" { "55022920360001" } else { "55022920360000" };
    assert_eq!(code(&folder.juki(Some(wrong), &read)), Some(4));
    assert!(!folder.0.join("pictures").exists());

    let done = folder.juki(Some(&code_b), &read);
    assert_eq!(code(&done), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let file = |name: &str| std::fs::read(folder.0.join("pictures").join(name)).unwrap();
    let encoded = juki::face::photo::encode(&std::fs::read(&photo).unwrap()).unwrap();
    assert_eq!(file("photo.jp2"), encoded);
    for name in ["name.png", "address.png", "security-code.png"] {
        assert!(file(name).starts_with(b"\x89PNG"), "{name}");
    }
    assert!(!folder.0.join("pictures/number.png").exists(), "code A alone opens it");
    let said = String::from_utf8(done.stdout).unwrap();
    for name in ["name.png", "address.png", "photo.jp2", "security-code.png"] {
        assert!(said.contains(&format!("pictures/{name}")), "{said}");
    }
    // A second run finds them there, and writes what is missing.
    std::fs::remove_file(folder.0.join("pictures/name.png")).unwrap();
    let json = folder.juki(Some(&code_b), &[&read[..], &["--json"]].concat());
    assert_eq!(code(&json), Some(0));
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let pictures = json["visual"]["pictures"].as_array().unwrap();
    assert_eq!(pictures[0]["path"], "pictures/name.png");
    assert!(folder.0.join("pictures/name.png").exists());
    // Nothing is written over: what holds something else is named, and then nothing is written.
    std::fs::remove_file(folder.0.join("pictures/name.png")).unwrap();
    std::fs::write(folder.0.join("pictures/photo.jp2"), "mine").unwrap();
    let again = folder.juki(Some(&code_b), &read);
    assert_eq!(code(&again), Some(1));
    let error = String::from_utf8(again.stderr).unwrap();
    assert!(error.contains("pictures/photo.jp2") && error.contains("--pictures"), "{error}");
    assert!(String::from_utf8(again.stdout).unwrap().contains("13101"), "the rest is read");
    assert!(!folder.0.join("pictures/name.png").exists());
    assert_eq!(file("photo.jp2"), b"mine");
}

/// A holder without a personal number: code B opens the face, and follows from the data that the
/// PIN opened, but for an Individual Number Card's, which stands on its face.
#[test]
fn the_face_of_a_card_without_a_number_is_read_with_code_b() {
    let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join("issuing/src/face/photo/tests/disc.jpg");
    for (profile, derived) in [("juki", true), ("p256", true), ("mynumber", false)] {
        let folder = Folder::new(&format!("without-{profile}"));
        let run = |code_b: Option<&str>, arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
            command.current_dir(&folder.0).env_clear().env("JUKI_READER", "card.juki");
            command.env("JUKI_PIN_CARD", "1234").env("JUKI_PIN_AUTH", "4321");
            command.env("JUKI_PIN_SIGN", "ABC123").env("JUKI_TRUST", "ca");
            command.envs(code_b.map(|code| ("JUKI_CODE_B", code)));
            let output = command.args(arguments).arg("--json").output().unwrap();
            let said = serde_json::from_slice(&output.stdout).unwrap_or_default();
            let error = String::from_utf8(output.stderr).unwrap();
            (output.status.code().unwrap(), said, error)
        };
        let record = TARO.replace("\"personal_number\": \"379474484458\", ", "");
        std::fs::write(folder.0.join("record.json"), record).unwrap();
        assert_eq!(run(None, &["authority", "init", "ca"]).0, 0);
        assert_eq!(run(None, &["virtual", "new", "card.juki", "--profile", profile]).0, 0);
        let photo = ["--photo", photo.to_str().unwrap()];
        let issue = ["issue", "record.json", "--authority", "ca", "--yes"];
        let (code, issued, error): (_, serde_json::Value, _) =
            run(None, &[&issue[..], &photo].concat());
        assert_eq!(code, 0, "{error}");
        let security = issued["security_code"].as_str().unwrap_or_default();
        let code_b = format!("550229{}{security}", &issued["expiry"].as_str().unwrap()[..4]);

        let read = ["read", "--pictures", "pictures"];
        let (code, said, error) = run(None, &read);
        assert_eq!(said["text"]["name"], "住基　太郎", "{error}: what is readable is read");
        assert_eq!(said["juki"]["record_code"], "24727059608");
        let (judged, verdict, _) = run(None, &["verify"]);
        if derived {
            assert_eq!(code, 0, "{profile} {error}");
            assert!(folder.0.join("pictures/photo.jp2").exists());
            assert_eq!(folder.0.join("pictures/can.png").exists(), profile == "p256");
            assert!(!folder.0.join("pictures/security-code.png").exists());
            assert_eq!((judged, &verdict["verdict"]), (0, &"valid".into()), "{verdict}");
            continue;
        }
        assert_eq!(code, 4, "{profile} {error}");
        assert!(said["failed"][0]["todo"].as_str().unwrap().contains("JUKI_CODE_B"), "{said}");
        assert_eq!((judged, &verdict["verdict"]), (8, &"incomplete".into()), "{verdict}");
        assert_eq!(run(Some(&code_b), &read).0, 0);
        assert!(folder.0.join("pictures/photo.jp2").exists());
        let (judged, verdict, _) = run(Some(&code_b), &["verify"]);
        assert_eq!((judged, &verdict["verdict"]), (0, &"valid".into()), "{verdict}");
    }
}
