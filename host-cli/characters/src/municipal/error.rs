//! What can be wrong with a mapping file.

use std::fmt;

use crate::mj::{MjNumber, MjNumberError};
use crate::municipal::HEADER;

/// Where a mapping file is wrong, and what it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapError {
    /// The line, from 1.
    pub line: usize,
    /// The column of the table, from 1; 0 when it is the line as a whole.
    pub column: usize,
    /// What is wrong.
    pub fault: MapFault,
}

/// What is wrong with a line of a mapping file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum MapFault {
    /// The file has more than [`super::MAX_BYTES`].
    Size,
    /// The line is not UTF-8.
    Encoding,
    /// The first line is not [`HEADER`].
    Header,
    /// So many columns, and not four.
    Columns(usize),
    /// A quotation mark that is not closed on its line, or stands in the middle of a cell.
    Quote,
    /// Not `U+` and four to six hexadecimal digits of a character.
    Code,
    /// The character cannot be given: it is a control character, a noncharacter or another one that
    /// no record may have.
    NotGivable(char),
    /// The character is in JIS X 0208, in X 0212 or in ASCII: a certificate holds it as it is.
    Held(char),
    /// Unicode has the character: only a substitute can be given for it.
    Assigned(char),
    /// The character is given already, on the line named.
    Twice(char, usize),
    /// Not `mj`, `ivs` or `substitute`.
    Kind,
    /// No number of the MJ list.
    Mj(MjNumberError),
    /// A number that was given up, and has no character.
    NoCharacter(MjNumber),
    /// Not a character and a selector that the MJ list has, as `U+9089 U+E0117`.
    Sequence,
    /// Not one character: two or more, or none.
    OneCharacter,
    /// The value is itself private use, or not assigned: it would need an entry of its own, and
    /// entries do not go on to others.
    PrivateValue(char),
    /// The value is not in JIS X 0208, X 0212 or ASCII: a certificate cannot hold it.
    NotHeld(char),
}

impl fmt::Display for MapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if self.column > 0 {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.fault)
    }
}

impl fmt::Display for MapFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = |character: char| format!("U+{:04X}", u32::from(character));
        match *self {
            Self::Size => f.write_str("must be smaller"),
            Self::Encoding => f.write_str("must be UTF-8"),
            Self::Header => write!(f, "must be {HEADER}"),
            Self::Columns(count) => write!(f, "must have four columns, and has {count}"),
            Self::Quote => f.write_str("must close its quotation marks"),
            Self::Code => f.write_str("must be a code, as U+E000"),
            Self::NotGivable(found) => write!(f, "{} can stand for no character", code(found)),
            Self::Held(found) => write!(f, "{} needs no substitute", code(found)),
            Self::Assigned(found) => {
                write!(f, "{} is a character of Unicode: only a substitute", code(found))
            }
            Self::Twice(found, line) => write!(f, "{} is given on line {line}", code(found)),
            Self::Kind => f.write_str("must be mj, ivs or substitute"),
            Self::Mj(why) => write!(f, "{why}"),
            Self::NoCharacter(number) => write!(f, "{number} has no character"),
            Self::Sequence => f.write_str("must be a sequence of the MJ list, as U+9089 U+E0117"),
            Self::OneCharacter => f.write_str("must be one character"),
            Self::PrivateValue(found) => write!(f, "{} would need an entry itself", code(found)),
            Self::NotHeld(found) => {
                write!(f, "{} is not in JIS X 0208, X 0212 or ASCII", code(found))
            }
        }
    }
}

impl std::error::Error for MapError {}
