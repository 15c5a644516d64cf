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
    /// The answer does not end, or the file does not
    /// ([`Session::one_file`](super::Session::one_file)).
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
    /// Something is wrong with the session of secure messaging: with the answer to this command, or
    /// earlier, and it is not sent. Nothing is sent any more until the card is reset.
    SecureMessaging {
        /// Which command; `None` when the table of commands does not know it.
        instruction: Option<Instruction>,
        /// What.
        failure: SecureMessagingFailure,
    },
}

/// What is wrong with a session of secure messaging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum SecureMessagingFailure {
    /// The card answered in the clear: `6987` or `6988` when it could not open what came, or has no
    /// such session.
    Unsecured(StatusWord),
    /// The answer has no status word or no checksum.
    ObjectMissing,
    /// The answer has a data object that is not what it must be, or not in its place.
    ObjectIncorrect,
    /// The checksum of the answer is wrong.
    Checksum,
    /// The data field of the answer is not padded as it must be.
    Padding,
    /// The status word outside is not the one under the checksum.
    Status {
        /// Under the checksum.
        inside: StatusWord,
        /// Outside.
        outside: StatusWord,
    },
    /// The counter has come to its end.
    Exhausted,
    /// The session was lost earlier.
    Lost,
    /// The bytes are no command that can be secured: none at all, or secured already. They are not
    /// sent; the session goes on.
    NotACommand,
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
            Self::SecureMessaging { instruction, failure } => {
                let name = instruction.as_ref().map_or("a command", name);
                write!(f, "secure messaging of {name} failed: {failure}")
            }
        }
    }
}

impl fmt::Display for SecureMessagingFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsecured(status) => write!(f, "it was answered in the clear, {status:#}"),
            Self::ObjectMissing => f.write_str("the answer lacks a data object"),
            Self::ObjectIncorrect => f.write_str("a data object of the answer is incorrect"),
            Self::Checksum => f.write_str("the checksum of the answer is wrong"),
            Self::Padding => f.write_str("the answer is not padded as it must be"),
            Self::Status { inside, outside } => {
                write!(f, "the answer says {inside:#} inside and {outside:#} outside")
            }
            Self::Exhausted => f.write_str("the counter has come to its end"),
            Self::Lost => f.write_str("the session was lost"),
            Self::NotACommand => f.write_str("the bytes are no command that can be secured"),
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
            | Self::Short { .. }
            | Self::SecureMessaging { .. } => None,
        }
    }
}
