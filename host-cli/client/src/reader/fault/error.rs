//! Why a fault cannot be read.

use std::error::Error;
use std::fmt;

/// A fault cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub struct FaultError {
    /// What was to be read.
    pub fault: String,
    /// Why it is none.
    pub reason: FaultReason,
}

/// Why a fault cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum FaultReason {
    /// There is no fault of this name, or it takes no value, or needs one.
    Unknown,
    /// The card would be put back before its absence is noticed.
    BackTooSoon,
    /// A status without `@COMMAND`.
    WithoutCommand,
    /// This is no status word that ends a response.
    Status(String),
    /// This is no command of the table.
    Command(String),
    /// This is no number from 1 on.
    Count(String),
    /// This is no number of milliseconds of at most an hour.
    Milliseconds(String),
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no fault", self.fault)
    }
}

impl Error for FaultError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.reason)
    }
}

impl fmt::Display for FaultReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("there is none of this name"),
            Self::BackTooSoon => f.write_str("a card cannot be put back before 1000 milliseconds"),
            Self::WithoutCommand => f.write_str("a status needs a command: status=SW@COMMAND"),
            Self::Status(text) => write!(f, "{text:?} is no status word"),
            Self::Command(text) => write!(f, "{text:?} is no command"),
            Self::Count(text) => write!(f, "{text:?} is no number from 1 on"),
            Self::Milliseconds(text) => {
                write!(f, "{text:?} is no number of milliseconds up to 3600000")
            }
        }
    }
}

impl Error for FaultReason {}
