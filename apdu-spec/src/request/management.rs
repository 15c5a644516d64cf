//! Management of files: CREATE, DELETE, ACTIVATE, DEACTIVATE, TERMINATE.

use super::SelectionMethod;
use crate::command::{Command, Le};
use crate::file::CURRENT_DF;
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// CREATE FILE in the current DF; the new file is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreateFile<'a> {
    /// An FCP template, `62`.
    pub data: &'a [u8],
}

impl<'a> TypedCommand<'a> for CreateFile<'a> {
    const INSTRUCTION: Instruction = Instruction::CreateFile;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, self.data, Le::Absent)
    }
}

/// The file that a command of file management is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileTarget<'a> {
    /// What the data field names, as SELECT has it; nothing is selected by it. `None`: the current
    /// EF, else the current DF.
    pub by: Option<SelectionMethod>,
    /// File identifier, path or DF name.
    pub data: &'a [u8],
}

impl<'a> FileTarget<'a> {
    /// The current EF, else the current DF.
    pub const CURRENT: FileTarget<'static> = FileTarget { by: None, data: &[] };

    /// The current DF.
    pub const CURRENT_DF: FileTarget<'static> =
        FileTarget { by: Some(SelectionMethod::FileIdentifier), data: &CURRENT_DF.to_be_bytes() };

    /// The file with this identifier, as SELECT with P1 `00` finds it.
    #[must_use]
    pub const fn identifier(fid: &'a [u8; 2]) -> Self {
        Self { by: Some(SelectionMethod::FileIdentifier), data: fid }
    }

    fn decode(command: &Command<'a>) -> Result<Self, StatusWord> {
        let by = match (command.p1, command.data) {
            (0x00, []) => None,
            (p1, _) => Some(SelectionMethod::parse(p1, 0).ok_or(StatusWord::INCORRECT_P1_P2)?),
        };
        Ok(Self { by, data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, p2) = self.by.map_or((0, 0), SelectionMethod::to_bytes);
        (p1, p2, self.data, Le::Absent)
    }
}

macro_rules! about_a_file {
    ($($name:ident, $meaning:literal;)*) => {$(
        #[doc = $meaning]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name<'a> {
            /// Which file.
            pub target: FileTarget<'a>,
        }

        impl<'a> TypedCommand<'a> for $name<'a> {
            const INSTRUCTION: Instruction = Instruction::$name;

            fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
                Ok(Self { target: FileTarget::decode(command)? })
            }

            fn encode(&self) -> (u8, u8, &'a [u8], Le) {
                self.target.encode()
            }
        }
    )*};
}

about_a_file! {
    DeleteFile, "DELETE FILE: a DF with everything in it. Its space can be used again.";
    DeactivateFile, "DEACTIVATE FILE: out of use until it is activated again.";
    ActivateFile, "ACTIVATE FILE: from now on its access rules are enforced.";
    TerminateDf, "TERMINATE DF: out of use for ever.";
    TerminateEf, "TERMINATE EF, also of a PIN or key: out of use for ever.";
}

/// TERMINATE CARD USAGE: from then on only SELECT, and GET DATA of the serial number, are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminateCardUsage;

impl<'a> TypedCommand<'a> for TerminateCardUsage {
    const INSTRUCTION: Instruction = Instruction::TerminateCardUsage;

    fn decode(_: &Form, _: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self)
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, &[], Le::Absent)
    }
}
