//! READ, WRITE, UPDATE, SEARCH and ERASE BINARY with the offset in P1-P2.

use super::Ne;
use crate::command::{Command, Le};
use crate::file::Sfi;
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// Which transparent EF, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryTarget {
    /// The current EF, from this offset in bytes (0 to 32767).
    Current(u16),
    /// The EF with this short identifier, from this offset in bytes.
    Short(Sfi, u8),
}

impl BinaryTarget {
    /// The offset in bytes.
    #[must_use]
    pub const fn offset(self) -> usize {
        match self {
            Self::Current(offset) => offset as usize,
            Self::Short(_, offset) => offset as usize,
        }
    }

    fn decode(p1: u8, p2: u8) -> Result<Self, StatusWord> {
        if p1 & 0x80 == 0 {
            return Ok(Self::Current(u16::from_be_bytes([p1, p2])));
        }
        let sfi = Sfi::new(p1 & 0x7F).ok_or(StatusWord::INCORRECT_P1_P2)?;
        Ok(Self::Short(sfi, p2))
    }

    const fn encode(self) -> (u8, u8) {
        match self {
            Self::Current(offset) => {
                let [p1, p2] = offset.to_be_bytes();
                (p1 & 0x7F, p2)
            }
            Self::Short(sfi, offset) => (0x80 | sfi.number(), offset),
        }
    }
}

/// READ BINARY.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadBinary {
    /// Where.
    pub target: BinaryTarget,
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for ReadBinary {
    const INSTRUCTION: Instruction = Instruction::ReadBinary;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let target = BinaryTarget::decode(command.p1, command.p2)?;
        Ok(Self { target, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, p2) = self.target.encode();
        (p1, p2, &[], self.ne.le())
    }
}

/// UPDATE BINARY.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateBinary<'a> {
    /// Where.
    pub target: BinaryTarget,
    /// The bytes to write.
    pub data: &'a [u8],
}

impl<'a> TypedCommand<'a> for UpdateBinary<'a> {
    const INSTRUCTION: Instruction = Instruction::UpdateBinary;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { target: BinaryTarget::decode(command.p1, command.p2)?, data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, p2) = self.target.encode();
        (p1, p2, self.data, Le::Absent)
    }
}

/// WRITE BINARY.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteBinary<'a> {
    /// Where.
    pub target: BinaryTarget,
    /// The bytes, combined with those that are there by the write function of the data coding byte.
    pub data: &'a [u8],
}

impl<'a> TypedCommand<'a> for WriteBinary<'a> {
    const INSTRUCTION: Instruction = Instruction::WriteBinary;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { target: BinaryTarget::decode(command.p1, command.p2)?, data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, p2) = self.target.encode();
        (p1, p2, self.data, Le::Absent)
    }
}

/// SEARCH BINARY. The answer is the offset of the string, two bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchBinary<'a> {
    /// From where on.
    pub target: BinaryTarget,
    /// The string, 1 to 255 bytes; empty for the first erased byte.
    pub data: &'a [u8],
    /// How many bytes; [`Ne::NONE`] to be told by the status word alone.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for SearchBinary<'a> {
    const INSTRUCTION: Instruction = Instruction::SearchBinary;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let target = BinaryTarget::decode(command.p1, command.p2)?;
        Ok(Self { target, data: command.data, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, p2) = self.target.encode();
        (p1, p2, self.data, self.ne.le())
    }
}

/// ERASE BINARY.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EraseBinary<'a> {
    /// From where on.
    pub target: BinaryTarget,
    /// The offset of the first byte that is not erased, binary; empty to erase up to the end.
    pub data: &'a [u8],
}

impl<'a> TypedCommand<'a> for EraseBinary<'a> {
    const INSTRUCTION: Instruction = Instruction::EraseBinary;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { target: BinaryTarget::decode(command.p1, command.p2)?, data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, p2) = self.target.encode();
        (p1, p2, self.data, Le::Absent)
    }
}
