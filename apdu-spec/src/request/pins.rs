//! VERIFY, CHANGE REFERENCE DATA, ENABLE and DISABLE VERIFICATION REQUIREMENT, RESET RETRY
//! COUNTER, log out.

use core::fmt;

use super::Reference;
use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// Bytes that hold a PIN or key: shown by their length only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerificationData<'a>(pub &'a [u8]);

impl fmt::Debug for VerificationData<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secret bytes", self.0.len())
    }
}

/// What VERIFY does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyAction<'a> {
    /// Ask for the tries left (no data field).
    Query,
    /// Compare this value (1 to 16 bytes; trailing FF are padding, but of the password of the
    /// machine-readable zone).
    Compare(VerificationData<'a>),
    /// Drop the security status of this PIN (P1 = FF).
    LogOut,
}

/// VERIFY.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verify<'a> {
    /// Which PIN.
    pub reference: Reference,
    /// What is to be done.
    pub action: VerifyAction<'a>,
}

impl<'a> TypedCommand<'a> for Verify<'a> {
    const INSTRUCTION: Instruction = Instruction::Verify;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let action = match (command.p1, command.data) {
            (0xFF, _) => VerifyAction::LogOut,
            (_, []) => VerifyAction::Query,
            (_, value) => VerifyAction::Compare(VerificationData(value)),
        };
        Ok(Self { reference: Reference::parse(command.p2)?, action })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, data) = match self.action {
            VerifyAction::Query => (0x00, &[][..]),
            VerifyAction::Compare(value) => (0x00, value.0),
            VerifyAction::LogOut => (0xFF, &[][..]),
        };
        (p1, self.reference.to_byte(), data, Le::Absent)
    }
}

/// The verification data object of VERIFY with odd INS (ISO/IEC 7816-4:2020, 11.6.6).
pub const VERIFICATION_DATA: u16 = 0x5F2E;

/// VERIFY with odd INS: the value comes in a data object. It is that of VERIFY, and costs a try
/// as there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyOdd<'a> {
    /// Which PIN.
    pub reference: Reference,
    /// The data object [`VERIFICATION_DATA`] and nothing else: its value is 1 to 16 bytes. (An
    /// empty one asks for a sensor on the card, and there is none: `6A81`.)
    pub data: VerificationData<'a>,
}

impl<'a> TypedCommand<'a> for VerifyOdd<'a> {
    const INSTRUCTION: Instruction = Instruction::VerifyOdd;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { reference: Reference::parse(command.p2)?, data: VerificationData(command.data) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0x00, self.reference.to_byte(), self.data.0, Le::Absent)
    }
}

/// CHANGE REFERENCE DATA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeReferenceData<'a> {
    /// Which PIN or key.
    pub reference: Reference,
    /// True: the data field is two equal halves, the old and the new value (P1 = 00). False: the
    /// new value alone (P1 = 01), after VERIFY or with a key, as the access rule says.
    pub with_old: bool,
    /// The data field.
    pub data: VerificationData<'a>,
}

impl<'a> TypedCommand<'a> for ChangeReferenceData<'a> {
    const INSTRUCTION: Instruction = Instruction::ChangeReferenceData;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let with_old = command.p1 == 0x00;
        let data = if with_old { halves(command.data)? } else { command.data };
        Ok(Self {
            reference: Reference::parse(command.p2)?,
            with_old,
            data: VerificationData(data),
        })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (u8::from(!self.with_old), self.reference.to_byte(), self.data.0, Le::Absent)
    }
}

/// ENABLE VERIFICATION REQUIREMENT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnableVerificationRequirement<'a> {
    /// Which PIN.
    pub reference: Reference,
    /// Its value (P1 = 00); without one (P1 = 01) as the access rule says.
    pub value: Option<VerificationData<'a>>,
}

impl<'a> TypedCommand<'a> for EnableVerificationRequirement<'a> {
    const INSTRUCTION: Instruction = Instruction::EnableVerificationRequirement;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { reference: Reference::parse(command.p2)?, value: value(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        requirement(self.reference, self.value)
    }
}

/// DISABLE VERIFICATION REQUIREMENT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DisableVerificationRequirement<'a> {
    /// Which PIN.
    pub reference: Reference,
    /// Its value (P1 = 00); without one (P1 = 01) as the access rule says.
    pub value: Option<VerificationData<'a>>,
}

impl<'a> TypedCommand<'a> for DisableVerificationRequirement<'a> {
    const INSTRUCTION: Instruction = Instruction::DisableVerificationRequirement;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { reference: Reference::parse(command.p2)?, value: value(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        requirement(self.reference, self.value)
    }
}

/// The value that comes with P1 = 00.
fn value<'a>(command: &Command<'a>) -> Option<VerificationData<'a>> {
    (command.p1 == 0x00).then_some(VerificationData(command.data))
}

fn requirement(reference: Reference, value: Option<VerificationData<'_>>) -> (u8, u8, &[u8], Le) {
    let (p1, data) = value.map_or((0x01, &[][..]), |value| (0x00, value.0));
    (p1, reference.to_byte(), data, Le::Absent)
}

/// What the data field of RESET RETRY COUNTER holds (P1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetData<'a> {
    /// Two equal halves: resetting code and new value (`00`).
    CodeAndNew(VerificationData<'a>),
    /// The resetting code (`01`).
    Code(VerificationData<'a>),
    /// The new value (`02`).
    New(VerificationData<'a>),
    /// Nothing (`03`): the counter alone.
    Nothing,
}

/// RESET RETRY COUNTER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResetRetryCounter<'a> {
    /// Which PIN.
    pub reference: Reference,
    /// What the data field holds.
    pub data: ResetData<'a>,
}

impl<'a> TypedCommand<'a> for ResetRetryCounter<'a> {
    const INSTRUCTION: Instruction = Instruction::ResetRetryCounter;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let data = VerificationData(command.data);
        let data = match command.p1 {
            0x00 => ResetData::CodeAndNew(VerificationData(halves(command.data)?)),
            0x01 => ResetData::Code(data),
            0x02 => ResetData::New(data),
            _ => ResetData::Nothing,
        };
        Ok(Self { reference: Reference::parse(command.p2)?, data })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, data) = match self.data {
            ResetData::CodeAndNew(data) => (0x00, data.0),
            ResetData::Code(data) => (0x01, data.0),
            ResetData::New(data) => (0x02, data.0),
            ResetData::Nothing => (0x03, &[][..]),
        };
        (p1, self.reference.to_byte(), data, Le::Absent)
    }
}

/// Data of two equal halves.
fn halves(data: &[u8]) -> Result<&[u8], StatusWord> {
    if data.len().is_multiple_of(2) { Ok(data) } else { Err(StatusWord::WRONG_LENGTH) }
}

/// Log out: every security status of the channel is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogOut;

impl<'a> TypedCommand<'a> for LogOut {
    const INSTRUCTION: Instruction = Instruction::LogOut;

    fn decode(_: &Form, _: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self)
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, &[], Le::Absent)
    }
}
