//! MANAGE SECURITY ENVIRONMENT.

use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, Typed};
use crate::status::StatusWord;

/// Control reference template for digital signature, in P2.
pub const DST: u8 = 0xB6;

/// MANAGE SECURITY ENVIRONMENT: SET.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManageSecurityEnvironment<'a> {
    /// P1: 41 computation, C1 computation and verification.
    pub purpose: u8,
    /// P2: tag of the control reference template.
    pub template: u8,
    /// Content of the template: DO 80 algorithm, 81 file identifier, 84 key reference.
    pub data: &'a [u8],
}

impl<'a> Typed<'a> for ManageSecurityEnvironment<'a> {
    const INSTRUCTION: Instruction = Instruction::ManageSecurityEnvironment;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { purpose: command.p1, template: command.p2, data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (self.purpose, self.template, self.data, Le::Absent)
    }
}
