//! A character with the variation selector behind it.

/// Is it a variation selector (Unicode 23.4)? The Mongolian ones are not: no name has them.
#[must_use]
pub const fn is_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// A character, and the variation selector behind it when there is one: what is drawn as one glyph
/// and never torn apart at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cluster {
    /// The character.
    pub character: char,
    /// The selector behind it.
    pub selector: Option<char>,
}

impl Cluster {
    /// The clusters of a text. A selector with nothing before it is a character of its own.
    pub fn of(text: &str) -> impl Iterator<Item = Self> + '_ {
        let mut characters = text.chars().peekable();
        std::iter::from_fn(move || {
            let character = characters.next()?;
            let selector = if is_selector(character) {
                None
            } else {
                characters.next_if(|next| is_selector(*next))
            };
            Some(Self { character, selector })
        })
    }

    /// Its characters, as they stand in the text.
    pub fn chars(self) -> impl Iterator<Item = char> {
        std::iter::once(self.character).chain(self.selector)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_belongs_to_the_character_before_it() {
        let text = "葛\u{E0100}城\u{FE01}\u{E0101}市";
        let clusters: Vec<_> = Cluster::of(text).map(|c| (c.character, c.selector)).collect();
        let expected = [
            ('葛', Some('\u{E0100}')),
            ('城', Some('\u{FE01}')),
            ('\u{E0101}', None),
            ('市', None),
        ];
        assert_eq!(clusters, expected);
        assert_eq!(Cluster::of(text).flat_map(Cluster::chars).collect::<String>(), text);
    }
}
