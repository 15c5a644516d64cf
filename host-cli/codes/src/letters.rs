//! The journal of the letters that tell residents of their codes.
//!
//! A file of lines ([`chain`](crate::chain)) beside the ledger, readable by its owner only. A letter
//! gets its number in a line before it is printed; what happens to it afterwards is a line each. The
//! code is not in it: it stands in the ledger, in the line that the letter names by its check. So a
//! journal goes with one ledger: with another one, or one that was put back from an earlier day, the
//! letters would tell other codes.

use std::fmt;
use std::path::Path;

use juki_records::day::Day;

use crate::block::MunicipalityCode;
use crate::chain::{ChainError, ChainFile, Head, LineMark, Remnant};
use crate::code::RecordCode;
use crate::holder::RegisterNumber;
pub use crate::ledger::Run;
use crate::ledger::{Assignments, Reason};
use crate::log::Log;

mod correspondence;
mod error;
mod line;
mod state;

pub use correspondence::Letters;
pub use error::JournalError;
use line::Line;
pub use state::{Event, LetterState, ReturnReason};

/// The name of the journal in a municipality's folder of codes.
pub const FILE: &str = "letters";

/// The number of a letter, from 1; written with six digits at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterNumber(u32);

impl LetterNumber {
    /// Reads decimal digits; `None` when they are no number from 1 on.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| text.parse().ok()).flatten()?;
        (number > 0).then_some(Self(number))
    }
}

impl fmt::Display for LetterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// What a letter tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterKind {
    /// The resident's first code.
    FirstNotice,
    /// The code in place of an earlier one, which the resident asked for.
    Change,
    /// The code in place of one that was wrong.
    Correction,
}

/// A letter, as the journal knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its number.
    pub number: LetterNumber,
    /// The run in which the code was given out.
    pub run: Run,
    /// Whose code it tells.
    pub holder: RegisterNumber,
    /// What it tells.
    pub kind: LetterKind,
    /// The line of the ledger that gave the code out.
    pub given: LineMark,
    /// What has happened to it.
    pub state: LetterState,
    /// The day of that.
    pub since: Day,
    /// How often it was printed again.
    pub reprints: u32,
    /// The letter in place of which it was written.
    pub replaces: Option<LetterNumber>,
}

impl Letter {
    /// The code that it tells; `None` when the holder has another one by now, or another letter
    /// stands in its place: then it must not be printed.
    #[must_use]
    pub fn code(&self, assignments: &Assignments) -> Option<RecordCode> {
        let entry = assignments.code_of(self.holder)?;
        let may = !matches!(self.state, LetterState::Reissued | LetterState::Void);
        (may && self.is_of_code_in_force(assignments)).then_some(entry.code)
    }

    fn is_of_code_in_force(&self, assignments: &Assignments) -> bool {
        assignments.mark_of(self.holder) == Some(self.given)
    }
}

/// The journal, opened to be written to: no other process writes to it meanwhile.
#[derive(Debug)]
pub struct Journal {
    log: Log<Letters>,
}

impl Journal {
    /// Makes the journal of a municipality, without a letter.
    ///
    /// # Errors
    /// When there is one, or the folder does not take it.
    pub fn create(path: &Path, municipality: MunicipalityCode) -> Result<(), ChainError> {
        ChainFile::create(path, [Line::Head(municipality).to_string().as_str()])
    }

    /// Opens it; what a crash left of its last line is removed and given beside it.
    ///
    /// # Errors
    /// When there is none, another process writes to it, or a line of it was lost or altered.
    pub fn open(path: &Path) -> Result<(Self, Option<Remnant>), ChainError> {
        let (log, remnant) = Log::open(path)?;
        Ok((Self { log }, remnant))
    }

    /// Reads it, also while another process writes to it.
    ///
    /// # Errors
    /// When there is none, or a line of it was lost or altered.
    pub fn read(path: &Path) -> Result<(Letters, Head, Option<Remnant>), ChainError> {
        Log::read(path)
    }

    /// The letters.
    #[must_use]
    pub const fn letters(&self) -> &Letters {
        self.log.content()
    }

