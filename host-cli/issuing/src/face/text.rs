//! A line of text, or several, as a picture.

use super::bitmap::Bitmap;
use super::font::{self, Glyph};
use juki_records::characters::is_selector;

/// Full-width characters to a line of a name.
pub const NAME: usize = 18;
/// Full-width characters to a line of an address.
pub const ADDRESS: usize = 24;

/// Pixels of a full-width character.
const FULL: usize = 16;
/// The geta mark: it stands where a character is wanting.
const GETA: char = '〓';

/// Text drawn as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnText {
    /// The picture.
    pub picture: Bitmap,
    /// The characters that the font has not: 〓 stands in their place.
    pub missing: Vec<char>,
}

/// Draws text in lines of so many full-width characters; a word of letters goes to the next line
/// as a whole when it fits there. A variation selector chooses a form that the font has not: the
/// usual form of its character is drawn.
#[must_use]
pub fn draw(text: &str, columns: usize) -> DrawnText {
    let width = columns.max(1) * FULL;
    let mut missing = Vec::new();
    let mut lines = vec![Line::default()];
    for word in words(text) {
        let glyphs: Vec<_> = word.iter().filter_map(|c| glyph(*c, &mut missing)).collect();
        let length: usize = glyphs.iter().map(|glyph| glyph.width).sum();
        let used = lines.last().map_or(0, |line| line.width);
        if used > 0 && used + length > width && length <= width {
            lines.push(Line::default());
        }
        for glyph in glyphs {
            if lines.last().is_some_and(|line| line.width + glyph.width > width) {
                lines.push(Line::default());
            }
            if let Some(line) = lines.last_mut() {
                line.width += glyph.width;
                line.glyphs.push(glyph);
            }
        }
    }
    let mut picture = Bitmap::new(width, lines.len() * font::HEIGHT);
    for (number, line) in lines.iter().enumerate() {
        let mut left = 0;
        for glyph in &line.glyphs {
            put(&mut picture, glyph, left, number * font::HEIGHT);
            left += glyph.width;
        }
    }
    DrawnText { picture, missing }
}

#[derive(Default)]
struct Line {
    width: usize,
    glyphs: Vec<Glyph>,
}

/// What may not be torn apart at the end of a line: letters of a word; every other character is
/// one of its own.
fn words(text: &str) -> Vec<Vec<char>> {
    let mut words: Vec<Vec<char>> = Vec::new();
    let mut joins = false;
    for character in text.chars() {
        let letter = character < '\u{2000}' && character != ' ' || is_selector(character);
        match words.last_mut() {
            Some(word) if joins && letter => word.push(character),
            _ => words.push(vec![character]),
        }
        joins = letter;
    }
    words
}

fn glyph(character: char, missing: &mut Vec<char>) -> Option<Glyph> {
    if is_selector(character) {
        return None;
    }
    font::glyph(character).or_else(|| {
        if !missing.contains(&character) {
            missing.push(character);
        }
        font::glyph(GETA)
    })
}

fn put(picture: &mut Bitmap, glyph: &Glyph, left: usize, top: usize) {
    for (y, row) in glyph.rows.iter().enumerate() {
        for x in (0..FULL).filter(|x| row & (0x8000 >> x) != 0) {
            picture.dot(left + x, top + y);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_on_in_the_next_line() {
        let size = |text: &str, columns| {
            let drawn = draw(text, columns);
            assert_eq!(drawn.missing, []);
            (drawn.picture.width(), drawn.picture.height())
        };
        assert_eq!(size("住基　太郎", NAME), (288, 16));
        assert_eq!(size(&"住".repeat(18), NAME), (288, 16));
        assert_eq!(size(&"住".repeat(19), NAME), (288, 32));
        assert_eq!(size("", NAME), (288, 16));
        assert_eq!(size(&"a".repeat(100), 4), (64, 16 * 13), "a word that fits no line is torn");
        // Five half-width and one full-width character fit into four columns; the word does not.
        let drawn = draw("MARIA SANTOS", 4).picture;
        assert_eq!(drawn.height(), 32);
        assert_eq!(drawn, draw("MARIA  SANTOS", 4).picture, "nothing but spaces before the break");
    }

    #[test]
    fn what_no_font_has_is_a_geta_mark_and_said() {
        let drawn = draw("\u{2A6A5}田\u{2A6A5}", NAME);
        assert_eq!(drawn.missing, ['\u{2A6A5}']);
        assert_eq!(drawn.picture, draw("〓田〓", NAME).picture);
        let plain = draw("葛之介", NAME);
        assert_eq!(draw("葛\u{E0100}之介", NAME), plain);
    }
}
