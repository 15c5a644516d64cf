//! The one table of commands.
//!
//! Each row gives a command's name, class and instruction byte, its clause, the forms of P1-P2
//! with what their data and Le fields must be, and the status words it may answer. From it come
//! [`Request`] (which the card dispatches by an exhaustive `match`, so that a row without a
//! handler does not compile), the host's typed calls, the trace decoder and the documents.

mod forms;
mod row;

use Byte::{Any, Bits, Is, Range};
use Field::{Absent, Length, Optional, Present};
use forms::{
    CARRIED, CONTROL, KEY, NAME, OBJECT, OFFSET, PURPOSE, REFERENCE, SHORT, SHORT_FILE, TARGET,
    TARGET_DF, TARGET_EF, form, secret,
};
pub use row::{Byte, COMMON, Chaining, Field, Form, Row, SecureMessagingRule, Slug};

use crate::class::Family;
use crate::command::{Command, Le};
use crate::limits::SEARCH_MAX;
use crate::request::{
    ActivateFile, AppendRecord, ChangeKey, ChangeReferenceData, CreateFile, DeactivateFile,
    DeleteFile, DisableVerificationRequirement, EnableVerificationRequirement, Envelope,
    EnvelopeOdd, EraseAllRecords, EraseBinary, EraseBinaryOdd, EraseRecord, ExternalAuthenticate,
    GeneralAuthenticate, GeneralAuthenticateOdd, GenerateKeyPair, GenerateKeyPairOdd, GetChallenge,
    GetData, GetDataOdd, GetResponse, InternalAuthenticate, LockDf, LogOut, ManageChannel,
    ManageSecurityEnvironment, PerformSecurityOperation, PutData, PutDataOdd, ReadBinary,
    ReadBinaryOdd, ReadRecord, ReadRecordOdd, ResetRetryCounter, SearchBinary, SearchBinaryOdd,
    SearchRecord, Select, SignWithKey, TerminateCardUsage, TerminateDf, TerminateEf, UnlockDf,
    UnlockKey, UpdateBinary, UpdateBinaryOdd, UpdateRecord, UpdateRecordOdd, Verify, VerifyOdd,
    WriteBinary, WriteBinaryOdd, WriteRecord,
};
use crate::status::StatusWord;

impl Instruction {
    /// The command with this class family and instruction byte.
    ///
    /// # Errors
    /// `6D00` when there is none; `6E00` when there is one of the other family.
    pub fn find(family: Family, ins: u8) -> Result<Self, StatusWord> {
        let mut elsewhere = false;
        for row in TABLE {
            if row.ins == ins {
                if row.family == family {
                    return Ok(row.instruction);
                }
                elsewhere = true;
            }
        }
        Err(if elsewhere {
            StatusWord::CLASS_NOT_SUPPORTED
        } else {
            StatusWord::INSTRUCTION_NOT_SUPPORTED
        })
    }
}

/// A typed command, as parsed from an APDU or to be sent as one.
pub trait TypedCommand<'a>: Sized {
    /// Its row.
    const INSTRUCTION: Instruction;

    /// Reads P1-P2; the data field is taken as it is. `form` is the one that fits.
    ///
    /// # Errors
    /// `6A86` for a value of P1-P2 that is reserved within the form.
    fn decode(form: &Form, command: &Command<'a>) -> Result<Self, StatusWord>;

    /// P1, P2, data field and Le field that say this.
    fn encode(&self) -> (u8, u8, &'a [u8], Le);
}

macro_rules! commands {
    ($(
        $name:ident $(<$life:lifetime>)? = $family:ident $ins:literal, $title:literal, $clause:literal,
        $(chaining: $chaining:ident,)?
        $(secure_messaging: $rule:ident,)?
        forms: $forms:expr,
        status: [$($status:ident),* $(,)?];
    )*) => {
        /// The commands of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Instruction {
            $(#[doc = concat!($title, ", ", $clause, ".")] $name,)*
        }

        /// A command in its typed form: what the card dispatches and the host sends.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Request<'a> {
            $(#[doc = concat!($title, ".")] $name($name $(<$life>)?),)*
        }

        /// The table, in the order of the standard's families.
        pub const TABLE: &[Row] = &[$(Row {
            instruction: Instruction::$name,
            name: $title,
            family: Family::$family,
            ins: $ins,
            clause: $clause,
            chaining: chaining!($($chaining)?),
            secure_messaging: secure_messaging!($($rule)?),
            forms: &$forms,
            status: &[$(StatusWord::$status),*],
        }),*];

        impl Instruction {
            /// Its row.
            #[must_use]
            pub const fn row(self) -> &'static Row {
                match self {
                    $(Self::$name => const { find_row(Instruction::$name as usize) },)*
                }
            }
        }

        impl<'a> Request<'a> {
            /// Checks instruction, P1-P2 and lengths of a command, in this order, and gives its
            /// typed form.
            ///
            /// # Errors
            /// `6D00`, `6E00`, `6A86`, `6700`.
            pub fn parse(command: &Command<'a>) -> Result<Self, StatusWord> {
                let row = Instruction::find(command.class.family, command.ins)?.row();
                let form = row.form(command)?;
                Ok(match row.instruction {
                    $(Instruction::$name => Self::$name(TypedCommand::decode(form, command)?),)*
                })
            }

            /// P1, P2, data field and Le field that say this.
            #[must_use]
            pub fn encode(&self) -> (u8, u8, &'a [u8], Le) {
                match self {
                    $(Self::$name(typed) => typed.encode(),)*
                }
            }

            /// Which command it is.
            #[must_use]
            pub const fn instruction(&self) -> Instruction {
                match self {
                    $(Self::$name(_) => Instruction::$name,)*
                }
            }
        }

        $(impl<'a> From<$name $(<$life>)?> for Request<'a> {
            fn from(typed: $name $(<$life>)?) -> Self {
                Self::$name(typed)
            }
        })*
    };
}

