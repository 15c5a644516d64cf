//! Faces, the chain in which a character is looked for, and the glyphs of a text.
//!
//! A character may have a variation selector behind it (葛 U+E0100): both are one [`Cluster`], drawn
//! by the glyph that the face has for the sequence (`cmap` format 14).

use ttf_parser::GlyphId;

mod cluster;
mod run;

pub use cluster::{Cluster, is_selector};
pub(crate) use run::width;
pub use run::{Drawn, Glyph, Missing, Run};

/// BIZ UDGothic (`font/README.md`).
static BUNDLED: &[u8] = include_bytes!("../font/BIZUDGothic-Regular.ttf");

/// What stands for a character that no face has.
const GETA: char = '〓';

/// Why a font cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum FontError {
    /// No OpenType font, or a damaged one.
    Malformed,
    /// Its outlines are not TrueType's (`glyf`).
    Outlines,
    /// Its maker does not let documents carry a part of it (`fsType` of the `OS/2` table).
    Embedding,
}

impl core::fmt::Display for FontError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Malformed => "no OpenType font, or a damaged one",
            Self::Outlines => "a font without TrueType outlines",
            Self::Embedding => "a font that documents may not carry a part of",
        })
    }
}

impl std::error::Error for FontError {}

/// One font with TrueType outlines.
#[derive(Clone)]
pub struct Face<'a> {
    data: &'a [u8],
    face: ttf_parser::Face<'a>,
}

impl std::fmt::Debug for Face<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Face").field("name", &self.name()).finish_non_exhaustive()
    }
}

impl<'a> Face<'a> {
    /// Reads a font file (of a collection: the first one).
    ///
    /// # Errors
    /// When it is no font, has other outlines, or may not be embedded in part.
    pub fn parse(data: &'a [u8]) -> Result<Self, FontError> {
        let face = ttf_parser::Face::parse(data, 0).map_err(|_| FontError::Malformed)?;
        if face.tables().glyf.is_none() {
            return Err(FontError::Outlines);
        }
        let is_restricted = face.permissions() == Some(ttf_parser::Permissions::Restricted);
        if is_restricted || !face.is_subsetting_allowed() || !face.is_outline_embedding_allowed() {
            return Err(FontError::Embedding);
        }
        Ok(Self { data, face })
    }

    /// BIZ UDGothic, which is in the program.
    ///
    /// # Errors
    /// None that can happen: a test reads it.
    pub fn bundled() -> Result<Face<'static>, FontError> {
        Face::parse(BUNDLED)
    }

    /// The glyph of a character, or of a character and the variation selector behind it; `None`
    /// when the face has none for exactly this.
    #[must_use]
    pub fn glyph(&self, character: char, selector: Option<char>) -> Option<u16> {
        let glyph = match selector {
            Some(selector) => self.face.glyph_variation_index(character, selector),
            None => self.face.glyph_index(character),
        };
        glyph.map(|glyph| glyph.0).filter(|glyph| *glyph != 0)
    }

    /// How far a glyph moves the pen, in units of the em square.
    #[must_use]
    pub fn advance(&self, glyph: u16) -> u16 {
        self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or_default()
    }

    /// Units of the em square.
    #[must_use]
    pub fn units_per_em(&self) -> u16 {
        self.face.units_per_em()
    }

    /// The top of the letters above the baseline, in units of the em square.
    #[must_use]
    pub fn ascender(&self) -> i16 {
        self.face.ascender()
    }

    /// The bottom of the letters: negative, in units of the em square.
    #[must_use]
    pub fn descender(&self) -> i16 {
        self.face.descender()
    }

    /// The height of capital letters, in units of the em square.
    #[must_use]
    pub fn capital_height(&self) -> i16 {
        self.face.capital_height().unwrap_or_else(|| self.face.ascender())
    }

    /// The box around all of its glyphs, in units of the em square.
    #[must_use]
    pub fn bounds(&self) -> ttf_parser::Rect {
        self.face.global_bounding_box()
    }

    /// Its name for PostScript: letters, digits and hyphens.
    #[must_use]
    pub fn name(&self) -> String {
        let names = self.face.names().into_iter();
        let mut names = names.filter(|name| name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME);
        let name = names.find_map(|name| name.to_string()).unwrap_or_default();
        let kept = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(63);
        let kept: String = kept.collect();
        if kept.is_empty() { "Unnamed".to_owned() } else { kept }
    }

    /// The file as it was read.
    #[must_use]
    pub const fn data(&self) -> &'a [u8] {
        self.data
    }
}

