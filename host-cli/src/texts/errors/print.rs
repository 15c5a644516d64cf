//! What errors of printed pages mean to the user.

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::print::font::FontError;
use crate::print::notification::{LetterError, Part};

impl From<FontError> for Error {
    fn from(error: FontError) -> Self {
        let what = match error {
            FontError::Malformed => msg!("error-letters-font-malformed"),
            FontError::Outlines => msg!("error-letters-font-outlines"),
            FontError::Embedding => msg!("error-letters-font-embedding"),
        };
        Self::new(Exit::Rejected, what, msg!("todo-print-font"))
    }
}

impl From<&LetterError> for Message {
    fn from(error: &LetterError) -> Self {
        match error {
            LetterError::TooLong(part) => msg!("fault-letter-long", part = Self::from(*part)),
            LetterError::Digits(part) => msg!("fault-letter-digits", part = Self::from(*part)),
            LetterError::Undrawable(part, missing) => {
                let first = missing.first().map_or(0, |missing| missing.position);
                msg!(
                    "fault-letter-undrawable",
                    part = Self::from(*part),
                    count = missing.len(),
                    first = first.saturating_add(1)
                )
            }
        }
    }
}

impl From<Part> for Message {
    fn from(part: Part) -> Self {
        match part {
            Part::Sender => msg!("letter-part-sender"),
            Part::Address => msg!("letter-part-address"),
            Part::Addressee => msg!("letter-part-addressee"),
            Part::Names => msg!("letter-part-names"),
            Part::Code => msg!("letter-part-code"),
            Part::Wording => msg!("letter-part-wording"),
        }
    }
}
