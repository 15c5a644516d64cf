//! What a certificate holds in place of a text of the record: characters of JIS X 0208 and X 0212
//! (and ASCII), and a flag for each that stands for another.
//!
//! In this order, for each written character (one with its variation selector):
//!
//! 1. what the municipality's mapping says;
//! 2. the character itself when it is in those sets. A selector behind it is left out; the flag is
//!    then 1, unless the shape is the one that the character has without a selector;
//! 3. the MJ reduction map ([`crate::reduction`]);
//! 4. Unicode's decompositions: a letter without its marks, half width and full width, circled
//!    digits, Roman numerals and squared words as what they are made of (Ⅲ is ＩＩＩ).
//!
//! A character with none of these is refused. Whatever is not the record's own character has flag 1.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::jis::is_certifiable;
use crate::mj::{MjNumber, written};
use crate::municipal::MunicipalMap;
use crate::readable::UnreadableCharacter;
use crate::reduction::{self, Candidate};

/// A text as a certificate holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certified {
    /// The text. Every character of it is in JIS X 0208, in X 0212 or in ASCII.
    pub text: String,
    /// A digit for each character of the text, as certificates have them: 1 when it stands for
    /// another one.
    pub flags: String,
    /// What was substituted, in the text's order.
    pub substitutions: Vec<Substitution>,
}

/// A character of the record that a certificate has another one for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitution {
    /// Which character of the record's text it is, from 1, counted in code points.
    pub position: usize,
    /// The record's character, with its selector.
    pub from: String,
    /// What stands for it.
    pub to: String,
    /// By which rule.
    pub rule: Rule,
}

/// What a substitution is made by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Rule {
    /// The municipality's mapping file has it so.
    Municipality,
    /// The selector that chose the shape is left out.
    Shape,
    /// The MJ reduction map: the steps, of which the last is what stands there.
    Reduction(Vec<Candidate>),
    /// Unicode's canonical decomposition: a letter without its marks, or the kanji that a
    /// compatibility ideograph of no MJ number is.
    Letter,
    /// Unicode's compatibility decomposition: widths, circled digits, numerals, squared words.
    Compatibility,
}

/// Why a certificate cannot hold a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum NoSubstitute {
    /// A character that no record may have. When it is private use or unassigned, the
    /// municipality's mapping file can give it.
    Unreadable(UnreadableCharacter),
    /// No table has a character of JIS X 0208 or X 0212 for it: the municipality's mapping file
    /// can give one.
    NoCandidate {
        /// The character.
        character: char,
        /// Which one of the text it is, from 1, counted in code points.
        position: usize,
        /// Its number in the MJ list, when it has one.
        number: Option<MjNumber>,
    },
}

impl fmt::Display for NoSubstitute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(found) => write!(f, "must be {found}"),
            Self::NoCandidate { character, position, .. } => write!(
                f,
                "no character of JIS X 0208 or X 0212 stands for U+{:04X} at position {position}",
                u32::from(*character)
            ),
        }
    }
}

impl std::error::Error for NoSubstitute {}

/// What a certificate holds in place of the text.
///
/// # Errors
/// The first character that cannot be read, or for which nothing is known that may stand there.
pub fn for_certificate(text: &str, map: &MunicipalMap) -> Result<Certified, NoSubstitute> {
    with_flags(text, "", map)
}

/// What a certificate holds of a text in which some characters are substitutes already, with a digit
/// for each written character that says which: those have flag 1 whatever becomes of them, and all
/// the same goes through the tables. Where digits are missing, a character is the record's own.
///
/// # Errors
/// As [`for_certificate`].
pub fn with_flags(text: &str, flags: &str, map: &MunicipalMap) -> Result<Certified, NoSubstitute> {
    map.apply(text).map_err(NoSubstitute::Unreadable)?;
    let mut certified =
        Certified { text: String::new(), flags: String::new(), substitutions: Vec::new() };
    let mut digits = flags.chars().chain(std::iter::repeat('0'));
    let mut position = 1;
    for from in units(text) {
        let mut characters = written(&from);
        let Some((base, selector)) = characters.next() else { continue };
        let is_marked = digits.by_ref().take(1 + characters.count()).any(|digit| digit == '1');
        let (to, rule) = substitute(&from, base, selector, map).ok_or_else(|| {
            let number = MjNumber::of(base, selector).or_else(|| MjNumber::of(base, None));
            NoSubstitute::NoCandidate { character: base, position, number }
        })?;
        let flag = if rule.is_some() || is_marked { "1" } else { "0" };
        certified.flags.push_str(&flag.repeat(to.chars().count()));
        certified.text.push_str(&to);
        let count = from.chars().count();
        if let Some(rule) = rule {
            certified.substitutions.push(Substitution { position, from, to, rule });
        }
        position += count;
    }
    Ok(certified)
}

