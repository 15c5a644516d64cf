//! What the lines of a journal say together.

use std::collections::{HashMap, HashSet};

use super::line::Line;
use super::state::{Event, LetterState};
use super::{JournalError, Letter, LetterNumber, kind_of};
use crate::block::MunicipalityCode;
use crate::chain::{Damage, LineHash, LineMark};
use crate::ledger::{Assignments, Entry};
use crate::log::LogContent;

/// The letters of a municipality.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    municipality: Option<MunicipalityCode>,
    /// By their numbers, of which the first is 1.
    letters: Vec<Letter>,
    /// Of which codes there is a letter: the lines of the ledger that gave them out.
    told: HashSet<LineMark>,
}

impl Letters {
    /// The municipality; every journal has one.
    #[must_use]
    pub const fn municipality(&self) -> Option<MunicipalityCode> {
        self.municipality
    }

    /// All letters, by their numbers.
    #[must_use]
    pub fn all(&self) -> &[Letter] {
        &self.letters
    }

    /// The letters in this state, by their numbers.
    pub fn in_state(&self, state: LetterState) -> impl Iterator<Item = &Letter> {
        self.letters.iter().filter(move |letter| letter.state == state)
    }

    /// The letter of this number.
    #[must_use]
    pub fn get(&self, number: LetterNumber) -> Option<&Letter> {
        self.letters.get(index(number)?)
    }

    /// Is there a letter of the code that this line of the ledger gave out?
    #[must_use]
    pub fn tells_of(&self, given: LineMark) -> bool {
        self.told.contains(&given)
    }

    /// Was the code of every letter given out by this ledger? Not when one of the two was put back
    /// from an earlier day, or is another municipality's.
    ///
    /// # Errors
    /// The first letter that is not the ledger's.
    pub fn belong_to(&self, assignments: &Assignments) -> Result<(), JournalError> {
        if self.municipality != assignments.municipality() {
            return Err(JournalError::OtherMunicipality);
        }
        let lines: HashMap<LineMark, &Entry> = assignments.marked().collect();
        let is_given = |letter: &&Letter| {
            lines.get(&letter.given).is_some_and(|entry| {
                entry.holder == letter.holder
                    && (entry.run, entry.day) == (letter.run.number, letter.run.day)
                    && kind_of(entry.reason) == Some(letter.kind)
            })
        };
        match self.letters.iter().find(|letter| !is_given(letter)) {
            Some(letter) => Err(JournalError::NotGiven(letter.number)),
            None => Ok(()),
        }
    }

    pub(super) fn next_number(&self) -> u32 {
        u32::try_from(self.letters.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    fn push(&mut self, letter: Letter) -> Result<(), Damage> {
        if letter.number.0 != self.next_number() {
            return Err(Damage::Contradiction);
        }
        self.letters.push(letter);
        Ok(())
    }
}

impl LogContent for Letters {
    type Line = Line;

    fn has_head(&self) -> bool {
        self.municipality.is_some()
    }

    fn apply(&mut self, line: Line, _check: LineHash) -> Result<(), Damage> {
        match line {
            Line::Head(municipality) => self.municipality = Some(municipality),
            Line::Letter { number, run, holder, kind, day, given } => {
                if !self.told.insert(given) || day < run.day {
                    return Err(Damage::Contradiction);
                }
                self.push(Letter {
                    number,
                    run,
                    holder,
                    kind,
                    given,
                    state: LetterState::Numbered,
                    since: day,
                    reprints: 0,
                    replaces: None,
                })?;
            }
            Line::Event { number, day, event } => {
                let letter = index(number).and_then(|index| self.letters.get_mut(index));
                let letter = letter.ok_or(Damage::Contradiction)?;
                letter.state = letter.state.after(event).ok_or(Damage::Contradiction)?;
                if day < letter.since {
                    return Err(Damage::Contradiction);
                }
                if event == Event::Reprinted {
                    letter.reprints = letter.reprints.saturating_add(1);
                } else {
                    letter.since = day;
                }
            }
            Line::Reissued { number, day, new } => {
                let letter = index(number).and_then(|index| self.letters.get_mut(index));
                let letter = letter.ok_or(Damage::Contradiction)?;
                let state = letter.state.after(Event::Reissued);
                letter.state = state.ok_or(Damage::Contradiction)?;
                if day < letter.since {
                    return Err(Damage::Contradiction);
                }
                letter.since = day;
                let another = Letter {
                    number: new,
                    state: LetterState::Numbered,
                    since: day,
                    reprints: 0,
                    replaces: Some(number),
                    ..*letter
                };
                self.push(another)?;
            }
        }
        Ok(())
    }
}

fn index(number: LetterNumber) -> Option<usize> {
    usize::try_from(number.0).ok()?.checked_sub(1)
}
