//! A mapping between the columns of a table and the members of a record: data, written in TOML.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::convert::Conversion;
use crate::convert::width::Width;
use crate::encoding::Encoding;
use crate::path::Path;
use crate::rows::{RowFormat, WidthUnit};

mod check;
mod form;

pub use check::{MappingError, MappingFault};

/// The version of the form of mappings.
pub const VERSION: u64 = 1;
/// Longest mapping in bytes.
pub const LONGEST: usize = 1024 * 1024;
/// Most columns.
pub const MOST_COLUMNS: usize = 1024;

/// A mapping that holds together: every path is there once, and every conversion fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// The table.
    pub file: FileFormat,
    /// What every record has, whatever the table says.
    pub constants: Vec<(Path, Value)>,
    /// The columns in their order.
    pub columns: Vec<Column>,
    /// The hash of the text (SHA-256): an import goes on with the same mapping only.
    pub hash: [u8; 32],
}

/// How the table is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFormat {
    /// Its encoding.
    pub encoding: Encoding,
    /// CSV or fixed widths.
    pub kind: FileKind,
    /// What ends a row that is written; both are read.
    pub line_end: LineEnd,
}

/// The kind of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// RFC 4180.
    Csv {
        /// Is the first row one of names? Columns are then found by them, in any order.
        has_header: bool,
        /// Are columns of other names passed over?
        ignores_others: bool,
        /// What stands between cells.
        delimiter: u8,
        /// Which cells are written in quotes.
        quoting: Quoting,
    },
    /// Fixed widths.
    Fixed {
        /// What a width counts.
        unit: WidthUnit,
    },
}

/// Which cells are written in quotes; all are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quoting {
    /// Those that need them.
    Minimal,
    /// All.
    All,
}

/// What ends a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineEnd {
    /// Carriage return and line feed.
    Crlf,
    /// Line feed.
    Lf,
    /// Nothing: records of a fixed length follow each other.
    None,
}

impl LineEnd {
    /// Its bytes.
    #[must_use]
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Crlf => b"\r\n",
            Self::Lf => b"\n",
            Self::None => b"",
        }
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name: in the header, and in what is said of it.
    pub name: String,
    /// Its width, in a table of fixed widths.
    pub width: usize,
    /// What fills it up.
    pub padding: Padding,
    /// Is padding taken off when it is read? Always, in a table of fixed widths.
    pub is_trimmed: bool,
    /// Must it hold something?
    pub is_required: bool,
    /// What a cell's text is brought to before anything else.
    pub to_width: Option<Width>,
    /// What it gives a record.
    pub target: Target,
}

/// What fills up a cell of a fixed width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Padding {
    /// The character: a space, U+3000 or 0.
    pub character: char,
    /// Does it stand before the text?
    pub is_before: bool,
}

/// What a column gives a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// Nothing.
    Ignored,
    /// A value.
    Value {
        /// Where.
        path: Path,
        /// By which conversion.
        conversion: Conversion,
    },
    /// A day, with columns for what is not known of it.
    Date {
        /// Where.
        path: Path,
        /// By which conversion: a date.
        conversion: Conversion,
        /// The column that says that it is not known whole.
        flag: Option<usize>,
        /// The column with the wording for that.
        wording: Option<usize>,
    },
    /// Two values, with U+3000 between them.
    Split([Path; 2]),
    /// Whether the day of another column is not known whole: the text for no and for yes.
    UnknownFlag {
        /// The column of the day.
        date: usize,
        /// For no, and for yes.
        words: [String; 2],
    },
    /// The wording for the day of another column that is not known whole.
    UnknownWording {
        /// The column of the day.
        date: usize,
    },
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// When the text is no mapping, with the line.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        check::parse(text, Sha256::digest(text.as_bytes()).into())
    }

    /// The same mapping with one more text that every record has.
    ///
    /// # Errors
    /// When it is no path, or another one gives it already.
    pub fn with_constant(mut self, path: &str, text: &str) -> Result<Self, MappingFault> {
        let own = Path::parse(path).filter(Path::is_of_record);
        let own = own.ok_or_else(|| MappingFault::Path(path.to_owned()))?;
        let columns = self.columns.iter().flat_map(Column::paths);
        if columns.chain(self.constants.iter().map(|(path, _)| path)).any(|path| path.touches(&own))
        {
            return Err(MappingFault::PathTwice(path.to_owned()));
        }
        let hash = Sha256::new_with_prefix(self.hash).chain_update([0]).chain_update(path);
        self.hash = hash.chain_update([0]).chain_update(text).finalize().into();
        self.constants.push((own, Value::from(text)));
        Ok(self)
    }

    /// How the rows are found.
    #[must_use]
    pub fn row_format(&self) -> RowFormat {
        match self.file.kind {
            FileKind::Csv { delimiter, .. } => RowFormat::Csv { delimiter },
            FileKind::Fixed { unit } => RowFormat::Fixed {
                encoding: self.file.encoding,
                widths: self.columns.iter().map(|column| column.width).collect(),
                unit,
                has_line_ends: self.file.line_end != LineEnd::None,
            },
        }
    }

    /// Has the table a row of names?
    #[must_use]
    pub const fn has_header(&self) -> bool {
        matches!(self.file.kind, FileKind::Csv { has_header: true, .. })
    }

    /// The column that gives the value at a path, or what the path leads into, or what leads to it:
    /// its place from 0.
    #[must_use]
    pub fn column_of(&self, path: &Path) -> Option<usize> {
        let depth = |column: &Column| {
            let touching = column.paths().into_iter().filter(|own| own.touches(path));
            touching.map(|own| own.depth().min(path.depth())).max()
        };
        let depths = self.columns.iter().enumerate();
        let depths = depths.filter_map(|(number, column)| Some((depth(column)?, number)));
        // The first of those that fit furthest.
        depths
            .max_by_key(|(depth, number)| (*depth, std::cmp::Reverse(*number)))
            .map(|(_, number)| number)
    }
}

impl Column {
    /// The paths that it gives values to.
    #[must_use]
    pub fn paths(&self) -> Vec<&Path> {
        match &self.target {
            Target::Value { path, .. } | Target::Date { path, .. } => vec![path],
            Target::Split(paths) => paths.iter().collect(),
            Target::Ignored | Target::UnknownFlag { .. } | Target::UnknownWording { .. } => {
                Vec::new()
            }
        }
    }
}

#[cfg(test)]
mod tests;
