//! GET RESPONSE.

use super::Ne;
use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, Typed};
use crate::status::StatusWord;

/// GET RESPONSE: the rest of an answer that `61xx` announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GetResponse {
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> Typed<'a> for GetResponse {
    const INSTRUCTION: Instruction = Instruction::GetResponse;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, &[], self.ne.le())
    }
}
