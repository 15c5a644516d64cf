//! JPKI: certificates and keys.

use std::fmt;

use apdu_spec::file::FileId;
use apdu_spec::profile::{ApplicationId, Object, jpki};
use apdu_spec::request::{Purpose, Template};

use super::CardError;
use super::files::{self, Extent};
use super::identity::printable;
use super::operations::{self, KeyName};
use super::pins::{self, Pin, Source, VerifyOutcome};
use super::session::{Dialect, Session, SessionError};

mod statement;

pub use statement::{KeyHash, KeyStatement, certified_key, read as read_key_statement};

/// What programs for real cards read of a certificate to find its length: `3082`, two bytes.
const HEADER: u16 = 4;

/// A key pair with its certificate and PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Signing (署名用).
    Signing,
    /// User authentication (利用者証明用).
    Authentication,
}

impl Key {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Signing, Self::Authentication];

    /// The key pair with this file identifier in an application; `None` for every other.
    #[must_use]
    pub fn of(application: ApplicationId, fid: FileId) -> Option<Self> {
        match application {
            ApplicationId::Jpki => Self::ALL.into_iter().find(|key| key.fid() == fid),
            // Card keys: they prove the card, and have no certificate for its holder.
            ApplicationId::Text | ApplicationId::Visual | ApplicationId::Common => None,
            ApplicationId::Juki | ApplicationId::Pkcs15 => None,
        }
    }

    /// File identifier of the key.
    #[must_use]
    pub const fn fid(self) -> FileId {
        match self {
            Self::Signing => jpki::SIGNING_KEY,
            Self::Authentication => jpki::AUTHENTICATION_KEY,
        }
    }

    /// Its PIN.
    #[must_use]
    pub const fn pin(self) -> Pin {
        match self {
            Self::Signing => Pin::Signing,
            Self::Authentication => Pin::Authentication,
        }
    }

    /// The holder's certificate.
    #[must_use]
    pub const fn certificate(self) -> Certificate {
        match self {
            Self::Signing => Certificate::Signing,
            Self::Authentication => Certificate::Authentication,
        }
    }

    /// The certificate of the authority that issued it.
    #[must_use]
    pub const fn authority(self) -> Certificate {
        match self {
            Self::Signing => Certificate::SigningAuthority,
            Self::Authentication => Certificate::AuthenticationAuthority,
        }
    }
}

/// A certificate on the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// The signing certificate (署名用電子証明書): readable after the signing password.
    Signing,
    /// The certificate of the authority that issued it.
    SigningAuthority,
    /// The user authentication certificate (利用者証明用電子証明書).
    Authentication,
    /// The certificate of the authority that issued it.
    AuthenticationAuthority,
}

impl Certificate {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Signing,
        Self::Authentication,
        Self::SigningAuthority,
        Self::AuthenticationAuthority,
    ];

    /// The certificate that a file holds; `None` when it holds something else.
    #[must_use]
    pub const fn of(file: jpki::File) -> Option<Self> {
        match file {
            jpki::File::SigningCertificate => Some(Self::Signing),
            jpki::File::SigningAuthority => Some(Self::SigningAuthority),
            jpki::File::AuthenticationCertificate => Some(Self::Authentication),
            jpki::File::AuthenticationAuthority => Some(Self::AuthenticationAuthority),
            // What `token_label` and `is_present` read.
            jpki::File::TokenInfo | jpki::File::Present => None,
        }
    }

    /// The file that holds it.
    #[must_use]
    pub const fn file(self) -> jpki::File {
        match self {
            Self::Signing => jpki::File::SigningCertificate,
            Self::SigningAuthority => jpki::File::SigningAuthority,
            Self::Authentication => jpki::File::AuthenticationCertificate,
            Self::AuthenticationAuthority => jpki::File::AuthenticationAuthority,
        }
    }

    /// Its file identifier.
    #[must_use]
    pub const fn fid(self) -> FileId {
        self.file().fid()
    }

    /// The PIN that opens it; the others are free to read, but that a phone opens its
    /// authentication certificate to the authentication PIN only ([`CardError::wants_pin`]).
    #[must_use]
    pub const fn pin(self) -> Option<Pin> {
        match self {
            Self::Signing => Some(Pin::Signing),
            Self::SigningAuthority | Self::Authentication | Self::AuthenticationAuthority => None,
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Signing => "sign",
            Self::SigningAuthority => "sign-ca",
            Self::Authentication => "auth",
            Self::AuthenticationAuthority => "auth-ca",
        }
    }

    /// Its description.
    #[must_use]
    pub fn object(self) -> Option<&'static Object> {
        jpki::APPLICATION.object(self.fid())
    }
}

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signing => "signing certificate",
            Self::SigningAuthority => "certificate of the authority for signing",
            Self::Authentication => "user authentication certificate",
            Self::AuthenticationAuthority => "certificate of the authority for authentication",
        })
    }
}

