//! The letter that tells a resident of the resident record code (住民票コード通知票), a page each:
//! of a code that was entered first (article 30-3(3) of the Basic Resident Registration Act), of one
//! that took the place of another on request (article 30-4), and of one that took the place of a
//! wrong one.
//!
//! The page is made for an envelope with a window: folded at the marks, the address is in the window
//! ([`ADDRESS`]) and the code on another third of the sheet.

use crate::font::Missing;
use crate::page::Area;

pub mod html;
mod layout;
pub mod pdf;
mod wording;

#[cfg(test)]
mod tests;

pub use layout::{background, page};

/// Where the address is, for the window of the envelope.
pub const ADDRESS: Area = Area { left: 22.0, top: 16.0, width: 88.0, height: 45.0 };

/// Why the letter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// The resident's first code.
    First,
    /// A code in place of an earlier one, which the resident asked for.
    Change,
    /// A code in place of one that was wrong, which nobody asked for (職権).
    Correction,
}

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Who signs: `千代田区長`.
    pub mayor: String,
    /// The municipality in English: `Chiyoda-ku, Tokyo-to`.
    pub english: String,
    /// Where to ask, and how it is reached: `区民生活部　総合窓口課　電話03-...`.
    pub office: String,
}

/// What kind of name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// Of a Japanese national.
    Japanese,
    /// Of a foreign resident, in Roman letters.
    Roman,
    /// Of a foreign resident, in kanji.
    Kanji,
    /// 通称.
    Alias,
    /// 旧氏.
    FormerSurname,
}

/// One letter.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its number in the journal.
    pub number: String,
    /// Year, month, day.
    pub date: (u16, u8, u8),
    /// Why it is sent.
    pub occasion: Occasion,
    /// Postcode, 7 digits.
    pub postcode: Option<String>,
    /// The address in one line.
    pub address: String,
    /// The name that the envelope bears: the one that the record puts first.
    pub addressee: String,
    /// How it is read.
    pub furigana: Option<String>,
    /// All names that the record has.
    pub names: Vec<(NameKind, String)>,
    /// The code, 11 digits.
    pub code: String,
}

impl std::fmt::Debug for Letter {
    /// Not what it says: the code and the person are nobody else's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("number", &self.number).finish_non_exhaustive()
    }
}

/// The part of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Part {
    /// Who writes.
    Sender,
    /// The address.
    Address,
    /// The name on the envelope.
    Addressee,
    /// The names in the table.
    Names,
    /// The code.
    Code,
    /// What all letters say.
    Wording,
}

/// Characters that no font has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undrawable {
    /// No letter: a person's own name is not written wrongly by default.
    Refuse,
    /// Drawn in the plain form or as 〓; a line of the letter says so.
    Mark,
}

/// Why there is no letter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum LetterError {
    /// A part is too long for its place at the smallest type.
    TooLong(Part),
    /// No font has these characters of a part.
    Undrawable(Part, Vec<Missing>),
    /// The code is not 11 digits, the postcode not 7.
    Digits(Part),
}

impl std::fmt::Display for LetterError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLong(part) => write!(f, "{part:?} is too long for its place"),
            Self::Undrawable(part, missing) => {
                write!(f, "{part:?} has {} characters that no font has", missing.len())
            }
            Self::Digits(part) => write!(f, "{part:?} is not of the digits that it must be"),
        }
    }
}

impl std::error::Error for LetterError {}

impl Letter {
    /// The code in groups for reading; copied, it is one.
    fn groups(&self) -> Result<[&str; 3], LetterError> {
        let is_code = self.code.len() == 11 && self.code.bytes().all(|byte| byte.is_ascii_digit());
        let groups = (self.code.get(..4), self.code.get(4..8), self.code.get(8..));
        match groups {
            (Some(first), Some(second), Some(third)) if is_code => Ok([first, second, third]),
            _ => Err(LetterError::Digits(Part::Code)),
        }
    }

    /// The line with the postcode.
    fn post_line(&self) -> Result<Option<String>, LetterError> {
        let Some(postcode) = &self.postcode else {
            return Ok(None);
        };
        let is_postcode = postcode.len() == 7 && postcode.bytes().all(|byte| byte.is_ascii_digit());
        let parts = postcode.get(..3).zip(postcode.get(3..)).filter(|_| is_postcode);
        let (area, rest) = parts.ok_or(LetterError::Digits(Part::Address))?;
        Ok(Some(format!("〒{area}-{rest}")))
    }
}
