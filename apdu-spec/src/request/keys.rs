//! GENERATE ASYMMETRIC KEY PAIR.

use super::{Ne, Reference};
use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// What GENERATE ASYMMETRIC KEY PAIR does (P1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPairAction {
    /// Make a new pair and give out its public key (`80`).
    Generate,
    /// Give out the public key that is there (`81`).
    ReadPublicKey,
}

impl KeyPairAction {
    const fn parse(p1: u8) -> Self {
        match p1 {
            0x80 => Self::Generate,
            _ => Self::ReadPublicKey,
        }
    }

    const fn p1(self) -> u8 {
        match self {
            Self::Generate => 0x80,
            Self::ReadPublicKey => 0x81,
        }
    }
}

/// GENERATE ASYMMETRIC KEY PAIR. The answer is a public key template
/// ([`PublicKey`](crate::file::PublicKey)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GenerateKeyPair {
    /// Make or read.
    pub action: KeyPairAction,
    /// Which key.
    pub reference: Reference,
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for GenerateKeyPair {
    const INSTRUCTION: Instruction = Instruction::GenerateKeyPair;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let action = KeyPairAction::parse(command.p1);
        Ok(Self { action, reference: Reference::parse(command.p2)?, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (self.action.p1(), self.reference.to_byte(), &[], self.ne.le())
    }
}

/// GENERATE ASYMMETRIC KEY PAIR with odd INS: a control reference template in the data field says
/// which key. The answer is as with even INS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GenerateKeyPairOdd<'a> {
    /// Make or read.
    pub action: KeyPairAction,
    /// One control reference template `A4`, `A6`, `B6` or `B8` with DO `81` file identifier, `83`
    /// or `84` key reference, as in MANAGE SECURITY ENVIRONMENT; an empty one is the key that the
    /// current environment has for it.
    pub data: &'a [u8],
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for GenerateKeyPairOdd<'a> {
    const INSTRUCTION: Instruction = Instruction::GenerateKeyPairOdd;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let action = KeyPairAction::parse(command.p1);
        Ok(Self { action, data: command.data, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (self.action.p1(), 0x00, self.data, self.ne.le())
    }
}
