//! Flashes of cards of every release (`test-vectors/images`), with pages as a board has them, one of
//! them cut in the middle of a word: they are mounted and answer what they answered.
//! `cargo xtask images RELEASE` adds those of a release.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

use std::fmt::Write as _;
use std::fs;

use card_os_testing::card::SmallTestCard;
use test_vectors::flash::{Cut, SimFlash};
use test_vectors::images;
use test_vectors::scenario::{self, File};

/// Bytes of a page, and pages.
const PAGE: usize = 1024;
const PAGES: usize = 32;

type Board = SmallTestCard<PAGE>;

/// What is on the card: an application with PIN, key pair, and a file of every kind.
const SETUP: &[&str] = &[
    "00 E0 00 00 [62{ 82{38} 83{D105} 84{A00000000105} }]",
    "00 E0 00 00 [62{ 82{08} 83{0018} A5{ 80{03} 83{0404} 84{01} } AB{ 84{20} 90{} 84{24} A4{ 83{98} 95{08} } } }]",
    "00 24 01 98 [\"1234\"]",
    "00 44 00 00",
    "00 E0 00 00 [62{ 82{09} 83{0017} A5{ 81{11} 82{01} } AB{ 80{01} 90{} 84{2A} A4{ 83{98} 95{08} } } }]",
    "00 46 80 97 00",
    "00 44 00 00",
    "00 E0 00 00 [62{ 80{0300} 82{01} 83{0101} AB{ 80{02} 90{} 80{01} A4{ 83{98} 95{08} } } 8A{05} }]",
    "00 D6 00 F8 [000102030405060708090A0B0C0D0E0F]",
    "00 E0 00 00 [62{ 82{02 01 0004 03} 83{0102} AB{ 80{07} 90{} } 8A{05} }]",
    "00 E2 00 00 [01020304]",
    "00 E2 00 00 [05060708]",
    "00 E0 00 00 [62{ 82{04 01 0008 03} 83{0103} AB{ 80{07} 90{} } 8A{05} }]",
    "00 E2 00 00 [0102]",
    "00 E0 00 00 [62{ 82{06 01 0004 02} 83{0104} AB{ 80{07} 90{} } 8A{05} }]",
    "00 E2 00 00 [11111111]",
    "00 E2 00 00 [22222222]",
    "00 E2 00 00 [33333333]",
];

/// A wrong PIN: spends a try.
const WRONG: &str = "00 20 00 98 [\"9999\"]";

const RESET: &str = "reset";

/// What is asked, and whether the answer is the same each time.
const QUESTIONS: &[(&str, bool)] = &[
    ("00 A4 04 0C [A00000000105]", true),
    ("00 20 00 98", true),
    ("00 B0 81 F8 10", true),
    ("00 20 00 98 [\"1234\"]", true),
    ("00 B0 81 F8 10", true),
    ("00 B2 02 14 00", true),
    ("00 B2 01 1C 00", true),
    ("00 B2 01 24 00", true),
    ("00 B2 02 24 00", true),
    ("00 A4 02 0C [0017]", true),
    ("00 2A 9E 9A [5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A] 00", false),
    ("00 DC 01 14 [0A0B0C0D]", true),
    ("00 B2 01 14 00", true),
    (RESET, true),
    ("00 A4 04 0C [A00000000105]", true),
    ("00 20 00 98", true),
];

fn board(flash: Vec<u8>) -> Board {
    Board::start(SimFlash::from_bytes(flash))
}

#[test]
fn the_flashes_of_every_release_answer_what_they_answered() {
    let fixtures = images::with_ending(".flash.gz").unwrap();
    assert!(!fixtures.is_empty());
    for fixture in fixtures {
        let said = |name: &str| fixture.fact(name).unwrap_or_else(|| panic!("no {name}"));
        let bytes = fixture.bytes().unwrap();
        assert_eq!(said("pages"), format!("{PAGES} of {PAGE}"), "{}", fixture.image);
        assert_eq!(bytes.len(), PAGES * PAGE);
        let format = u16::from_le_bytes([bytes[6], bytes[7]]);
        assert_eq!(said("storage"), format.to_string(), "{}", fixture.image);
        let answers = fs::read_to_string(fixture.beside(said("answers"))).unwrap();
        let answers = File::parse(&fixture.image, &answers).unwrap();
        let compared = answers.play(&mut board(bytes)).unwrap_or_else(|wrong| panic!("{wrong}"));
        println!("{}: {compared} answers", fixture.image);
    }
}

/// The questions with the answers of this card, as a scenario.
fn answers(card: &mut Board) -> String {
    let mut text = String::from("scenario: answers\nclause: what this release answered\n");
    for (question, is_same) in QUESTIONS {
        if *question == RESET {
            card.card.reset();
            writeln!(text, "{RESET}").unwrap();
            continue;
        }
        let answer = card.answer(&scenario::bytes(question).unwrap());
        let (data, status) = answer.split_at(answer.len() - 2);
        let data = if *is_same { hex::encode_upper(data) } else { "*".to_owned() };
        writeln!(text, "> {question}\n< {data} {}", hex::encode_upper(status)).unwrap();
    }
    text
}

#[test]
#[ignore = "adds the images of a release: cargo xtask images RELEASE"]
fn write_the_flashes_of_this_release() {
    let release = std::env::var("RELEASE").unwrap();
    let mut card = Board::blank_on(PAGES);
    card.administrator();
    SETUP.iter().for_each(|command| drop(card.done(command)));
    assert_eq!(card.send(WRONG).1.to_string(), "63C2");
    let whole = card.flash().bytes().to_vec();
    card.flash().cut_at(0, Cut::Inside(3));
    let _ = card.send(WRONG);
    let torn = card.card.into_flash().bytes().to_vec();
    assert_ne!(whole, torn);
    for (name, bytes, about) in [
        ("board", whole, "the smallest card; one try of three is spent"),
        ("board-torn", torn, "the same, cut in the word of a second try: it does not count"),
    ] {
        let mut card = board(bytes.clone());
        let file = format!("{name}.scenario");
        let format = u16::from_le_bytes([bytes[6], bytes[7]]).to_string();
        let facts = [
            ("release", release.as_str()),
            ("storage", &format),
            ("about", about),
            ("pages", &format!("{PAGES} of {PAGE}")),
            ("seed", "7"),
            ("secrets", "PIN 1234; administrator key of tests"),
            ("answers", &file),
        ];
        images::add(&format!("{release}/{name}.flash.gz"), &bytes, &facts).unwrap();
        fs::write(images::folder().join(&release).join(&file), answers(&mut card)).unwrap();
    }
}
