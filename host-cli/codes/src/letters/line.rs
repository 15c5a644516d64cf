//! The lines of a journal.
//!
//! ```text
//! juki-letters-journal 2 131016
//! letter 1 1 2026-11-30 100200300 first 2026-12-01 0123456789abcdef
//! printed 1 2026-12-01
//! reprinted 1 2026-12-02
//! returned 1 2026-12-09 moved
//! reissued 1 2026-12-10 2
//! ```

use std::fmt;

use juki_records::day::Day;

use super::state::{Event, ReturnReason};
use super::{LetterKind, LetterNumber, Run};
use crate::block::MunicipalityCode;
use crate::chain::LineMark;
use crate::holder::RegisterNumber;
use crate::log::LogLine;

/// A line, without its check.
#[derive(Clone, Copy)]
pub(crate) enum Line {
    /// The first: whose journal it is.
    Head(MunicipalityCode),
    /// A letter gets its number.
    Letter {
        number: LetterNumber,
        run: Run,
        holder: RegisterNumber,
        kind: LetterKind,
        day: Day,
        given: LineMark,
    },
    /// Something happens to a letter; reissuing it has a line of its own.
    Event { number: LetterNumber, day: Day, event: Event },
    /// Another letter is written in the place of one.
    Reissued { number: LetterNumber, day: Day, new: LetterNumber },
}

impl LogLine for Line {
    const HEAD: &'static str = "juki-letters-journal 2";

    fn head(municipality: MunicipalityCode) -> Self {
        Self::Head(municipality)
    }

    fn is_head(&self) -> bool {
        matches!(self, Self::Head(_))
    }

    fn parse_words(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let kind = words.next()?;
        let number = LetterNumber::parse(words.next()?)?;
        let line = match kind {
            "letter" => Self::Letter {
                number,
                run: Run { number: words.next()?.parse().ok()?, day: Day::parse(words.next()?)? },
                holder: RegisterNumber::parse(words.next()?)?,
                kind: match words.next()? {
                    "first" => LetterKind::FirstNotice,
                    "change" => LetterKind::Change,
                    "correction" => LetterKind::Correction,
                    _ => return None,
                },
                day: Day::parse(words.next()?)?,
                given: LineMark::parse(words.next()?)?,
            },
            _ => {
                let day = Day::parse(words.next()?)?;
                let event = match kind {
                    "printed" => Event::Printed,
                    "reprinted" => Event::Reprinted,
                    "posted" => Event::Posted,
                    "returned" => Event::Returned(ReturnReason::parse(words.next()?)?),
                    "delivered" => Event::Delivered,
                    "voided" => Event::Voided,
                    "reissued" => {
                        let new = LetterNumber::parse(words.next()?)?;
                        return words.next().is_none().then_some(Self::Reissued {
                            number,
                            day,
                            new,
                        });
                    }
                    _ => return None,
                };
                Self::Event { number, day, event }
            }
        };
        words.next().is_none().then_some(line)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head(municipality) => write!(f, "{} {municipality}", Self::HEAD),
            Self::Letter { number, run, holder, kind, day, given } => {
                let kind = match kind {
                    LetterKind::FirstNotice => "first",
                    LetterKind::Change => "change",
                    LetterKind::Correction => "correction",
                };
                write!(f, "letter {} {} {} ", number.0, run.number, run.day)?;
                write!(f, "{holder} {kind} {day} {given}")
            }
            Self::Event { number, day, event } => {
                write!(f, "{} {} {day}", event.name(), number.0)?;
                match event {
                    Event::Returned(reason) => write!(f, " {}", reason.name()),
                    _ => Ok(()),
                }
            }
            Self::Reissued { number, day, new } => {
                write!(f, "reissued {} {day} {}", number.0, new.0)
            }
        }
    }
}
