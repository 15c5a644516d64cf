//! Why a file of blocks is refused.

use std::error::Error;
use std::fmt;

use juki_records::day::Day;
use juki_records::json_document::Deviation;

/// A member of a file of blocks that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockError {
    /// The member, as a path from `$`.
    pub path: String,
    /// The rule.
    pub rule: BlockRule,
}

/// The rule that a block breaks. [`Display`](fmt::Display) goes on from "must be".
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum BlockRule {
    /// JSON of the form that the schema says.
    Form(Deviation),
    /// At most [`LONGEST_FILE`](super::LONGEST_FILE) bytes.
    LongFile,
    /// What the schema lets through and is not read.
    Unreadable,
    /// A version that is known.
    Version,
    /// A municipality's code with its check digit.
    Municipality,
    /// At least one block.
    None,
    /// Ten digits.
    Digits,
    /// The first not after the last.
    Order,
    /// A day that there is.
    Day,
    /// A day not after this one.
    Future(Day),
    /// One line of 1 to 100 characters that can be read.
    Name,
    /// A block that overlaps no other.
    Overlap,
    /// At most [`MOST`](super::MOST) blocks.
    TooMany,
}

impl fmt::Display for BlockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} must be {}", self.path, self.rule)
    }
}

impl Error for BlockError {}

impl fmt::Display for BlockRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(deviation) => return deviation.fmt(f),
            Self::LongFile => {
                return write!(f, "a file of at most {} bytes", super::LONGEST_FILE);
            }
            Self::Future(today) => return write!(f, "a day not after {today}"),
            Self::TooMany => return write!(f, "one of at most {} blocks", super::MOST),
            Self::Unreadable => "of the form that the schema says",
            Self::Version => "1, the version that is known",
            Self::Municipality => "six digits, the last their check digit",
            Self::None => "at least one block",
            Self::Digits => "ten digits",
            Self::Order => "a block whose first code is not after its last",
            Self::Day => "a day that there is, written YYYY-MM-DD",
            Self::Name => "one line of 1 to 100 characters, without spaces around it",
            Self::Overlap => "a block that overlaps no other",
        }
        .fmt(f)
    }
}
