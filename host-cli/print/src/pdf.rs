//! A document in PDF 1.7 (ISO 32000-1), written page by page.
//!
//! Nothing of a page is kept but where its objects begin, so a run of ten thousand letters takes a
//! megabyte or two; the fonts, in the part that was used, are written at the end. The same pages
//! give the same bytes: the identifier is a hash of them, the date comes from outside. Every text is
//! tagged (14.8), so that it is read out in order and in its language.

use std::collections::BTreeMap;
use std::io::{self, Write};

use pdf_writer::{Chunk, Finish as _, Name, Ref, Settings, TextStr};

use crate::font::{Faces, FontError};
use crate::page::{HEIGHT, Page, WIDTH};

mod content;
mod fonts;
mod output;
mod structure;
mod tree;

#[cfg(test)]
mod tests;

use content::Encoded;
use fonts::UsedFonts;
use output::Output;

/// Points of PDF in a millimetre.
const POINTS: f32 = 72.0 / 25.4;

/// What a document says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Its title.
    pub title: String,
    /// The language that it is in (BCP 47): `ja`.
    pub language: String,
    /// Year, month, day on which it was made; never the clock's.
    pub date: Option<(u16, u8, u8)>,
}

/// Why a document was not written.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum PdfError {
    /// The file did not take it.
    Write(io::Error),
    /// A font is damaged.
    Font(FontError),
    /// More pages, objects or different characters than a document can have.
    TooLarge,
}

impl std::fmt::Display for PdfError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Write(_) => f.write_str("the document cannot be written"),
            Self::Font(_) => f.write_str("a font cannot be put into the document"),
            Self::TooLarge => f.write_str("more than a document can have"),
        }
    }
}

impl std::error::Error for PdfError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Write(error) => Some(error),
            Self::Font(error) => Some(error),
            Self::TooLarge => None,
        }
    }
}

impl From<io::Error> for PdfError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// What stands on many pages, written once.
#[derive(Clone, Debug)]
pub struct Background {
    content: Ref,
    encoded: Encoded,
}

/// A document that is being written.
#[derive(Debug)]
pub struct Document<'a, W> {
    faces: &'a Faces<'a>,
    metadata: Metadata,
    output: Output<W>,
    fonts: UsedFonts,
    /// The dictionary of fonts, the same for every page.
    resources: Ref,
    pages: tree::Pages,
    structure: structure::Structure,
}

impl<'a, W: Write> Document<'a, W> {
    /// Begins a document.
    ///
    /// # Errors
    /// When the file does not take it.
    pub fn new(faces: &'a Faces<'a>, metadata: Metadata, file: W) -> Result<Self, PdfError> {
        let mut output = Output::new(file)?;
        let resources = output.reserve()?;
        let pages = tree::Pages::new(output.reserve()?);
        let structure = structure::Structure::new(output.reserve()?, output.reserve()?);
        let fonts = UsedFonts::new(faces.all().len());
        Ok(Self { faces, metadata, output, fonts, resources, pages, structure })
    }

    /// Writes what stands on many pages.
    ///
    /// # Errors
    /// When the file does not take it.
    pub fn background(&mut self, page: &Page) -> Result<Background, PdfError> {
        let encoded = content::encode(page, 0, &mut self.fonts)?;
        let content = self.content(&encoded.bytes)?;
        Ok(Background { content, encoded: Encoded { bytes: Vec::new(), ..encoded } })
    }

    /// Writes a page, on a background or on none.
    ///
    /// # Errors
    /// When the file does not take it.
    pub fn page(&mut self, page: &Page, on: Option<&Background>) -> Result<(), PdfError> {
        let mut spoken = on.map(|on| on.encoded.spoken.clone()).unwrap_or_default();
        let encoded = content::encode(page, spoken.len(), &mut self.fonts)?;
        spoken.extend(encoded.spoken);
        let content = self.content(&encoded.bytes)?;
        let id = self.output.reserve()?;
        let key = self.structure.page(&mut self.output, id, &spoken)?;
        let parent = self.pages.add(&mut self.output, id)?;
        let mut chunk = chunk();
        let mut dictionary = chunk.page(id);
        dictionary.parent(parent).struct_parents(key);
        dictionary.contents_array(on.map(|on| on.content).into_iter().chain([content]));
        dictionary.finish();
        self.output.write(&chunk)
    }

    /// Writes the fonts and what holds the document together; gives the file back.
    ///
    /// # Errors
    /// When the file does not take it.
    pub fn finish(mut self) -> Result<W, PdfError> {
        let fonts = self.fonts.write(self.faces, &mut self.output)?;
        let mut resources = chunk();
        let mut dictionary = resources.indirect(self.resources).dict();
        let mut list = dictionary.insert(Name(b"Font")).dict();
        for (name, font) in &fonts {
            list.pair(Name(name.as_bytes()), *font);
        }
        list.finish();
        dictionary.finish();
        self.output.write(&resources)?;
        let size = (WIDTH * POINTS, HEIGHT * POINTS);
        let root = self.pages.root();
        self.pages.write_root(&mut self.output, size, self.resources)?;
        let structure = self.structure.write_root(&mut self.output)?;
        let catalog = self.output.reserve()?;
        let mut chunk = chunk();
        let mut dictionary = chunk.indirect(catalog).start::<pdf_writer::writers::Catalog<'_>>();
        dictionary.pages(root).lang(TextStr(&self.metadata.language));
        dictionary.mark_info().marked(true);
        dictionary.pair(Name(b"StructTreeRoot"), structure);
        dictionary.viewer_preferences().display_doc_title(true);
        dictionary.finish();
        self.output.write(&chunk)?;
        let info = self.info()?;
        self.output.finish(catalog, info)
    }

    fn info(&mut self) -> Result<Ref, PdfError> {
        let id = self.output.reserve()?;
        let mut chunk = chunk();
        let mut info = chunk.indirect(id).start::<pdf_writer::writers::DocumentInfo<'_>>();
        info.title(TextStr(&self.metadata.title)).producer(TextStr("juki"));
        if let Some((year, month, day)) = self.metadata.date {
            info.creation_date(pdf_writer::Date::new(year).month(month).day(day));
        }
        info.finish();
        self.output.write(&chunk)?;
        Ok(id)
    }

    fn content(&mut self, bytes: &[u8]) -> Result<Ref, PdfError> {
        let id = self.output.reserve()?;
        self.output.stream(id, bytes, &BTreeMap::new())?;
        Ok(id)
    }
}

/// Objects to be written.
fn chunk() -> Chunk {
    Chunk::with_settings(Settings { pretty: false })
}
