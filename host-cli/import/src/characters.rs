//! A municipality's own characters (外字) in a table, by its mapping of them.

use juki_characters::municipal::{MapError, MunicipalMap};
use sha2::{Digest as _, Sha256};

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
