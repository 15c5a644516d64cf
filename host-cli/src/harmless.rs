//! Text that somebody else wrote, made fit to be shown.

/// Text from a card, a reader or a file name with nothing in it that moves a cursor, colours a
/// screen, ends the line or turns the direction of writing round.
#[must_use]
pub fn harmless(text: &str) -> String {
    text.chars().map(|character| if acts(character) { '\u{FFFD}' } else { character }).collect()
}

/// Does it act on what stands around it: a control character, a separator of lines, a mark,
/// embedding, override or isolate of the direction (Unicode Standard Annex 9)?
pub(crate) fn acts(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        )
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
}
