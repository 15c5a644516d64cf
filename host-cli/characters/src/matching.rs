//! The form in which names and addresses are compared when a person is searched for by attributes:
//! what differs between registers, machines and hands is taken out, by rules that are named.
//!
//! Two texts match when their forms are equal. So matching is symmetric, and a form is its own form.
//! What is not taken out: readings (ヅ and ズ, オオ and オー), the repetition mark 々, numerals in
//! kanji and the words of addresses (丁目, 番地).

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

use crate::readable::is_selector;

mod classes;

/// A rule that changed a text, in the order in which they are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum MatchingRule {
    /// Variation selectors are left out.
    Selector,
    /// Full and half width, compatibility ideographs and composed signs: Unicode's form NFKC.
    Width,
    /// Letters without their marks: é is e. Marks of voice on kana stay.
    Mark,
    /// Letters in upper case.
    Case,
    /// Hiragana as katakana.
    Kana,
    /// Small kana as the large ones: ッ is ツ, ヶ is ケ.
    SmallKana,
    /// Every hyphen, dash, minus and long mark as `-`; both waves as `~`.
    Dash,
    /// Spaces are left out.
    Space,
    /// Apostrophes, full stops, commas and middle dots are left out, and hyphens beside a Roman
    /// letter. A hyphen between digits stays.
    Punctuation,
    /// Shapes of one character: what JIS and UCS unify, and what the registers' unified characters
    /// have under one head character, as the MJ reduction map says. 邊, 邉 and 辺 are one.
    Shape,
}

/// A text in the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchingForm {
    /// The form.
    pub text: String,
    /// The rules that changed something, in their order.
    pub rules: Vec<MatchingRule>,
}

type Step = (MatchingRule, fn(&str) -> String);

const STEPS: [Step; 10] = [
    (MatchingRule::Selector, without_selectors),
    (MatchingRule::Width, |text| text.nfkc().collect()),
    (MatchingRule::Mark, without_marks),
    (MatchingRule::Case, str::to_uppercase),
    (MatchingRule::Kana, |text| text.chars().map(katakana).collect()),
    (MatchingRule::SmallKana, |text| text.chars().map(large).collect()),
    (MatchingRule::Dash, |text| text.chars().map(dash).collect()),
    (MatchingRule::Space, |text| text.chars().filter(|found| !found.is_whitespace()).collect()),
    (MatchingRule::Punctuation, without_punctuation),
    (MatchingRule::Shape, |text| text.chars().map(classes::representative).collect()),
];

/// A form is reached in two rounds; what a text from outside needs more for is not a name.
const ROUNDS: usize = 8;

/// The form of a text.
#[must_use]
pub fn matching_form(text: &str) -> MatchingForm {
    let (mut form, mut rules) = (text.to_owned(), BTreeSet::new());
    for _ in 0..ROUNDS {
        let before = form.clone();
        for (rule, step) in STEPS {
            let changed = step(&form);
            if changed != form {
                rules.insert(rule);
                form = changed;
            }
        }
        if form == before {
            break;
        }
    }
    MatchingForm { text: form, rules: rules.into_iter().collect() }
}

/// Do two texts match, and by which rules? `None` when they do not; no rule when they are equal.
#[must_use]
pub fn matched(one: &str, other: &str) -> Option<Vec<MatchingRule>> {
    if one == other {
        return Some(Vec::new());
    }
    let (one, other) = (matching_form(one), matching_form(other));
    let rules: BTreeSet<_> = one.rules.into_iter().chain(other.rules).collect();
    (one.text == other.text).then(|| rules.into_iter().collect())
}

fn without_selectors(text: &str) -> String {
    text.chars().filter(|character| !is_selector(*character)).collect()
}

/// Combining Diacritical Marks, U+0300 to U+036F; those of kana are others.
fn without_marks(text: &str) -> String {
    let is_mark = |part: &char| matches!(part, '\u{300}'..='\u{36F}');
    let mut plain = String::new();
    for character in text.chars() {
        let mut parts = std::iter::once(character).nfd();
        if parts.any(|part| is_mark(&part)) {
            plain.extend(std::iter::once(character).nfd().filter(|part| !is_mark(part)));
        } else {
            plain.push(character);
        }
    }
    plain
}

fn katakana(character: char) -> char {
    match character {
        '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309E}' => {
            char::from_u32(u32::from(character) + 0x60).unwrap_or(character)
        }
        other => other,
    }
}

fn large(character: char) -> char {
    const SMALL: &str = "ァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ";
    const LARGE: &str = "アイウエオツヤユヨワカケクシストヌハヒフヘホムラリルレロ";
    let found = SMALL.chars().zip(LARGE.chars()).find(|(small, _)| *small == character);
    found.map_or(character, |(_, large)| large)
}

const fn dash(character: char) -> char {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2500}' | '\u{2501}' | 'ー' => '-',
        '\u{301C}' => '~',
        other => other,
    }
}

fn without_punctuation(text: &str) -> String {
    let is_left_out = |character: char| {
        matches!(character, '\'' | '\u{2018}' | '\u{2019}' | '\u{2BC}' | '`' | '.' | ',' | '・')
    };
    let kept: Vec<char> = text.chars().filter(|found| !is_left_out(*found)).collect();
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| kept.get(at))
            .is_some_and(|found| found.is_alphabetic() && is_roman(*found))
    };
    let stays = |at: usize, found: char| {
        found != '-' || !(is_letter(at.checked_sub(1)) || is_letter(at.checked_add(1)))
    };
    let kept = kept.iter().enumerate().filter(|(at, found)| stays(*at, **found));
    kept.map(|(_, found)| *found).collect()
}

/// Latin letters of the blocks up to Latin Extended-B, and Latin Extended Additional.
const fn is_roman(character: char) -> bool {
    matches!(character, 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}
