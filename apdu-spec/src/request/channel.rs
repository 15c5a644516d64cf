//! MANAGE CHANNEL.

use super::Ne;
use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// MANAGE CHANNEL: opens and closes logical channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManageChannel {
    /// Opens a channel that the card chooses; its number is the answer, one byte.
    Open(Ne),
    /// Opens the channel with this number, 1 to 3.
    OpenNumbered(u8),
    /// Closes the channel that the command comes on. The basic channel stays open.
    Close,
    /// Closes the channel with this number, 1 to 3, from whatever channel.
    CloseNumbered(u8),
}

impl<'a> TypedCommand<'a> for ManageChannel {
    const INSTRUCTION: Instruction = Instruction::ManageChannel;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(match (command.p1, command.p2) {
            (0x00, 0) => Self::Open(Ne::of(command)),
            (0x00, number) => Self::OpenNumbered(number),
            (_, 0) => Self::Close,
            (_, number) => Self::CloseNumbered(number),
        })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        match *self {
            Self::Open(ne) => (0x00, 0, &[], ne.le()),
            Self::OpenNumbered(number) => (0x00, number, &[], Le::Absent),
            Self::Close => (0x80, 0, &[], Le::Absent),
            Self::CloseNumbered(number) => (0x80, number, &[], Le::Absent),
        }
    }
}
