//! The lines of a ledger.
//!
//! ```text
//! juki-codes-ledger 1 131016
//! block 2472700000 2472799999 2026-04-01 Tokyo
//! code 24727059608 100200300 2026-11-30 1 assigned
//! ```

use std::fmt;

use juki_records::day::Day;

use super::assignments::{Entry, Reason};
use crate::block::{Block, MunicipalityCode};
use crate::code::RecordCode;
use crate::holder::RegisterNumber;
use crate::log::LogLine;

/// A line, without its check.
pub(crate) enum Line {
    /// The first: whose ledger it is.
    Head(MunicipalityCode),
    /// A block that is held from here on.
    Block(Block),
    /// A code that somebody has from here on.
    Code(Entry),
}

impl LogLine for Line {
    const HEAD: &'static str = "juki-codes-ledger 1";

    fn head(municipality: MunicipalityCode) -> Self {
        Self::Head(municipality)
    }

    fn is_head(&self) -> bool {
        matches!(self, Self::Head(_))
    }

    fn parse_words(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(' ')?;
        match kind {
            "block" => {
                let mut words = rest.splitn(4, ' ');
                let (first, last) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
                let day = Day::parse(words.next()?)?;
                Block::new(first, last, day, words.next()?).ok().map(Self::Block)
            }
            "code" => {
                let mut words = rest.split(' ');
                let entry = Entry {
                    code: RecordCode::parse(words.next()?)?,
                    holder: RegisterNumber::parse(words.next()?)?,
                    day: Day::parse(words.next()?)?,
                    run: words.next()?.parse().ok()?,
                    reason: Reason::parse(words.next()?)?,
                };
                words.next().is_none().then_some(Self::Code(entry))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head(municipality) => write!(f, "{} {municipality}", Self::HEAD),
            Self::Block(block) => {
                let (first, last) = (block.first(), block.last());
                write!(f, "block {first:010} {last:010} {} {}", block.handed_out(), block.by())
            }
            Self::Code(Entry { code, holder, day, run, reason }) => {
                write!(f, "code {code} {holder} {day} {run} {}", reason.name())
            }
        }
    }
}
