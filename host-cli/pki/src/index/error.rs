//! Why an index is not read.

use std::fmt;
use std::io;

/// A line of an index that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its number, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum FaultKind {
    /// Its check value does not match it and the lines before, or it has none.
    Check,
    /// It is longer than lines are, or no JSON of an event: this is where, counted in bytes from 1.
    Syntax {
        /// The column.
        column: usize,
    },
    /// It lacks this member, or has a wrong value there.
    Member(&'static str),
    /// It is an event that contradicts those before it.
    Meaning,
}

/// Why an index was not read.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ReadError {
    /// It cannot be read.
    Io(io::Error),
    /// A line is refused.
    Line(Fault),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            FaultKind::Check => "has no check value, or a wrong one",
            FaultKind::Syntax { column } => {
                return write!(f, "line {} is malformed, from column {column} on", self.line);
            }
            FaultKind::Member(name) => {
                return write!(f, "line {} has no {name}, or a wrong one", self.line);
            }
            FaultKind::Meaning => "contradicts the lines before it",
        };
        write!(f, "line {} {what}", self.line)
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(_) => f.write_str("an index cannot be read"),
            Self::Line(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(cause) => Some(cause),
            Self::Line(_) => None,
        }
    }
}
