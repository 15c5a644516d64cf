//! A municipality's own characters (外字) in a table, by its mapping of them.

use std::fmt;

use juki_characters::municipal::{MapError, MunicipalMap};
use sha2::{Digest as _, Sha256};

use crate::report::ColumnPlace;

/// A municipality's mapping of its own characters, as a file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCharacters {
    /// What each character stands for.
    pub map: MunicipalMap,
    /// The hash of the file (SHA-256): an import goes on with the same mapping only.
    pub hash: [u8; 32],
}

impl TableCharacters {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// The first line that is wrong, with its column and what it must be.
    pub fn parse(bytes: &[u8]) -> Result<Self, MapError> {
        Ok(Self { map: MunicipalMap::parse(bytes)?, hash: Sha256::digest(bytes).into() })
    }
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

/// In English; who wants another language takes the members.
impl fmt::Display for SubstitutedCharacter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column {} ({})", column.number, column.name)?;
        } else if let Some(path) = &self.path {
            write!(f, ", {path}")?;
        }
        let (position, code) = (self.position, u32::from(self.character));
        write!(f, ", character {position}: {} stands for U+{code:04X}", self.text)
    }
}
