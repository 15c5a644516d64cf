//! The fonts of a document: which glyphs it uses, and the part of each font that has them.
//!
//! A character code of the document (CID, 9.7) is a glyph together with what it says. So two
//! characters that a font draws by one glyph, 葛 and 葛 U+E0101, or two that are both 〓, are copied
//! each as the record has it.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::writers::{CidFont, FontDescriptor, Type0Font};
use pdf_writer::{Finish as _, Name, Rect, Ref, Str};
use sha2::{Digest as _, Sha256};
use subsetter::GlyphRemapper;

use super::output::Output;
use super::{PdfError, chunk};
use crate::font::{Cluster, Face, Faces, FontError, Glyph};

const IDENTITY: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The name of a face in the resources of a page.
pub(super) fn resource_name(face: usize) -> String {
    format!("F{face}")
}

/// What is used of each face.
#[derive(Debug)]
pub(super) struct UsedFonts {
    fonts: Vec<Used>,
}

#[derive(Debug, Default)]
struct Used {
    codes: HashMap<(u16, Cluster), u16>,
    /// What the codes stand for, from code 1.
    glyphs: Vec<Glyph>,
}

impl UsedFonts {
    pub(super) fn new(faces: usize) -> Self {
        Self { fonts: (0..faces).map(|_| Used::default()).collect() }
    }

    /// The code of a glyph that says something.
    pub(super) fn code(&mut self, glyph: &Glyph) -> Result<u16, PdfError> {
        let font = self.fonts.get_mut(glyph.face).ok_or(PdfError::Font(FontError::Malformed))?;
        if let Some(code) = font.codes.get(&(glyph.id, glyph.cluster)) {
            return Ok(*code);
        }
        font.glyphs.push(*glyph);
        let code = u16::try_from(font.glyphs.len()).map_err(|_| PdfError::TooLarge)?;
        font.codes.insert((glyph.id, glyph.cluster), code);
        Ok(code)
    }

    /// Writes the fonts that are used; gives their names in the resources.
    pub(super) fn write<W: Write>(
        &self,
        faces: &Faces<'_>,
        output: &mut Output<W>,
    ) -> Result<Vec<(String, Ref)>, PdfError> {
        let mut written = Vec::new();
        for (number, (used, face)) in self.fonts.iter().zip(faces.all()).enumerate() {
            if !used.glyphs.is_empty() {
                written.push((resource_name(number), used.write(face, output)?));
            }
        }
        Ok(written)
    }
}

impl Used {
    fn write<W: Write>(&self, face: &Face<'_>, output: &mut Output<W>) -> Result<Ref, PdfError> {
        let mut remapper = GlyphRemapper::new();
        // Glyph 0 for code 0, then two bytes a code (9.7.4.2).
        let mut map = vec![0, 0];
        for glyph in &self.glyphs {
            map.extend(remapper.remap(glyph.id).to_be_bytes());
        }
        let part = subsetter::subset(face.data(), 0, &remapper);
        let part = part.map_err(|_| PdfError::Font(FontError::Malformed))?;
        let name = format!("{}+{}", tag(&part), face.name());
        let name = Name(name.as_bytes());

        let length = i32::try_from(part.len()).map_err(|_| PdfError::TooLarge)?;
        let file = output.reserve()?;
        output.stream(file, &part, &BTreeMap::from([("Length1", length)]))?;
        let to_glyphs = output.reserve()?;
        output.stream(to_glyphs, &map, &BTreeMap::new())?;
        let to_unicode = output.reserve()?;
        output.stream(to_unicode, &self.to_unicode(), &BTreeMap::new())?;

        let descriptor = output.reserve()?;
        output.write(&describe(face, descriptor, name, file))?;

        let descendant = output.reserve()?;
        let mut chunk_of_font = chunk();
        let mut font = chunk_of_font.indirect(descendant).start::<CidFont<'_>>();
        font.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY);
        font.font_descriptor(descriptor).default_width(1000.0).cid_to_gid_map_stream(to_glyphs);
        font.widths().consecutive(1, self.glyphs.iter().map(|glyph| 1000.0 * glyph.advance));
        font.finish();
        output.write(&chunk_of_font)?;

        let id = output.reserve()?;
        let mut chunk = chunk();
        let mut font = chunk.indirect(id).start::<Type0Font<'_>>();
        font.base_font(name).encoding_predefined(Name(b"Identity-H"));
        font.descendant_font(descendant).to_unicode(to_unicode);
        font.finish();
        output.write(&chunk)?;
        Ok(id)
    }

    /// What the codes say (9.10.3), variation selectors included.
    fn to_unicode(&self) -> Vec<u8> {
        let mut map = UnicodeCmap::new(Name(b"Juki"), IDENTITY);
        for (code, glyph) in (1_u16..).zip(&self.glyphs) {
            map.pair_with_multiple(code, glyph.cluster.chars());
        }
        map.finish().into_vec()
    }
}

fn describe(face: &Face<'_>, id: Ref, name: Name<'_>, file: Ref) -> pdf_writer::Chunk {
    let scale = |length: i16| 1000.0 * f32::from(length) / f32::from(face.units_per_em());
    let bounds = face.bounds();
    let bounds = Rect::new(
        scale(bounds.x_min),
        scale(bounds.y_min),
        scale(bounds.x_max),
        scale(bounds.y_max),
    );
    let mut chunk = chunk();
    let mut descriptor = chunk.indirect(id).start::<FontDescriptor<'_>>();
    descriptor.name(name).flags(FontFlags::SYMBOLIC).bbox(bounds).italic_angle(0.0);
    descriptor.ascent(scale(face.ascender())).descent(scale(face.descender()));
    // How bold the font looks: no table says it, and only a reader that has lost the font asks.
    descriptor.cap_height(scale(face.capital_height())).stem_v(80.0).font_file2(file);
    descriptor.finish();
    chunk
}

/// Six capital letters before the name of a part of a font (9.6.4): of its own content, so that
/// two parts have different names and the same part the same.
fn tag(part: &[u8]) -> String {
    let hash = Sha256::digest(part);
    hash.iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}
