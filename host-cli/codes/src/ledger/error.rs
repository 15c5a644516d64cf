//! Why a ledger does not take what it is told.

use std::error::Error;
use std::fmt;

use juki_records::day::Day;

use crate::block::{BlockRule, MunicipalityCode};
use crate::chain::ChainError;
use crate::log::LogError;

/// Why a ledger does not take what it is told. No code and no number is part of it.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum LedgerError {
    /// Its file.
    Chain(ChainError),
    /// The blocks are handed out to another municipality than the ledger's.
    OtherMunicipality {
        /// Whose they are.
        handed_out_to: MunicipalityCode,
        /// Whose ledger it is.
        held: Option<MunicipalityCode>,
    },
    /// A block does not fit the blocks that are held.
    Block(BlockRule),
    /// Fewer codes are unused than are needed.
    Exhausted {
        /// How many are needed.
        needed: u64,
        /// How many are left.
        left: u64,
    },
    /// Something of a later day is in the ledger: a code that was given out, or a block that was
    /// handed out.
    Earlier {
        /// That day.
        since: Day,
    },
    /// Somebody whose code is to be changed has none.
    NoCode,
    /// Somebody whose code is to be changed got it in the same run.
    SameRun,
    /// A line that contradicts the lines before it: a code is used, somebody has one, or the run is
    /// over. It was not written; nothing more is until the ledger is opened anew.
    Contradiction,
    /// An earlier line was not written: nothing more is until the ledger is opened anew.
    Failed,
}

impl From<LogError> for LedgerError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Chain(cause) => Self::Chain(cause),
            LogError::Contradiction => Self::Contradiction,
            LogError::Failed => Self::Failed,
        }
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chain(cause) => cause.fmt(f),
            Self::OtherMunicipality { handed_out_to, .. } => {
                write!(f, "the blocks are handed out to another municipality: {handed_out_to}")
            }
            Self::Block(rule) => write!(f, "the block must be {rule}"),
            Self::Exhausted { needed, left } => {
                write!(f, "{needed} codes are needed, {left} are left")
            }
            Self::Earlier { since } => {
                write!(f, "the ledger has something of {since}, which is later")
            }
            Self::NoCode => f.write_str("this resident has no code"),
            Self::SameRun => f.write_str("this resident got a code in the same run"),
            Self::Contradiction => f.write_str("it contradicts the lines of the ledger"),
            Self::Failed => f.write_str("an earlier line was not written"),
        }
    }
}

impl Error for LedgerError {}
