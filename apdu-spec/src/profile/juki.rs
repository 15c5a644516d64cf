//! Basic Resident Registration (住基): the resident record code, the basic attributes with their
//! history, a log of counter procedures. Nothing but the PIN's reference is public: the files are
//! ours. Read with the PIN at any municipality's counter, written with the issuer key.

use super::{
    ANYBODY_VERIFIES, Application, ApplicationId, FOUR_DIGITS, ISSUED_DF, ISSUER_ACTIVATES,
    ISSUER_RESETS, ISSUER_WRITES, Object, ObjectKind, Structure, files, reference,
};
use crate::access::{AccessMode, Condition, Rule};
use crate::file::{FileId, Kind};

files! {
    Juki in APPLICATION:
    /// One record: the resident record code (住民票コード), 11 ASCII digits.
    RecordCode = 0x0001,
    /// Records of simple-TLV data objects, one per state of the basic attributes, the oldest first:
    /// tag 01, value UTF-8 text `DATE LF NAME LF ADDRESS LF BIRTH LF SEX` (dates YYYYMMDD).
    History = 0x0002,
    /// A ring of counter procedures: date YYYYMMDD, municipality (5 digits), procedure (3 digits).
    Procedures = 0x0003,
}

/// PIN (暗証番号).
pub const PIN: FileId = 0x001C;

/// Length of a record of [`File::RecordCode`].
pub const RECORD_CODE_LEN: u16 = 11;
/// Length of a record of [`File::Procedures`].
pub const PROCEDURE_LEN: u16 = 16;

const WITH_PIN: Condition<'_> = Condition::Pin(reference(PIN));

const WITH_PIN_READ: &[Rule<'_>] =
    &[Rule { modes: &[AccessMode::READ], condition: WITH_PIN }, ISSUER_WRITES];

const fn file(file: File) -> Object {
    let (name, kind, length, count) = match file {
        File::RecordCode => ("resident record code", Kind::LinearFixed, RECORD_CODE_LEN, 1),
        File::History => ("basic attributes and their history", Kind::LinearVariable, 1024, 10),
        File::Procedures => ("counter procedures", Kind::Cyclic, PROCEDURE_LEN, 20),
    };
    let structure = Structure::Records { kind, length, count };
    let kind = ObjectKind::File(super::File::Juki(file), structure);
    Object { fid: file.fid(), name, kind, rules: WITH_PIN_READ }
}

/// The application.
pub const APPLICATION: Application = Application {
    id: ApplicationId::Juki,
    fid: 0x4A4A,
    aid: &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x01],
    label: "JUKI",
    rules: ISSUED_DF,
    objects: &[
        Object {
            fid: PIN,
            name: "PIN of the juki application",
            kind: ObjectKind::Pin(FOUR_DIGITS),
            rules: &[
                ANYBODY_VERIFIES,
                Rule { modes: &[AccessMode::CHANGE], condition: WITH_PIN },
                ISSUER_RESETS,
                ISSUER_ACTIVATES,
            ],
        },
        file(File::RecordCode),
        file(File::History),
        file(File::Procedures),
    ],
};
