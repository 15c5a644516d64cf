//! Characters that are allowed in texts which are read and signed.
//!
//! Whether a character can be read is decided by Unicode's properties (UAX #44), not by examples:
//! its `General_Category`, and whether it is `Default_Ignorable_Code_Point`, so that a program
//! that knows it shows nothing at all.

use std::fmt;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// A character that is not allowed in a text, as it cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreadableCharacter {
    /// The character.
    pub character: char,
    /// Which one of the text it is, from 1, counted in code points.
    pub position: usize,
    /// What is wrong with it.
    pub class: Class,
}

/// Why a character cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Class {
    /// `Cc`: it controls something.
    Control,
    /// `Zl` and `Zp`: it ends a line or a paragraph.
    Separator,
    /// `Zs` but U+0020 and U+3000: a space that looks like one of those.
    Space,
    /// `Default_Ignorable_Code_Point`, most of them `Cf`: it shows nothing.
    Ignorable,
    /// Its glyph is empty.
    Blank,
    /// `Co`: its meaning depends on the system.
    PrivateUse,
    /// `Cn` and never to be assigned: no character.
    Noncharacter,
    /// `Cn`: no character that is known.
    Unassigned,
    /// Other characters of `Cf`: they say how others are shown.
    Format,
    /// It replaces a lost character, or an object.
    Replacement,
    /// A variation selector that does not follow a kanji.
    Selector,
    /// `M`: a combining mark. The composed character looks the same and is another text.
    Mark,
    /// A conjoining jamo; the syllable looks the same and is another text.
    Jamo,
}

/// The requirement, as the end of a sentence about a field: "must be ...".
impl fmt::Display for UnreadableCharacter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "without {} at position {}: {}", self.code(), self.position, self.class)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Control => "a control character (Cc)",
            Self::Separator => "a separator of lines or paragraphs (Zl, Zp)",
            Self::Space => "a space (Zs) that looks like another",
            Self::Ignorable => "a character that shows nothing (default-ignorable)",
            Self::Blank => "a character whose picture is empty",
            Self::PrivateUse => "a private-use character (Co)",
            Self::Noncharacter => "a code that is no character (noncharacter)",
            Self::Unassigned => "a code that is no known character (Cn)",
            Self::Format => "a character that formats others (Cf)",
            Self::Replacement => "the sign for a character that was lost",
            Self::Selector => "a variation selector that does not follow a kanji",
            Self::Mark => "a combining mark (M)",
            Self::Jamo => "a part of a Hangul syllable",
        })
    }
}

impl UnreadableCharacter {
    /// `U+XXXX`.
    #[must_use]
    pub fn code(&self) -> String {
        Code(self.character).to_string()
    }
}

struct Code(char);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "U+{:04X}", u32::from(self.0))
    }
}

/// The first character of a text that cannot be read. A variation selector after a kanji can: it
/// chooses the shape that the holder's name is written in (UTS #37), and is kept everywhere.
#[must_use]
pub fn first_unreadable(text: &str) -> Option<UnreadableCharacter> {
    unreadable(text).next()
}

/// All characters of a text that cannot be read, in its order.
pub fn unreadable(text: &str) -> impl Iterator<Item = UnreadableCharacter> {
    let mut before = None;
    text.chars().enumerate().filter_map(move |(place, character)| {
        let class = if is_selector(character) {
            (!before.is_some_and(is_kanji)).then_some(Class::Selector)
        } else {
            class(character)
        };
        before = class.is_none().then_some(character);
        Some(UnreadableCharacter { character, position: place + 1, class: class? })
    })
}

/// Does it choose between the shapes of the character before it (`Variation_Selector`)? Mongolian
/// ones are not among them: they follow letters that no record here has.
#[must_use]
pub const fn is_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Does a program that shows text show nothing for it, or something else than a character: a
/// control character, the end of a line, one that says how others are shown, one that is ignored
/// (`Default_Ignorable_Code_Point`, also of those that Unicode has not assigned yet)?
#[must_use]
pub fn is_hidden(character: char) -> bool {
    let class = class(character);
    let reserved = matches!(
        character,
        '\u{2065}' | '\u{FFF0}'..='\u{FFF8}' | '\u{E0000}'..='\u{E0FFF}'
    );
    let hides = [Class::Control, Class::Separator, Class::Ignorable, Class::Format];
    reserved || class.is_some_and(|class| hides.contains(&class))
}

