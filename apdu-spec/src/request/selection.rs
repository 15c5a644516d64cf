//! SELECT.

use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// The selection method: what the data field of SELECT names (P1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionMethod {
    /// A file identifier: MF, DF or EF (`00`); without data the MF.
    FileIdentifier,
    /// A DF below the current one (`01`).
    ChildDf,
    /// An EF in the current DF (`02`).
    EfUnderCurrentDf,
    /// The parent of the current DF (`03`); no data.
    ParentDf,
    /// A DF name, or the beginning of one (`04`).
    DfName(Occurrence),
    /// A path of file identifiers from the MF, without the MF's own (`08`).
    PathFromMf,
    /// A path of file identifiers from the current DF (`09`).
    PathFromCurrentDf,
}

impl SelectionMethod {
    /// As P1 and the occurrence in P2 say it; `None` for a reserved P1.
    pub(super) const fn parse(p1: u8, p2: u8) -> Option<Self> {
        Some(match p1 {
            0x00 => Self::FileIdentifier,
            0x01 => Self::ChildDf,
            0x02 => Self::EfUnderCurrentDf,
            0x03 => Self::ParentDf,
            0x04 => Self::DfName(match p2 & 0x03 {
                0 => Occurrence::First,
                1 => Occurrence::Last,
                2 => Occurrence::Next,
                _ => Occurrence::Previous,
            }),
            0x08 => Self::PathFromMf,
            0x09 => Self::PathFromCurrentDf,
            _ => return None,
        })
    }

    /// P1, and the occurrence in P2.
    pub(super) const fn to_bytes(self) -> (u8, u8) {
        match self {
            Self::FileIdentifier => (0x00, 0),
            Self::ChildDf => (0x01, 0),
            Self::EfUnderCurrentDf => (0x02, 0),
            Self::ParentDf => (0x03, 0),
            Self::DfName(Occurrence::First) => (0x04, 0),
            Self::DfName(Occurrence::Last) => (0x04, 1),
            Self::DfName(Occurrence::Next) => (0x04, 2),
            Self::DfName(Occurrence::Previous) => (0x04, 3),
            Self::PathFromMf => (0x08, 0),
            Self::PathFromCurrentDf => (0x09, 0),
        }
    }
}

/// Which file of those whose name begins so (P2 b2-b1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    /// The first or only one.
    First,
    /// The last one.
    Last,
    /// The one after the current DF.
    Next,
    /// The one before the current DF.
    Previous,
}

/// What SELECT answers (P2 b4-b3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseTemplate {
    /// File control information, `6F`.
    Fci,
    /// File control parameters, `62`.
    Fcp,
    /// File management data, `64`.
    Fmd,
    /// Nothing.
    None,
}

/// SELECT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Select<'a> {
    /// What the data field names.
    pub by: SelectionMethod,
    /// What is answered.
    pub response: ResponseTemplate,
    /// File identifier, path or DF name.
    pub data: &'a [u8],
    /// The Le field: without one nothing is answered.
    pub le: Le,
}

impl<'a> TypedCommand<'a> for Select<'a> {
    const INSTRUCTION: Instruction = Instruction::Select;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let by =
            SelectionMethod::parse(command.p1, command.p2).ok_or(StatusWord::INCORRECT_P1_P2)?;
        let response = match command.p2 & 0x0C {
            0x00 => ResponseTemplate::Fci,
            0x04 => ResponseTemplate::Fcp,
            0x08 => ResponseTemplate::Fmd,
            _ => ResponseTemplate::None,
        };
        Ok(Self { by, response, data: command.data, le: command.le })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, occurrence) = self.by.to_bytes();
        let response = match self.response {
            ResponseTemplate::Fci => 0x00,
            ResponseTemplate::Fcp => 0x04,
            ResponseTemplate::Fmd => 0x08,
            ResponseTemplate::None => 0x0C,
        };
        (p1, response | occurrence, self.data, self.le)
    }
}
