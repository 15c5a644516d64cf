//! Commands in their typed form, one module per family: what the card's handlers take and what
//! the host sends. Reading P1-P2 is done here, once; the data field stays unparsed, because its
//! content is checked only after the access rule (order of checks, step 12).

mod authentication;
mod binary;
mod binary_odd;
mod channel;
mod data;
mod discretionary;
mod dynamic;
mod environment;
mod jicsap;
mod keys;
mod management;
mod operation;
mod pins;
mod records;
mod records_odd;
mod search_record;
mod selection;
mod transmission;

pub use crate::instruction::{Request, TypedCommand};
pub use authentication::{
    CHALLENGE_LEN, Domain, ExternalAuthenticate, GeneralAuthenticate, GeneralAuthenticateOdd,
    GetChallenge, InternalAuthenticate, NONCE_LEN,
};
pub use binary::{BinaryTarget, EraseBinary, ReadBinary, SearchBinary, UpdateBinary, WriteBinary};
pub use binary_odd::{
    EfReference, EraseBinaryOdd, ReadBinaryOdd, SearchBinaryOdd, UpdateBinaryOdd, WriteBinaryOdd,
};
pub use channel::ManageChannel;
pub use data::{GetData, GetDataOdd, PutData, PutDataOdd};
pub use discretionary::{
    DISCRETIONARY, DISCRETIONARY_TEMPLATE, DiscretionaryData, OFFSET, offset, write_offset,
};
pub use dynamic::DynamicAuthenticationData;
pub use environment::{Environment, ManageSecurityEnvironment, Purpose, Template, algorithm};
pub use jicsap::{
    ChangeKey, EraseAllRecords, LockDf, SignWithKey, SignatureForm, UnlockDf, UnlockKey,
};
pub use keys::{GenerateKeyPair, GenerateKeyPairOdd, KeyPairAction};
pub use management::{
    ActivateFile, CreateFile, DeactivateFile, DeleteFile, FileTarget, TerminateCardUsage,
    TerminateDf, TerminateEf,
};
pub use operation::{INTERMEDIATE_LEN, PerformSecurityOperation, SecurityOperation, tag};
pub use pins::{
    ChangeReferenceData, DisableVerificationRequirement, EnableVerificationRequirement, LogOut,
    ResetData, ResetRetryCounter, VERIFICATION_DATA, VerificationData, Verify, VerifyAction,
    VerifyOdd,
};
pub use records::{
    AppendRecord, EraseRecord, ReadRecord, RecordRange, RecordReference, UpdateRecord, WriteRecord,
};
pub use records_odd::{ReadRecordOdd, RecordOperation, UpdateRecordOdd};
pub use search_record::{RecordSearch, SearchOrder, SearchRecord, SearchStart};
pub use selection::{Occurrence, ResponseTemplate, Select, SelectionMethod};
pub use transmission::{ANSWER_DATA, COMMAND_TO_PERFORM, Envelope, EnvelopeOdd, GetResponse};

use crate::command::{Command, Le};
use crate::status::StatusWord;

/// Reference of a PIN or key in P2 or in DO `83`/`84` (ISO/IEC 7816-4:2020, table 93).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// `80`: the selected one.
    Selected,
    /// `81` to `9E`: short identifier 1 to 30 in the current DF.
    Local(u8),
    /// `01` to `1E`: short identifier 1 to 30 in the MF.
    Global(u8),
    /// `00`, for a key, and in P2 only: no information given, so that a template names nothing by
    /// it. What the security environment has for the command, where it takes a key from there,
    /// else the one key of the current DF, where it has no other.
    NotGiven,
}

impl Reference {
    /// Reads the byte.
    ///
    /// # Errors
    /// `6A86` when it is none of them.
    pub const fn parse(byte: u8) -> Result<Self, StatusWord> {
        match byte {
            0x80 => Ok(Self::Selected),
            0x81..=0x9E => Ok(Self::Local(byte & 0x1F)),
            0x01..=0x1E => Ok(Self::Global(byte)),
            _ => Err(StatusWord::INCORRECT_P1_P2),
        }
    }

    /// As [`Reference::parse`], with `00` for no information given.
    ///
    /// # Errors
    /// `6A86` when it is none of them.
    pub const fn parse_key(byte: u8) -> Result<Self, StatusWord> {
        match byte {
            0x00 => Ok(Self::NotGiven),
            _ => Self::parse(byte),
        }
    }

    /// The byte.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Selected => 0x80,
            Self::Local(number) => 0x80 | number & 0x1F,
            Self::Global(number) => number & 0x1F,
            Self::NotGiven => 0x00,
        }
    }
}

/// How many bytes an answer may have, from an Le field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ne {
    le: Le,
    most: usize,
}

impl Ne {
    /// Whatever is there.
    pub const ANY: Self = Self { le: Le::Any, most: 65536 };

    /// No response data field.
    pub const NONE: Self = Self { le: Le::Absent, most: 0 };

    /// Exactly so many; 0 is taken for "whatever is there".
    #[must_use]
    pub const fn exactly(count: u16) -> Self {
        if count == 0 { Self::ANY } else { Self { le: Le::Exact(count), most: count as usize } }
    }

    /// As the command says it.
    #[must_use]
    pub const fn of(command: &Command<'_>) -> Self {
        Self { le: command.le, most: command.ne() }
    }

    /// The Le field.
    #[must_use]
    pub const fn le(self) -> Le {
        self.le
    }

    /// The count, when it is an exact one.
    #[must_use]
    pub const fn exact(self) -> Option<usize> {
        match self.le {
            Le::Exact(count) => Some(count as usize),
            Le::Any | Le::Absent => None,
        }
    }

    /// The most bytes that may come: 256 for a short Le field of `00`, 65536 for an extended one.
    #[must_use]
    pub const fn most(self) -> usize {
        self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::Class;
    use crate::command::Length;
    use crate::instruction::TABLE;
    use proptest::prelude::*;

    #[test]
    fn a_reference_comes_back_as_it_was() {
        for byte in 0..=0xFF {
            match Reference::parse(byte) {
                Ok(reference) => assert_eq!(reference.to_byte(), byte),
                Err(status) => assert_eq!(status, StatusWord::INCORRECT_P1_P2),
            }
        }
    }

    proptest! {
        #![proptest_config(crate::random::config())]

        /// Host and card read P1-P2 by the same table: what the card understands, sent again,
        /// is the same command.
        #[test]
        fn what_is_parsed_is_sent_as_the_same_bytes(
            row in 0..TABLE.len(), p1: u8, p2: u8, le in 0..300u16,
            data in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            let row = &TABLE[row];
            let le = match le { 0 => Le::Absent, 1 => Le::Any, le => Le::Exact(le) };
            let command = Command {
                class: Class::PLAIN, ins: row.ins, p1, p2, data: &data, le, length: Length::Extended,
            };
            if let Ok(request) = Request::parse(&command) {
                prop_assert_eq!(request.encode(), (p1, p2, &data[..], le), "{}", row.name);
            }
        }
    }
}
