//! Why a card does not start, or not whole.

use core::fmt;

use crate::storage;

/// Why there is no card in this flash, or only a damaged one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum MountError {
    /// The storage does not read.
    Storage(storage::Error),
    /// The storage reads, but the files in it do not make a card: a file without parameters,
    /// without its DF, more files than this configuration holds.
    Files {
        /// The object that failed.
        object: u16,
    },
}

impl fmt::Display for MountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Storage(_) => f.write_str("the storage of the card does not mount"),
            Self::Files { object } => write!(f, "object {object} of the card is not a file of it"),
        }
    }
}

impl core::error::Error for MountError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Storage(error) => Some(error),
            Self::Files { .. } => None,
        }
    }
}

impl From<storage::Error> for MountError {
    fn from(error: storage::Error) -> Self {
        Self::Storage(error)
    }
}
