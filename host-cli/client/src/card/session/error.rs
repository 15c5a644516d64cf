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
    /// The data field is longer than the command can carry.
    TooLong {
        /// Which command.
        instruction: Instruction,
        /// The length of its data field, in bytes.
        length: usize,
        /// The most that it carries: 255, or 65535 in extended length.
        most: usize,
    },
    /// The offset is larger than the command can carry.
    TooFar {
        /// Which command.
        instruction: Instruction,
        /// The offset, in bytes.
        offset: usize,
    },
    /// The answer does not end, or the file does not ([`Session::one_file`](super::Session::one_file)).
    Endless {
        /// To which command.
        instruction: Instruction,
        /// The bytes that had come when it was given up.
        received: usize,
        /// The answers to GET RESPONSE that they came in; of a file all answers.
        parts: usize,
    },
    /// The answer is longer than what was asked for.
    Longer {
        /// To which command.
        instruction: Instruction,
        /// Ne: the most bytes of data that were asked for.
        expected: usize,
        /// The bytes of data that came.
        received: usize,
    },
    /// The answers end before the file does.
    Short {
        /// To which command.
        instruction: Instruction,
        /// The size of the file, in bytes.
        expected: usize,
        /// The bytes that came.
        received: usize,
    },
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
            Self::TooLong { instruction, length, most } => {
                let name = name(instruction);
                write!(f, "the data field of {name} has {length} bytes of at most {most}")
            }
            Self::TooFar { instruction, offset } => {
                let name = name(instruction);
                write!(f, "{name} cannot carry the offset {offset}: it has at most four bytes")
            }
            Self::Endless { instruction, received, parts } => {
                let name = name(instruction);
                write!(f, "the answer to {name} does not end: {received} bytes in {parts} parts")
            }
            Self::Longer { instruction, expected, received } => {
                let name = name(instruction);
                write!(f, "the answer to {name} has {received} bytes of at most {expected}")
            }
            Self::Short { instruction, expected, received } => {
                let name = name(instruction);
                write!(f, "the answers to {name} end after {received} bytes of {expected}")
            }
        }
    }
}

impl Error for SessionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Reader(cause) => Some(cause),
            Self::Refused { .. }
            | Self::TooLong { .. }
            | Self::TooFar { .. }
            | Self::Endless { .. }
            | Self::Longer { .. }
            | Self::Short { .. } => None,
        }
    }
}
