//! Text attributes (券面事項入力補助): personal number and the four basic attributes, signed by
//! the municipality. Identifiers, contents and which PIN or code opens what are public; sizes,
//! EF 0007 and the key beside it are partly ours.

use super::{
    ANYBODY_VERIFIES, Application, ApplicationId, CARD_KEY, CODE, FOUR_DIGITS, ISSUED_DF,
    ISSUER_ACTIVATES, ISSUER_RESETS, ISSUER_WRITES, Object, ObjectKind, PUBLIC_EF, Structure,
    files, reference,
};
use crate::access::{AccessMode, Condition, Rule};
use crate::file::{Alphabet, FileId, Pin, Query, Usage};

files! {
    Text in APPLICATION, APPLICATION_TYPE_A:
    /// `FF10 {12 digits}`, 17 bytes, the last two FF FF.
    PersonalNumber = 0x0001,
    /// `FF20 {DF21 offsets, DF22 name, DF23 address, DF24 birth, DF25 sex}`.
    Attributes = 0x0002,
    /// `FF30 {DF31 hash of 0001, DF32 hash of 0002, DF33 signature}`.
    Signature = 0x0003,
    /// CV certificate of the key that signed, `7F21`.
    CvCertificate = 0x0004,
    /// `FF40 {DF41 version, DF42 key id, DF43 128 bytes}`.
    BasicInformation = 0x0005,
    /// `FF50 {DF51 public key of 0013, DF52 signature over DF51, DF53 signature over DF51 || DF31 ||
    /// DF32}`. DF53 is ours: without it nothing signed ties the data in 0001 and 0002 to the key of
    /// this very card.
    CardKey = 0x0007,
}

/// Size of [`File::Attributes`] in bytes.
pub const ATTRIBUTES_SIZE: u16 = 1024;

/// How many bytes of [`File::Attributes`] a name and an address of so many bytes of UTF-8 take, with the
/// offsets, a birth of eight digits and the digit of the sex.
#[must_use]
pub const fn attributes_size(name: usize, address: usize) -> usize {
    // Every tag has two bytes.
    const fn object(value: usize) -> usize {
        let length = match value {
            0..=0x7F => 1,
            0x80..=0xFF => 2,
            _ => 3,
        };
        2 + length + value
    }
    object(object(4 * 2) + object(name) + object(address) + object(8) + object(1))
}

/// PIN (暗証番号).
pub const PIN: FileId = 0x0011;
/// Key for INTERNAL AUTHENTICATE of this card.
pub const KEY: FileId = 0x0013;
/// Code A (照合番号A): the personal number.
pub const CODE_A: FileId = 0x0014;
/// Code B (照合番号B): from expiry and birth.
pub const CODE_B: FileId = 0x0015;

/// Size of [`File::PersonalNumber`] in bytes, filler included: the hash in DF31 covers all of them.
pub const PERSONAL_NUMBER_SIZE: u16 = 17;

const WITH_PIN: Condition<'_> = Condition::Pin(reference(PIN));
const WITH_CODE_A: Condition<'_> = Condition::Pin(reference(CODE_A));
const WITH_CODE_B: Condition<'_> = Condition::Pin(reference(CODE_B));

const ANY_OF_THREE: Condition<'_> = Condition::Or(&[WITH_PIN, WITH_CODE_A, WITH_CODE_B]);
const WITH_PIN_OR_CODE_A: Condition<'_> = Condition::Or(&[WITH_PIN, WITH_CODE_A]);

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

const PIN_OBJECT: Object = Object {
    fid: PIN,
    name: "PIN of the text application",
    kind: ObjectKind::Pin(FOUR_DIGITS),
    rules: &[
        ANYBODY_VERIFIES,
        Rule { modes: &[AccessMode::CHANGE], condition: WITH_PIN },
        ISSUER_RESETS,
        ISSUER_ACTIVATES,
    ],
};

const CODE_A_OBJECT: Object = code(CODE_A, "code A", 12);
const CODE_B_OBJECT: Object = code(CODE_B, "code B", 14);

const KEY_OBJECT: Object = Object {
    fid: KEY,
    name: "card key of the text application",
    kind: ObjectKind::KeyPair(Usage::INTERNAL_AUTHENTICATE),
    rules: CARD_KEY,
};

const fn file(file: File, rules: &'static [Rule<'static>]) -> Object {
    let (name, structure) = match file {
        File::PersonalNumber => {
            ("personal number", Structure::Whole { size: PERSONAL_NUMBER_SIZE })
        }
        File::Attributes => ("attributes", Structure::Transparent { size: ATTRIBUTES_SIZE }),
        File::Signature => ("signature", Structure::Transparent { size: 352 }),
        File::CvCertificate => ("CV certificate", Structure::Transparent { size: 640 }),
        File::BasicInformation => ("basic information", Structure::Transparent { size: 352 }),
        File::CardKey => ("public key of the card", Structure::Transparent { size: 896 }),
    };
    Object {
        fid: file.fid(),
        name,
        kind: ObjectKind::File(super::File::Text(file), structure),
        rules,
    }
}

const OPENED_BY_PIN: &[Rule<'_>] =
    &[Rule { modes: &[AccessMode::READ], condition: WITH_PIN }, ISSUER_WRITES];
const OPENED_BY_PIN_OR_CODE_A: &[Rule<'_>] =
    &[Rule { modes: &[AccessMode::READ], condition: WITH_PIN_OR_CODE_A }, ISSUER_WRITES];
const OPENED_BY_PIN_OR_CODE_B: &[Rule<'_>] = &[
    Rule { modes: &[AccessMode::READ], condition: Condition::Or(&[WITH_PIN, WITH_CODE_B]) },
    ISSUER_WRITES,
];
const OPENED_BY_ANY_OF_THREE: &[Rule<'_>] =
    &[Rule { modes: &[AccessMode::READ], condition: ANY_OF_THREE }, ISSUER_WRITES];

/// The application on a card of type B, with a photo.
pub const APPLICATION: Application = Application {
    id: ApplicationId::Text,
    fid: 0x4A54,
    aid: &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08],
    label: "KENMEN-TEXT",
    rules: ISSUED_DF,
    objects: &[
        PIN_OBJECT,
        CODE_A_OBJECT,
        CODE_B_OBJECT,
        KEY_OBJECT,
        file(File::PersonalNumber, OPENED_BY_PIN_OR_CODE_A),
        file(File::Attributes, OPENED_BY_PIN_OR_CODE_B),
        file(File::Signature, OPENED_BY_ANY_OF_THREE),
        file(File::CvCertificate, PUBLIC_EF),
        file(File::BasicInformation, PUBLIC_EF),
        file(File::CardKey, OPENED_BY_ANY_OF_THREE),
    ],
};

/// The application on a card of type A, without a photo: its code B would be the expiry date,
/// which anybody can read, so there is none, and the attributes open with the PIN only.
pub const APPLICATION_TYPE_A: Application = Application {
    objects: &[
        PIN_OBJECT,
        CODE_A_OBJECT,
        KEY_OBJECT,
        file(File::PersonalNumber, OPENED_BY_PIN_OR_CODE_A),
        file(File::Attributes, OPENED_BY_PIN),
        file(File::Signature, OPENED_BY_PIN_OR_CODE_A),
        file(File::CvCertificate, PUBLIC_EF),
        file(File::BasicInformation, PUBLIC_EF),
        file(File::CardKey, OPENED_BY_PIN_OR_CODE_A),
    ],
    ..APPLICATION
};
