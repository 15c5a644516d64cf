//! The ledger: which code a municipality gave to whom.
//!
//! A file of lines ([`chain`](crate::chain)), readable by its owner only: it holds personal data.
//! Whatever else says something of codes follows from it: which are used, which are retired, who has
//! one. A code is given out after its line is on the disk, and a code that stands in a line is never
//! drawn again, in force or not.

use std::path::Path;

use juki_records::day::Day;
use rand_core::CryptoRng;

use crate::block::{Block, BlockFile};
use crate::chain::{ChainError, ChainFile, Head, Remnant};
use crate::code::RecordCode;
use crate::draw::Pool;
use crate::holder::RegisterNumber;
use crate::log::Log;

mod assignments;
mod error;
mod line;

pub use assignments::{Assignments, Entry, Reason};
pub use error::LedgerError;
use line::Line;

/// The name of the ledger in a municipality's folder of codes.
pub const FILE: &str = "ledger";

/// One run of a command that gives out codes. Nobody gets two in one: holder and run name a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number, from 1.
    pub number: u32,
    /// Its day.
    pub day: Day,
}

/// The ledger, opened to be written to: no other process writes to it meanwhile.
#[derive(Debug)]
pub struct Ledger {
    log: Log<Assignments>,
    /// The unused codes, once they are drawn from.
    pool: Option<Pool>,
}

impl Ledger {
    /// Makes the ledger of a municipality that holds these blocks, with nothing given out.
    ///
    /// # Errors
    /// When there is one, or the folder does not take it.
    pub fn create(path: &Path, file: &BlockFile) -> Result<(), ChainError> {
        let head = Line::Head(file.municipality()).to_string();
        let blocks = file.blocks().iter().map(|block| Line::Block(block.clone()).to_string());
        let lines: Vec<String> = std::iter::once(head).chain(blocks).collect();
        ChainFile::create(path, lines.iter().map(String::as_str))
    }

    /// Opens it; what a crash left of its last line is removed and given beside it.
    ///
    /// # Errors
    /// When there is none, another process writes to it, or a line of it was lost or altered.
    pub fn open(path: &Path) -> Result<(Self, Option<Remnant>), ChainError> {
        let (log, remnant) = Log::open(path)?;
        Ok((Self { log, pool: None }, remnant))
    }

    /// Reads it, also while another process writes to it.
    ///
    /// # Errors
    /// When there is none, or a line of it was lost or altered.
    pub fn read(path: &Path) -> Result<(Assignments, Head, Option<Remnant>), ChainError> {
        Log::read(path)
    }

    /// What it says.
    #[must_use]
    pub const fn assignments(&self) -> &Assignments {
        self.log.content()
    }

    /// How far it goes.
    #[must_use]
    pub const fn head(&self) -> Head {
        self.log.head()
    }

    /// The next run, on this day.
    #[must_use]
    pub fn next_run(&self, day: Day) -> Run {
        Run { number: self.assignments().last_run().saturating_add(1), day }
    }

    /// Is the run, which gives out codes, of no earlier day than anything in the ledger?
    ///
    /// # Errors
    /// [`LedgerError::Earlier`].
    pub fn accepts(&self, run: Run) -> Result<(), LedgerError> {
        let handed_out = self.assignments().blocks().iter().map(Block::handed_out).max();
        in_order(run, self.assignments().last_day().max(handed_out))
    }

    /// Takes further blocks.
    ///
    /// # Errors
    /// When they are another municipality's or overlap one that it holds, or a line is not written.
    pub fn add_blocks(&mut self, file: &BlockFile) -> Result<(), LedgerError> {
        let held = self.assignments().municipality();
        let handed_out_to = file.municipality();
        if held != Some(handed_out_to) {
            return Err(LedgerError::OtherMunicipality { handed_out_to, held });
        }
        let mut blocks = self.assignments().blocks().clone();
        for block in file.blocks().iter() {
            blocks.insert(block.clone()).map_err(LedgerError::Block)?;
        }
        self.log.write(file.blocks().iter().cloned().map(Line::Block).collect())?;
        self.pool = None;
        Ok(())
    }