/// What of a text is judged together: a written character, or a half-width letter of katakana with
/// the mark of voice behind it.
pub fn units(text: &str) -> impl Iterator<Item = String> {
    let mut characters = written(text).peekable();
    std::iter::from_fn(move || {
        let (base, selector) = characters.next()?;
        let is_voiced = |next: &(char, Option<char>)| {
            is_half_width_katakana(base) && next.1.is_none() && composes(base, next.0)
        };
        let mark = characters.next_if(is_voiced).map(|(mark, _)| mark);
        Some(std::iter::once(base).chain(selector).chain(mark).collect())
    })
}

/// What stands for one written character, and the rule when that is not the character itself.
fn substitute(
    from: &str,
    base: char,
    selector: Option<char>,
    map: &MunicipalMap,
) -> Option<(String, Option<Rule>)> {
    let Some(entry) = map.get(base) else { return by_tables(from, base, selector) };
    let (base, selector) = written(&entry.text).next()?;
    if entry.is_substitute() {
        return by_tables(&entry.text, base, selector)
            .map(|(to, _)| (to, Some(Rule::Municipality)));
    }
    // The shape that it gives. Unicode has it, so that the mapping can have no more for it than a
    // substitute: this ends.
    substitute(&entry.text, base, selector, map)
}

fn by_tables(from: &str, base: char, selector: Option<char>) -> Option<(String, Option<Rule>)> {
    if is_certifiable(base) {
        // The list is asked only where a selector stands: it is unpacked at the first question.
        let is_default = selector.is_none()
            || MjNumber::of(base, selector).is_some_and(|it| MjNumber::of(base, None) == Some(it));
        return Some((base.into(), (!is_default).then_some(Rule::Shape)));
    }
    let number = MjNumber::of(base, selector).or_else(|| MjNumber::of(base, None));
    if let Some(way) = number.and_then(reduction::reduced) {
        let to = way.last()?.character;
        return Some((to.into(), Some(Rule::Reduction(way))));
    }
    let letters: String = from.nfd().filter(|part| !is_combining_mark(*part)).collect();
    if letters != from && is_held(&letters) {
        return Some((letters, Some(Rule::Letter)));
    }
    // In full width, as the text around is.
    let parts: String = from.nfkc().map(full_width).collect();
    (parts != from && is_held(&parts)).then_some((parts, Some(Rule::Compatibility)))
}

/// Every text that the tables know to stand in a certificate for a written character (with its
/// selector; a half-width letter with its mark of voice is one): the character itself, all that the
/// reduction map leads to, and Unicode's decompositions. What [`for_certificate`] chooses without a
/// municipality's mapping is among them.
#[must_use]
pub fn stand_ins(written_character: &str) -> Vec<String> {
    let Some((base, selector)) = written(written_character).next() else { return Vec::new() };
    let numbers = [MjNumber::of(base, selector), MjNumber::of(base, None)];
    let reduced = numbers.into_iter().flatten().flat_map(reduction::reachable);
    let plain: String = written(written_character).map(|(base, _)| base).collect();
    let letters = plain.nfd().filter(|part| !is_combining_mark(*part)).collect();
    let parts = plain.nfkc().map(full_width).collect();
    let mut found: Vec<String> = reduced.map(String::from).chain([letters, parts, plain]).collect();
    found.retain(|text| is_held(text));
    found
}

fn is_held(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_certifiable)
}

/// A printable character of ASCII in its full-width form, and the space as it is.
fn full_width(character: char) -> char {
    match character {
        '!'..='~' => char::from_u32(u32::from(character) + 0xFEE0).unwrap_or(character),
        other => other,
    }
}

const fn is_half_width_katakana(character: char) -> bool {
    matches!(character, '\u{FF66}'..='\u{FF9D}')
}

/// Are the letter and the half-width mark of voice behind it one character?
fn composes(letter: char, mark: char) -> bool {
    matches!(mark, '\u{FF9E}' | '\u{FF9F}') && [letter, mark].into_iter().nfkc().count() == 1
}
