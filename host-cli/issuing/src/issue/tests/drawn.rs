//! What is drawn on cards that are issued: with a font, and of texts as long as a record may have.

use super::*;
use crate::face::{self, Drawing, OutlineFont};
use juki_records::resident::CardType;

/// A record with a form that the font of the tests has, and Unifont has not.
fn with_selector() -> Resident {
    let json = samples::find("taro").unwrap().json.replace("\"住基\"", "\"葛\u{E0100}城\"");
    Resident::parse(json.as_bytes()).unwrap()
}

/// One run with this font.
fn run_with(
    font: Option<&OutlineFont>,
    reader: &mut dyn Reader,
    record: &Resident,
    commands: usize,
) -> Result<IssuedCard, IssueError> {
    let order = Order { font, ..order_of(authority(), record) };
    REGISTER.with_borrow_mut(|register| run_order(&order, reader, ("1234", commands), register)).0
}

#[test]
fn a_card_begun_with_another_font_is_not_touched() {
    let font = OutlineFont::parse(face::test_font()).unwrap();
    let record = with_selector();
    for (number, first, other) in [("1", Some(&font), None), ("2", None, Some(&font))] {
        let blank = BlankCard::new(&format!("font-{number}"));
        let mut card = blank.open();
        run_with(first, &mut card, &record, 60).unwrap_err();
        let before = std::fs::read(&blank.0).unwrap();
        is_begun_otherwise(run_with(other, &mut card, &record, usize::MAX));
        assert_eq!(std::fs::read(&blank.0).unwrap(), before);
        let issued = run_with(first, &mut card, &record, usize::MAX).unwrap();
        assert_eq!(issued.drawn_plain.len(), usize::from(first.is_none()));
    }
}

#[test]
fn a_font_that_draws_nothing_of_a_record_may_be_another() {
    let font = OutlineFont::parse(face::test_font()).unwrap();
    let blank = BlankCard::new("font-unused");
    let mut card = blank.open();
    run_with(None, &mut card, &record("taro"), 60).unwrap_err();
    run_with(Some(&font), &mut card, &record("taro"), usize::MAX).unwrap();
}

/// A record with these names, in JSON, and as long an address as still fits.
fn longest(sample: &str, names: &str) -> Resident {
    let json = samples::find(sample).unwrap().json;
    let with = |length: usize| {
        let mut record: serde_json::Value = serde_json::from_str(json).unwrap();
        record["name"] = serde_json::from_str(names).unwrap();
        record["address"] = serde_json::json!({ "text": "町".repeat(length) });
        Resident::parse(record.to_string().as_bytes()).ok()
    };
    (1..=200).rev().find_map(with).unwrap()
}

fn is_drawn_whole(sample: &str, names: &str, name_lines: usize) {
    let long = longest(sample, names);
    for card_type in [CardType::A, CardType::B] {
        let record = Resident { card: Some(card_type), ..long.clone() };
        let text = uses::picture(&record).unwrap();
        let name = face::draw(&text.name, face::NAME, None);
        assert_eq!(name.picture.height(), name_lines * 16, "{}", record.shown_name());
        assert_eq!(name.characters.len(), text.name.chars().count());
        let blank = BlankCard::new(&format!("long-{sample}-{card_type:?}-{name_lines}"));
        let mut card = blank.open();
        let issued = run_with(None, &mut card, &record, usize::MAX).unwrap();
        assert!(issued.not_drawn.is_empty() && issued.drawn_plain.is_empty());
        let Some(beside) = text.beside_photo else { continue };
        let address = face::draw(&beside.address, face::ADDRESS, None);
        assert_eq!(address.drawn(Drawing::Unifont).count(), beside.address.chars().count());
        let lines = beside.address.chars().count().div_ceil(face::ADDRESS);
        assert_eq!(address.picture.height(), lines * 16);
    }
}

#[test]
fn names_as_long_as_a_record_may_have_go_on_in_further_lines() {
    // 200 bytes: 66 kanji, with the space between the names.
    let japanese = format!(
        r#"{{"japanese":{{"family":"{}","given":"{}"}}}}"#,
        "住".repeat(32),
        "基".repeat(33)
    );
    is_drawn_whole("taro", &japanese, 4);
    // 100 letters of words that are not torn: half as wide.
    let roman = ["ABCDEFGHI"; 10].join(" ");
    is_drawn_whole("maria", &format!(r#"{{"roman":{{"value":"{roman}X"}}}}"#), 4);
    // Both names of a foreign resident, and the alias.
    let all = format!(
        r#"{{"roman":{{"value":"{}"}},"kanji":{{"value":"{}"}},"alias":{{"value":"{}"}}}}"#,
        ["ABCDEFGH"; 5].join(" "),
        "李".repeat(20),
        "山".repeat(30)
    );
    is_drawn_whole("maria", &all, 5);
}
