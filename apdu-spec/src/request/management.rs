//! CREATE FILE, ACTIVATE FILE.

use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, Typed};
use crate::status::StatusWord;

/// CREATE FILE in the current DF; the new file is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreateFile<'a> {
    /// An FCP template, `62`.
    pub data: &'a [u8],
}

impl<'a> Typed<'a> for CreateFile<'a> {
    const INSTRUCTION: Instruction = Instruction::CreateFile;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, self.data, Le::Absent)
    }
}

/// ACTIVATE FILE: from now on its access rules bite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivateFile<'a> {
    /// Nothing: the current EF, else the current DF. Two bytes: the file with this identifier in
    /// the current DF.
    pub data: &'a [u8],
}

impl<'a> Typed<'a> for ActivateFile<'a> {
    const INSTRUCTION: Instruction = Instruction::ActivateFile;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, self.data, Le::Absent)
    }
}
