//! A line of text, or several, as a picture.

use super::bitmap::Bitmap;
use super::font::{self, Glyph};
use super::outline::OutlineFont;
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
    /// Its characters in their order, each with what it is drawn with.
    pub characters: Vec<DrawnCharacter>,
}

/// A character of a text, and what it is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawnCharacter {
    /// Which one of the text it is, from 1, counted in code points.
    pub position: usize,
    /// The character.
    pub character: char,
    /// The variation selector behind it.
    pub selector: Option<char>,
    /// What it is drawn with.
    pub drawing: Drawing,
}

/// What a character is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// The program's own font, GNU Unifont.
    Unifont,
    /// The outline font that was given.
    OutlineFont,
    /// The usual form of the character, as no font has the form that the selector chooses.
    Plain,
    /// 〓, as no font has the character.
    Geta,
}

impl DrawnText {
    /// Its characters that are drawn so.
    pub fn drawn(&self, drawing: Drawing) -> impl Iterator<Item = &DrawnCharacter> {
        self.characters.iter().filter(move |character| character.drawing == drawing)
    }
}

/// Draws text in lines of so many full-width characters; a word of letters goes to the next line
/// as a whole when it fits there.
///
/// A character is drawn by the program's own font, unless a variation selector stands behind it or
/// that font has it not: then by the outline font, when there is one that has just this; else in
/// its usual form; else as 〓. So is private use, whatever a font has there: what it stands for is
/// one municipality's agreement, and its mapping has replaced it before.
#[must_use]
pub fn draw(text: &str, columns: usize, outlines: Option<&OutlineFont>) -> DrawnText {
    let width = columns.max(1) * FULL;
    let mut characters = Vec::new();
    let mut lines = vec![Line::default()];
    for word in words(text) {
        let glyphs: Vec<_> = word
            .into_iter()
            .filter_map(|(position, character, selector)| {
                let (drawing, glyph) = glyph(character, selector, outlines)?;
                characters.push(DrawnCharacter { position, character, selector, drawing });
                Some(glyph)
            })
            .collect();
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
    DrawnText { picture, characters }
}

#[derive(Default)]
struct Line {
    width: usize,
    glyphs: Vec<Glyph>,
}

/// A character: its position, itself, and the selector behind it.
type Written = (usize, char, Option<char>);

/// What may not be torn apart at the end of a line: letters of a word; every other character is
/// one of its own. A selector without a character before it chooses nothing.
fn words(text: &str) -> Vec<Vec<Written>> {
    let mut words: Vec<Vec<Written>> = Vec::new();
    let mut joins = false;
    for (position, character) in (1..).zip(text.chars()) {
        if is_selector(character) {
            if let Some((_, _, selector)) = words.last_mut().and_then(|word| word.last_mut()) {
                selector.get_or_insert(character);
            }
            joins = true;
            continue;
        }
        let letter = character < '\u{2000}' && character != ' ';
        match words.last_mut() {
            Some(word) if joins && letter => word.push((position, character, None)),
            _ => words.push(vec![(position, character, None)]),
        }
        joins = letter;
    }
    words
}

fn glyph(
    character: char,
    selector: Option<char>,
    outlines: Option<&OutlineFont>,
) -> Option<(Drawing, Glyph)> {
    let own = |drawing| Some((drawing, font::glyph(character)?));
    let outlined = |selector, drawing| Some((drawing, outlines?.glyph(character, selector)?));
    let geta = || Some((Drawing::Geta, font::glyph(GETA)?));
    if is_private_use(character) {
        geta()
    } else if selector.is_some() {
        outlined(selector, Drawing::OutlineFont)
            .or_else(|| own(Drawing::Plain))
            .or_else(|| outlined(None, Drawing::Plain))
            .or_else(geta)
    } else {
        own(Drawing::Unifont).or_else(|| outlined(None, Drawing::OutlineFont)).or_else(geta)
    }
}

const fn is_private_use(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

fn put(picture: &mut Bitmap, glyph: &Glyph, left: usize, top: usize) {
    for (y, row) in glyph.rows.iter().enumerate() {
        for x in (0..FULL).filter(|x| row & (0x8000 >> x) != 0) {
            picture.dot(left + x, top + y);
        }
    }
}

#[cfg(test)]
mod tests;