    /// Gives everybody in the list a code, each drawn from the unused ones with the same probability.
    /// Who has one keeps it. The codes, in the order of the list; all of them are on the disk.
    ///
    /// # Errors
    /// When there are fewer unused codes than are needed, or the run is of an earlier day than the
    /// ledger: then nobody gets one. When a number is in the list twice, the run is over, or the lines
    /// are not written: then nobody gets one either, and nothing more is given out until the ledger is
    /// opened anew.
    pub fn assign(
        &mut self,
        run: Run,
        holders: &[RegisterNumber],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<RecordCode>, LedgerError> {
        self.accepts(run)?;
        let without: Vec<RegisterNumber> = holders
            .iter()
            .copied()
            .filter(|holder| self.assignments().code_of(*holder).is_none())
            .collect();
        let codes = self.draw(without.len(), rng)?;
        let lines = without
            .into_iter()
            .zip(codes)
            .map(|(holder, code)| {
                Line::Code(Entry {
                    code,
                    holder,
                    day: run.day,
                    run: run.number,
                    reason: Reason::Assigned,
                })
            })
            .collect();
        self.log.write(lines)?;
        let code_of = |holder: &RegisterNumber| self.assignments().code_of(*holder);
        let codes = holders.iter().map(|holder| code_of(holder).map(|entry| entry.code));
        codes.collect::<Option<_>>().ok_or(LedgerError::NoCode)
    }

    /// Gives a new code to somebody who has one, which is retired by that.
    ///
    /// # Errors
    /// When they have none, got theirs in this run, no code is left, the run is of an earlier day than
    /// the ledger, or the line is not written.
    pub fn change(
        &mut self,
        run: Run,
        holder: RegisterNumber,
        reason: ChangeReason,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordCode, LedgerError> {
        self.accepts(run)?;
        let current = self.assignments().code_of(holder).ok_or(LedgerError::NoCode)?;
        if current.run == run.number {
            return Err(LedgerError::SameRun);
        }
        let code = self.draw(1, rng)?.pop().ok_or(LedgerError::NoCode)?;
        let entry = Entry { code, holder, day: run.day, run: run.number, reason: reason.into() };
        self.log.write(vec![Line::Code(entry)])?;
        Ok(code)
    }

    /// Takes in codes that stand in records already: given out before there was this ledger, or
    /// by another municipality to somebody who moved here.
    ///
    /// # Errors
    /// When the run is of an earlier day than one before: then none is taken in. When a code is in the
    /// ledger, a holder has another, or the lines are not written: then none is taken in, and nothing
    /// more is until the ledger is opened anew.
    pub fn take(
        &mut self,
        run: Run,
        codes: &[(RegisterNumber, RecordCode)],
    ) -> Result<(), LedgerError> {
        // The codes are older than this day; the blocks need not be.
        in_order(run, self.assignments().last_day())?;
        let lines = codes.iter().map(|(holder, code)| {
            Line::Code(Entry {
                code: *code,
                holder: *holder,
                day: run.day,
                run: run.number,
                reason: Reason::Taken,
            })
        });
        self.log.write(lines.collect())?;
        self.pool = None;
        Ok(())
    }

    fn draw(
        &mut self,
        count: usize,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<RecordCode>, LedgerError> {
        let (needed, left) = (count as u64, self.assignments().left());
        if needed > left {
            return Err(LedgerError::Exhausted { needed, left });
        }
        let assignments = self.log.content();
        let pool = self.pool.get_or_insert_with(|| {
            let used = assignments.entries().iter().map(|entry| entry.code.body());
            Pool::new(assignments.blocks(), used)
        });
        let drawn = (0..count).map(|_| RecordCode::of_body(pool.draw(rng)?));
        drawn.collect::<Option<_>>().ok_or(LedgerError::Exhausted { needed, left })
    }
}

/// Days in the ledger do not go back.
fn in_order(run: Run, last: Option<Day>) -> Result<(), LedgerError> {
    match last {
        Some(since) if run.day < since => Err(LedgerError::Earlier { since }),
        _ => Ok(()),
    }
}

/// Why somebody gets a new code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeReason {
    /// They asked for it.
    OnRequest,
    /// The code was wrong: two people had it, or it was somebody else's.
    Correction,
}

impl From<ChangeReason> for Reason {
    fn from(reason: ChangeReason) -> Self {
        match reason {
            ChangeReason::OnRequest => Self::Changed,
            ChangeReason::Correction => Self::Corrected,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
