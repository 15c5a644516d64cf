//! Common: serial number, municipality and expiry, and the card authentication key. The record,
//! the key's reference and the PIN's are public; GET DATA 7F21 is ours.

use super::{
    ANYBODY_VERIFIES, Application, ApplicationId, CARD_KEY, FOUR_DIGITS, ISSUED_DF,
    ISSUER_ACTIVATES, ISSUER_RESETS, Object, ObjectKind, PUBLIC_EF, Structure, files, reference,
};
use crate::access::{AccessMode, Condition, Rule};
use crate::file::{FileId, Kind, Usage};

files! {
    Common in APPLICATION:
    /// Record 1: simple-TLV `01 1C`, serial number (15), municipality (5), expiry YYYYMMDD (8),
    /// ASCII.
    CardRecord = 0x0001,
}

/// Card authentication key.
pub const KEY: FileId = 0x0019;
/// PIN (暗証番号).
pub const PIN: FileId = 0x001C;
/// GET DATA in this DF: the card's CV certificate, over the public key of [`KEY`] (ours).
pub const CV_CERTIFICATE_TAG: u16 = 0x7F21;

/// Length of a record of [`File::CardRecord`]: two bytes of tag and length, 28 of value.
pub const CARD_RECORD_LEN: u16 = 30;

const fn file(file: File) -> Object {
    let (name, structure) = match file {
        File::CardRecord => (
            "card record",
            Structure::Records { kind: Kind::LinearFixed, length: CARD_RECORD_LEN, count: 1 },
        ),
    };
    let kind = ObjectKind::File(super::File::Common(file), structure);
    Object { fid: file.fid(), name, kind, rules: PUBLIC_EF }
}

/// The application.
pub const APPLICATION: Application = Application {
    id: ApplicationId::Common,
    fid: 0x4A43,
    aid: &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00],
    label: "COMMON",
    rules: ISSUED_DF,
    objects: &[
        Object {
            fid: PIN,
            name: "PIN of the common application",
            kind: ObjectKind::Pin(FOUR_DIGITS),
            rules: &[
                ANYBODY_VERIFIES,
                Rule { modes: &[AccessMode::CHANGE], condition: Condition::Pin(reference(PIN)) },
                ISSUER_RESETS,
                ISSUER_ACTIVATES,
            ],
        },
        Object {
            fid: KEY,
            name: "card authentication key",
            kind: ObjectKind::KeyPair(Usage::INTERNAL_AUTHENTICATE),
            rules: CARD_KEY,
        },
        file(File::CardRecord),
    ],
};
