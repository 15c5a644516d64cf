//! Every character that a Japanese register may have, drawn with IPAmj Mincho.
//!
//! The tests of this file need Debian's package fonts-ipamj-mincho (`cargo xtask test --install`
//! gets it): `cargo test -p juki-issuing --test pictures -- --nocapture` prints the counts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

use std::collections::BTreeMap;

use juki_characters::{jis, mj};
use juki_issuing::face::{self, Drawing, OutlineFont};
use juki_records::resident::{FieldRule, Resident};

const FONT: &str = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf";

fn font() -> OutlineFont {
    let file = std::fs::read(FONT).unwrap_or_else(|cause| {
        panic!("{FONT}: {cause}. Install it: apt-get install fonts-ipamj-mincho")
    });
    OutlineFont::parse(file).unwrap()
}

/// How many characters are drawn with what.
type Counts = BTreeMap<&'static str, usize>;

fn count<'a>(texts: impl Iterator<Item = &'a str>, font: Option<&OutlineFont>) -> Counts {
    let mut counts = Counts::new();
    for text in texts {
        for character in face::draw(text, face::NAME, font).characters {
            let with = match character.drawing {
                Drawing::Unifont => "Unifont",
                Drawing::OutlineFont => "font",
                Drawing::Plain => "plain",
                Drawing::Geta => "〓",
            };
            *counts.entry(with).or_default() += 1;
        }
    }
    counts
}

#[test]
fn all_of_jis_x_0213_is_drawn_but_six_that_are_no_letters() {
    let characters: Vec<String> = jis::x0213().map(String::from).collect();
    let texts = || characters.iter().map(String::as_str);
    let (without, with) = (count(texts(), None), count(texts(), Some(&font())));
    println!(
        "{} characters of JIS X 0213: {} without a font, {} with IPAmj Mincho",
        characters.len(),
        shown(&without),
        shown(&with)
    );
    assert_eq!(with.values().sum::<usize>(), characters.len());
    let font = font();
    let missing = characters.iter().filter(|text| {
        face::draw(text, face::NAME, Some(&font)).drawn(Drawing::Geta).next().is_some()
    });
    let missing: Vec<_> = missing.map(|text| text.escape_unicode().to_string()).collect();
    // Marks of phonetic notation, which no record may have, and the double parentheses ⦅ and ⦆.
    let marks = ["\\u{31d}", "\\u{31f}", "\\u{325}", "\\u{329}"];
    assert_eq!(missing, [&marks[..], &["\\u{2985}", "\\u{2986}"]].concat());
}

#[test]
fn every_sixteenth_of_the_mj_list_is_drawn_with_its_selectors() {
    // Each takes some milliseconds where nothing is optimised: here a part, in all blocks.
    draw_mj(16);
}

#[test]
#[ignore = "takes long: every shape"]
fn the_mj_list_is_drawn_with_its_selectors() {
    draw_mj(1);
}

/// Draws one in so many shapes of the MJ list.
fn draw_mj(one_in: usize) {
    let shapes: Vec<String> = mj::characters().filter_map(|shape| shape.text()).collect();
    let shapes: Vec<String> = shapes.into_iter().step_by(one_in).collect();
    let texts = || shapes.iter().map(String::as_str);
    let (without, with) = (count(texts(), None), count(texts(), Some(&font())));
    println!(
        "{} shapes, one in {one_in} of the MJ list: {} without a font, {} with IPAmj Mincho",
        shapes.len(),
        shown(&without),
        shown(&with)
    );
    assert_eq!(with.values().sum::<usize>(), shapes.len());
    assert_eq!((with.get("plain"), with.get("〓")), (None, None), "{with:?}");
}

/// Two hundred codes of private use, those at the ends of each range among them. A record with one
/// is refused, and a text that has one all the same says where it is drawn as 〓, whatever the font.
#[test]
fn private_use_is_refused_and_drawn_as_nothing_else() {
    let ranges = [0xE000..=0xF8FF, 0xF_0000..=0xF_FFFD, 0x10_0000..=0x10_FFFD_u32];
    let even = ranges.iter().flat_map(|range| {
        let step = usize::try_from((range.end() - range.start()) / 65).unwrap();
        range.clone().step_by(step).take(66).chain([*range.end()])
    });
    let codes: Vec<char> = even.map(|code| char::from_u32(code).unwrap()).collect();
    assert!(codes.len() >= 200, "{}", codes.len());
    let font = font();
    let sample = juki_records::resident::samples::find("taro").unwrap().json;
    for character in codes {
        let json = sample.replace("太郎", &format!("太{character}"));
        let refused = Resident::parse(json.as_bytes()).unwrap_err();
        let FieldRule::Readable(found) = &refused.expected else { panic!("{refused:?}") };
        assert_eq!((found.character, found.position), (character, 2), "{}", refused.path);
        for font in [None, Some(&font)] {
            let drawn = face::draw(&format!("住基　太{character}"), face::NAME, font);
            let told: Vec<_> =
                drawn.drawn(Drawing::Geta).map(|it| (it.position, it.character)).collect();
            assert_eq!(told, [(5, character)]);
        }
    }
}

fn shown(counts: &Counts) -> String {
    let parts = counts.iter().map(|(with, count)| format!("{count} by {with}"));
    parts.collect::<Vec<_>>().join(", ")
}
