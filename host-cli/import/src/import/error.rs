//! Why an import is not done.

use std::io;
use std::path::PathBuf;

use crate::record::TableError;

/// An import that is not done.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ImportError {
    /// The table cannot be read.
    Input(io::Error),
    /// It does not begin as the mapping says.
    Table(TableError),
    /// Something cannot be written: its path.
    Output(PathBuf, io::Error),
    /// The output is there already.
    OutputExists(PathBuf),
    /// Another import writes it.
    Busy(PathBuf),
    /// A file beside the output is no journal.
    NoJournal(PathBuf),
    /// The journal is of another table.
    OtherInput(PathBuf),
    /// The journal is of another mapping.
    OtherMapping(PathBuf),
    /// The journal is of another mapping of characters, or of none.
    OtherCharacters(PathBuf),
    /// The journal is of another report, which it names, or of none.
    OtherReport(PathBuf, Option<String>),
    /// What the journal speaks of is not there any more.
    OutputLost(PathBuf),
    /// Something stands where the import is about to write, and no journal speaks of it.
    LeftOver(PathBuf),
    /// The table was written to while it was read.
    InputChanged,
    /// What has this name is something else of the same import too.
    SameName(PathBuf),
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Input(cause) => cause.fmt(f),
            Self::Table(error) => error.fmt(f),
            Self::Output(path, cause) => write!(f, "{}: {cause}", path.display()),
            Self::OutputExists(path) => write!(f, "{} exists", path.display()),
            Self::Busy(path) => write!(f, "{} is being written", path.display()),
            Self::NoJournal(path) => write!(f, "{} is no journal", path.display()),
            Self::OtherInput(path) => write!(f, "{} is of another table", path.display()),
            Self::OtherMapping(path) => write!(f, "{} is of another mapping", path.display()),
            Self::OtherCharacters(path) => write!(f, "{} is of other characters", path.display()),
            Self::OtherReport(path, _) => write!(f, "{} is of another report", path.display()),
            Self::OutputLost(path) => write!(f, "{} has been changed", path.display()),
            Self::LeftOver(path) => write!(f, "{} is in the way", path.display()),
            Self::InputChanged => f.write_str("the table has been changed"),
            Self::SameName(path) => write!(f, "{} is named for two things", path.display()),
        }
    }
}

impl std::error::Error for ImportError {}