/// Reads a certificate that is free to read, DER. Selects the application.
///
/// # Errors
/// When the card has none, wants a PIN first, or does not answer.
pub fn certificate(session: &mut Session<'_>, which: Certificate) -> Result<Vec<u8>, CardError> {
    files::select_application(session, &jpki::APPLICATION)?;
    read_certificate(session, which)
}

/// As [`certificate`]; the PIN that opens it comes from `source` when it needs one, and the card
/// is logged out of in the end. Call it inside an exclusive transaction. What it shows of the
/// holder is said at [`with_verified_key`].
///
/// # Errors
/// As [`certificate`] and [`pins::verify`].
pub fn certificate_with_pin(
    session: &mut Session<'_>,
    which: Certificate,
    source: &mut dyn Source,
) -> Result<Vec<u8>, CardError> {
    let mut read =
        |session: &mut _, key| with_verified_key(session, key, source, |card| card.read(which));
    if which.pin().is_some() {
        return read(session, Key::Signing);
    }
    match certificate(session, which) {
        // A phone opens it to its PIN.
        Err(cause) if cause.wants_pin() && which == Certificate::Authentication => {
            read(session, Key::Authentication)
        }
        done => done,
    }
}

/// Signs a hash of 32 bytes with a key of the card: SELECT, VERIFY, MANAGE SECURITY ENVIRONMENT,
/// COMPUTE DIGITAL SIGNATURE, log out. Call it inside an exclusive transaction. What comes is said
/// at
/// [`compute_signature`]; what it shows of the holder, at [`with_verified_key`].
///
/// # Errors
/// As [`with_verified_key`].
pub fn sign(
    session: &mut Session<'_>,
    key: Key,
    hash: &[u8; 32],
    source: &mut dyn Source,
) -> Result<Vec<u8>, CardError> {
    with_verified_key(session, key, source, |card| card.sign(hash))
}

/// Selects the application, verifies the PIN of a key, does the work, and logs out whatever came
/// of it, a panic too: for whoever needs the certificate before he knows what to sign. Call it
/// inside an exclusive transaction.
///
/// The work is done after [`VerifyOutcome::Before`] as well: a signature shows that the card is
/// there, and not that `source` was asked, nor that the holder agrees. Whoever needs that verifies
/// the PIN himself ([`pins::select_and_verify`]), takes [`VerifyOutcome::Now`] alone, and goes on
/// with
/// [`compute_signature`].
///
/// # Errors
/// As [`pins::verify`], and those of the work.
pub fn with_verified_key<T, E: From<CardError>>(
    session: &mut Session<'_>,
    key: Key,
    source: &mut dyn Source,
    work: impl FnOnce(&mut VerifiedKey<'_, '_>) -> Result<T, E>,
) -> Result<T, E> {
    files::select_application(session, &jpki::APPLICATION)?;
    // Without a certificate the PIN has no use: say so before it is asked for.
    if !is_present(session, key).map_err(CardError::from)? {
        return Err(CardError::NoCertificate(key.certificate()).into());
    }
    files::with_log_out(session, |session| match pins::verify(session, key.pin(), source) {
        Ok(VerifyOutcome::Now | VerifyOutcome::Before) => work(&mut VerifiedKey { session, key }),
        Err(cause) => Err(CardError::from(cause).into()),
    })
}

/// The application with the PIN of a key verified.
#[derive(Debug)]
pub struct VerifiedKey<'a, 'r> {
    session: &'a mut Session<'r>,
    key: Key,
}

impl VerifiedKey<'_, '_> {
    /// The certificate of the key, DER.
    ///
    /// # Errors
    /// When the card has none, or does not answer.
    pub fn certificate(&mut self) -> Result<Vec<u8>, CardError> {
        self.read(self.key.certificate())
    }

    /// The certificate of the authority that issued it, DER. Nobody trusts it because the card
    /// hands it out.
    ///
    /// # Errors
    /// When the card has none, or does not answer.
    pub fn authority(&mut self) -> Result<Vec<u8>, CardError> {
        self.read(self.key.authority())
    }

