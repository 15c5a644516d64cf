//! What the lines of a journal say together.

use std::collections::HashSet;

use super::line::Line;
use super::state::LetterState;
use super::{Letter, LetterNumber};
use crate::block::MunicipalityCode;
use crate::chain::Damage;
use crate::holder::RegisterNumber;
use crate::log::LogContent;

/// The letters of a municipality.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    municipality: Option<MunicipalityCode>,
    /// By their numbers, of which the first is 1.
    letters: Vec<Letter>,
    /// Of which codes there is a letter: the holder, and the run in which it was given out.
    told: HashSet<(RegisterNumber, u32)>,
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

    /// Is there a letter of the code that somebody got in this run?
    #[must_use]
    pub fn tells_of(&self, holder: RegisterNumber, run: u32) -> bool {
        self.told.contains(&(holder, run))
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

    fn apply(&mut self, line: Line) -> Result<(), Damage> {
        match line {
            Line::Head(municipality) => self.municipality = Some(municipality),
            Line::Letter { number, run, holder, kind, day } => {
                let state = LetterState::Numbered;
                if !self.told.insert((holder, run.number)) {
                    return Err(Damage::Contradiction);
                }
                let letter =
                    Letter { number, run, holder, kind, state, since: day, replaces: None };
                self.push(letter)?;
            }
            Line::Event { number, day, event } => {
                let letter = index(number).and_then(|index| self.letters.get_mut(index));
                let letter = letter.ok_or(Damage::Contradiction)?;
                letter.state = letter.state.after(event).ok_or(Damage::Contradiction)?;
                letter.since = day;
            }
            Line::Reissued { number, day, new } => {
                let letter = index(number).and_then(|index| self.letters.get_mut(index));
                let letter = letter.ok_or(Damage::Contradiction)?;
                let state = letter.state.after(super::Event::Reissued);
                letter.state = state.ok_or(Damage::Contradiction)?;
                letter.since = day;
                let (state, replaces) = (LetterState::Numbered, Some(number));
                let another = Letter { number: new, state, since: day, replaces, ..*letter };
                self.push(another)?;
            }
        }
        Ok(())
    }
}

fn index(number: LetterNumber) -> Option<usize> {
    usize::try_from(number.0).ok()?.checked_sub(1)
}
