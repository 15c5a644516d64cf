//! MANAGE SECURITY ENVIRONMENT.

use super::Reference;
use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// A control reference template, by its tag (ISO/IEC 7816-4:2020, table 54).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// AT: authentication.
    Authentication = 0xA4,
    /// KAT: key agreement.
    KeyAgreement = 0xA6,
    /// HT: hash code.
    Hash = 0xAA,
    /// CCT: cryptographic checksum. The card has no such operation.
    Checksum = 0xB4,
    /// DST: digital signature.
    Signature = 0xB6,
    /// CT: confidentiality.
    Confidentiality = 0xB8,
}

impl Template {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Authentication,
        Self::KeyAgreement,
        Self::Hash,
        Self::Checksum,
        Self::Signature,
        Self::Confidentiality,
    ];

    /// The template with this tag.
    #[must_use]
    pub fn from_tag(tag: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|template| u32::from(template.tag()) == tag)
    }

    /// Its tag.
    #[must_use]
    pub const fn tag(self) -> u8 {
        self as u8
    }
}

/// What the keys of a template are for: the upper bits of P1, and the usage qualifier (DO `95`) of
/// a template that is stored (ISO/IEC 7816-4:2020, table 95).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// `41`: computation, decipherment, internal authentication, key agreement.
    Computation,
    /// `81`: verification, external authentication, key agreement. (Encipherment too, and the card
    /// has none.)
    Verification,
    /// `C1`: both.
    Both,
}

impl Purpose {
    const SET: u8 = 0x01;

    /// The purpose that P1 of SET gives; the table has no other value.
    ///
    /// # Errors
    /// `6A86`.
    pub const fn parse(p1: u8) -> Result<Self, StatusWord> {
        match p1 {
            0x41 => Ok(Self::Computation),
            0x81 => Ok(Self::Verification),
            0xC1 => Ok(Self::Both),
            _ => Err(StatusWord::INCORRECT_P1_P2),
        }
    }

    /// The usage qualifier: bit 7 computation, bit 8 verification.
    #[must_use]
    pub const fn qualifier(self) -> u8 {
        match self {
            Self::Computation => 0x40,
            Self::Verification => 0x80,
            Self::Both => 0xC0,
        }
    }
}

/// Which environment RESTORE takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// `00`: the empty one (ISO/IEC 7816-4:2020, 10.3.3).
    Empty,
    /// `01`: the default one, which is always there. On this card it is empty.
    Default,
    /// The stored one with this reference.
    Stored(Reference),
}

impl Environment {
    fn parse(p2: u8) -> Result<Self, StatusWord> {
        Ok(match p2 {
            0x00 => Self::Empty,
            0x01 => Self::Default,
            _ => Self::Stored(Reference::parse(p2)?),
        })
    }

    const fn to_byte(self) -> u8 {
        match self {
            Self::Empty => 0x00,
            Self::Default => 0x01,
            Self::Stored(reference) => reference.to_byte(),
        }
    }
}

/// Algorithms as DO `80` of a template names them (ours; 02 and 04 as OpenSC is told by the
/// PKCS#15 structures).
pub mod algorithm {
    /// AES-CMAC, of AT.
    pub const CMAC: u8 = 0x01;
    /// RSA with a block of type 1 (PKCS#1 version 1.5), of DST and AT.
    pub const RSA: u8 = 0x02;
    /// ECDSA, of DST and AT.
    pub const ECDSA: u8 = 0x04;
    /// ECDH on P-256, of CT and KAT.
    pub const ECDH: u8 = 0x05;
    /// SHA-256, of HT.
    pub const SHA256: u8 = 0x06;
}

/// MANAGE SECURITY ENVIRONMENT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManageSecurityEnvironment<'a> {
    /// SET: changes one template of the current environment.
    Set {
        /// What for.
        purpose: Purpose,
        /// Which template.
        template: Template,
        /// Content of the template: DO `80` algorithm, `81` file identifier, `83` or `84` key
        /// reference.
        data: &'a [u8],
    },
    /// STORE: keeps the current environment in a stored one.
    Store(Reference),
    /// RESTORE: makes an environment the current one.
    Restore(Environment),
    /// ERASE: empties a stored environment.
    Erase(Reference),
}

const STORE: u8 = 0xF2;
const RESTORE: u8 = 0xF3;
const ERASE: u8 = 0xF4;

impl<'a> TypedCommand<'a> for ManageSecurityEnvironment<'a> {
    const INSTRUCTION: Instruction = Instruction::ManageSecurityEnvironment;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        Ok(match (command.p1, command.p2) {
            (STORE, p2) => Self::Store(Reference::parse(p2)?),
            (RESTORE, p2) => Self::Restore(Environment::parse(p2)?),
            (ERASE, p2) => Self::Erase(Reference::parse(p2)?),
            (p1, p2) => Self::Set {
                purpose: Purpose::parse(p1)?,
                template: Template::from_tag(p2.into()).ok_or(StatusWord::INCORRECT_P1_P2)?,
                data: command.data,
            },
        })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, p2, data): (_, _, &[u8]) = match self {
            Self::Set { purpose, template, data } => {
                (purpose.qualifier() | Purpose::SET, template.tag(), data)
            }
            Self::Store(reference) => (STORE, reference.to_byte(), &[]),
            Self::Restore(environment) => (RESTORE, environment.to_byte(), &[]),
            Self::Erase(reference) => (ERASE, reference.to_byte(), &[]),
        };
        (p1, p2, data, Le::Absent)
    }
}
