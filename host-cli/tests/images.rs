//! Cards of every release in files (`test-vectors/images`) are what they were: opened, judged, used
//! and opened again. `cargo xtask images RELEASE` adds those of a release.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use apdu_spec::profile::card::ATR;
use apdu_spec::profile::{PreIssuingData, Profile, TEST_TRANSPORT_KEY};
use der::DateTime;
use juki::card::pins::{self, Pin, Tries};
use juki::card::session::Session;
use juki::card::{files, identity, text as text_files};
use juki::pki::{Issuer, Revocation, TrustStore};
use juki::reader::image::{self, CardIdentity};
use juki::reader::virtual_card::{self, VirtualCard};
use juki::ready::{CardRequest, ReadyCardIssuer, find};
use juki::seed::{NumberUse, Seed};
use juki::verify::card::{CHALLENGE_LEN, CardVerifier, Scope};
use juki::verify::verdict::Verdict;
use test_vectors::images::{self, Fixture};

#[path = "support/known.rs"]
mod known;

use known::ReadyCardPins;

/// The day on which the cards were issued, and on which they are judged.
fn day() -> DateTime {
    DateTime::new(2026, 4, 1, 3, 0, 0).unwrap()
}

/// An image in a file of its own, gone with the test.
struct File(PathBuf);

impl File {
    fn with(bytes: &[u8]) -> Self {
        // Tests run side by side.
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("juki-images-{}-{number}.juki", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, bytes).unwrap();
        Self(path)
    }

