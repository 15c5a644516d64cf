//! PERFORM SECURITY OPERATION.

use super::Ne;
use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, Typed};
use crate::status::StatusWord;

/// PSO: COMPUTE DIGITAL SIGNATURE over a hash, with the key of the current environment (or the
/// selected one). An ECDSA signature is DER `SEQUENCE {r, s}`, an RSA signature PKCS#1 version
/// 1.5, padded by the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComputeDigitalSignature<'a> {
    /// A SHA-256 hash, or a whole `DigestInfo` (for P-256: of SHA-256).
    pub hash: &'a [u8],
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> Typed<'a> for ComputeDigitalSignature<'a> {
    const INSTRUCTION: Instruction = Instruction::ComputeDigitalSignature;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { hash: command.data, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0x9E, 0x9A, self.hash, self.ne.le())
    }
}
