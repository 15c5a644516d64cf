//! READ RECORD and UPDATE RECORD with an odd instruction: a part of one record.

use super::Ne;
use super::records::{RecordReference, short, short_bits};
use crate::command::{Command, Le};
use crate::file::Sfi;
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// READ RECORD, odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadRecordOdd<'a> {
    /// The EF; `None` is the current one.
    pub ef: Option<Sfi>,
    /// Which record.
    pub place: RecordReference,
    /// Offset data object.
    pub data: &'a [u8],
    /// How many bytes, the data object included.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for ReadRecordOdd<'a> {
    const INSTRUCTION: Instruction = Instruction::ReadRecordOdd;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let place = RecordReference::decode(command.p1, command.p2)?;
        Ok(Self { ef: short(command.p2)?, place, data: command.data, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, mode) = self.place.encode();
        (p1, short_bits(self.ef) | mode, self.data, self.ne.le())
    }
}

/// What UPDATE RECORD, odd, does with the bytes that are there (ISO/IEC 7816-4:2020, 11.4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordOperation {
    /// The new ones replace them.
    Replace,
    /// Logical AND.
    And,
    /// Logical OR.
    Or,
    /// Logical exclusive OR.
    Xor,
}

/// UPDATE RECORD, odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateRecordOdd<'a> {
    /// The EF; `None` is the current one.
    pub ef: Option<Sfi>,
    /// Record number, 1 to 254; 0 is the current record.
    pub number: u8,
    /// What is done.
    pub operation: RecordOperation,
    /// Offset and discretionary data object.
    pub data: &'a [u8],
}

impl<'a> TypedCommand<'a> for UpdateRecordOdd<'a> {
    const INSTRUCTION: Instruction = Instruction::UpdateRecordOdd;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        if command.p1 == 0xFF {
            return Err(StatusWord::INCORRECT_P1_P2);
        }
        let operation = match command.p2 & 0x07 {
            5 => RecordOperation::And,
            6 => RecordOperation::Or,
            7 => RecordOperation::Xor,
            _ => RecordOperation::Replace,
        };
        Ok(Self { ef: short(command.p2)?, number: command.p1, operation, data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let mode = match self.operation {
            RecordOperation::Replace => 4,
            RecordOperation::And => 5,
            RecordOperation::Or => 6,
            RecordOperation::Xor => 7,
        };
        (self.number, short_bits(self.ef) | mode, self.data, Le::Absent)
    }
}
