//! READ, WRITE, UPDATE, APPEND and ERASE RECORD.

use super::Ne;
use crate::command::{Command, Le};
use crate::file::Sfi;
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// Which record, or from which on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordReference {
    /// The first (of those with this identifier; 0: of all).
    First(u8),
    /// The last.
    Last(u8),
    /// The one after the current record.
    Next(u8),
    /// The one before the current record.
    Previous(u8),
    /// By number, 1 to 254; 0 is the current record.
    Number(u8),
}

/// How many records READ RECORD reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordRange {
    /// This one.
    One,
    /// From it up to the last.
    ToLast,
    /// From the last up to it.
    FromLast,
}

/// The EF in the upper five bits of P2: `None` is the current one.
pub(super) fn short(p2: u8) -> Result<Option<Sfi>, StatusWord> {
    match p2 >> 3 {
        0 => Ok(None),
        number => Sfi::new(number).map(Some).ok_or(StatusWord::INCORRECT_P1_P2),
    }
}

pub(super) const fn short_bits(sfi: Option<Sfi>) -> u8 {
    match sfi {
        Some(sfi) => sfi.number() << 3,
        None => 0,
    }
}

impl RecordReference {
    pub(super) fn decode(p1: u8, p2: u8) -> Result<Self, StatusWord> {
        // FF is reserved, as a number and as an identifier (ISO/IEC 7816-4:2020, 11.4.2).
        if p1 == 0xFF {
            return Err(StatusWord::INCORRECT_P1_P2);
        }
        Ok(match p2 & 0x07 {
            0 => Self::First(p1),
            1 => Self::Last(p1),
            2 => Self::Next(p1),
            3 => Self::Previous(p1),
            _ => Self::Number(p1),
        })
    }

    pub(super) const fn encode(self) -> (u8, u8) {
        match self {
            Self::First(identifier) => (identifier, 0),
            Self::Last(identifier) => (identifier, 1),
            Self::Next(identifier) => (identifier, 2),
            Self::Previous(identifier) => (identifier, 3),
            Self::Number(number) => (number, 4),
        }
    }
}

/// READ RECORD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadRecord {
    /// The EF; `None` is the current one.
    pub ef: Option<Sfi>,
    /// Which record.
    pub place: RecordReference,
    /// How many of them.
    pub range: RecordRange,
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for ReadRecord {
    const INSTRUCTION: Instruction = Instruction::ReadRecord;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let range = match command.p2 & 0x07 {
            5 => RecordRange::ToLast,
            6 => RecordRange::FromLast,
            _ => RecordRange::One,
        };
        let place = RecordReference::decode(command.p1, command.p2)?;
        Ok(Self { ef: short(command.p2)?, place, range, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, mode) = self.place.encode();
        let mode = match self.range {
            RecordRange::One => mode,
            RecordRange::ToLast => 5,
            RecordRange::FromLast => 6,
        };
        (p1, short_bits(self.ef) | mode, &[], self.ne.le())
    }
}

/// UPDATE RECORD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateRecord<'a> {
    /// The EF; `None` is the current one.
    pub ef: Option<Sfi>,
    /// Which record.
    pub place: RecordReference,
    /// The whole record.
    pub data: &'a [u8],
}

impl<'a> TypedCommand<'a> for UpdateRecord<'a> {
    const INSTRUCTION: Instruction = Instruction::UpdateRecord;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let place = RecordReference::decode(command.p1, command.p2)?;
        Ok(Self { ef: short(command.p2)?, place, data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, mode) = self.place.encode();
        (p1, short_bits(self.ef) | mode, self.data, Le::Absent)
    }
}

/// APPEND RECORD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppendRecord<'a> {
    /// The EF; `None` is the current one.
    pub ef: Option<Sfi>,
    /// The whole record.
    pub data: &'a [u8],
}

impl<'a> TypedCommand<'a> for AppendRecord<'a> {
    const INSTRUCTION: Instruction = Instruction::AppendRecord;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { ef: short(command.p2)?, data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, short_bits(self.ef), self.data, Le::Absent)
    }
}

/// WRITE RECORD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteRecord<'a> {
    /// The EF; `None` is the current one.
    pub ef: Option<Sfi>,
    /// Which record.
    pub place: RecordReference,
    /// The record, combined with the one that is there by the write function of the data coding
    /// byte.
    pub data: &'a [u8],
}

impl<'a> TypedCommand<'a> for WriteRecord<'a> {
    const INSTRUCTION: Instruction = Instruction::WriteRecord;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let place = RecordReference::decode(command.p1, command.p2)?;
        Ok(Self { ef: short(command.p2)?, place, data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, mode) = self.place.encode();
        (p1, short_bits(self.ef) | mode, self.data, Le::Absent)
    }
}

/// ERASE RECORD: the records stay, erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EraseRecord {
    /// The EF; `None` is the current one.
    pub ef: Option<Sfi>,
    /// Record number, 1 to 254; 0 is the current record.
    pub number: u8,
    /// This one and all after it.
    pub to_last: bool,
}

impl<'a> TypedCommand<'a> for EraseRecord {
    const INSTRUCTION: Instruction = Instruction::EraseRecord;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        if command.p1 == 0xFF {
            return Err(StatusWord::INCORRECT_P1_P2);
        }
        let to_last = command.p2 & 0x07 == 5;
        Ok(Self { ef: short(command.p2)?, number: command.p1, to_last })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let mode = if self.to_last { 5 } else { 4 };
        (self.number, short_bits(self.ef) | mode, &[], Le::Absent)
    }
}