macro_rules! chaining {
    () => {
        Chaining::Concatenated
    };
    ($chaining:ident) => {
        Chaining::$chaining
    };
}

macro_rules! secure_messaging {
    () => {
        SecureMessagingRule::Accepted
    };
    ($rule:ident) => {
        SecureMessagingRule::$rule
    };
}

const fn find_row(index: usize) -> &'static Row {
    // Rows and variants come from one list, in one order.
    &TABLE[index]
}

commands! {
    Select<'a> = Interindustry 0xA4, "SELECT", "ISO/IEC 7816-4:2020, 11.2.2",
    forms: [
        form("mf", Is(0x00), CONTROL, Absent, Optional),
        form("by-file-identifier", Is(0x00), CONTROL, Length(2, 2), Optional),
        form("child-df", Is(0x01), CONTROL, Length(2, 2), Optional),
        form("ef-under-current-df", Is(0x02), CONTROL, Length(2, 2), Optional),
        form("parent-df", Is(0x03), CONTROL, Absent, Optional),
        form("by-df-name", Is(0x04), Bits(0xF0, 0x00), NAME, Optional),
        form("path-from-mf", Is(0x08), CONTROL, Length(2, 16), Optional),
        form("path-from-current-df", Is(0x09), CONTROL, Length(2, 16), Optional),
    ],
    status: [
        DATA_MAY_BE_CORRUPTED, FILE_DEACTIVATED, FILE_TERMINATED, INCORRECT_DATA, FILE_NOT_FOUND,
    ];

    ManageChannel = Interindustry 0x70, "MANAGE CHANNEL", "ISO/IEC 7816-4:2020, 11.2.3",
    forms: [
        form("open", Is(0x00), Is(0x00), Absent, Present),
        form("open-numbered", Is(0x00), Range(0x01, 0x03), Absent, Absent),
        form("close", Is(0x80), Is(0x00), Absent, Absent),
        form("close-numbered", Is(0x80), Range(0x01, 0x03), Absent, Absent),
    ],
    status: [CONDITIONS_NOT_SATISFIED, FUNCTION_NOT_SUPPORTED, WRONG_LE];

    ReadBinary = Interindustry 0xB0, "READ BINARY", "ISO/IEC 7816-4:2020, 11.3.3",
    forms: [
        form("offset", OFFSET, Any, Absent, Present),
        form("short-ef-identifier", SHORT, Any, Absent, Present),
    ],
    status: [
        END_OF_FILE_REACHED, INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, FILE_NOT_FOUND, WRONG_OFFSET,
    ];

    ReadBinaryOdd<'a> = Interindustry 0xB1, "READ BINARY, odd", "ISO/IEC 7816-4:2020, 11.3.3",
    forms: [
        form("current-ef", Is(0x00), Is(0x00), Present, OBJECT),
        form("short-ef-identifier", Is(0x00), SHORT_FILE, Present, OBJECT),
        form("file-identifier", Any, Any, Present, OBJECT),
    ],
    status: [
        END_OF_FILE_REACHED, INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND, WRONG_OFFSET,
    ];

    WriteBinary<'a> = Interindustry 0xD0, "WRITE BINARY", "ISO/IEC 7816-4:2020, 11.3.4",
    forms: [
        form("offset", OFFSET, Any, Present, Absent),
        form("short-ef-identifier", SHORT, Any, Present, Absent),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, FILE_NOT_FOUND, NOT_ENOUGH_MEMORY, WRONG_OFFSET,
    ];

    WriteBinaryOdd<'a> = Interindustry 0xD1, "WRITE BINARY, odd", "ISO/IEC 7816-4:2020, 11.3.4",
    forms: [
        form("current-ef", Is(0x00), Is(0x00), Present, Absent),
        form("short-ef-identifier", Is(0x00), SHORT_FILE, Present, Absent),
        form("file-identifier", Any, Any, Present, Absent),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND, NOT_ENOUGH_MEMORY, WRONG_OFFSET,
    ];

    UpdateBinary<'a> = Interindustry 0xD6, "UPDATE BINARY", "ISO/IEC 7816-4:2020, 11.3.5",
    forms: [
        form("offset", OFFSET, Any, Present, Absent),
        form("short-ef-identifier", SHORT, Any, Present, Absent),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, FILE_NOT_FOUND, NOT_ENOUGH_MEMORY, WRONG_OFFSET,
    ];

    UpdateBinaryOdd<'a> = Interindustry 0xD7, "UPDATE BINARY, odd", "ISO/IEC 7816-4:2020, 11.3.5",
    forms: [
        form("current-ef", Is(0x00), Is(0x00), Present, Absent),
        form("short-ef-identifier", Is(0x00), SHORT_FILE, Present, Absent),
        form("file-identifier", Any, Any, Present, Absent),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND, NOT_ENOUGH_MEMORY, WRONG_OFFSET,
    ];

    SearchBinary<'a> = Interindustry 0xA0, "SEARCH BINARY", "ISO/IEC 7816-4:2020, 11.3.6",
    forms: [
        form("string-from-offset", OFFSET, Any, Length(1, SEARCH_MAX), Optional),
        form("erased-from-offset", OFFSET, Any, Absent, Optional),
        form("string-in-short-ef", SHORT, Any, Length(1, SEARCH_MAX), Optional),
        form("erased-in-short-ef", SHORT, Any, Absent, Optional),
    ],
    status: [
        END_OF_FILE_REACHED, INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, FILE_NOT_FOUND, WRONG_OFFSET,
    ];

    SearchBinaryOdd<'a> = Interindustry 0xA1, "SEARCH BINARY, odd", "ISO/IEC 7816-4:2020, 11.3.6",
    forms: [
        form("current-ef", Is(0x00), Is(0x00), Present, Optional),
        form("short-ef-identifier", Is(0x00), SHORT_FILE, Present, Optional),
        form("file-identifier", Any, Any, Present, Optional),
    ],
    status: [
        END_OF_FILE_REACHED, INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND, WRONG_OFFSET,
    ];

    EraseBinary<'a> = Interindustry 0x0E, "ERASE BINARY", "ISO/IEC 7816-4:2020, 11.3.7",
    forms: [
        form("to-the-end", OFFSET, Any, Absent, Absent),
        form("to-an-offset", OFFSET, Any, Length(1, 4), Absent),
        form("short-ef-to-the-end", SHORT, Any, Absent, Absent),
        form("short-ef-to-an-offset", SHORT, Any, Length(1, 4), Absent),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND, NOT_ENOUGH_MEMORY, WRONG_OFFSET,
    ];

    EraseBinaryOdd<'a> = Interindustry 0x0F, "ERASE BINARY, odd", "ISO/IEC 7816-4:2020, 11.3.7",
    forms: [
        form("current-ef", Is(0x00), Is(0x00), Optional, Absent),
        form("short-ef-identifier", Is(0x00), SHORT_FILE, Optional, Absent),
        form("file-identifier", Any, Any, Optional, Absent),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND, NOT_ENOUGH_MEMORY, WRONG_OFFSET,
    ];

    ReadRecord = Interindustry 0xB2, "READ RECORD", "ISO/IEC 7816-4:2020, 11.4.3",
    forms: [
        form("by-identifier", Any, Bits(0x04, 0x00), Absent, Present),
        form("by-number", Any, Bits(0x07, 0x04), Absent, Present),
        form("from-number-to-last", Any, Bits(0x07, 0x05), Absent, Present),
        form("from-last-to-number", Any, Bits(0x07, 0x06), Absent, Present),
    ],
    status: [
        END_OF_FILE_REACHED, INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, FILE_NOT_FOUND, RECORD_NOT_FOUND, WRONG_LE,
    ];

    ReadRecordOdd<'a> = Interindustry 0xB3, "READ RECORD, odd", "ISO/IEC 7816-4:2020, 11.4.3",
    forms: [
        form("by-identifier", Any, Bits(0x04, 0x00), Present, OBJECT),
        form("by-number", Any, Bits(0x07, 0x04), Present, OBJECT),
    ],
    status: [
        END_OF_FILE_REACHED, INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND,
        RECORD_NOT_FOUND, WRONG_OFFSET,
    ];

    WriteRecord<'a> = Interindustry 0xD2, "WRITE RECORD", "ISO/IEC 7816-4:2020, 11.4.4",
    forms: [
        form("by-identifier", Is(0x00), Bits(0x04, 0x00), Present, Absent),
        form("by-number", Any, Bits(0x07, 0x04), Present, Absent),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND, RECORD_NOT_FOUND, NOT_ENOUGH_MEMORY,
    ];

    UpdateRecord<'a> = Interindustry 0xDC, "UPDATE RECORD", "ISO/IEC 7816-4:2020, 11.4.5",
    forms: [
        form("by-identifier", Is(0x00), Bits(0x04, 0x00), Present, Absent),
        form("by-number", Any, Bits(0x07, 0x04), Present, Absent),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND, RECORD_NOT_FOUND, NOT_ENOUGH_MEMORY,
    ];

    UpdateRecordOdd<'a> = Interindustry 0xDD, "UPDATE RECORD, odd", "ISO/IEC 7816-4:2020, 11.4.5",
    forms: [
        form("replace", Any, Bits(0x07, 0x04), Present, Absent),
        form("and", Any, Bits(0x07, 0x05), Present, Absent),
        form("or", Any, Bits(0x07, 0x06), Present, Absent),
        form("exclusive-or", Any, Bits(0x07, 0x07), Present, Absent),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND, RECORD_NOT_FOUND, NOT_ENOUGH_MEMORY,
        WRONG_OFFSET,
    ];

    AppendRecord<'a> = Interindustry 0xE2, "APPEND RECORD", "ISO/IEC 7816-4:2020, 11.4.6",
    forms: [form("append", Is(0x00), Bits(0x07, 0x00), Present, Absent)],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND, NOT_ENOUGH_MEMORY,
    ];

    SearchRecord<'a> = Interindustry 0xA2, "SEARCH RECORD", "ISO/IEC 7816-4:2020, 11.4.7",
    forms: [
        form("by-identifier", Any, Bits(0x04, 0x00), Length(1, SEARCH_MAX), Optional),
        form("by-number", Any, Bits(0x06, 0x04), Length(1, SEARCH_MAX), Optional),
        form("enhanced", Any, Bits(0x07, 0x06), Length(3, SEARCH_MAX), Optional),
    ],
    status: [
        END_OF_FILE_REACHED, INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, FILE_NOT_FOUND,
        RECORD_NOT_FOUND,
    ];

    EraseRecord = Interindustry 0x0C, "ERASE RECORD", "ISO/IEC 7816-4:2020, 11.4.8",
    forms: [
        form("one", Any, Bits(0x07, 0x04), Absent, Absent),
        form("from-number-to-last", Any, Bits(0x07, 0x05), Absent, Absent),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, FILE_NOT_FOUND, RECORD_NOT_FOUND, NOT_ENOUGH_MEMORY,
    ];

    GetData = Interindustry 0xCA, "GET DATA", "ISO/IEC 7816-4:2020, 11.5.3",
    forms: [
        form("one-byte-tag", Is(0x00), Range(0x40, 0xFE), Absent, Present),
        form("proprietary-tag", Is(0x01), Any, Absent, Present),
        form("two-byte-tag", Range(0x40, 0xFE), Any, Absent, Present),
    ],
    status: [SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED, REFERENCE_NOT_FOUND];

    PutData<'a> = Interindustry 0xDA, "PUT DATA", "ISO/IEC 7816-4:2020, 11.5.7",
    forms: [
        form("one-byte-tag", Is(0x00), Range(0x40, 0xFE), Present, Absent),
        form("proprietary-tag", Is(0x01), Any, Present, Absent),
        form("two-byte-tag", Range(0x40, 0xFE), Any, Present, Absent),
    ],
    status: [SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED, NOT_ENOUGH_MEMORY];

    GetDataOdd<'a> = Interindustry 0xCB, "GET DATA, odd", "ISO/IEC 7816-4:2020, 11.5.3",
    forms: [
        form("current-df", Is(0x3F), Is(0xFF), Present, Present),
        form("by-file-identifier", Any, Any, Present, Present),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        INCORRECT_DATA, FILE_NOT_FOUND, REFERENCE_NOT_FOUND,
    ];

    PutDataOdd<'a> = Interindustry 0xDB, "PUT DATA, odd", "ISO/IEC 7816-4:2020, 11.5.7",
    forms: [
        form("current-df", Is(0x3F), Is(0xFF), Present, Absent),
        form("by-file-identifier", Any, Any, Present, Absent),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        INCORRECT_DATA, FILE_NOT_FOUND, NOT_ENOUGH_MEMORY,
    ];

    Verify<'a> = Interindustry 0x20, "VERIFY", "ISO/IEC 7816-4:2020, 11.6.6",
    forms: [
        form("query", Is(0x00), REFERENCE, Absent, Absent),
        secret("verify", Is(0x00), REFERENCE, Length(1, 16)),
        form("log-out", Is(0xFF), REFERENCE, Absent, Absent),
    ],
    status: [
        VERIFICATION_FAILED, TRIES_LEFT_0, INCOMPATIBLE_WITH_FILE_STRUCTURE,
        SECURITY_STATUS_NOT_SATISFIED, AUTHENTICATION_METHOD_BLOCKED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, REFERENCE_NOT_FOUND,
    ];

    VerifyOdd<'a> = Interindustry 0x21, "VERIFY, odd", "ISO/IEC 7816-4:2020, 11.6.6",
    forms: [secret("verify", Is(0x00), REFERENCE, Present)],
    status: [
        VERIFICATION_FAILED, TRIES_LEFT_0, INCOMPATIBLE_WITH_FILE_STRUCTURE,
        SECURITY_STATUS_NOT_SATISFIED, AUTHENTICATION_METHOD_BLOCKED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, FUNCTION_NOT_SUPPORTED,
        REFERENCE_NOT_FOUND,
    ];

    ChangeReferenceData<'a> =
    Interindustry 0x24, "CHANGE REFERENCE DATA", "ISO/IEC 7816-4:2020, 11.6.7",
    forms: [
        secret("old-and-new", Is(0x00), REFERENCE, Length(2, 32)),
        secret("new", Is(0x01), REFERENCE, Length(1, 32)),
        secret("trust-anchor", Is(0x01), REFERENCE, Length(128, 1024)),
    ],
    status: [
        VERIFICATION_FAILED, TRIES_LEFT_0, INCOMPATIBLE_WITH_FILE_STRUCTURE,
        SECURITY_STATUS_NOT_SATISFIED, AUTHENTICATION_METHOD_BLOCKED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, NOT_ENOUGH_MEMORY,
        REFERENCE_NOT_FOUND,
    ];

    EnableVerificationRequirement<'a> =
    Interindustry 0x28, "ENABLE VERIFICATION REQUIREMENT", "ISO/IEC 7816-4:2020, 11.6.8",
    forms: [
        secret("with-value", Is(0x00), REFERENCE, Length(1, 16)),
        form("without-value", Is(0x01), REFERENCE, Absent, Absent),
    ],
    status: [
        VERIFICATION_FAILED, TRIES_LEFT_0, INCOMPATIBLE_WITH_FILE_STRUCTURE,
        SECURITY_STATUS_NOT_SATISFIED, AUTHENTICATION_METHOD_BLOCKED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, NOT_ENOUGH_MEMORY, REFERENCE_NOT_FOUND,
    ];

    DisableVerificationRequirement<'a> =
    Interindustry 0x26, "DISABLE VERIFICATION REQUIREMENT", "ISO/IEC 7816-4:2020, 11.6.9",
    forms: [
        secret("with-value", Is(0x00), REFERENCE, Length(1, 16)),
        form("without-value", Is(0x01), REFERENCE, Absent, Absent),
    ],
    status: [
        VERIFICATION_FAILED, TRIES_LEFT_0, INCOMPATIBLE_WITH_FILE_STRUCTURE,
        SECURITY_STATUS_NOT_SATISFIED, AUTHENTICATION_METHOD_BLOCKED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, NOT_ENOUGH_MEMORY, REFERENCE_NOT_FOUND,
    ];

    ResetRetryCounter<'a> =
    Interindustry 0x2C, "RESET RETRY COUNTER", "ISO/IEC 7816-4:2020, 11.6.10",
    forms: [
        secret("code-and-new", Is(0x00), REFERENCE, Length(2, 32)),
        secret("code", Is(0x01), REFERENCE, Length(1, 16)),
        secret("new", Is(0x02), REFERENCE, Length(1, 16)),
        form("counter", Is(0x03), REFERENCE, Absent, Absent),
    ],
    status: [
        VERIFICATION_FAILED, TRIES_LEFT_0, INCOMPATIBLE_WITH_FILE_STRUCTURE,
        SECURITY_STATUS_NOT_SATISFIED, AUTHENTICATION_METHOD_BLOCKED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, NOT_ENOUGH_MEMORY,
        REFERENCE_NOT_FOUND,
    ];

    LogOut = Interindustry 0x2E, "LOG OUT", "ours (sent by OpenSC)",
    forms: [form("all", Is(0x00), Is(0x00), Absent, Absent)],
    status: [];

    GetChallenge = Interindustry 0x84, "GET CHALLENGE", "ISO/IEC 7816-4:2020, 11.6.3",
    forms: [form("random", Is(0x00), Is(0x00), Absent, Present)],
    status: [];

    ExternalAuthenticate<'a> =
    Interindustry 0x82, "EXTERNAL AUTHENTICATE", "ISO/IEC 7816-4:2020, 11.6.4",
    forms: [
        form("query", Is(0x00), KEY, Absent, Absent),
        form("terminal", Is(0x00), KEY, Length(64, 64), Absent),
        form("response", Is(0x00), KEY, Length(1, 255), Absent),
        form("mutual", Is(0x00), KEY, Length(24, 80), Present),
        form("mutual-session", Is(0x01), KEY, Length(32, 80), Present),
    ],
    status: [
        VERIFICATION_FAILED, TRIES_LEFT_0, INCOMPATIBLE_WITH_FILE_STRUCTURE,
        SECURITY_STATUS_NOT_SATISFIED, AUTHENTICATION_METHOD_BLOCKED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, REFERENCE_NOT_FOUND,
    ];

    InternalAuthenticate<'a> =
    Interindustry 0x88, "INTERNAL AUTHENTICATE", "ISO/IEC 7816-4:2020, 11.6.2",
    forms: [form("challenge", Is(0x00), KEY, Length(8, 64), Present)],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, REFERENCE_NOT_FOUND,
    ];

    GeneralAuthenticate<'a> =
    Interindustry 0x86, "GENERAL AUTHENTICATE", "ISO/IEC 7816-4:2020, 11.6.5",
    chaining: StepByStep,
    forms: [form("dynamic-authentication-data", Is(0x00), KEY, Present, Optional)],
    status: [
        VERIFICATION_FAILED, TRIES_LEFT_0, INCOMPATIBLE_WITH_FILE_STRUCTURE,
        SECURITY_STATUS_NOT_SATISFIED, AUTHENTICATION_METHOD_BLOCKED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, REFERENCE_NOT_FOUND,
    ];

    GeneralAuthenticateOdd<'a> =
    Interindustry 0x87, "GENERAL AUTHENTICATE, odd", "ISO/IEC 7816-4:2020, 11.6.5",
    chaining: StepByStep,
    forms: [form("dynamic-authentication-data", Is(0x00), KEY, Present, Optional)],
    status: [
        VERIFICATION_FAILED, TRIES_LEFT_0, INCOMPATIBLE_WITH_FILE_STRUCTURE,
        SECURITY_STATUS_NOT_SATISFIED, AUTHENTICATION_METHOD_BLOCKED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, REFERENCE_NOT_FOUND,
    ];

    ManageSecurityEnvironment<'a> =
    Interindustry 0x22, "MANAGE SECURITY ENVIRONMENT", "ISO/IEC 7816-4:2020, 11.6.11",
    forms: [
        form("set-authentication", PURPOSE, Is(0xA4), Present, Absent),
        form("set-key-agreement", PURPOSE, Is(0xA6), Present, Absent),
        form("set-hash", PURPOSE, Is(0xAA), Present, Absent),
        // There is no operation that would use it: 6A81; nor one that enciphers.
        form("set-checksum", PURPOSE, Is(0xB4), Present, Absent),
        form("set-digital-signature", PURPOSE, Is(0xB6), Present, Absent),
        form("set-confidentiality", PURPOSE, Is(0xB8), Present, Absent),
        form("store", Is(0xF2), REFERENCE, Absent, Absent),
        form("restore-empty", Is(0xF3), Range(0x00, 0x01), Absent, Absent),
        form("restore", Is(0xF3), REFERENCE, Absent, Absent),
        form("erase", Is(0xF4), REFERENCE, Absent, Absent),
    ],
    status: [
        FILE_DEACTIVATED, TRIES_LEFT_0, INCOMPATIBLE_WITH_FILE_STRUCTURE,
        SECURITY_STATUS_NOT_SATISFIED, REFERENCE_DATA_NOT_USABLE, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, INCORRECT_DATA, FUNCTION_NOT_SUPPORTED, NOT_ENOUGH_MEMORY,
        REFERENCE_NOT_FOUND,
    ];

    PerformSecurityOperation<'a> =
    Interindustry 0x2A, "PERFORM SECURITY OPERATION", "ISO/IEC 7816-8:2019, 11.2 to 11.8",
    forms: [
        form("compute-digital-signature", Is(0x9E), Is(0x9A), Length(1, 255), Present),
        form("compute-digital-signature-hash-on-card", Is(0x9E), Is(0x9A), Absent, Present),
        form("hash", Is(0x90), Is(0x80), Present, Optional),
        form("hash-rest", Is(0x90), Is(0xA0), Present, Optional),
        form("verify-digital-signature", Is(0x00), Is(0xA8), Present, Absent),
        form("verify-certificate-value", Is(0x00), Is(0xAE), Present, Absent),
        form("verify-certificate", Is(0x00), Is(0xBE), Present, Absent),
        form("decipher", Is(0x80), Is(0x86), Present, Present),
    ],
    status: [
        VERIFICATION_FAILED, INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED,
        REFERENCE_DATA_NOT_USABLE, CONDITIONS_NOT_SATISFIED, INCORRECT_DATA, NOT_ENOUGH_MEMORY,
        REFERENCE_NOT_FOUND,
    ];

    GenerateKeyPair =
    Interindustry 0x46, "GENERATE ASYMMETRIC KEY PAIR", "ISO/IEC 7816-8:2019, 11.1",
    forms: [
        form("generate", Is(0x80), REFERENCE, Absent, Present),
        form("read-public-key", Is(0x81), REFERENCE, Absent, Present),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, NOT_ENOUGH_MEMORY, REFERENCE_NOT_FOUND,
    ];

    GenerateKeyPairOdd<'a> =
    Interindustry 0x47, "GENERATE ASYMMETRIC KEY PAIR, odd", "ISO/IEC 7816-8:2019, 11.1",
    forms: [
        form("generate", Is(0x80), Is(0x00), Present, Present),
        form("read-public-key", Is(0x81), Is(0x00), Present, Present),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, NOT_ENOUGH_MEMORY,
        REFERENCE_NOT_FOUND,
    ];

    CreateFile<'a> = Interindustry 0xE0, "CREATE FILE", "ISO/IEC 7816-9:2017, 7.2",
    forms: [form("file-control-parameters", Is(0x00), Is(0x00), Present, Absent)],
    status: [
        SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED, INCORRECT_DATA, NOT_ENOUGH_MEMORY,
        FILE_EXISTS, DF_NAME_EXISTS,
    ];

    DeleteFile<'a> = Interindustry 0xE4, "DELETE FILE", "ISO/IEC 7816-9:2017, 7.3",
    forms: TARGET,
    status: [
        SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED, INCORRECT_DATA, FILE_NOT_FOUND,
        NOT_ENOUGH_MEMORY,
    ];

    DeactivateFile<'a> = Interindustry 0x04, "DEACTIVATE FILE", "ISO/IEC 7816-9:2017, 7.4",
    forms: TARGET,
    status: [
        SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED, INCORRECT_DATA, FILE_NOT_FOUND,
        NOT_ENOUGH_MEMORY,
    ];

    ActivateFile<'a> = Interindustry 0x44, "ACTIVATE FILE", "ISO/IEC 7816-9:2017, 7.5",
    forms: TARGET,
    status: [
        SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED, INCORRECT_DATA, FILE_NOT_FOUND,
        NOT_ENOUGH_MEMORY,
    ];

    TerminateDf<'a> = Interindustry 0xE6, "TERMINATE DF", "ISO/IEC 7816-9:2017, 7.6",
    forms: TARGET_DF,
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        INCORRECT_DATA, FILE_NOT_FOUND, NOT_ENOUGH_MEMORY,
    ];

    TerminateEf<'a> = Interindustry 0xE8, "TERMINATE EF", "ISO/IEC 7816-9:2017, 7.7",
    forms: TARGET_EF,
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        INCORRECT_DATA, FILE_NOT_FOUND, NOT_ENOUGH_MEMORY,
    ];

    TerminateCardUsage = Interindustry 0xFE, "TERMINATE CARD USAGE", "ISO/IEC 7816-9:2017, 7.8",
    forms: [form("card", Is(0x00), Is(0x00), Absent, Absent)],
    status: [SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED, NOT_ENOUGH_MEMORY];

    GetResponse = Interindustry 0xC0, "GET RESPONSE", "ISO/IEC 7816-4:2020, 11.7.1",
    secure_messaging: Never,
    forms: [form("next", Is(0x00), Is(0x00), Absent, Present)],
    status: [
        DATA_MAY_BE_CORRUPTED, FILE_DEACTIVATED, FILE_TERMINATED, CONDITIONS_NOT_SATISFIED,
    ];

    Envelope<'a> = Interindustry 0xC2, "ENVELOPE", "ISO/IEC 7816-4:2020, 11.7.2",
    forms: [CARRIED],
    status: [CONDITIONS_NOT_SATISFIED];

    EnvelopeOdd<'a> =
    Interindustry 0xC3, "ENVELOPE, odd", "ISO/IEC 7816-4:2020, 11.7.2; the data objects are ours",
    forms: [CARRIED],
    status: [CONDITIONS_NOT_SATISFIED, INCORRECT_DATA];

    SignWithKey<'a> =
    Proprietary 0x2A, "COMPUTE DIGITAL SIGNATURE (JPKI)", "public JPKI programs",
    forms: [
        form("bytes", Is(0x00), KEY, Length(1, 245), Present),
        form("hashed", Is(0x01), KEY, Present, Present),
        form("prehash", Is(0x02), KEY, Length(1, 245), Present),
        form("hashed-digest-info", Is(0x03), KEY, Present, Present),
        form("pss-prehash", Is(0x04), KEY, Length(32, 32), Present),
        form("pss-hashed", Is(0x05), KEY, Present, Present),
    ],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA, REFERENCE_NOT_FOUND,
    ];

    ChangeKey<'a> = Proprietary 0x32, "CHANGE KEY", "JICSAP; CHANGE REFERENCE DATA P1 01",
    forms: [secret("new", Is(0x00), REFERENCE, Length(1, 32))],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED,
        AUTHENTICATION_METHOD_BLOCKED, CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, INCORRECT_DATA,
        NOT_ENOUGH_MEMORY, REFERENCE_NOT_FOUND,
    ];

    UnlockKey = Proprietary 0x54, "UNLOCK KEY", "JICSAP; RESET RETRY COUNTER P1 03",
    forms: [form("counter", Is(0x00), REFERENCE, Absent, Absent)],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, REFERENCE_DATA_NOT_USABLE,
        CONDITIONS_NOT_SATISFIED, NO_CURRENT_FILE, NOT_ENOUGH_MEMORY, REFERENCE_NOT_FOUND,
    ];

    LockDf = Proprietary 0x50, "LOCK DF", "JICSAP; DEACTIVATE FILE of the current DF",
    forms: [form("current-df", Is(0x00), Is(0x00), Absent, Absent)],
    status: [SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED, NOT_ENOUGH_MEMORY];

    UnlockDf = Proprietary 0x52, "UNLOCK DF", "JICSAP; ACTIVATE FILE of the current DF",
    forms: [form("current-df", Is(0x00), Is(0x00), Absent, Absent)],
    status: [SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED, NOT_ENOUGH_MEMORY];

    EraseAllRecords = Proprietary 0x06, "ERASE ALL RECORDS", "JICSAP; ERASE RECORD P1 01, P2 05",
    forms: [form("all", Is(0x00), Bits(0x07, 0x00), Absent, Absent)],
    status: [
        INCOMPATIBLE_WITH_FILE_STRUCTURE, SECURITY_STATUS_NOT_SATISFIED, CONDITIONS_NOT_SATISFIED,
        NO_CURRENT_FILE, FILE_NOT_FOUND, RECORD_NOT_FOUND, NOT_ENOUGH_MEMORY,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_row_stands_at_its_own_place() {
        for row in TABLE {
            assert_eq!(row.instruction.row().name, row.name);
            assert_eq!(Instruction::find(row.family, row.ins), Ok(row.instruction));
        }
    }

    #[test]
    fn names_of_commands_and_forms_are_their_own() {
        let names: HashSet<_> = TABLE.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), TABLE.len());
        for row in TABLE {
            let forms: HashSet<_> = row.forms.iter().map(|form| form.name).collect();
            assert_eq!(forms.len(), row.forms.len(), "{}", row.name);
        }
    }

    #[test]
    fn get_response_lists_every_warning_that_comes_with_an_answer_of_any_length() {
        let listed = Instruction::GetResponse.row();
        for row in TABLE.iter().filter(|row| row.forms.iter().any(|form| form.le != Absent)) {
            // 63xx has no response data; 6282 ends an answer shorter than Le, so that nothing is
            // left for GET RESPONSE.
            let of_any = |status: &&StatusWord| {
                status.value() >> 8 == 0x62 && **status != StatusWord::END_OF_FILE_REACHED
            };
            for status in row.status.iter().filter(of_any) {
                assert!(listed.lists(*status), "{}: {status:?}", row.name);
            }
        }
    }

    #[test]
    fn what_a_session_alone_carries_is_6987_without_and_what_it_never_carries_6882_inside() {
        use SecureMessagingRule::{Accepted, Compulsory, Never};
        let missing = Err(StatusWord::SM_DATA_OBJECTS_MISSING);
        let not_supported = Err(StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
        for (rule, in_the_clear, inside) in [
            (Accepted, Ok(()), Ok(())),
            (Compulsory, missing, Ok(())),
            (Never, Ok(()), not_supported),
        ] {
            assert_eq!([rule.check(false), rule.check(true)], [in_the_clear, inside], "{rule:?}");
        }
        let never = TABLE.iter().filter(|row| row.secure_messaging == Never);
        assert!(never.map(|row| row.instruction).eq([Instruction::GetResponse]));
    }

    #[test]
    fn an_unknown_instruction_is_6d00_and_the_wrong_class_6e00() {
        let find = Instruction::find;
        assert_eq!(find(Family::Interindustry, 0x99), Err(StatusWord::INSTRUCTION_NOT_SUPPORTED));
        assert_eq!(find(Family::Proprietary, 0xA4), Err(StatusWord::CLASS_NOT_SUPPORTED));
    }
}
