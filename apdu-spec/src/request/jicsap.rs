//! Commands of the card family (proprietary class): signatures as JPKI programs ask for them, and
//! commands of JICSAP that ISO/IEC 7816-4 and -9 have under other names.

use super::records::{short, short_bits};
use super::{
    ActivateFile, ChangeReferenceData, DeactivateFile, EraseRecord, FileTarget, Ne, Reference,
    ResetData, ResetRetryCounter, VerificationData,
};
use crate::command::{Command, Le};
use crate::file::Sfi;
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// What is signed, and how it is padded for RSA (P1). A P-256 key signs the hash that is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureForm {
    /// `00`: these bytes, 1 to 245, in a block of type 1. For P-256 a SHA-256 hash or its
    /// `DigestInfo`.
    Bytes,
    /// `01`: the card hashes (SHA-256); the bare hash in a block of type 1.
    Hashed,
    /// `02`: a SHA-256 hash, of which the card makes the `DigestInfo`, or a whole `DigestInfo`.
    Prehash,
    /// `03`: the card hashes and makes the `DigestInfo`.
    HashedDigestInfo,
    /// `04`: PSS over a SHA-256 hash. RSA only.
    PssPrehash,
    /// `05`: the card hashes; PSS. RSA only.
    PssHashed,
}

impl SignatureForm {
    const fn from_p1(p1: u8) -> Result<Self, StatusWord> {
        Ok(match p1 {
            0x00 => Self::Bytes,
            0x01 => Self::Hashed,
            0x02 => Self::Prehash,
            0x03 => Self::HashedDigestInfo,
            0x04 => Self::PssPrehash,
            0x05 => Self::PssHashed,
            _ => return Err(StatusWord::INCORRECT_P1_P2),
        })
    }

    /// P1 that says this.
    #[must_use]
    pub const fn to_p1(self) -> u8 {
        match self {
            Self::Bytes => 0x00,
            Self::Hashed => 0x01,
            Self::Prehash => 0x02,
            Self::HashedDigestInfo => 0x03,
            Self::PssPrehash => 0x04,
            Self::PssHashed => 0x05,
        }
    }
}

/// COMPUTE DIGITAL SIGNATURE of JPKI, with the key that P2 names. The answer is the RSA signature
/// of 256 bytes, or DER `SEQUENCE {r, s}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignWithKey<'a> {
    /// What `data` is.
    pub form: SignatureForm,
    /// Which key.
    pub reference: Reference,
    /// What is signed, or hashed and signed.
    pub data: &'a [u8],
    /// How many bytes.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for SignWithKey<'a> {
    const INSTRUCTION: Instruction = Instruction::SignWithKey;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self {
            form: SignatureForm::from_p1(command.p1)?,
            reference: Reference::parse_key(command.p2)?,
            data: command.data,
            ne: Ne::of(command),
        })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (self.form.to_p1(), self.reference.to_byte(), self.data, self.ne.le())
    }
}

/// CHANGE KEY: CHANGE REFERENCE DATA with the new value alone, by another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeKey<'a> {
    /// Which PIN or key.
    pub reference: Reference,
    /// The new value.
    pub new: VerificationData<'a>,
}

impl<'a> TypedCommand<'a> for ChangeKey<'a> {
    const INSTRUCTION: Instruction = Instruction::ChangeKey;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { reference: Reference::parse(command.p2)?, new: VerificationData(command.data) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0x00, self.reference.to_byte(), self.new.0, Le::Absent)
    }
}

impl<'a> From<ChangeKey<'a>> for ChangeReferenceData<'a> {
    fn from(ChangeKey { reference, new }: ChangeKey<'a>) -> Self {
        Self { reference, with_old: false, data: new }
    }
}

/// UNLOCK KEY: RESET RETRY COUNTER without a data field, by another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnlockKey {
    /// Which PIN.
    pub reference: Reference,
}

impl<'a> TypedCommand<'a> for UnlockKey {
    const INSTRUCTION: Instruction = Instruction::UnlockKey;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { reference: Reference::parse(command.p2)? })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0x00, self.reference.to_byte(), &[], Le::Absent)
    }
}

impl From<UnlockKey> for ResetRetryCounter<'_> {
    fn from(UnlockKey { reference }: UnlockKey) -> Self {
        Self { reference, data: ResetData::Nothing }
    }
}

/// LOCK DF: DEACTIVATE FILE of the current DF, by another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockDf;

impl<'a> TypedCommand<'a> for LockDf {
    const INSTRUCTION: Instruction = Instruction::LockDf;

    fn decode(_: &Form, _: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self)
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, &[], Le::Absent)
    }
}

impl From<LockDf> for DeactivateFile<'_> {
    fn from(_: LockDf) -> Self {
        Self { target: FileTarget::CURRENT_DF }
    }
}

/// UNLOCK DF: ACTIVATE FILE of the current DF, by another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnlockDf;

impl<'a> TypedCommand<'a> for UnlockDf {
    const INSTRUCTION: Instruction = Instruction::UnlockDf;

    fn decode(_: &Form, _: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self)
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0, 0, &[], Le::Absent)
    }
}

impl From<UnlockDf> for ActivateFile<'_> {
    fn from(_: UnlockDf) -> Self {
        Self { target: FileTarget::CURRENT_DF }
    }
}

/// ERASE ALL RECORDS: ERASE RECORD from the first on, by another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EraseAllRecords {
    /// The EF; `None` is the current one.
    pub ef: Option<Sfi>,
}

impl<'a> TypedCommand<'a> for EraseAllRecords {
    const INSTRUCTION: Instruction = Instruction::EraseAllRecords;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(Self { ef: short(command.p2)? })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        (0x00, short_bits(self.ef), &[], Le::Absent)
    }
}

impl From<EraseAllRecords> for EraseRecord {
    fn from(EraseAllRecords { ef }: EraseAllRecords) -> Self {
        Self { ef, number: 1, to_last: true }
    }
}
