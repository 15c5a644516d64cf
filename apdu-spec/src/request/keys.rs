//! GENERATE ASYMMETRIC KEY PAIR.

use super::{Ne, Reference};
use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, Typed};
use crate::status::StatusWord;

/// What GENERATE ASYMMETRIC KEY PAIR does (P1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPairAction {
    /// Make a new pair and give out its public key (`80`).
    Generate,
    /// Give out the public key that is there (`81`).
    ReadPublicKey,
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

impl<'a> Typed<'a> for GenerateKeyPair {
    const INSTRUCTION: Instruction = Instruction::GenerateKeyPair;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let action = match command.p1 {
            0x80 => KeyPairAction::Generate,
            _ => KeyPairAction::ReadPublicKey,
        };
        Ok(Self { action, reference: Reference::parse(command.p2)?, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let p1 = match self.action {
            KeyPairAction::Generate => 0x80,
            KeyPairAction::ReadPublicKey => 0x81,
        };
        (p1, self.reference.to_byte(), &[], self.ne.le())
    }
}
