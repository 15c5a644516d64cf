//! GET DATA, PUT DATA: with the tag in P1-P2, or with a file in P1-P2 and data objects in the data
//! field.

use super::Ne;
use crate::command::{Command, Le};
use crate::file::FileId;
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// GET DATA: a data object of the current DF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GetData {
    /// P1-P2: a BER-TLV tag of one byte (0040 to 00FE) or two (4000 to FEFF), or a proprietary
    /// number (0100 to 01FF).
    pub tag: u16,
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for GetData {
    const INSTRUCTION: Instruction = Instruction::GetData;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { tag: command.p1_p2(), ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let [p1, p2] = self.tag.to_be_bytes();
        (p1, p2, &[], self.ne.le())
    }
}

/// PUT DATA: a data object of the current DF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutData<'a> {
    /// P1-P2, as in [`GetData`].
    pub tag: u16,
    /// Its value field.
    pub data: &'a [u8],
}

impl<'a> TypedCommand<'a> for PutData<'a> {
    const INSTRUCTION: Instruction = Instruction::PutData;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { tag: command.p1_p2(), data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let [p1, p2] = self.tag.to_be_bytes();
        (p1, p2, self.data, Le::Absent)
    }
}

/// GET DATA with odd instruction: data objects of a DF, by a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GetDataOdd<'a> {
    /// P1-P2: the file identifier of a DF near the current one; `3FFF` is the current one itself.
    pub file: FileId,
    /// Tag list or extended header list ([`crate::list::List`]).
    pub data: &'a [u8],
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for GetDataOdd<'a> {
    const INSTRUCTION: Instruction = Instruction::GetDataOdd;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { file: file(command)?, data: command.data, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let [p1, p2] = self.file.to_be_bytes();
        (p1, p2, self.data, self.ne.le())
    }
}

/// PUT DATA with odd instruction: data objects of a DF, as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutDataOdd<'a> {
    /// P1-P2, as in [`GetDataOdd`].
    pub file: FileId,
    /// The data objects, one after the other.
    pub data: &'a [u8],
}

impl<'a> TypedCommand<'a> for PutDataOdd<'a> {
    const INSTRUCTION: Instruction = Instruction::PutDataOdd;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { file: file(command)?, data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let [p1, p2] = self.file.to_be_bytes();
        (p1, p2, self.data, Le::Absent)
    }
}

/// `0000`, the current EF, and `FFFF` name no DF.
fn file(command: &Command<'_>) -> Result<FileId, StatusWord> {
    match command.p1_p2() {
        0x0000 | 0xFFFF => Err(StatusWord::INCORRECT_P1_P2),
        file => Ok(file),
    }
}
