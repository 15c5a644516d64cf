//! Why a profile file is none, and what a file of it does not take.

use std::fmt;

use juki_records::characters::UnreadableCharacter;
use juki_records::json_document::Deviation;

/// Why a profile file is none, or speaks of no such file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ProfileError {
    /// It is longer than [`LONGEST`](super::LONGEST).
    TooLong,
    /// It is not as its schema says.
    Json(Deviation),
    /// A member has a form that the schema lets pass and no profile has.
    Form {
        /// The member, as a path from `$`.
        path: String,
    },
    /// A member has a value that no card takes.
    Field {
        /// The member.
        field: String,
        /// What was expected.
        expected: ProfileRule,
    },
    /// What a file is to hold from the beginning.
    Text(TextError),
    /// It has no file of this name.
    NoFile {
        /// The name.
        file: String,
        /// That of the application.
        service: String,
        /// The files that there are.
        files: Vec<String>,
    },
}

/// What is expected of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ProfileRule {
    /// 1 to 16 small letters, digits and hyphens, each name once.
    Name,
    /// 1 to 16 printable ASCII characters without spaces.
    Label,
    /// 5 to 16 bytes in hexadecimal digits, of no provider that has applications of its own.
    Aid,
    /// Four hexadecimal digits, no identifier of the card.
    Fid,
    /// 4 to 12 digits, 1 to 10 tries.
    Pin,
    /// Four hexadecimal digits with a short identifier that nothing else has.
    FileFid,
    /// A size or records that a card can have.
    Structure,
    /// Two or three proofs in a list, the PIN only where there is one.
    Access,
    /// No more texts than records.
    Content,
}

impl fmt::Display for ProfileRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "1 to 16 of a-z, 0-9 and hyphen, each name once",
            Self::Label => "1 to 16 printable ASCII characters",
            Self::Aid => "5 to 16 bytes in hexadecimal digits of no other provider",
            Self::Fid => "four hexadecimal digits that no application has",
            Self::Pin => "4 to 12 digits and 1 to 10 tries",
            Self::FileFid => "four hexadecimal digits with a short identifier of its own",
            Self::Structure => "a size of 1 to 16384 or 1 to 254 records",
            Self::Access => "two or three proofs, the PIN only where there is one",
            Self::Content => "no more texts than records",
        })
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "the profile is longer than {} bytes", super::LONGEST),
            Self::Json(deviation) => write!(f, "{} is not as the schema says", deviation.path),
            Self::Form { path } => write!(f, "{path} has another form"),
            Self::Field { field, expected } => write!(f, "{field}: expected {expected}"),
            Self::Text(cause) => cause.fmt(f),
            Self::NoFile { file, service, .. } => write!(f, "{service} has no file {file:?}"),
        }
    }
}

impl std::error::Error for ProfileError {}

impl From<Deviation> for ProfileError {
    fn from(deviation: Deviation) -> Self {
        Self::Json(deviation)
    }
}

impl From<TextError> for ProfileError {
    fn from(cause: TextError) -> Self {
        Self::Text(cause)
    }
}

/// A text that a file does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum TextError {
    /// It has a character that nobody can read.
    Character {
        /// The file.
        file: String,
        /// The character.
        found: UnreadableCharacter,
    },
    /// It is empty, or too long.
    Length {
        /// The file.
        file: String,
        /// Its bytes in UTF-8.
        length: usize,
        /// The bytes that there may be.
        most: u16,
    },
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { file, found } => write!(
                f,
                "file {file}: {} at position {} cannot be read",
                found.code(),
                found.position
            ),
            Self::Length { file, length, most } => {
                write!(f, "file {file}: {length} bytes where 1 to {most} fit")
            }
        }
    }
}

impl std::error::Error for TextError {}
