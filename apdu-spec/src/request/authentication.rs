//! GET CHALLENGE, EXTERNAL AUTHENTICATE, INTERNAL AUTHENTICATE.

use super::{Ne, Reference};
use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, Typed};
use crate::status::StatusWord;

/// Length in bytes of RND.ICC in EXTERNAL AUTHENTICATE: a challenge of another length is random
/// bytes and nothing else.
pub const CHALLENGE_LEN: usize = 16;

/// First byte of the message that an authentication code covers: four domains, so that no answer
/// of the card can be played back to it as a proof (our format).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// EXTERNAL AUTHENTICATE: `01` || serial || RND.ICC.
    External = 0x01,
    /// INTERNAL AUTHENTICATE: `02` || serial || RND.IFD.
    Internal = 0x02,
}

/// GET CHALLENGE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GetChallenge {
    /// How many random bytes; "whatever is there" gives [`CHALLENGE_LEN`].
    pub ne: Ne,
}

impl<'a> Typed<'a> for GetChallenge {
    const INSTRUCTION: Instruction = Instruction::GetChallenge;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, &[], self.ne.le())
    }
}

/// EXTERNAL AUTHENTICATE: CMAC(K, `01` || serial || RND.ICC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExternalAuthenticate<'a> {
    /// Which key.
    pub reference: Reference,
    /// The authentication code, 16 bytes.
    pub data: &'a [u8],
}

impl<'a> Typed<'a> for ExternalAuthenticate<'a> {
    const INSTRUCTION: Instruction = Instruction::ExternalAuthenticate;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { reference: Reference::parse(command.p2)?, data: command.data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, self.reference.to_byte(), self.data, Le::Absent)
    }
}

/// INTERNAL AUTHENTICATE: CMAC(K, `02` || serial || RND.IFD), or an ECDSA or RSA (PKCS#1 version
/// 1.5) signature over the SHA-256 of the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InternalAuthenticate<'a> {
    /// Which key.
    pub reference: Reference,
    /// RND.IFD, 8 to 64 bytes.
    pub data: &'a [u8],
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> Typed<'a> for InternalAuthenticate<'a> {
    const INSTRUCTION: Instruction = Instruction::InternalAuthenticate;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let reference = Reference::parse(command.p2)?;
        Ok(Self { reference, data: command.data, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, self.reference.to_byte(), self.data, self.ne.le())
    }
}
