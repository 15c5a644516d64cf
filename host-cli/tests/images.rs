//! Cards of every release in files (`test-vectors/images`) are what they were: opened, judged, used
//! and opened again. `cargo xtask images RELEASE` adds those of a release.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::fs;
use std::path::PathBuf;

use apdu_spec::profile::{PreIssuing, Profile};
use der::DateTime;
use juki::card::pins::{self, Pin, Tries};
use juki::card::session::Session;
use juki::card::{files, identity, text as text_files};
use juki::pki::{Issuer, Revocation, TrustStore};
use juki::reader::image;
use juki::reader::virtual_card::VirtualCard;
use juki::ready::{Wanted, Workshop, find};
use juki::seed::{Seed, Use};
use juki::verify::card::{CHALLENGE_LEN, Judge, Scope};
use juki::verify::verdict::Verdict;
use test_vectors::images::{self, Fixture};

#[path = "support/known.rs"]
mod known;

use known::Known;

/// The day on which the cards were issued, and on which they are judged.
fn day() -> DateTime {
    DateTime::new(2026, 4, 1, 3, 0, 0).unwrap()
}

/// An image in a file of its own, gone with the test.
struct File(PathBuf);

impl File {
    fn with(bytes: &[u8]) -> Self {
        let name = format!("juki-images-{}.juki", std::process::id());
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
        let session = &mut Session::new(card);
        files::select_application(session, pin.application()).unwrap();
        match pins::tries(session, pin).unwrap() {
            Tries::Left(tries) => tries.to_string(),
            other => format!("{other:?}"),
        }
    });
    left.join(" ")
}

fn name(card: &mut VirtualCard) -> String {
    let files = text_files::read(&mut Session::new(card), Some(&mut Known)).unwrap();
    text_files::Attributes::parse(&files.attributes.unwrap()).unwrap().name
}

/// The whole judgement of `juki verify`: the card's files, its keys, its certificates.
fn verdict(card: &mut VirtualCard, trust: &TrustStore) -> String {
    let challenges = [[1; CHALLENGE_LEN], [2; CHALLENGE_LEN]];
    let judge = Judge { trust, revocation: Revocation::File, now: day(), challenges };
    let scope = Scope { data: true, signing: true };
    let report = judge.card(&mut Session::new(card), scope, &mut Known).unwrap();
    format!("{:?}", Verdict::of(&report.checks))
}

fn made_as(card: &mut VirtualCard) -> PreIssuing {
    identity::read(&mut Session::new(card)).unwrap().made_as.unwrap()
}

/// Whom to believe: the public files of the authority, beside the image.
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
        assert_eq!(made_as(&mut card).profile.id(), said("profile"), "{}", fixture.image);
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
    let mut rng = seed.numbers(Use::Authority(day()));
    let mut workshop = Workshop::open(day(), Some(seed), &mut rng).unwrap();
    for (kind, profile, about) in CARDS {
        let wanted = Wanted {
            card: find(kind).unwrap(),
            profile: PreIssuing::of(profile),
            atr: profile.atr(),
            record: None,
        };
        let made = workshop.make(&wanted, &mut |_| (), &mut rng).unwrap();
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
