//! What the lines of a ledger say together.

use std::collections::{BTreeSet, HashMap};

use juki_records::day::Day;

use super::line::Line;
use crate::block::{Block, Blocks, MunicipalityCode};
use crate::chain::{Damage, LineHash, LineMark};
use crate::code::RecordCode;
use crate::holder::RegisterNumber;
use crate::log::LogContent;

/// A line of the ledger about a code. `Debug` shows neither code nor number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: RecordCode,
    /// Whose it is.
    pub holder: RegisterNumber,
    /// The day on which it was given out.
    pub day: Day,
    /// The run in which it was.
    pub run: u32,
    /// Why.
    pub reason: Reason,
}

/// Why somebody has a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// They had none.
    Assigned,
    /// They asked for another one.
    Changed,
    /// The one that they had was wrong.
    Corrected,
    /// It stood in their record already.
    Taken,
}

impl Reason {
    const ALL: [Self; 4] = [Self::Assigned, Self::Changed, Self::Corrected, Self::Taken];

    /// As in a line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Changed => "changed",
            Self::Corrected => "corrected",
            Self::Taken => "taken",
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// What a ledger says. About 110 bytes of memory a code.
#[derive(Clone, Debug, Default)]
pub struct Assignments {
    municipality: Option<MunicipalityCode>,
    blocks: Blocks,
    /// How many codes of a block were given out, by its first code.
    used_of: HashMap<u64, u64>,
    /// In the order of the lines.
    entries: Vec<Entry>,
    /// What their lines are named by.
    marks: Vec<LineMark>,
    /// The line of each code that was ever given out.
    codes: HashMap<RecordCode, u32>,
    /// The line of the code that somebody has.
    holders: HashMap<RegisterNumber, u32>,
    /// How many of all blocks were given out.
    used: u64,
    /// The codes that are of no block that is held: brought along from elsewhere.
    outside: BTreeSet<RecordCode>,
    last_run: u32,
}

impl Assignments {
    /// The municipality; every ledger has one.
    #[must_use]
    pub const fn municipality(&self) -> Option<MunicipalityCode> {
        self.municipality
    }

    /// The blocks that it holds.
    #[must_use]
    pub const fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// Every code that was given out, in the order of the lines.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every code that was given out, with what its line is named by.
    pub fn marked(&self) -> impl Iterator<Item = (LineMark, &Entry)> {
        self.marks.iter().copied().zip(&self.entries)
    }

    /// What the line of the code is named by that somebody has.
    #[must_use]
    pub fn mark_of(&self, holder: RegisterNumber) -> Option<LineMark> {
        let line = usize::try_from(*self.holders.get(&holder)?).ok()?;
        self.marks.get(line).copied()
    }

    /// The code that somebody has.
    #[must_use]
    pub fn code_of(&self, holder: RegisterNumber) -> Option<&Entry> {
        self.entry(*self.holders.get(&holder)?)
    }

    /// The line of a code, in force or retired.
    #[must_use]
    pub fn line_of(&self, code: RecordCode) -> Option<&Entry> {
        self.entry(*self.codes.get(&code)?)
    }

    /// Is this the code that its holder has, and not retired?
    #[must_use]
    pub fn is_in_force(&self, entry: &Entry) -> bool {
        self.code_of(entry.holder).is_some_and(|current| current.code == entry.code)
    }

    /// How many codes of the blocks were given out.
    #[must_use]
    pub const fn used(&self) -> u64 {
        self.used
    }

    /// How many codes of a block that is held were given out.
    #[must_use]
    pub fn used_of(&self, block: &Block) -> u64 {
        self.used_of.get(&block.first()).copied().unwrap_or_default()
    }

    /// How many codes of the blocks are left.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.blocks.size().saturating_sub(self.used)
    }

    /// How many people have a code.
    #[must_use]
    pub fn in_force(&self) -> u64 {
        self.holders.len() as u64
    }

    /// How many codes nobody has any more.
    #[must_use]
    pub fn retired(&self) -> u64 {
        (self.entries.len() as u64).saturating_sub(self.in_force())
    }

    /// The number of the last run; 0 before the first.
    #[must_use]
    pub const fn last_run(&self) -> u32 {
        self.last_run
    }

    /// The day of the last code; `None` before the first.
    #[must_use]
    pub fn last_day(&self) -> Option<Day> {
        self.entries.last().map(|entry| entry.day)
    }

    fn entry(&self, line: u32) -> Option<&Entry> {
        self.entries.get(usize::try_from(line).ok()?)
    }

    /// Counts codes of the block with this first code.
    fn count(&mut self, first: u64, codes: u64) {
        let used = self.used_of.entry(first).or_default();
        *used = used.saturating_add(codes);
        self.used = self.used.saturating_add(codes);
    }

    fn apply_code(&mut self, entry: Entry, mark: LineMark) -> Result<(), Damage> {
        let block = self.blocks.of(entry.code.body());
        let is_handed_out = block.is_some_and(|block| block.handed_out() <= entry.day);
        let block = block.map(Block::first);
        let current = self.code_of(entry.holder);
        let has_one = current.is_some();
        // Nobody gets two codes in one run.
        let is_second = current.is_some_and(|current| current.run == entry.run);
        let fits = match entry.reason {
            Reason::Assigned => is_handed_out && !has_one,
            Reason::Changed | Reason::Corrected => is_handed_out && has_one,
            // It may be one of another municipality.
            Reason::Taken => !has_one,
        };
        let line = u32::try_from(self.entries.len()).map_err(|_| Damage::Contradiction)?;
        // Neither runs nor days go back, and no run is left out.
        let follows = (self.last_run..=self.last_run.saturating_add(1)).contains(&entry.run)
            && entry.run > 0
            && self.last_day().is_none_or(|last| last <= entry.day);
        if !fits || !follows || is_second || self.codes.contains_key(&entry.code) {
            return Err(Damage::Contradiction);
        }
        self.codes.insert(entry.code, line);
        self.holders.insert(entry.holder, line);
        self.entries.push(entry);
        self.marks.push(mark);
        match block {
            Some(first) => self.count(first, 1),
            None => drop(self.outside.insert(entry.code)),
        }
        self.last_run = entry.run;
        Ok(())
    }
}

impl LogContent for Assignments {
    type Line = Line;

    fn has_head(&self) -> bool {
        self.municipality.is_some()
    }

    fn apply(&mut self, line: Line, check: LineHash) -> Result<(), Damage> {
        match line {
            Line::Head(municipality) => self.municipality = Some(municipality),
            Line::Block(block) => {
                let first = block.first();
                let ends = RecordCode::of_body(first).zip(RecordCode::of_body(block.last()));
                let (from, to) = ends.ok_or(Damage::Contradiction)?;
                self.blocks.insert(block).map_err(|_| Damage::Contradiction)?;
                let taken: Vec<RecordCode> = self.outside.range(from..=to).copied().collect();
                for code in &taken {
                    self.outside.remove(code);
                }
                self.count(first, taken.len() as u64);
            }
            Line::Code(entry) => self.apply_code(entry, check.mark())?,
        }
        Ok(())
    }
}
