//! Visual application (券面事項確認): what the face of the card shows, as pictures, signed by the
//! municipality. Identifiers, contents and which code opens what are public; sizes and what a card
//! without a photo leaves out are ours.

use super::{
    Application, ApplicationId, CODE, ISSUED_DF, ISSUER_GENERATES, ISSUER_WRITES, Object,
    ObjectKind, PUBLIC_EF, Structure, files, reference,
};
use crate::access::{AccessMode, Condition, Rule};
use crate::file::{Alphabet, FileId, Pin, Query, Usage};

files! {
    Visual in APPLICATION, APPLICATION_TYPE_A:
    /// `FF10 {DF11 birth, DF12 public key of 001A, DF13 signature}`.
    Age = 0x0001,
    /// `FF20 {DF21 nine offsets, DF22 birth, DF23 sex, DF24 public key of 001A, DF25 picture of the
    /// name, DF26 of the address, DF27 photo, DF28 signature, DF29 expiry, DF2A picture of the
    /// security code, or on a card of profile p256 of the card access number (ours)}`.
    Face = 0x0002,
    /// `FF30 {DF31 version, DF32 key id, DF33, DF34 municipality, DF35}`.
    BasicInformation = 0x0003,
    /// CV certificate of the key that signed, `7F21`.
    CvCertificate = 0x0004,
    /// `FF40 {DF41 picture of the personal number, DF42 public key of 001A, DF43 signature}`.
    Number = 0x0005,
}

/// Birth code: YYMMDD, the year as in code B.
pub const BIRTH_CODE: FileId = 0x0011;
/// Code B (照合番号B).
pub const CODE_B: FileId = 0x0012;
/// Code A (照合番号A): the personal number.
pub const CODE_A: FileId = 0x0013;
/// Key of this card for signatures over what it shows; not for INTERNAL AUTHENTICATE.
pub const KEY: FileId = 0x001A;

/// Digits of code B on a card with a photo: expiry and birth, or birth, year and security code.
pub const CODE_B_DIGITS: u8 = 14;
/// Digits of code B on a card without a photo: the expiry.
pub const CODE_B_DIGITS_TYPE_A: u8 = 8;

const WITH_BIRTH_CODE: Condition<'_> = Condition::Pin(reference(BIRTH_CODE));
const WITH_CODE_A: Condition<'_> = Condition::Pin(reference(CODE_A));
const WITH_CODE_B: Condition<'_> = Condition::Pin(reference(CODE_B));

const fn code(fid: FileId, name: &'static str, length: u8) -> Object {
    let digits = Alphabet::Digits;
    let pin = Pin {
        tries: 10,
        min: length,
        max: length,
        alphabet: digits,
        query: Query::Tries,
        disabled: false,
        pace: None,
    };
    Object { fid, name, kind: ObjectKind::Pin(pin), rules: CODE }
}

const BIRTH_CODE_OBJECT: Object = code(BIRTH_CODE, "birth code", 6);
const CODE_A_OBJECT: Object = code(CODE_A, "code A", 12);

const KEY_OBJECT: Object = Object {
    fid: KEY,
    name: "card key of the visual application",
    kind: ObjectKind::KeyPair(Usage::SIGNATURE),
    rules: &[
        // Its usage lets it sign only: INTERNAL AUTHENTICATE is refused with 6985 (public), which
        // comes after the rule.
        Rule {
            modes: &[
                AccessMode::SECURITY_OPERATION,
                AccessMode::INTERNAL_AUTHENTICATE,
                AccessMode::READ,
            ],
            condition: Condition::Always,
        },
        ISSUER_GENERATES,
    ],
};

const fn file(file: File) -> Object {
    let (name, structure, rules): (_, _, &'static [Rule<'static>]) = match file {
        // The codes of the card face do not open it: so it was measured on real cards.
        File::Age => ("day of birth", Structure::Transparent { size: 640 }, OPENED_BY_BIRTH_CODE),
        File::Face => ("face of the card", Structure::Exact, OPENED_BY_EITHER_CODE),
        File::BasicInformation => {
            ("basic information", Structure::Transparent { size: 352 }, PUBLIC_EF)
        }
        File::CvCertificate => ("CV certificate", Structure::Transparent { size: 640 }, PUBLIC_EF),
        File::Number => {
            let structure = Structure::Transparent { size: 1024 };
            ("picture of the personal number", structure, OPENED_BY_CODE_A)
        }
    };
    Object {
        fid: file.fid(),
        name,
        kind: ObjectKind::File(super::File::Visual(file), structure),
        rules,
    }
}

const OPENED_BY_BIRTH_CODE: &[Rule<'_>] =
    &[Rule { modes: &[AccessMode::READ], condition: WITH_BIRTH_CODE }, ISSUER_WRITES];
const OPENED_BY_EITHER_CODE: &[Rule<'_>] = &[
    Rule { modes: &[AccessMode::READ], condition: Condition::Or(&[WITH_CODE_A, WITH_CODE_B]) },
    ISSUER_WRITES,
];
const OPENED_BY_CODE_A: &[Rule<'_>] =
    &[Rule { modes: &[AccessMode::READ], condition: WITH_CODE_A }, ISSUER_WRITES];

/// The application on a card of type B, with a photo.
pub const APPLICATION: Application = Application {
    id: ApplicationId::Visual,
    fid: 0x4A56,
    aid: &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x02],
    label: "KENMEN",
    rules: ISSUED_DF,
    objects: &[
        BIRTH_CODE_OBJECT,
        code(CODE_B, "code B", CODE_B_DIGITS),
        CODE_A_OBJECT,
        KEY_OBJECT,
        file(File::Age),
        file(File::Face),
        file(File::BasicInformation),
        file(File::CvCertificate),
        file(File::Number),
    ],
};

/// The application on a card of type A, without a photo: its code B is the expiry date, which
/// anybody can read, so [`File::Face`] holds only what the face shows: name and expiry.
pub const APPLICATION_TYPE_A: Application = Application {
    objects: &[
        BIRTH_CODE_OBJECT,
        code(CODE_B, "code B", CODE_B_DIGITS_TYPE_A),
        CODE_A_OBJECT,
        KEY_OBJECT,
        file(File::Age),
        file(File::Face),
        file(File::BasicInformation),
        file(File::CvCertificate),
        file(File::Number),
    ],
    ..APPLICATION
};
