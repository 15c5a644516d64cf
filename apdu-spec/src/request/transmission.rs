//! GET RESPONSE, ENVELOPE.

use core::fmt;

use super::Ne;
use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// GET RESPONSE: the rest of an answer that `61xx` announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GetResponse {
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for GetResponse {
    const INSTRUCTION: Instruction = Instruction::GetResponse;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, &[], self.ne.le())
    }
}

/// Tag of the command APDU in an ENVELOPE with odd instruction (command to perform).
pub const COMMAND_TO_PERFORM: u8 = 0x52;
/// Tag of the answer's data field to an ENVELOPE with odd instruction (discretionary data).
pub const ANSWER_DATA: u8 = 0x53;

/// ENVELOPE: a command that is carried in the data field, and answered as if it had been sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The command APDU.
    pub data: &'a [u8],
    /// The Le field of the ENVELOPE; without one the answer waits for GET RESPONSE.
    pub le: Le,
}

/// The command inside may carry a secret.
impl fmt::Debug for Envelope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Envelope {{ data: {} bytes, le: {:?} }}", self.data.len(), self.le)
    }
}

impl<'a> TypedCommand<'a> for Envelope<'a> {
    const INSTRUCTION: Instruction = Instruction::Envelope;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { data: command.data, le: command.le })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, self.data, self.le)
    }
}

/// ENVELOPE with odd instruction: the command is the value of [`COMMAND_TO_PERFORM`], the answer's
/// data field, if there is one, that of [`ANSWER_DATA`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EnvelopeOdd<'a> {
    /// The data object with the command APDU.
    pub data: &'a [u8],
    /// As in [`Envelope`].
    pub le: Le,
}

/// The command inside may carry a secret.
impl fmt::Debug for EnvelopeOdd<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnvelopeOdd {{ data: {} bytes, le: {:?} }}", self.data.len(), self.le)
    }
}

impl<'a> TypedCommand<'a> for EnvelopeOdd<'a> {
    const INSTRUCTION: Instruction = Instruction::EnvelopeOdd;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { data: command.data, le: command.le })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, self.data, self.le)
    }
}
