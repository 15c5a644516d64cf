//! What is said of rows, of those that give no record above all.

use std::fmt;

use juki_records::resident::RecordError;

use crate::convert::ConvertFault;
use crate::encoding::{DecodeFault, EncodeFault, Encoding};
use crate::rows::RowFault;
use crate::shape::Shape;

/// What an import has to say of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Finding<'a> {
    /// It gives no record.
    Rejected(&'a Rejection),
    /// Its record has a character in the place of one of the municipality's.
    Substituted(&'a SubstitutedCharacter),
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejection) => rejection.fmt(f),
            Self::Substituted(character) => character.fmt(f),
        }
    }
}

/// A row that gives no record: where, what of its value may be said, and why. It never holds the
/// value itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    /// The line on which the row begins, from 1. Of a record that is to be written: its number.
    pub line: u64,
    /// The column, where it is one column's.
    pub column: Option<ColumnPlace>,
    /// The place in the record, as the mapping writes it, where it is one.
    pub path: Option<String>,
    /// The shape of the cell, where it has been decoded.
    pub shape: Option<Shape>,
    /// Why. In a box: a row is rejected seldom, and everything that reads one returns this.
    pub reason: Box<Reason>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnPlace {
    /// Its number in the row, from 1.
    pub number: usize,
    /// Its name in the mapping.
    pub name: String,
}

/// A character of the municipality for which a record has another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubstitutedCharacter {
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// The column; none where the mapping gives the text to every record.
    pub column: Option<ColumnPlace>,
    /// The place in the record, as the mapping writes it, where it is one.
    pub path: Option<String>,
    /// Which character of the cell it is, from 1, counted in code points.
    pub position: usize,
    /// The municipality's character.
    pub character: char,
    /// What stands for it.
    pub text: String,
}

/// Where something is: its line, and its column or, without one, its place in the record.
fn write_place(
    f: &mut fmt::Formatter<'_>,
    line: u64,
    column: Option<&ColumnPlace>,
    path: Option<&str>,
) -> fmt::Result {
    write!(f, "line {line}")?;
    match (column, path) {
        (Some(column), _) => write!(f, ", column {} ({})", column.number, column.name),
        (None, Some(path)) => write!(f, ", {path}"),
        (None, None) => Ok(()),
    }
}

/// In English; who wants another language takes the members.
impl fmt::Display for SubstitutedCharacter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_place(f, self.line, self.column.as_ref(), self.path.as_deref())?;
        let (position, code) = (self.position, u32::from(self.character));
        write!(f, ", character {position}: {} stands for U+{code:04X}", self.text)
    }
}

/// Why a row gives no record, or a record no row.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Reason {
    /// Its bytes are no row.
    Row(RowFault),
    /// The bytes of a cell are no text of the encoding.
    Decode(Encoding, DecodeFault),
    /// A cell that must hold something is empty.
    Empty,
    /// A cell's text stands for no value.
    Convert(ConvertFault),
    /// There is no full-width space to part two values at, or one of them is empty.
    Split,
    /// The flag for an unknown day is no flag: the words for no and for yes.
    Flag([String; 2]),
    /// The day is said to be unknown, and is whole.
    WholeUnknown,
    /// The day is not known whole, and nothing says how it is worded.
    NoWording,
    /// There is a wording for a day that is known.
    WordingOfKnown,
    /// An element of a list is left out before another one: its path.
    Gap(String),
    /// The record that it gives breaks a rule.
    Record(RecordError),
    /// Another row has the same number: the first line that has it.
    Duplicate(u64),
    /// A record cannot be written: the encoding does not have a character.
    Encode(Encoding, EncodeFault),
    /// A record cannot be written: no code or form of the column stands for its value.
    NoForm,
    /// A record cannot be written: a value is wider than its column.
    TooWide {
        /// The width of the column.
        width: usize,
        /// The width of the value.
        found: usize,
    },
    /// A record cannot be written: it has not the value that the mapping gives every record.
    Constant,
    /// A record cannot be written: the row would be read as another record.
    ReadsOtherwise,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_place(f, self.line, self.column.as_ref(), self.path.as_deref())?;
        if let Some(shape) = &self.shape {
            write!(f, ", {shape}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// In English; who wants another language takes the variants.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(fault) => fault.fmt(f),
            Self::Decode(encoding, fault) => {
                write!(f, "character {} is not of {}: bytes ", fault.position, encoding.name())?;
                fault.bytes.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
            }
            Self::Empty => f.write_str("must not be empty"),
            Self::Convert(fault) => fault.fmt(f),
            Self::Split => f.write_str("must be two texts with a full-width space between them"),
            Self::Flag([no, yes]) => write!(f, "must be {no} or {yes}"),
            Self::WholeUnknown => f.write_str("is flagged as unknown, and is a whole day"),
            Self::NoWording => f.write_str("is not a whole day, and has no wording"),
            Self::WordingOfKnown => f.write_str("has a wording for a day that is known"),
            Self::Gap(path) => write!(f, "leaves out {path} before another one"),
            Self::Record(error) => write!(f, "must be {}", error.expected),
            Self::Duplicate(line) => write!(f, "is on line {line} already"),
            Self::Encode(encoding, fault) => write!(
                f,
                "U+{:04X} at character {} is not in {}",
                u32::from(fault.character),
                fault.position,
                encoding.name()
            ),
            Self::NoForm => f.write_str("no code or form of the column stands for it"),
            Self::TooWide { width, found } => write!(f, "is {found} wide, the column {width}"),
            Self::Constant => f.write_str("is not what the mapping gives every record"),
            Self::ReadsOtherwise => f.write_str("would be read as another record"),
        }
    }
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::QuoteInside(_) => f.write_str("a quote in a cell that does not begin with one"),
            Self::AfterQuote(_) => f.write_str("something follows the closing quote"),
            Self::OpenQuote(_) => f.write_str("the quote is never closed"),
            Self::BareReturn(_) => f.write_str("a carriage return without a line feed"),
            Self::TooLong => f.write_str("the row is too long"),
            Self::CellCount { expected, found } => {
                write!(f, "{found} cells in place of {expected}")
            }
            Self::Length { expected, found } => write!(f, "{found} long in place of {expected}"),
            Self::Straddles(_) => {
                f.write_str("a full-width character reaches into the next column")
            }
        }
    }
}

impl fmt::Display for ConvertFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(codes) => write!(f, "must be one of {}", codes.join(", ")),
            Self::Number => f.write_str("must be a whole number without leading zeros"),
            Self::Date(formats) => {
                let names: Vec<_> = formats.iter().map(|format| format.name()).collect();
                write!(f, "must be a day written {}", names.join(" or "))
            }
            Self::NoSuchDay => f.write_str("must be a day that there is, in its era"),
            Self::OldCalendar => f.write_str("must be a day from 1873 on, or a Gregorian one"),
        }
    }
}
