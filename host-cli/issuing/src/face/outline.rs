//! Characters drawn from an outline font that the machine has: those that the program's own font
//! has not, and the forms that a variation selector chooses (IVD; cmap format 14).
//!
//! What a font file says is not trusted: a broken one is refused or draws nothing.

use std::fmt;
use std::num::NonZeroU16;

use ttf_parser::{Face, GlyphId, Tag, loca, name_id};

use super::font::{Glyph, HEIGHT};

mod error;
mod fit;
mod shape;

pub use error::FontError;
use shape::Shape;

/// Largest font file, in bytes. That of all 58,862 characters of the MJ set has 46 million.
pub const LARGEST_FONT: usize = 256 << 20;

/// Components of a glyph, those of its components counted: outlines that are put together of
/// others may name each other without end.
const MOST_COMPONENTS: usize = 64;
/// Longest name of a font that is shown, in characters.
const LONGEST_NAME: usize = 80;

/// An outline font: `TrueType` outlines, in a file or the first of a collection.
pub struct OutlineFont {
    file: Vec<u8>,
    name: String,
}

impl OutlineFont {
    /// The font of a file.
    ///
    /// # Errors
    /// When the file is too large, is no font, or has no `TrueType` outlines or table of
    /// characters.
    pub fn parse(file: Vec<u8>) -> Result<Self, FontError> {
        if file.len() > LARGEST_FONT {
            return Err(FontError::TooLarge { most: LARGEST_FONT });
        }
        let face = Face::parse(&file, 0).map_err(FontError::NoFont)?;
        let tables = face.tables();
        if tables.glyf.is_none() {
            return Err(FontError::NoOutlines);
        }
        if tables.cmap.is_none() {
            return Err(FontError::NoCharacters);
        }
        let name = shown_name(&face);
        Ok(Self { file, name })
    }

    /// Its name and version, for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A character as it is drawn, in the form that the selector chooses; `None` when the font has
    /// not just that.
    pub(super) fn glyph(&self, character: char, selector: Option<char>) -> Option<Glyph> {
        let face = Face::parse(&self.file, 0).ok()?;
        let id = match selector {
            Some(selector) => face.glyph_variation_index(character, selector)?,
            None => face.glyph_index(character)?,
        };
        // 0 stands for every character that a font has not.
        if id.0 == 0 || !is_simple(&face, id) {
            return None;
        }
        let units = face.units_per_em();
        let mut shape = Shape::new(units, face.ascender());
        face.outline_glyph(id, &mut shape)?;
        let rows: [u16; HEIGHT] = fit::fit(&shape.ink()?);
        let narrow = face.glyph_hor_advance(id).is_some_and(|advance| advance <= units / 2);
        let is_drawn = rows.iter().any(|row| *row != 0);
        is_drawn.then_some(Glyph { width: if narrow { 8 } else { 16 }, rows })
    }
}

impl fmt::Debug for OutlineFont {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutlineFont").field("name", &self.name).finish_non_exhaustive()
    }
}

fn shown_name(face: &Face<'_>) -> String {
    let named = |id| {
        let named = face.names().into_iter().filter(|name| name.name_id == id);
        let english = |name: &ttf_parser::name::Name<'_>| name.language_id & 0x03FF == 0x09;
        let text = named.filter(english).find_map(|name| name.to_string());
        text.map(|text| text.chars().filter(|c| *c == ' ' || c.is_ascii_graphic()).collect())
    };
    let parts: [Option<String>; 2] = [named(name_id::FULL_NAME), named(name_id::VERSION)];
    let words: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    words.join(", ").chars().take(LONGEST_NAME).collect()
}

/// Is the outline one of few components, however they name each other?
fn is_simple(face: &Face<'_>, id: GlyphId) -> bool {
    let table = |tag| face.raw_face().table(Tag::from_bytes(tag));
    let format = face.tables().head.index_to_location_format;
    let (Some(loca), Some(glyf), Some(count)) =
        (table(b"loca"), table(b"glyf"), NonZeroU16::new(face.number_of_glyphs()))
    else {
        return false;
    };
    let Some(loca) = loca::Table::parse(count, format, loca) else { return false };
    let mut waiting = vec![id];
    let mut visited = 0;
    while let Some(id) = waiting.pop() {
        visited += 1;
        if visited > MOST_COMPONENTS {
            return false;
        }
        let outline = loca.glyph_range(id).and_then(|range| glyf.get(range)).unwrap_or_default();
        waiting.extend(components(outline).take(MOST_COMPONENTS));
    }
    true
}

/// The glyphs that an outline is put together of (`OpenType`, glyf, composite glyph description).
fn components(outline: &[u8]) -> impl Iterator<Item = GlyphId> {
    const WORDS: u16 = 0x0001;
    const SCALE: u16 = 0x0008;
    const MORE: u16 = 0x0020;
    const TWO_SCALES: u16 = 0x0040;
    const MATRIX: u16 = 0x0080;
    let word = |at: usize| {
        let bytes = outline.get(at..)?.first_chunk::<2>()?;
        Some(u16::from_be_bytes(*bytes))
    };
    let is_composite = word(0).is_some_and(|contours| contours & 0x8000 != 0);
    let mut next = is_composite.then_some(10);
    std::iter::from_fn(move || {
        let at = next.take()?;
        let (flags, glyph) = (word(at)?, word(at + 2)?);
        let arguments = if flags & WORDS != 0 { 4 } else { 2 };
        let transformation = match flags & (SCALE | TWO_SCALES | MATRIX) {
            0 => 0,
            flags if flags & SCALE != 0 => 2,
            flags if flags & TWO_SCALES != 0 => 4,
            _ => 8,
        };
        next = (flags & MORE != 0).then_some(at + 4 + arguments + transformation);
        Some(GlyphId(glyph))
    })
}

#[cfg(test)]
pub(crate) mod tests;
