//! Why a request to a card does not succeed.

use std::error::Error;
use std::fmt;

use apdu_spec::instruction::Instruction;
use apdu_spec::status::StatusWord;

use crate::reader::ReaderError;

/// Why a request did not succeed.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum SessionError {
    /// No answer came.
    Reader(ReaderError),
    /// The card refused.
    Refused {
        /// What.
        instruction: Instruction,
        /// Why.
        status: StatusWord,
    },
    /// The data field is longer than any command can carry, 65535 bytes.
    TooLong(Instruction),
    /// The answer does not end.
    Endless(Instruction),
    /// The answer is longer than what was asked for.
    Longer(Instruction),
    /// The answers end before the file does.
    Short(Instruction),
}

impl SessionError {
    /// The status word with which the card refused, if it did.
    #[must_use]
    pub const fn status(&self) -> Option<StatusWord> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// True when the card answered, and refused.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }
}

impl From<ReaderError> for SessionError {
    fn from(cause: ReaderError) -> Self {
        Self::Reader(cause)
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |instruction: &Instruction| instruction.row().name;
        match self {
            Self::Reader(_) => f.write_str("no answer came"),
            Self::Refused { instruction, status } => {
                write!(f, "{} was answered {status:#}", name(instruction))
            }
            Self::TooLong(instruction) => {
                write!(f, "the data field of {} exceeds 65535 bytes", name(instruction))
            }
            Self::Endless(instruction) => {
                write!(f, "the answer to {} does not end", name(instruction))
            }
            Self::Longer(instruction) => {
                write!(f, "the answer to {} is longer than Ne", name(instruction))
            }
            Self::Short(instruction) => {
                write!(f, "the answers to {} end before the file does", name(instruction))
            }
        }
    }
}

impl Error for SessionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Reader(cause) => Some(cause),
            Self::Refused { .. }
            | Self::TooLong(_)
            | Self::Endless(_)
            | Self::Longer(_)
            | Self::Short(_) => None,
        }
    }
}