    /// Signs a SHA-256 hash. What comes is said at [`compute_signature`].
    ///
    /// # Errors
    /// When the card refuses, or does not answer.
    pub fn sign(&mut self, hash: &[u8; 32]) -> Result<Vec<u8>, CardError> {
        Ok(compute_signature(self.session, self.key, hash)?)
    }

    fn read(&mut self, which: Certificate) -> Result<Vec<u8>, CardError> {
        read_certificate(self.session, which)
    }
}

/// Signs a SHA-256 hash with a key of the selected application whose PIN is verified: MANAGE
/// SECURITY ENVIRONMENT and COMPUTE DIGITAL SIGNATURE; on a real card SELECT of the key's file and
/// `80 2A`. The key says what comes, and its certificate which key it is:
///
/// | key | cards | signature |
/// |---|---|---|
/// | RSA-2048 | real ones; of the profiles `mynumber` and `juki` | RSASSA-PKCS1-v1_5 (RFC 8017, 8.2), 256 bytes |
/// | P-256 | of the profile `p256` | ECDSA, DER `SEQUENCE {r, s}` (RFC 3279, 2.2.3), at most 72 bytes |
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn compute_signature(
    session: &mut Session<'_>,
    key: Key,
    hash: &[u8; 32],
) -> Result<Vec<u8>, SessionError> {
    if session.dialect() == Dialect::Plain {
        files::find_file(session, key.fid())?;
        return session.sign_with_selected_key(&digest_info(hash));
    }
    let name = KeyName::File(key.fid());
    operations::set_key(session, Template::Signature, Purpose::Computation, name)?;
    operations::sign(session, Some(hash))
}

/// What a real card signs: it pads the DigestInfo (RFC 8017, 9.2) of the hash itself.
pub(super) fn digest_info(hash: &[u8; 32]) -> Vec<u8> {
    /// `SEQUENCE { SEQUENCE { sha256, NULL }, OCTET STRING of 32 bytes` (RFC 8017, 9.2, note 1).
    const SHA256: [u8; 19] = [
        0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        0x05, 0x00, 0x04, 0x20,
    ];
    [&SHA256[..], hash].concat()
}

/// Does the card say that it holds the certificate of this key? Without EF 0008 it is taken to.
/// The application is selected.
///
/// # Errors
/// When the card does not answer.
pub fn is_present(session: &mut Session<'_>, key: Key) -> Result<bool, SessionError> {
    let present = match read_file(session, jpki::File::Present) {
        Ok(Some(present)) => present,
        // A real card without it shows by the file itself what it holds.
        Ok(None) if session.dialect() == Dialect::Plain => {
            return match files::find_file(session, key.certificate().fid()) {
                Err(SessionError::Refused { .. }) => Ok(true),
                found => Ok(found?.is_some()),
            };
        }
        Ok(None) | Err(SessionError::Refused { .. }) => return Ok(true),
        Err(cause) => return Err(cause),
    };
    let index = match key {
        Key::Signing => 0,
        Key::Authentication => 1,
    };
    Ok(present.get(index).is_none_or(|byte| *byte == jpki::IS_PRESENT))
}

/// The content of a file of the selected application.
fn read_file(session: &mut Session<'_>, file: jpki::File) -> Result<Option<Vec<u8>>, SessionError> {
    let extent = match Certificate::of(file) {
        Some(_) => Extent::Object { header: HEADER },
        None => Extent::of(&jpki::APPLICATION, file.fid(), HEADER),
    };
    files::read_extent(session, file.fid(), extent)
}

/// The label of the token (EF 0006), without the padding; `None` when the card has none. The
/// application is selected.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn token_label(session: &mut Session<'_>) -> Result<Option<String>, SessionError> {
    let info = read_file(session, jpki::File::TokenInfo)?;
    Ok(info.map(|info| printable(info.get(..jpki::TOKEN_LABEL_LEN).unwrap_or(&info))))
}

/// Reads a certificate of the selected application, DER.
///
/// # Errors
/// As [`certificate`].
pub fn read_certificate(
    session: &mut Session<'_>,
    which: Certificate,
) -> Result<Vec<u8>, CardError> {
    let content = read_file(session, which.file())?.unwrap_or_default();
    match files::data_object(&content) {
        Some(certificate) => Ok(certificate.to_vec()),
        None => Err(CardError::NoCertificate(which)),
    }
}