fn class(character: char) -> Option<Class> {
    if is_everyday(character) { None } else { class_by_category(character) }
}

/// What most texts are written in, so that nothing has to be looked up for it.
const fn is_everyday(character: char) -> bool {
    matches!(
        character,
        ' '..='~' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}'
    )
}

fn class_by_category(character: char) -> Option<Class> {
    use GeneralCategory as G;
    Some(match character.general_category() {
        G::Control => Class::Control,
        G::LineSeparator | G::ParagraphSeparator => Class::Separator,
        G::SpaceSeparator if !matches!(character, ' ' | '\u{3000}') => Class::Space,
        G::PrivateUse => Class::PrivateUse,
        G::Unassigned if is_noncharacter(character) => Class::Noncharacter,
        G::Unassigned | G::Surrogate => Class::Unassigned,
        _ if is_ignorable(character) => Class::Ignorable,
        G::Format => Class::Format,
        G::NonspacingMark | G::SpacingMark | G::EnclosingMark => Class::Mark,
        // Their glyphs are empty, but no property says so.
        _ if matches!(character, '\u{2800}' | '\u{13441}' | '\u{13442}' | '\u{1D159}') => {
            Class::Blank
        }
        _ if matches!(character, '\u{FFFC}' | '\u{FFFD}') => Class::Replacement,
        _ if is_conjoining(character) => Class::Jamo,
        _ => return None,
    })
}

/// `Default_Ignorable_Code_Point` of assigned characters, as UAX #44 derives it: from the category
/// `Cf`, variation selectors, and `Other_Default_Ignorable_Code_Point`.
fn is_ignorable(character: char) -> bool {
    let shown_though_format = matches!(
        character,
        '\u{600}'..='\u{605}'
            | '\u{6DD}'
            | '\u{70F}'
            | '\u{890}'..='\u{891}'
            | '\u{8E2}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{110BD}'
            | '\u{110CD}'
            | '\u{13430}'..='\u{1343F}'
    );
    let other = matches!(
        character,
        '\u{34F}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{3164}' | '\u{FFA0}'
    );
    let mongolian_selector = matches!(character, '\u{180B}'..='\u{180D}' | '\u{180F}');
    let format = character.general_category() == GeneralCategory::Format;
    (format && !shown_though_format) || other || mongolian_selector || is_selector(character)
}

const fn is_noncharacter(character: char) -> bool {
    let code = character as u32;
    matches!(code, 0xFDD0..=0xFDEF) || code & 0xFFFE == 0xFFFE
}

/// Kanji: unified and compatibility ideographs of every block, and the zero of their digits.
#[must_use]
pub const fn is_kanji(character: char) -> bool {
    matches!(
        character,
        '\u{3007}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFD}'
    )
}

