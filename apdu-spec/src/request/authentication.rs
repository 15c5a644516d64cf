//! GET CHALLENGE, EXTERNAL and MUTUAL AUTHENTICATE, INTERNAL AUTHENTICATE, GENERAL AUTHENTICATE.

use core::ops::RangeInclusive;

use super::{Ne, Reference};
use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// Length in bytes of RND.ICC in EXTERNAL AUTHENTICATE: a challenge of another length is random
/// bytes and nothing else.
pub const CHALLENGE_LEN: usize = 16;

/// First byte of the message that an authentication code covers: six domains, so that no answer of
/// the card can be replayed to it as an authentication code (our format).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// EXTERNAL AUTHENTICATE: `01` || serial || RND.ICC.
    External = 0x01,
    /// INTERNAL AUTHENTICATE: `02` || serial || RND.IFD.
    Internal = 0x02,
    /// MUTUAL AUTHENTICATE, code of the external entity: `03` || serial || RND.ICC || RND.IFD.
    Mutual = 0x03,
    /// MUTUAL AUTHENTICATE, code of the card: `04` || serial || RND.IFD || RND.ICC.
    MutualAnswer = 0x04,
    /// MUTUAL AUTHENTICATE for a session, code of the external entity: `05` || serial || RND.ICC ||
    /// RND.IFD.
    Session = 0x05,
    /// MUTUAL AUTHENTICATE for a session, code of the card: `06` || serial || RND.IFD ||
    /// RND.ICC.
    SessionAnswer = 0x06,
}

/// Lengths in bytes that RND.IFD may have.
pub const NONCE_LEN: RangeInclusive<usize> = 8..=64;

/// GET CHALLENGE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GetChallenge {
    /// How many random bytes; "whatever is there" gives [`CHALLENGE_LEN`].
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for GetChallenge {
    const INSTRUCTION: Instruction = Instruction::GetChallenge;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, &[], self.ne.le())
    }
}

/// EXTERNAL AUTHENTICATE: CMAC(K, `01` || serial || RND.ICC), or nothing to query the tries left;
/// and with an Le field MUTUAL AUTHENTICATE: RND.IFD || CMAC(K, `03` || serial || RND.ICC ||
/// RND.IFD), which the card answers with CMAC(K, `04` || serial || RND.IFD || RND.ICC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExternalAuthenticate<'a> {
    /// Which key; the one of the environment's AT when none is given.
    pub reference: Reference,
    /// The authentication code, 16 bytes, empty to query the tries; before it RND.IFD, 8 to 64
    /// bytes, when it is mutual.
    pub data: &'a [u8],
    /// How many bytes of an answer, when it is mutual.
    pub answer: Option<Ne>,
    /// When it is mutual: a session of secure messaging begins after the answer (P1 is `01`).
    pub session: bool,
}

impl<'a> TypedCommand<'a> for ExternalAuthenticate<'a> {
    const INSTRUCTION: Instruction = Instruction::ExternalAuthenticate;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let reference = Reference::parse_key(command.p2)?;
        let session = command.p1 != 0;
        Ok(Self { reference, data: command.data, answer: answer(command), session })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (self.session.into(), self.reference.to_byte(), self.data, le(self.answer))
    }
}

/// INTERNAL AUTHENTICATE: CMAC(K, `02` || serial || RND.IFD), or an ECDSA or RSA (PKCS#1 version
/// 1.5) signature over the SHA-256 of the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InternalAuthenticate<'a> {
    /// Which key; the one of the environment's AT when none is given.
    pub reference: Reference,
    /// RND.IFD, 8 to 64 bytes.
    pub data: &'a [u8],
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for InternalAuthenticate<'a> {
    const INSTRUCTION: Instruction = Instruction::InternalAuthenticate;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let reference = Reference::parse_key(command.p2)?;
        Ok(Self { reference, data: command.data, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, self.reference.to_byte(), self.data, self.ne.le())
    }
}

/// GENERAL AUTHENTICATE: the authentication codes and signatures of INTERNAL, EXTERNAL and MUTUAL
/// AUTHENTICATE in data objects ([`DynamicAuthenticationData`](super::DynamicAuthenticationData)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeneralAuthenticate<'a> {
    /// Which key; the one of the environment's AT when none is given.
    pub reference: Reference,
    /// The template `7C`.
    pub data: &'a [u8],
    /// How many bytes of an answer, when one is expected.
    pub answer: Option<Ne>,
}

impl<'a> TypedCommand<'a> for GeneralAuthenticate<'a> {
    const INSTRUCTION: Instruction = Instruction::GeneralAuthenticate;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let reference = Reference::parse_key(command.p2)?;
        Ok(Self { reference, data: command.data, answer: answer(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, self.reference.to_byte(), self.data, le(self.answer))
    }
}

/// GENERAL AUTHENTICATE with odd INS: the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeneralAuthenticateOdd<'a>(pub GeneralAuthenticate<'a>);

impl<'a> TypedCommand<'a> for GeneralAuthenticateOdd<'a> {
    const INSTRUCTION: Instruction = Instruction::GeneralAuthenticateOdd;

    fn decode(form: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        GeneralAuthenticate::decode(form, command).map(Self)
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        self.0.encode()
    }
}

fn answer(command: &Command<'_>) -> Option<Ne> {
    (command.le != Le::Absent).then_some(Ne::of(command))
}

fn le(answer: Option<Ne>) -> Le {
    answer.map_or(Le::Absent, Ne::le)
}
