//! Blocks of record codes, and the file in which they are handed out to a municipality.

use std::collections::BTreeMap;
use std::fmt;

use juki_records::check_digit;
use juki_records::day::Day;
use juki_records::harmless::marked;
use juki_records::json_document;
use serde::Deserialize;

use crate::code::BODIES;

mod error;

pub use error::{BlockError, BlockRule};

/// The schema of a file of blocks.
pub const SCHEMA: &str = include_str!("../schema/blocks.schema.json");
/// Bytes of the longest file of blocks.
pub const LONGEST_FILE: usize = 1024 * 1024;
/// The most blocks that a municipality holds.
pub const MOST: usize = 1000;
/// The most characters of who handed a block out.
const LONGEST_NAME: usize = 100;
/// The version of the form that is read.
const VERSION: u64 = 1;

/// The code of a municipality: six digits, the last the check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MunicipalityCode(u32);

impl MunicipalityCode {
    /// Reads six digits; `None` when the last is not their check digit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_code = text.len() == 6
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && check_digit::fits(text, check_digit::municipality);
        is_code.then(|| text.parse().ok().map(Self))?
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// A block of codes that a municipality holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    first: u64,
    last: u64,
    handed_out: Day,
    by: String,
}

impl Block {
    /// A block that keeps the rules.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn new(first: u64, last: u64, handed_out: Day, by: &str) -> Result<Self, BlockRule> {
        if last >= BODIES {
            return Err(BlockRule::Digits);
        }
        if first > last {
            return Err(BlockRule::Order);
        }
        let fits = (1..=LONGEST_NAME).contains(&by.chars().count());
        if !fits || by.trim() != by || marked(by).any(|(_, acts)| acts) {
            return Err(BlockRule::Name);
        }
        Ok(Self { first, last, handed_out, by: by.to_owned() })
    }

    /// The ten digits before the check digit of its first code.
    #[must_use]
    pub const fn first(&self) -> u64 {
        self.first
    }

    /// Those of its last code; not before the first.
    #[must_use]
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// The day on which it was handed out.
    #[must_use]
    pub const fn handed_out(&self) -> Day {
        self.handed_out
    }

    /// Who handed it out: one line of 1 to 100 characters.
    #[must_use]
    pub fn by(&self) -> &str {
        &self.by
    }

    /// How many codes it holds, at least one.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.last.saturating_sub(self.first).saturating_add(1)
    }

    /// Does it hold the code whose ten digits before the check digit these are?
    #[must_use]
    pub fn contains(&self, body: u64) -> bool {
        (self.first..=self.last).contains(&body)
    }
}

/// Blocks that do not overlap, by their first code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks(BTreeMap<u64, Block>);

impl Blocks {
    /// Takes one more block.
    ///
    /// # Errors
    /// When it overlaps one that is there, or there are [`MOST`].
    pub fn insert(&mut self, block: Block) -> Result<(), BlockRule> {
        if self.0.len() >= MOST {
            return Err(BlockRule::TooMany);
        }
        let before = self.0.range(..=block.last).next_back();
        if before.is_some_and(|(_, other)| other.last >= block.first) {
            return Err(BlockRule::Overlap);
        }
        self.0.insert(block.first, block);
        Ok(())
    }

    /// The blocks, in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Block> {
        self.0.values()
    }

    /// The block that holds the code whose ten digits before the check digit these are.
    #[must_use]
    pub fn of(&self, body: u64) -> Option<&Block> {
        let (_, block) = self.0.range(..=body).next_back()?;
        block.contains(body).then_some(block)
    }

    /// How many codes they hold.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.iter().map(Block::size).sum()
    }
}

/// What a file of blocks says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockFile {
    municipality: MunicipalityCode,
    blocks: Blocks,
}

/// The file as it stands.
#[derive(Deserialize)]
struct Form {
    #[serde(rename = "$schema", default)]
    _schema: Option<String>,
    version: u64,
    municipality: String,
    blocks: Vec<FormBlock>,
}

#[derive(Deserialize)]
struct FormBlock {
    first: String,
    last: String,
    handed_out: String,
    by: String,
}

impl BlockFile {
    /// A file of these blocks.
    ///
    /// # Errors
    /// [`BlockRule::None`] when there is none.
    pub fn new(municipality: MunicipalityCode, blocks: Blocks) -> Result<Self, BlockRule> {
        let is_empty = blocks.iter().next().is_none();
        if is_empty { Err(BlockRule::None) } else { Ok(Self { municipality, blocks }) }
    }

    /// The municipality that the blocks are handed out to.
    #[must_use]
    pub const fn municipality(&self) -> MunicipalityCode {
        self.municipality
    }

    /// The blocks, at least one.
    #[must_use]
    pub const fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// Reads the JSON of a file of blocks, of which no one is handed out after `today`.
    ///
    /// # Errors
    /// The first member that breaks a rule.
    pub fn parse(json: &[u8], today: Day) -> Result<Self, BlockError> {
        let at = |path: &str, rule| BlockError { path: path.to_owned(), rule };
        if json.len() > LONGEST_FILE {
            return Err(at("$", BlockRule::LongFile));
        }
        let text = json_document::read(json, SCHEMA).map_err(|deviation| BlockError {
            path: deviation.path.clone(),
            rule: BlockRule::Form(deviation),
        })?;
        // What the schema says is there.
        let form: Form = serde_json::from_str(text).map_err(|_| at("$", BlockRule::Unreadable))?;
        if form.version != VERSION {
            return Err(at("$.version", BlockRule::Version));
        }
        let municipality = MunicipalityCode::parse(&form.municipality)
            .ok_or_else(|| at("$.municipality", BlockRule::Municipality))?;
        let mut blocks = Blocks::default();
        for (number, block) in form.blocks.iter().enumerate() {
            let in_block = |member: &str, rule| at(&format!("$.blocks[{number}]{member}"), rule);
            let digits = |text: &str, member| {
                let is_body = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
                let body = is_body.then(|| text.parse().ok()).flatten();
                body.ok_or_else(|| in_block(member, BlockRule::Digits))
            };
            let (first, last) = (digits(&block.first, ".first")?, digits(&block.last, ".last")?);
            let day = Day::parse(&block.handed_out);
            let day = day.ok_or_else(|| in_block(".handed_out", BlockRule::Day))?;
            if day > today {
                return Err(in_block(".handed_out", BlockRule::Future(today)));
            }
            let block = Block::new(first, last, day, &block.by).map_err(|rule| {
                let member = match rule {
                    BlockRule::Name => ".by",
                    _ => "",
                };
                in_block(member, rule)
            })?;
            blocks.insert(block).map_err(|rule| in_block("", rule))?;
        }
        Self::new(municipality, blocks).map_err(|rule| at("$.blocks", rule))
    }
}

#[cfg(test)]
mod tests;
