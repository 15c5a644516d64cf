//! Every character that a Japanese register may have, drawn with IPAmj Mincho.
//!
//! The tests of this file need Debian's package fonts-ipamj-mincho (`cargo xtask test --install`
//! gets it): `cargo test -p juki-issuing --test pictures -- --nocapture` prints the counts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

use std::collections::BTreeMap;

use juki_characters::{jis, mj};
use juki_issuing::face::{self, Drawing, OutlineFont};

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
    println!("JIS X 0213: {} without a font, {} with IPAmj Mincho", shown(&without), shown(&with));
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
fn the_mj_list_is_drawn_with_its_selectors() {
    // Each takes some milliseconds where nothing is optimised: every sixteenth, in all blocks.
    let shapes: Vec<String> = mj::characters().filter_map(|shape| shape.text()).collect();
    let shapes: Vec<String> = shapes.into_iter().step_by(16).collect();
    let texts = || shapes.iter().map(String::as_str);
    let (without, with) = (count(texts(), None), count(texts(), Some(&font())));
    println!(
        "every 16th of the MJ list: {} without a font, {} with IPAmj Mincho",
        shown(&without),
        shown(&with)
    );
    assert_eq!(with.values().sum::<usize>(), shapes.len());
    assert_eq!((with.get("plain"), with.get("〓")), (None, None), "{with:?}");
}

fn shown(counts: &Counts) -> String {
    let parts = counts.iter().map(|(with, count)| format!("{count} by {with}"));
    parts.collect::<Vec<_>>().join(", ")
}
