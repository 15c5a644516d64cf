//! Untrusted text, made safe to display.

use crate::characters::{is_hidden, is_kanji, is_selector};

/// Text from a card, a reader or a file name with nothing in it that moves a cursor, colours a
/// screen, ends the line or reverses the direction of writing, and without invisible characters: two
/// names that look the same are the same.
///
/// A variation selector after a kanji is kept: names are written so.
#[must_use]
pub fn harmless(text: &str) -> String {
    marked(text).map(|(character, acts)| if acts { '\u{FFFD}' } else { character }).collect()
}

/// The characters of a text, and whether each one affects others or is invisible.
pub fn marked(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut before = None;
    text.chars().map(move |character| {
        let of_kanji = is_selector(character) && before.is_some_and(is_kanji);
        before = Some(character);
        (character, !of_kanji && is_hidden(character))
    })
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn text_from_elsewhere_acts_on_nothing() {
        assert_eq!(harmless("a\u{1b}[2J\u{9b}2J\nb"), "a\u{FFFD}[2J\u{FFFD}2J\u{FFFD}b");
        assert_eq!(harmless("\u{202e}ab\u{2066}"), "\u{FFFD}ab\u{FFFD}");
        let plain = "葛\u{E0100}飾区　é – ﾊﾟ";
        assert_eq!(harmless(plain), plain);
    }

    #[test]
    fn what_is_not_seen_is_shown() {
        for hidden in [
            "\u{200B}",
            "\u{200C}",
            "\u{200D}",
            "\u{2060}",
            "\u{2064}",
            "\u{FEFF}",
            "\u{AD}",
            "\u{34F}",
            "\u{3164}",
            "\u{FFA0}",
            "\u{115F}",
            "\u{180E}",
            "\u{206A}",
            "\u{FFF9}",
            "\u{FFF0}",
            "\u{E0001}",
            "\u{E0041}",
            "\u{E0FFF}",
            "\u{FE0F}",
            "\u{E0100}",
        ] {
            let name = format!("Taro{hidden}Yamada");
            assert_eq!(harmless(&name), "Taro\u{FFFD}Yamada", "{}", hidden.escape_unicode());
        }
        // The second selector chooses nothing.
        assert_eq!(harmless("葛\u{E0100}\u{E0101}"), "葛\u{E0100}\u{FFFD}");
    }
}
