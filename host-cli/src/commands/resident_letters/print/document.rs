//! The file of letters, in either format.

use std::io;

use super::Fault;
use crate::day::Day;
use crate::new_file::Stream;
use crate::print::font::Faces;
use crate::print::notification::pdf::LettersError;
use crate::print::notification::{Letter, LetterError, Part, Sender, Undrawable, html, pdf};
use crate::print::pdf::{Metadata, PdfError};
use juki_codes::letters::LetterNumber;

const TITLE: &str = "住民票コード通知票";

/// Why a letter is not in the file.
#[derive(Debug)]
pub(super) enum Failure {
    /// The letter; the file goes on without it.
    Letter(Fault),
    /// The record of a letter names its municipality otherwise than those before.
    Municipality { first: String, other: String, number: LetterNumber },
    /// What says who writes does not fit.
    Sender,
    /// The file is not written.
    Write(io::Error),
    /// The document cannot be made.
    Document,
}

impl From<LettersError> for Failure {
    fn from(error: LettersError) -> Self {
        match error {
            LettersError::Letter(LetterError::TooLong(Part::Sender)) => Self::Sender,
            LettersError::Letter(error) => Self::Letter(Fault::Page(error)),
            LettersError::Document(error) => error.into(),
        }
    }
}

impl From<PdfError> for Failure {
    fn from(error: PdfError) -> Self {
        match error {
            PdfError::Write(cause) => Self::Write(cause),
            PdfError::Font(_) | PdfError::TooLarge => Self::Document,
        }
    }
}

/// The file.
#[derive(Debug)]
pub(super) enum Document<'a> {
    Pdf(Box<pdf::Letters<'a, Stream>>),
    Html(html::Letters<Stream>),
}

impl<'a> Document<'a> {
    /// A PDF of a day.
    pub(super) fn pdf(
        faces: &'a Faces<'a>,
        sender: &Sender,
        undrawable: Undrawable,
        day: Option<Day>,
        file: Stream,
    ) -> Result<Self, Failure> {
        let date = day.map(|Day(date)| (date.year, date.month, date.day));
        let metadata = Metadata { title: TITLE.to_owned(), language: "ja".to_owned(), date };
        let letters = pdf::Letters::new(faces, metadata, sender, undrawable, file)?;
        Ok(Self::Pdf(Box::new(letters)))
    }

    /// A page of HTML.
    pub(super) fn html(sender: &Sender, file: Stream) -> Result<Self, Failure> {
        html::Letters::new(TITLE, sender, file).map(Self::Html).map_err(Failure::Write)
    }

    /// Adds a letter.
    pub(super) fn add(&mut self, letter: &Letter) -> Result<(), Failure> {
        match self {
            Self::Pdf(letters) => {
                letters.add(letter)?;
            }
            Self::Html(letters) => {
                let page = letters.page(letter).map_err(|e| Failure::Letter(Fault::Page(e)))?;
                letters.write(&page).map_err(Failure::Write)?;
            }
        }
        Ok(())
    }

    /// Gives the file its name.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let stream = match self {
            Self::Pdf(letters) => letters.finish()?,
            Self::Html(letters) => letters.finish().map_err(Failure::Write)?,
        };
        stream.finish().map_err(Failure::Write)
    }
}
