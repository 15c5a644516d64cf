//! Letters as PDF, one after the other.

use std::io::Write;

use super::{Letter, LetterError, Occasion, Part, Sender, Undrawable, background, page};
use crate::font::{Faces, Missing};
use crate::pdf::{Background, Document, Metadata, PdfError};

/// Why a letter was not written.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum LettersError {
    /// The letter; the document goes on without it.
    Letter(LetterError),
    /// The document; it is lost.
    Document(PdfError),
}

impl std::fmt::Display for LettersError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Letter(error) => error.fmt(f),
            Self::Document(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LettersError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Letter(error) => Some(error),
            Self::Document(error) => Some(error),
        }
    }
}

impl From<LetterError> for LettersError {
    fn from(error: LetterError) -> Self {
        Self::Letter(error)
    }
}

impl From<PdfError> for LettersError {
    fn from(error: PdfError) -> Self {
        Self::Document(error)
    }
}

/// A document of letters.
#[derive(Debug)]
pub struct Letters<'a, W> {
    faces: &'a Faces<'a>,
    undrawable: Undrawable,
    document: Document<'a, W>,
    first: Background,
    change: Background,
    correction: Background,
}

impl<'a, W: Write> Letters<'a, W> {
    /// Begins a document.
    ///
    /// # Errors
    /// When what says who writes does not fit, or the file does not take it.
    pub fn new(
        faces: &'a Faces<'a>,
        metadata: Metadata,
        sender: &Sender,
        undrawable: Undrawable,
        file: W,
    ) -> Result<Self, LettersError> {
        let mut document = Document::new(faces, metadata, file)?;
        let first = document.background(&background(faces, sender, Occasion::First)?)?;
        let change = document.background(&background(faces, sender, Occasion::Change)?)?;
        let correction = background(faces, sender, Occasion::Correction)?;
        let correction = document.background(&correction)?;
        Ok(Self { faces, undrawable, document, first, change, correction })
    }

    /// Writes a letter; gives the characters that are marked in it.
    ///
    /// # Errors
    /// When the letter cannot be printed, which leaves the document without it; when the file does
    /// not take it.
    pub fn add(&mut self, letter: &Letter) -> Result<Vec<(Part, Missing)>, LettersError> {
        let (page, missing) = page(self.faces, letter, self.undrawable)?;
        let background = match letter.occasion {
            Occasion::First => &self.first,
            Occasion::Change => &self.change,
            Occasion::Correction => &self.correction,
        };
        self.document.page(&page, Some(background))?;
        Ok(missing)
    }

    /// Ends the document; gives the file back.
    ///
    /// # Errors
    /// When the file does not take it.
    pub fn finish(self) -> Result<W, PdfError> {
        self.document.finish()
    }
}
