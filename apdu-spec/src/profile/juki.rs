//! Basic Resident Registration (住基): the resident record code, the basic attributes with their
//! history, a log of counter procedures. Nothing but the PIN's reference is public: the files are
//! ours. Read with the PIN at any municipality's counter, written with the issuer key.

use super::{
    ANYBODY_VERIFIES, Application, FOUR_DIGITS, ISSUED_DF, ISSUER_RESETS, ISSUER_WRITES, Object,
    What, reference,
};
use crate::access::{Condition, Mode, Rule};
use crate::file::{FileId, Kind};

/// One record: the resident record code (住民票コード), 11 ASCII digits.
pub const RECORD_CODE: FileId = 0x0001;
/// Records of simple-TLV data objects, one per state of the basic attributes, the oldest first:
/// tag 01, value UTF-8 text `DATE LF NAME LF ADDRESS LF BIRTH LF SEX` (dates YYYYMMDD).
pub const HISTORY: FileId = 0x0002;
/// A ring of counter procedures: date YYYYMMDD, municipality (5 digits), procedure (3 digits).
pub const PROCEDURES: FileId = 0x0003;
/// PIN (暗証番号).
pub const PIN: FileId = 0x001C;

/// Length of a record of [`RECORD_CODE`].
pub const RECORD_CODE_LEN: u16 = 11;
/// Length of a record of [`PROCEDURES`].
pub const PROCEDURE_LEN: u16 = 16;

const WITH_PIN: Condition<'_> = Condition::Pin(reference(PIN));

const WITH_PIN_READ: &[Rule<'_>] =
    &[Rule { modes: &[Mode::READ], condition: WITH_PIN }, ISSUER_WRITES];

/// The application.
pub const APPLICATION: Application = Application {
    id: "juki",
    fid: 0x4A4A,
    aid: &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x01],
    label: "JUKI",
    rules: ISSUED_DF,
    objects: &[
        Object {
            fid: PIN,
            name: "PIN of the juki application",
            what: What::Pin(FOUR_DIGITS),
            rules: &[
                ANYBODY_VERIFIES,
                Rule { modes: &[Mode::CHANGE], condition: WITH_PIN },
                ISSUER_RESETS,
            ],
        },
        Object {
            fid: RECORD_CODE,
            name: "resident record code",
            what: What::Records { kind: Kind::LinearFixed, length: RECORD_CODE_LEN, count: 1 },
            rules: WITH_PIN_READ,
        },
        Object {
            fid: HISTORY,
            name: "basic attributes and their history",
            what: What::Records { kind: Kind::LinearVariable, length: 1024, count: 10 },
            rules: WITH_PIN_READ,
        },
        Object {
            fid: PROCEDURES,
            name: "counter procedures",
            what: What::Records { kind: Kind::Cyclic, length: PROCEDURE_LEN, count: 20 },
            rules: WITH_PIN_READ,
        },
    ],
};