/// The faces in the order in which a character is looked for: BIZ UDGothic, then one that has
/// rare characters, when there is one.
#[derive(Clone, Debug)]
pub struct Faces<'a> {
    faces: Vec<Face<'a>>,
}

impl<'a> Faces<'a> {
    /// BIZ UDGothic, and behind it a face that the caller found (IPAmj Mincho).
    ///
    /// # Errors
    /// None that can happen: a test reads BIZ UDGothic.
    pub fn new(rare: Option<Face<'a>>) -> Result<Self, FontError> {
        let mut faces = vec![Face::bundled()?];
        faces.extend(rare);
        Ok(Self { faces })
    }

    /// The faces, in order.
    #[must_use]
    pub fn all(&self) -> &[Face<'a>] {
        &self.faces
    }

    /// The glyphs of a text. A text that one face has whole is drawn in that one: a name in two
    /// faces looks like a mistake.
    #[must_use]
    pub fn run(&self, text: &str) -> Run {
        run::run(self, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_face_has_what_letters_are_written_with() {
        let face = Face::bundled().unwrap();
        assert_eq!(face.name(), "BIZUDGothic-Regular");
        let text = "住基　太郎様〒〓東京都千代田区霞が関二丁目１番２号（）－々ヶ髙﨑德邊邉ÉéÑłß";
        let missing: String = text.chars().filter(|c| face.glyph(*c, None).is_none()).collect();
        assert_eq!(missing, "");
        // Half and full width.
        let width = |c| face.advance(face.glyph(c, None).unwrap());
        assert_eq!((width('A'), width('ｱ'), width('住'), width('　')), (1024, 1024, 2048, 2048));
    }

    #[test]
    fn a_variation_sequence_has_a_glyph_of_its_own() {
        let face = Face::bundled().unwrap();
        let plain = face.glyph('葛', None);
        assert!(plain.is_some());
        assert_ne!(face.glyph('葛', Some('\u{E0100}')), plain);
        assert!(face.glyph('葛', Some('\u{E0100}')).is_some());
        // The face lists this one as the plain form.
        assert_eq!(face.glyph('葛', Some('\u{E0101}')), plain);
        assert_eq!(face.glyph('葛', Some('\u{E01EF}')), None);
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert_eq!(Face::parse(b"").unwrap_err(), FontError::Malformed);
        assert_eq!(
            Face::parse(b"\0\x01\0\0\xff\xff\0\0\0\0\0\0").unwrap_err(),
            FontError::Malformed
        );
        // The first half of one: its outlines are behind it.
        assert!(Face::parse(BUNDLED.get(..1000).unwrap()).is_err());
    }

    #[test]
    fn a_font_that_forbids_it_is_not_embedded() {
        // fsType is the fifth number of OS/2; 2 forbids embedding, 0x100 forbids parts of it,
        // 0x200 lets only its bitmaps.
        for (forbidden, bits) in [(true, 2), (true, 0x100), (true, 0x200), (false, 0), (false, 8)] {
            let mut data = BUNDLED.to_vec();
            let at = data.windows(4).position(|tag| tag == b"OS/2").unwrap();
            let offset = u32::from_be_bytes(data[at + 8..at + 12].try_into().unwrap());
            let at = usize::try_from(offset).unwrap() + 8;
            data[at..at + 2].copy_from_slice(&u16::to_be_bytes(bits));
            let result = Face::parse(&data).err();
            assert_eq!(result, forbidden.then_some(FontError::Embedding), "{bits:#x}");
        }
    }
}