const fn is_conjoining(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97F}' | '\u{D7B0}'..='\u{D7FF}')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use regex_syntax::hir::{Class as HirClass, HirKind};

    use super::*;

    /// The characters of a property, from another implementation's data.
    fn property(pattern: &str) -> BTreeSet<u32> {
        let hir = regex_syntax::parse(pattern).unwrap();
        let HirKind::Class(HirClass::Unicode(class)) = hir.kind() else { panic!("{hir:?}") };
        class.iter().flat_map(|range| range.start() as u32..=range.end() as u32).collect()
    }

    fn unreadable_code(code: u32) -> bool {
        char::from_u32(code).is_some_and(|character| class(character).is_some())
    }

    #[test]
    fn every_character_of_these_properties_is_unreadable() {
        for name in [
            r"\p{Default_Ignorable_Code_Point}",
            r"\p{Noncharacter_Code_Point}",
            r"\p{Cc}",
            r"\p{Cf}",
            r"\p{Co}",
            r"[\p{Zl}\p{Zp}]",
            r"\p{M}",
        ] {
            let selectors = |code: &u32| char::from_u32(*code).is_some_and(is_selector);
            let missed: Vec<_> = property(name)
                .into_iter()
                .filter(|code| char::from_u32(*code).is_some())
                .filter(|code| !unreadable_code(*code) && !selectors(code))
                .collect();
            assert!(missed.is_empty(), "{name}: {missed:X?}");
        }
        let hidden = |code: &u32| char::from_u32(*code).is_none_or(is_hidden);
        for name in [r"\p{Default_Ignorable_Code_Point}", r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]"] {
            let seen: Vec<_> = property(name).into_iter().filter(|code| !hidden(code)).collect();
            assert!(seen.is_empty(), "{name}: {seen:X?}");
        }
        let spaces = property(r"\p{Zs}");
        let readable: Vec<_> = spaces.into_iter().filter(|code| !unreadable_code(*code)).collect();
        assert_eq!(readable, [0x20, 0x3000]);
    }

    #[test]
    fn everyday_characters_are_readable_by_their_category_too() {
        for character in ('\0'..=char::MAX).filter(|character| is_everyday(*character)) {
            assert_eq!(class_by_category(character), None, "{character:?}");
        }
    }

    #[test]
    fn the_derivation_of_ignorable_is_unicodes() {
        let theirs = property(r"\p{Default_Ignorable_Code_Point}");
        for code in 0..=0x0010_FFFF {
            let Some(character) = char::from_u32(code) else { continue };
            if character.general_category() != GeneralCategory::Unassigned {
                assert_eq!(is_ignorable(character), theirs.contains(&code), "{code:X}");
            }
        }
    }

    #[test]
    fn what_names_and_addresses_are_written_in_is_readable() {
        let readable =
            property(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Latin}\p{Greek}\p{Cyrillic}--\p{M}]");
        for code in readable {
            assert!(!unreadable_code(code), "{code:X}");
        }
        for text in [
            "住基　太郎",
            "葛\u{E0100}之介",
            "神\u{FE00}",
            "O'Neil-Smith, Jr.",
            "東京都千代田区霞が関二丁目１番２号（）－々ヶ〓〇",
            "김영희",
            "ﾊﾟﾝ",
        ] {
            assert_eq!(first_unreadable(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_one_is_named_with_its_place_and_class() {
        for (text, code, position, class) in [
            ("住\u{3164}", "U+3164", 2, Class::Ignorable),
            ("\u{FFA0}", "U+FFA0", 1, Class::Ignorable),
            ("𠮷\u{A0}x", "U+00A0", 2, Class::Space),
            ("a\u{2003}", "U+2003", 2, Class::Space),
            ("渡\u{E000}", "U+E000", 2, Class::PrivateUse),
            ("\u{100000}", "U+100000", 1, Class::PrivateUse),
            ("a\u{FDD0}", "U+FDD0", 2, Class::Noncharacter),
            ("\u{1FFFE}", "U+1FFFE", 1, Class::Noncharacter),
            ("\u{378}", "U+0378", 1, Class::Unassigned),
            ("a\u{2028}", "U+2028", 2, Class::Separator),
            ("a\tb", "U+0009", 2, Class::Control),
            ("a\u{85}", "U+0085", 2, Class::Control),
            ("a\u{202E}", "U+202E", 2, Class::Ignorable),
            ("a\u{200D}", "U+200D", 2, Class::Ignorable),
            ("a\u{E0041}", "U+E0041", 2, Class::Ignorable),
            ("a\u{FFF9}", "U+FFF9", 2, Class::Format),
            ("\u{2800}", "U+2800", 1, Class::Blank),
            ("a\u{FFFD}", "U+FFFD", 2, Class::Replacement),
            ("Cafe\u{301}", "U+0301", 5, Class::Mark),
            ("シ\u{3099}", "U+3099", 2, Class::Mark),
            // A string of nothing but a mark or a selector.
            ("\u{301}", "U+0301", 1, Class::Mark),
            ("\u{E0100}", "U+E0100", 1, Class::Selector),
            ("　\u{FE0F}", "U+FE0F", 2, Class::Selector),
            ("a\u{FE00}", "U+FE00", 2, Class::Selector),
            ("葛\u{E0100}\u{E0101}", "U+E0101", 3, Class::Selector),
            ("\u{180B}", "U+180B", 1, Class::Ignorable),
            ("\u{1112}\u{1161}\u{11AB}", "U+1112", 1, Class::Jamo),
        ] {
            let found = first_unreadable(text).unwrap();
            assert_eq!(
                (found.code().as_str(), found.position, found.class),
                (code, position, class)
            );
        }
    }
}
