//! The shape of a value: what may be said of it where the value must not be.

use std::fmt;

use juki_records::characters::{is_hidden, is_kanji};

/// Longest shape, in runs; what follows is "and more".
const RUNS: usize = 8;

/// What a character is, as far as a shape says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CharacterKind {
    /// `0` to `9`.
    Digit,
    /// `０` to `９`.
    WideDigit,
    /// `A` to `Z`, `a` to `z`.
    Letter,
    /// Letters as wide as a kanji.
    WideLetter,
    /// A letter of another script, or with a mark.
    OtherLetter,
    /// Hiragana.
    Hiragana,
    /// Katakana.
    Katakana,
    /// Half-width katakana.
    NarrowKatakana,
    /// Kanji.
    Kanji,
    /// U+0020.
    Space,
    /// U+3000.
    WideSpace,
    /// A sign: a hyphen, a stroke, a full stop.
    Sign,
    /// What nobody sees: a control or format character, a variation selector.
    Hidden,
    /// A character for private use; the shape names its code.
    PrivateUse(char),
}

/// A run of characters of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Run {
    /// How many.
    pub count: usize,
    /// Of which kind.
    pub kind: CharacterKind,
}

/// The shape of a value: `9 digits`, `3 kanji, U+E000`. It never holds a character of the value but
/// the codes of characters for private use, which are what the reader has to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    /// The runs, 8 at most.
    pub runs: Vec<Run>,
    /// Are there more?
    pub has_more: bool,
}

impl Shape {
    /// The shape of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut shape = Self::default();
        for character in text.chars() {
            let kind = kind(character);
            let is_full = shape.runs.len() == RUNS;
            match shape.runs.last_mut() {
                Some(run) if run.kind == kind => run.count += 1,
                _ if is_full => {
                    shape.has_more = true;
                    break;
                }
                _ => shape.runs.push(Run { count: 1, kind }),
            }
        }
        shape
    }
}

fn kind(character: char) -> CharacterKind {
    use CharacterKind as Kind;
    match character {
        '0'..='9' => Kind::Digit,
        '０'..='９' => Kind::WideDigit,
        'a'..='z' | 'A'..='Z' => Kind::Letter,
        'ａ'..='ｚ' | 'Ａ'..='Ｚ' => Kind::WideLetter,
        ' ' => Kind::Space,
        '\u{3000}' => Kind::WideSpace,
        '\u{3041}'..='\u{309F}' => Kind::Hiragana,
        '\u{30A1}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Kind::Katakana,
        '\u{FF66}'..='\u{FF9F}' => Kind::NarrowKatakana,
        '々' | '〆' => Kind::Kanji,
        '\u{E000}'..='\u{F8FF}' | '\u{F_0000}'..='\u{10_FFFF}' => Kind::PrivateUse(character),
        other if is_kanji(other) => Kind::Kanji,
        other if is_hidden(other) => Kind::Hidden,
        other if other.is_alphabetic() => Kind::OtherLetter,
        _ => Kind::Sign,
    }
}

/// In English; who wants another language takes the runs.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.runs.is_empty() {
            return f.write_str("nothing");
        }
        for (number, run) in self.runs.iter().enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            write!(f, "{comma}{run}")?;
        }
        f.write_str(if self.has_more { ", and more" } else { "" })
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, kind } = *self;
        let many = |name: &str| format!("{count} {name}{}", if count == 1 { "" } else { "s" });
        let text = match kind {
            CharacterKind::Digit => many("digit"),
            CharacterKind::WideDigit => many("full-width digit"),
            CharacterKind::Letter => many("letter"),
            CharacterKind::WideLetter => many("full-width letter"),
            CharacterKind::OtherLetter => many("other letter"),
            CharacterKind::Hiragana => format!("{count} hiragana"),
            CharacterKind::Katakana => format!("{count} katakana"),
            CharacterKind::NarrowKatakana => format!("{count} half-width katakana"),
            CharacterKind::Kanji => format!("{count} kanji"),
            CharacterKind::Space => many("space"),
            CharacterKind::WideSpace => many("full-width space"),
            CharacterKind::Sign => many("sign"),
            CharacterKind::Hidden => many("hidden character"),
            CharacterKind::PrivateUse(code) if count == 1 => format!("U+{:04X}", u32::from(code)),
            CharacterKind::PrivateUse(code) => format!("{count} times U+{:04X}", u32::from(code)),
        };
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_says_what_there_is_and_not_which() {
        for (text, shape) in [
            ("", "nothing"),
            ("123456789", "9 digits"),
            ("渡辺邉\u{E000}", "3 kanji, U+E000"),
            ("住基　太郎", "2 kanji, 1 full-width space, 2 kanji"),
            ("ﾀﾛｳ", "3 half-width katakana"),
            ("1980-02-00", "4 digits, 1 sign, 2 digits, 1 sign, 2 digits"),
            (
                "a1a1a1a1a",
                "1 letter, 1 digit, 1 letter, 1 digit, 1 letter, 1 digit, 1 letter, 1 digit, and more",
            ),
            ("あ\u{202E}い", "1 hiragana, 1 hidden character, 1 hiragana"),
            ("\u{FEFF}\u{2060}\u{AD}\u{34F}\u{3164}", "5 hidden characters"),
            ("葛\u{E0100}〇", "1 kanji, 1 hidden character, 1 kanji"),
        ] {
            assert_eq!(Shape::of(text).to_string(), shape);
        }
    }
}
