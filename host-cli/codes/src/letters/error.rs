//! Why a journal does not take what it is told.

use std::error::Error;
use std::fmt;

use juki_records::day::Day;

use super::LetterNumber;
use super::state::{Event, LetterState};
use crate::chain::ChainError;
use crate::log::LogError;

/// Why a journal does not take what it is told.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum JournalError {
    /// Its file.
    Chain(ChainError),
    /// There is no such letter.
    NoLetter(LetterNumber),
    /// A letter is named twice.
    Twice(LetterNumber),
    /// This cannot happen to a letter in this state.
    Transition {
        /// The letter.
        number: LetterNumber,
        /// How it stands.
        state: LetterState,
        /// What cannot happen.
        event: Event,
    },
    /// What happened to a letter before is of a later day.
    Earlier {
        /// The letter.
        number: LetterNumber,
        /// The day of what happened last.
        since: Day,
    },
    /// A code that a letter is to tell was given out on a later day.
    BeforeCode(Day),
    /// The ledger is another municipality's.
    OtherMunicipality,
    /// The ledger did not give out the code that a letter tells: one of the two was put back from an
    /// earlier day, or altered.
    NotGiven(LetterNumber),
    /// The code that a letter tells is not in force any more: it must not reach anybody.
    CodeChanged(LetterNumber),
    /// There are no numbers left.
    Full,
    /// A line that contradicts the lines before it. It was not written; nothing more is until the
    /// journal is opened anew.
    Contradiction,
    /// An earlier line was not written: nothing more is until the journal is opened anew.
    Failed,
}

impl From<LogError> for JournalError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Chain(cause) => Self::Chain(cause),
            LogError::Contradiction => Self::Contradiction,
            LogError::Failed => Self::Failed,
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chain(cause) => cause.fmt(f),
            Self::NoLetter(number) => write!(f, "there is no letter {number}"),
            Self::Twice(number) => write!(f, "letter {number} is named twice"),
            Self::Transition { number, state, event } => {
                write!(f, "letter {number} is {} and cannot be {}", state.name(), event.name())
            }
            Self::Earlier { number, since } => {
                write!(f, "something happened to letter {number} on {since}, which is later")
            }
            Self::BeforeCode(day) => {
                write!(f, "a code that a letter is to tell was given out on {day}, which is later")
            }
            Self::OtherMunicipality => f.write_str("the ledger is another municipality's"),
            Self::NotGiven(number) => {
                write!(f, "the ledger did not give out the code that letter {number} tells")
            }
            Self::CodeChanged(number) => {
                write!(f, "the code that letter {number} tells was changed")
            }
            Self::Full => f.write_str("there are no numbers left"),
            Self::Contradiction => f.write_str("it contradicts the lines of the journal"),
            Self::Failed => f.write_str("an earlier line was not written"),
        }
    }
}

impl Error for JournalError {}
