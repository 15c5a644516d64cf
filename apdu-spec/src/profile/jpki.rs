//! JPKI (公的個人認証): two key pairs, their certificates, their PINs. Identifiers and contents
//! are public; sizes and access rules are ours.

use super::{
    ANYBODY_VERIFIES, Application, ApplicationId, FOUR_DIGITS, ISSUED_DF, ISSUER_GENERATES,
    ISSUER_WRITES, Object, ObjectKind, PUBLIC_EF, PUK_OR_ISSUER_RESETS, Structure, files,
    reference,
};
use crate::access::{AccessMode, Condition, Rule};
use crate::file::{Alphabet, FileId, Pin, Query, Usage};

files! {
    Jpki in APPLICATION:
    /// The signing certificate (署名用電子証明書): readable after the signing password.
    SigningCertificate = 0x0001,
    /// The certificate of the authority that issued it.
    SigningAuthority = 0x0002,
    /// Token information: a label of 32 bytes, padded with spaces, first.
    TokenInfo = 0x0006,
    /// Three bytes: which certificates are present.
    Present = 0x0008,
    /// The user authentication certificate (利用者証明用電子証明書): free to read.
    AuthenticationCertificate = 0x000A,
    /// The certificate of the authority that issued it.
    AuthenticationAuthority = 0x000B,
}

/// The user authentication key.
pub const AUTHENTICATION_KEY: FileId = 0x0017;
/// Its PIN (暗証番号).
pub const AUTHENTICATION_PIN: FileId = 0x0018;
/// The signing key.
pub const SIGNING_KEY: FileId = 0x001A;
/// Its password (署名用パスワード).
pub const SIGNING_PIN: FileId = 0x001B;

/// GET DATA in this DF: which keys are this card's, signed by the municipality (ours): DF61 serial
/// number, DF62 and DF63 SHA-256 of the authentication key and of the signing key (empty without
/// one), DF64 signature over DF61 to DF63. The issuer writes it anew for a new key.
pub const KEY_STATEMENT_TAG: u16 = 0xBF60;

/// Length of the label in bytes.
pub const TOKEN_LABEL_LEN: usize = 32;

/// In [`File::Present`]: a certificate is there (public for both: `8F 8F 00`).
pub const IS_PRESENT: u8 = 0x8F;

/// Size of an EF that holds a certificate, in bytes.
pub const CERTIFICATE_SIZE: u16 = 2048;

const WITH_AUTHENTICATION_PIN: Condition<'_> = Condition::Pin(reference(AUTHENTICATION_PIN));
const WITH_SIGNING_PIN: Condition<'_> = Condition::Pin(reference(SIGNING_PIN));

const CERTIFICATE: Structure = Structure::Transparent { size: CERTIFICATE_SIZE };

const fn file(file: File, rules: &'static [Rule<'static>]) -> Object {
    let (name, structure) = match file {
        File::SigningCertificate => ("signing certificate", CERTIFICATE),
        File::SigningAuthority => ("signing authority's certificate", CERTIFICATE),
        File::TokenInfo => ("token information", Structure::Whole { size: 32 }),
        File::Present => ("certificates present", Structure::Whole { size: 3 }),
        File::AuthenticationCertificate => ("authentication certificate", CERTIFICATE),
        File::AuthenticationAuthority => ("authentication authority's certificate", CERTIFICATE),
    };
    Object {
        fid: file.fid(),
        name,
        kind: ObjectKind::File(super::File::Jpki(file), structure),
        rules,
    }
}

/// The application.
pub const APPLICATION: Application = Application {
    id: ApplicationId::Jpki,
    fid: 0x4A50,
    aid: &[0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01],
    label: "JPKI",
    rules: ISSUED_DF,
    objects: &[
        Object {
            fid: AUTHENTICATION_PIN,
            name: "authentication PIN",
            kind: ObjectKind::Pin(FOUR_DIGITS),
            rules: &[
                ANYBODY_VERIFIES,
                Rule { modes: &[AccessMode::CHANGE], condition: WITH_AUTHENTICATION_PIN },
                PUK_OR_ISSUER_RESETS,
            ],
        },
        Object {
            fid: SIGNING_PIN,
            name: "signing password",
            kind: ObjectKind::Pin(Pin {
                tries: 5,
                min: 6,
                max: 16,
                alphabet: Alphabet::UpperAlphanumeric,
                query: Query::Tries,
                disabled: false,
                pace: None,
            }),
            rules: &[
                ANYBODY_VERIFIES,
                Rule { modes: &[AccessMode::CHANGE], condition: WITH_SIGNING_PIN },
                PUK_OR_ISSUER_RESETS,
            ],
        },
        Object {
            fid: AUTHENTICATION_KEY,
            name: "authentication key",
            kind: ObjectKind::KeyPair(Usage::SIGNATURE),
            rules: &[
                Rule {
                    modes: &[AccessMode::SECURITY_OPERATION],
                    condition: WITH_AUTHENTICATION_PIN,
                },
                Rule { modes: &[AccessMode::READ], condition: Condition::Always },
                ISSUER_GENERATES,
            ],
        },
        Object {
            fid: SIGNING_KEY,
            name: "signing key",
            kind: ObjectKind::KeyPair(Usage::SIGNATURE),
            rules: &[
                Rule { modes: &[AccessMode::SECURITY_OPERATION], condition: WITH_SIGNING_PIN },
                Rule { modes: &[AccessMode::READ], condition: Condition::Always },
                ISSUER_GENERATES,
            ],
        },
        file(
            File::SigningCertificate,
            &[Rule { modes: &[AccessMode::READ], condition: WITH_SIGNING_PIN }, ISSUER_WRITES],
        ),
        file(File::SigningAuthority, PUBLIC_EF),
        file(File::TokenInfo, PUBLIC_EF),
        file(File::Present, PUBLIC_EF),
        file(File::AuthenticationCertificate, PUBLIC_EF),
        file(File::AuthenticationAuthority, PUBLIC_EF),
    ],
};
