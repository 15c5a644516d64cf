//! Why the index of an authority is refused, and how its copy compares with it.

use std::fmt;
use std::path::PathBuf;

use crate::authority::files::{INDEX, INDEX_COPY, ListAgreement};
use crate::index::Fault;

/// Why the index of an authority is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerError {
    /// The folder of the authority.
    pub dir: PathBuf,
    /// What is wrong.
    pub fault: LedgerFault,
}

/// What is wrong with an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum LedgerFault {
    /// A line is refused.
    Line {
        /// Which.
        line: Fault,
        /// How the copy compares with what can be read of the index.
        copy: CopyReach,
    },
    /// It is not there.
    Missing {
        /// The copy, when it is whole.
        copy: Option<WholeCopy>,
    },
    /// It is whole, and its copy goes on where it ends: it lost lines.
    Short {
        /// How many lines it has.
        lines: usize,
        /// The copy.
        copy: WholeCopy,
    },
    /// It and its copy are both whole, and neither continues the other.
    Two {
        /// How many lines it has.
        lines: usize,
        /// Whether the published lists agree with it; `None` when it cannot be read again.
        lists: Option<ListAgreement>,
        /// The copy.
        copy: WholeCopy,
    },
}

/// A copy of an index that is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WholeCopy {
    /// How many lines it has.
    pub lines: usize,
    /// Whether the published lists agree with it.
    pub lists: ListAgreement,
}

/// How the copy compares with a damaged index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum CopyReach {
    /// There is none, or it is damaged too.
    Unusable,
    /// It lacks lines that can still be read of the index.
    Behind {
        /// How many lines the index has.
        lines: usize,
        /// How many it has.
        copied: usize,
    },
    /// It has all that can be read of the index.
    Whole {
        /// How many lines the index has.
        lines: usize,
        /// The copy.
        copy: WholeCopy,
    },
}

impl LedgerError {
    /// Where the index is.
    #[must_use]
    pub fn index(&self) -> PathBuf {
        self.dir.join(INDEX)
    }

    /// Where its copy is.
    #[must_use]
    pub fn copy(&self) -> PathBuf {
        self.dir.join(INDEX_COPY)
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let index = self.index();
        let index = index.display();
        match &self.fault {
            LedgerFault::Line { line, .. } => write!(f, "{index}: {line}"),
            LedgerFault::Missing { .. } => write!(f, "{index} is not there"),
            LedgerFault::Short { lines, copy } => {
                write!(f, "{index} has {lines} lines, and its copy {}", copy.lines)
            }
            LedgerFault::Two { .. } => write!(f, "{index} and its copy contradict each other"),
        }
    }
}

impl std::error::Error for LedgerError {}
