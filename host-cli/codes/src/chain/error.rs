//! Why a file of lines is not read or not written.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What is wrong with a file of lines.
#[derive(Debug)]
pub struct ChainError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong.
    pub fault: ChainFault,
}

/// What can be wrong with it.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ChainFault {
    /// The system does not read or write it.
    Io(io::Error),
    /// There is none.
    Missing,
    /// There is one already.
    Exists,
    /// Another process writes to it.
    Held,
    /// A line was altered, or lines before it are lost.
    Damaged {
        /// Its number, from 1.
        line: u64,
        /// What does not fit.
        damage: Damage,
    },
    /// An earlier line could not be written: what is on the disk is not known.
    Failed,
    /// A text that is no line.
    NoLine,
}

/// What does not fit in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Damage {
    /// It is not of the form of such a line.
    Form,
    /// Its check is another one: it was altered, or a line before it is lost.
    Check,
    /// It contradicts the lines before it.
    Contradiction,
}

impl ChainError {
    pub(super) fn new(path: &Path, fault: ChainFault) -> Self {
        Self { path: path.to_owned(), fault }
    }
}

impl ChainFault {
    pub(super) fn of(cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Io(cause),
        }
    }
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.fault)
    }
}

impl Error for ChainError {}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(cause) => cause.fmt(f),
            Self::Missing => f.write_str("there is no such file"),
            Self::Exists => f.write_str("there is such a file already"),
            Self::Held => f.write_str("another process writes to it"),
            Self::Damaged { line, damage } => write!(f, "line {line} {damage}"),
            Self::Failed => f.write_str("an earlier line could not be written"),
            Self::NoLine => f.write_str("a text that is no line"),
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "is not of the form of such a line",
            Self::Check => "does not fit its check",
            Self::Contradiction => "contradicts the lines before it",
        })
    }
}
