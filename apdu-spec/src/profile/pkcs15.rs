//! The PKCS#15 view (ISO/IEC 7816-15) of the JPKI keys, for programs that know no JPKI: pointers
//! by path into the JPKI DF, and no second PIN, key or certificate. DF name and the structure of
//! the files are public; identifiers are ours, in the places where OpenSC's `myeid` driver, the
//! one that signs with P-256, looks for them.

use super::{
    ANYBODY_VERIFIES, Application, ApplicationId, ISSUED_DF, Object, ObjectKind, PUBLIC_EF,
    Structure, card, files,
};
use crate::file::{Alphabet, FileId, Pin, Query};

files! {
    Pkcs15 in APPLICATION:
    /// EF(ODF): where the directories are. Its identifier is the standard's.
    Odf = 0x5031,
    /// EF(TokenInfo). Its identifier is the standard's.
    TokenInfo = 0x5032,
    /// EF(AODF): PINs.
    Aodf = 0x4401,
    /// EF(PrKDF): private keys.
    Prkdf = 0x4402,
    /// EF(CDF): certificates of the holder.
    Cdf = 0x4403,
    /// EF(CDF) of trusted certificates: those of the authorities.
    TrustedCdf = 0x4405,
}

/// GET DATA in the MF and in every DF of a card with this view: what the `myeid` driver asks a card
/// for, wherever it stands: five bytes of nothing, version (3), serial number (10), number of
/// changes (2). OpenSC 0.27 keeps what it reads under serial number and number of changes, and asks
/// for them before each file: where a DF did not answer, it took the card for another one.
pub const CARD_DATA_TAG: u16 = 0x01A0;

/// DO `86` of a DF, as the `myeid` driver reads it: who may create and delete in it. The card
/// keeps it and goes by its access rules.
pub const DF_ACCESS: &[u8] = &[0xFF, 0xFF, 0xFF];
/// DO `86` of an EF: read by everybody as far as the driver is concerned. Where the card wants a
/// PIN, the directory says so.
pub const EF_ACCESS: &[u8] = &[0x03, 0xFF, 0xFF];

/// The longest PIN that OpenSC sends to a card of this view, in bytes.
pub const PIN_MAX: u8 = 8;

/// The resetting code (PUK) in the MF: random per card, kept by the authority. Nothing gives its
/// tries back but its right value.
pub const PUK: Object = Object {
    fid: card::PUK_REFERENCE as FileId,
    name: "resetting code",
    kind: ObjectKind::Pin(Pin {
        tries: 10,
        min: 8,
        max: 8,
        alphabet: Alphabet::Digits,
        query: Query::Tries,
        disabled: false,
        pace: None,
    }),
    rules: &[ANYBODY_VERIFIES],
};

const fn file(file: File) -> Object {
    let name = match file {
        File::Odf => "object directory",
        File::TokenInfo => "token information",
        File::Aodf => "directory of PINs",
        File::Prkdf => "directory of keys",
        File::Cdf => "directory of certificates",
        File::TrustedCdf => "directory of trusted certificates",
    };
    let kind = ObjectKind::File(super::File::Pkcs15(file), Structure::Exact);
    Object { fid: file.fid(), name, kind, rules: PUBLIC_EF }
}

/// The application.
pub const APPLICATION: Application = Application {
    id: ApplicationId::Pkcs15,
    fid: 0x5015,
    aid: &[0xA0, 0x00, 0x00, 0x00, 0x63, 0x50, 0x4B, 0x43, 0x53, 0x2D, 0x31, 0x35],
    label: "PKCS-15",
    rules: ISSUED_DF,
    objects: &[
        file(File::Odf),
        file(File::TokenInfo),
        file(File::Aodf),
        file(File::Prkdf),
        file(File::Cdf),
        file(File::TrustedCdf),
    ],
};