    fn card(&self) -> VirtualCard {
        VirtualCard::open(&self.0, "images").unwrap_or_else(|refused| panic!("{refused:?}"))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

const PINS: [Pin; 5] = [Pin::Authentication, Pin::Signing, Pin::Text, Pin::Juki, Pin::Common];

/// Tries left of the PINs, as the manifest has them.
fn tries(card: &mut VirtualCard) -> String {
    let left = PINS.map(|pin| {
        let session = &mut Session::new(&mut *card);
        files::select_application(session, pin.application()).unwrap();
        match pins::tries(session, pin).unwrap() {
            Tries::Left(tries) => tries.to_string(),
            other => format!("{other:?}"),
        }
    });
    left.join(" ")
}

fn name(card: &mut VirtualCard) -> String {
    let files = text_files::read(&mut Session::new(card), Some(&mut ReadyCardPins)).unwrap();
    text_files::Attributes::parse(&files.attributes.unwrap()).unwrap().name
}

/// The whole judgement of `juki verify`: the card's files, its keys, its certificates.
fn verdict(card: &mut VirtualCard, trust: &TrustStore) -> String {
    let challenges = [[1; CHALLENGE_LEN], [2; CHALLENGE_LEN]];
    let verifier = CardVerifier { trust, revocation: Revocation::File, now: day(), challenges };
    let scope = Scope { data: true, signing: true };
    let report = verifier.verify(&mut Session::new(card), scope, &mut ReadyCardPins).unwrap();
    format!("{:?}", Verdict::of(&report.checks))
}

fn pre_issuing(card: &mut VirtualCard) -> PreIssuingData {
    identity::read(&mut Session::new(card)).unwrap().pre_issuing.unwrap()
}

/// The trust anchors: the public files of the authority, beside the image.
fn trust(fixture: &Fixture) -> TrustStore {
    let mut trust = TrustStore::new();
    for file in fs::read_dir(fixture.beside("trust")).unwrap().flatten() {
        trust.add("trust", &fs::read(file.path()).unwrap()).unwrap();
    }
    trust
}

/// The storage format, as the first page says it (card-os/STORAGE.md).
fn storage(image: &[u8]) -> String {
    u16::from_le_bytes([image[image::HEADER + 6], image[image::HEADER + 7]]).to_string()
}

#[test]
fn the_cards_of_every_release_are_what_they_were() {
    let fixtures = images::with_ending(".juki.gz").unwrap();
    assert!(!fixtures.is_empty());
    for fixture in fixtures {
        let said = |name: &str| fixture.fact(name).unwrap_or_else(|| panic!("no {name}"));
        let bytes = fixture.bytes().unwrap();
        let file = File::with(&bytes);
        let mut card = file.card();
        assert_eq!(storage(&bytes), said("storage"), "{}", fixture.image);
        assert_eq!(pre_issuing(&mut card).profile.id(), said("profile"), "{}", fixture.image);
        assert_eq!(tries(&mut card), said("tries left"), "{}", fixture.image);
        // From here on the card writes.
        assert_eq!(name(&mut card), said("holder"), "{}", fixture.image);
        let found = verdict(&mut card, &trust(&fixture));
        assert_eq!(found, said("verdict"), "{}", fixture.image);
        drop(card);
        assert_ne!(fs::read(&file.0).unwrap(), bytes, "{}: nothing was written", fixture.image);
        let mut card = file.card();
        assert_eq!(name(&mut card), said("holder"), "{}", fixture.image);
        println!("{}: {found}", fixture.image);
    }
}

/// `juki` with a card in a file: exit code and what it says.
fn juki(card: &File, arguments: &[&str], script: &str) -> (i32, String) {
    let mut juki = Command::new(env!("CARGO_BIN_EXE_juki"))
        .args(arguments)
        .env("LC_ALL", "C")
        .env("JUKI_READER", &card.0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    juki.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = juki.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout) + &text(&output.stderr))
}

/// Somebody with a reader, who does not know the administrator key.
fn prove_wrongly(card: &File, times: usize) {
    let wrong = "get-challenge random le=16\nexternal-authenticate response p2=10 \
                 00000000000000000000000000000000\n";
    juki(card, &["shell"], &wrong.repeat(times));
}

#[test]
fn info_and_doctor_say_what_is_left_of_a_counted_administrator_key() {
    let fixture = images::with_ending(".juki.gz").unwrap().remove(0);
    let card = File::with(&fixture.bytes().unwrap());
    for (wrong, left) in [(0, 15), (1, 14), (13, 1)] {
        prove_wrongly(&card, wrong);
        let counted = if left == 1 { "authentication" } else { "authentications" };
        let said = format!("{left} wrong {counted} until the card can never be changed again");
        for command in ["info", "doctor"] {
            let (code, out) = juki(&card, &[command], "");
            assert!(code == 0 && out.contains(&said), "{command}: {code} {out}");
        }
        let (_, out) = juki(&card, &["info", "--json"], "");
        let key = format!(r#""administrator_key":{{"counted":true,"tries_left":{left}}}"#);
        assert!(out.contains(&key), "{out}");
    }
    prove_wrongly(&card, 1);
    let (code, out) = juki(&card, &["info"], "");
    assert!(code == 0 && out.contains("Administrator key: blocked by wrong"), "{code} {out}");
    let (_, out) = juki(&card, &["info", "--json"], "");
    assert!(out.contains(r#""administrator_key":{"counted":true,"tries_left":0}"#), "{out}");
    let (code, out) = juki(&card, &["doctor"], "");
    // What it holds is read as before.
    assert!(code == 0 && out.contains("administrator key of this card is blocked"), "{code} {out}");
    assert!(out.contains("issue another card"), "{out}");
    let mut still = card.card();
    assert_eq!(name(&mut still), fixture.fact("holder").unwrap());
}

#[test]
fn an_administrator_key_without_a_counter_is_said_to_have_none() {
    let serial = *b"999990000000001";
    let face = CardIdentity { serial, atr: ATR.to_vec() };
    let made = virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
    let card = File::with(&image::bytes(&made));
    prove_wrongly(&card, 20);
    let (code, out) = juki(&card, &["info"], "");
    let said = "Administrator key: wrong authentications are not counted, and never block it";
    assert!(code == 0 && out.contains(said), "{code} {out}");
    let (code, out) = juki(&card, &["info", "--json"], "");
    let key = r#""administrator_key":{"counted":false,"tries_left":null}"#;
    assert!(code == 0 && out.contains(key), "{code} {out}");
    // There is nothing to mend.
    let (code, out) = juki(&card, &["doctor"], "");
    assert!(code == 0 && !out.to_lowercase().contains("administrator"), "{code} {out}");
}

/// Kind of ready card, profile, and what the image is for.
const CARDS: [(&str, Profile, &str); 3] = [
    ("plain", Profile::P256, "an issued card with P-256 keys and the PKCS#15 view"),
    ("plain", Profile::MyNumber, "an issued card with RSA-2048 keys"),
    ("pin-last-try", Profile::Juki, "every PIN has one try left"),
];

#[test]
#[ignore = "adds the images of a release: cargo xtask images RELEASE"]
fn write_the_cards_of_this_release() {
    let release = std::env::var("RELEASE").unwrap();
    let seed = Seed(20_260_401);
    let mut rng = seed.numbers(NumberUse::Authority(day()));
    let mut workshop = ReadyCardIssuer::open(day(), Some(seed), &mut rng).unwrap();
    for (kind, profile, about) in CARDS {
        let request = CardRequest {
            card: find(kind).unwrap(),
            profile: PreIssuingData::of(profile),
            atr: profile.atr(),
            record: None,
        };
        let made = workshop.make(&request, &mut |_| (), &mut rng).unwrap();
        let bytes = image::bytes(&made.image);
        let mut card = VirtualCard::insert(made.image, kind).unwrap();
        let tries = tries(&mut card);
        let facts = [
            ("release", release.as_str()),
            ("storage", &storage(&bytes)),
            ("about", about),
            ("profile", profile.id()),
            ("seed", &seed.0.to_string()),
            ("day", "2026-04-01"),
            (
                "secrets",
                "PIN 1234, signing password ABC123, other PINs 5678; transport key of tests",
            ),
            ("tries left", &tries),
            ("holder", &name(&mut card)),
            ("verdict", "Valid"),
        ];
        images::add(&format!("{release}/{kind}-{}.juki.gz", profile.id()), &bytes, &facts).unwrap();
    }
    let authority = workshop.authority();
    let folder = images::folder().join(&release).join("trust");
    fs::create_dir_all(&folder).unwrap();
    for (number, issuer) in (1..).zip(Issuer::ALL) {
        let [certificate, list] = [authority.ca_certificate(issuer), authority.crl(issuer)];
        fs::write(folder.join(format!("ca-{number}.cer")), certificate).unwrap();
        fs::write(folder.join(format!("ca-{number}.crl")), list).unwrap();
    }
    fs::write(folder.join("root.cv"), authority.cv_root()).unwrap();
}