    /// Voids the letters that are still in the municipality's hands (to be printed, printed, come
    /// back) and whose code has been changed since. As they stood before; those that were printed
    /// are to be destroyed.
    ///
    /// # Errors
    /// When the letters are not this ledger's, or the lines are not written.
    pub fn void_outdated(
        &mut self,
        assignments: &Assignments,
        day: Day,
    ) -> Result<Vec<Letter>, JournalError> {
        self.letters().belong_to(assignments)?;
        let is_outdated = |letter: &&Letter| {
            letter.state.after(Event::Voided).is_some() && letter.code(assignments).is_none()
        };
        let outdated: Vec<Letter> =
            self.letters().all().iter().filter(is_outdated).copied().collect();
        let lines = outdated.iter().map(|letter| Line::Event {
            number: letter.number,
            day: day.max(letter.since),
            event: Event::Voided,
        });
        self.log.write(lines.collect())?;
        Ok(outdated)
    }

    /// Numbers a letter for every code in force that was given out here and that no letter tells
    /// of, in the order in which they were given out, after [`Self::void_outdated`]. The letters
    /// that wait to be printed, those of earlier calls among them; all are on the disk.
    ///
    /// # Errors
    /// When the letters are not this ledger's, a code was given out after that day, or the lines are
    /// not written.
    pub fn number(
        &mut self,
        assignments: &Assignments,
        day: Day,
    ) -> Result<Vec<Letter>, JournalError> {
        self.void_outdated(assignments, day)?;
        let mut lines = Vec::new();
        let mut next = self.letters().next_number();
        for (given, entry) in assignments.marked() {
            let Some(kind) = kind_of(entry.reason) else { continue };
            if self.letters().tells_of(given) || !assignments.is_in_force(entry) {
                continue;
            }
            if day < entry.day {
                return Err(JournalError::BeforeCode(entry.day));
            }
            lines.push(Line::Letter {
                number: LetterNumber(next),
                run: Run { number: entry.run, day: entry.day },
                holder: entry.holder,
                kind,
                day,
                given,
            });
            next = next.checked_add(1).ok_or(JournalError::Full)?;
        }
        self.log.write(lines)?;
        Ok(self.letters().in_state(LetterState::Numbered).copied().collect())
    }

    /// Writes down what happened to letters on a day; all of them or none. The letters as they are
    /// then; of letters that are reissued, the new ones, which wait to be printed. A letter that
    /// comes back after its code was changed is void.
    ///
    /// # Errors
    /// When the letters are not this ledger's, there is no such letter, this cannot happen to it,
    /// one is named twice, its code was changed and it would go on its way, or the lines are not
    /// written.
    pub fn mark(
        &mut self,
        numbers: &[LetterNumber],
        event: Event,
        day: Day,
        assignments: &Assignments,
    ) -> Result<Vec<Letter>, JournalError> {
        self.letters().belong_to(assignments)?;
        let (mut lines, mut seen) = (Vec::new(), std::collections::HashSet::new());
        let mut next = self.letters().next_number();
        let mut told = Vec::new();
        for number in numbers {
            let letter = self.letters().get(*number).ok_or(JournalError::NoLetter(*number))?;
            if !seen.insert(*number) {
                return Err(JournalError::Twice(*number));
            }
            if letter.state.after(event).is_none() {
                let state = letter.state;
                return Err(JournalError::Transition { number: *number, state, event });
            }
            if day < letter.since {
                return Err(JournalError::Earlier { number: *number, since: letter.since });
            }
            let is_outdated = !letter.is_of_code_in_force(assignments);
            if is_outdated && !matches!(event, Event::Returned(_) | Event::Voided) {
                return Err(JournalError::CodeChanged(*number));
            }
            if event == Event::Reissued {
                let new = LetterNumber(next);
                lines.push(Line::Reissued { number: *number, new, day });
                told.push(new);
                next = next.checked_add(1).ok_or(JournalError::Full)?;
            } else {
                lines.push(Line::Event { number: *number, day, event });
                if is_outdated && matches!(event, Event::Returned(_)) {
                    lines.push(Line::Event { number: *number, day, event: Event::Voided });
                }
                told.push(*number);
            }
        }
        self.log.write(lines)?;
        Ok(told.into_iter().filter_map(|number| self.letters().get(number).copied()).collect())
    }
}

/// What a letter tells of a code that was given out for this reason; `None` when nobody is told.
const fn kind_of(reason: Reason) -> Option<LetterKind> {
    match reason {
        Reason::Assigned => Some(LetterKind::FirstNotice),
        Reason::Changed => Some(LetterKind::Change),
        Reason::Corrected => Some(LetterKind::Correction),
        // Whoever gave it out has told of it.
        Reason::Taken => None,
    }
}

#[cfg(test)]
mod tests;
