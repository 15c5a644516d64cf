//! PACE: a password that is too short to be a key opens a session of secure messaging (BSI TR-03110
//! part 2, 3.2, and part 3; Doc 9303-11 of ICAO, 4.4). A listener learns nothing about the
//! password; a side that does not know it has one guess a run, and gets no session.
//!
//! Spoken here: the protocol by elliptic curves with the generic mapping, on P-256, for sessions of
//! AES-128. The terminal's side; the card's is in `card-os`.

mod agreement;
mod card_access;
mod error;
mod password;
#[cfg(test)]
mod tests;

use apdu_spec::file::{MF, POINT_LEN};
use apdu_spec::instruction::Instruction;
use apdu_spec::pace::{KeyUse, NONCE_LEN, PaceCommand, PaceReference, PaceResponse, token_input};
use apdu_spec::profile::pace::CARD_ACCESS;
use apdu_spec::request::{ManageSecurityEnvironment, Purpose, SelectionMethod, Template};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::Writer;
use p256::NistP256;
use p256::elliptic_curve::NonZeroScalar;
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;

use super::authentication::AesKey;
use super::files;
use super::key_derivation::{self, Key};
use super::session::{SecureMessaging, Session, SessionError};
use agreement::{EphemeralKey, StandardisedCurve};
pub use apdu_spec::file::PacePassword;
pub use error::{PaceError, PaceStep};
pub use password::{Password, PasswordFormError, abbreviation};

/// The longest data field that is sent: a template with a point.
const DATA_MAX: usize = 0x80;

/// The outcome of PACE: the session has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaceOutcome {
    /// The card's ephemeral public key, uncompressed. Terminal authentication signs its first
    /// coordinate as the identifier of the card (TR-03110 part 2, 3.3).
    pub card_key: [u8; POINT_LEN],
}

/// Opens a session of secure messaging by a password. The MF is selected then. Inside a session
/// that is open already, this one takes its place; that is how a PIN is resumed that has one try
/// left: by the CAN first, and the PIN inside.
///
/// # Errors
/// When the card offers no PACE that is spoken here, or has no such password; when the password is
/// wrong, suspended or blocked; when the card does not know it itself: nothing more was sent then.
/// What a card says of a password is under no checksum: it may have been altered on the way.
pub fn open(
    session: &mut Session<'_>,
    password: &Password,
    rng: &mut dyn CryptoRng,
) -> Result<PaceOutcome, PaceError> {
    let (keys, outcome) =
        negotiate::<NistP256>(session, password, || agreement::random_secret::<NistP256>(rng))?;
    session.begin_secure_messaging((&keys).into());
    Ok(outcome)
}

/// Does the card offer PACE that is spoken here? The MF is selected then.
///
/// # Errors
/// When EF.CardAccess is not what it should be, or no answer came.
pub fn is_offered(session: &mut Session<'_>) -> Result<bool, PaceError> {
    Ok(offer::<NistP256>(session)?.is_some())
}

/// The keys of the session, which begins with a counter of 0.
struct SessionKeys {
    encryption: Key,
    checksum: Key,
}

impl From<&SessionKeys> for SecureMessaging {
    fn from(SessionKeys { encryption, checksum }: &SessionKeys) -> Self {
        Self::new(&AesKey::Aes128(encryption), &AesKey::Aes128(checksum))
    }
}

/// The whole exchange, on a curve, with secrets that are used in the order in which they are drawn.
fn negotiate<C: StandardisedCurve>(
    session: &mut Session<'_>,
    password: &Password,
    mut secret: impl FnMut() -> NonZeroScalar<C>,
) -> Result<(SessionKeys, PaceOutcome), PaceError> {
    let offer = offer::<C>(session)?.ok_or(PaceError::NotOffered)?;
    select_password(session, password, offer.is_ambiguous)?;

    let malformed = || PaceError::Malformed(PaceStep::Nonce);
    let answer = authenticate(session, PaceCommand::Nonce)?;
    let Ok(PaceResponse::Nonce(encrypted)) = PaceResponse::parse(&answer) else {
        return Err(malformed());
    };
    let encrypted: &[u8; NONCE_LEN] = encrypted.try_into().map_err(|_| malformed())?;
    let nonce = password.decrypt_nonce(encrypted);

    let malformed = |_| PaceError::Malformed(PaceStep::Mapping);
    let own = EphemeralKey::<C>::of(secret(), &agreement::standard_generator::<C>());
    let answer = authenticate(session, PaceCommand::Map(own.public()))?;
    let Ok(PaceResponse::Map(card)) = PaceResponse::parse(&answer) else {
        return Err(PaceError::Malformed(PaceStep::Mapping));
    };
    let shared = own.agree(card).map_err(malformed)?;
    let generator = agreement::map::<C>(&nonce, &shared).map_err(malformed)?;

    let malformed = || PaceError::Malformed(PaceStep::Agreement);
    let own = EphemeralKey::<C>::of(secret(), &generator);
    let answer = authenticate(session, PaceCommand::Agree(own.public()))?;
    let Ok(PaceResponse::Agree(card)) = PaceResponse::parse(&answer) else {
        return Err(malformed());
    };
    let shared = own.agree(card).map_err(|_| malformed())?;
    let card: &[u8; POINT_LEN] = card.try_into().map_err(|_| malformed())?;
    let shared = agreement::x_coordinate::<C>(&shared);
    let encryption = key_derivation::derive(&[&shared], KeyUse::Encryption);
    let checksum = key_derivation::derive(&[&shared], KeyUse::Checksum);

    let expected = own.public().try_into().map_err(|_| malformed())?;
    let expected = key_derivation::token(&checksum, &token_input(expected));
    let token = key_derivation::token(&checksum, &token_input(card));
    let answer = authenticate(session, PaceCommand::Authenticate(&token))
        .map_err(|cause| password_refused(password, cause))?;
    let Ok(PaceResponse::Authenticate { token, .. }) = PaceResponse::parse(&answer) else {
        return Err(PaceError::Malformed(PaceStep::Tokens));
    };
    if !bool::from(token.ct_eq(&expected)) {
        return Err(PaceError::CardNotAuthenticated { password: password.kind() });
    }
    Ok((SessionKeys { encryption, checksum }, PaceOutcome { card_key: *card }))
}

/// What the card offers on this curve.
fn offer<C: StandardisedCurve>(
    session: &mut Session<'_>,
) -> Result<Option<card_access::PaceOffer>, PaceError> {
    let mf = MF.to_be_bytes();
    let content = files::select(session, SelectionMethod::FileIdentifier, &mf)
        .and_then(|_| files::read_file(session, CARD_ACCESS));
    let content = match content {
        Ok(Some(content)) => content,
        Ok(None) | Err(SessionError::Refused { .. }) => return Ok(None),
        Err(cause) => return Err(cause.into()),
    };
    card_access::pace_offer(&content, C::PARAMETER_ID).map_err(PaceError::CardAccess)
}

/// MANAGE SECURITY ENVIRONMENT: which protocol and which password; the domain parameters too where
/// there are several.
fn select_password(
    session: &mut Session<'_>,
    password: &Password,
    parameter: bool,
) -> Result<(), PaceError> {
    let mut buffer = [0; DATA_MAX];
    let mut writer = Writer::new(&mut buffer);
    let reference = PaceReference { password: password.kind(), parameter, authorisation: None };
    reference.encode(&mut writer);
    let data = writer.finish().ok_or(PaceError::Malformed(PaceStep::Password))?;
    let request = ManageSecurityEnvironment::Set {
        purpose: Purpose::Both,
        template: Template::Authentication,
        data,
    };
    let is_secured = session.is_secured();
    let answer = session.exchange(request)?;
    let password = password.kind();
    match (answer.status, answer.status.tries_left()) {
        (StatusWord::SUCCESS, _) => Ok(()),
        (StatusWord::AUTHENTICATION_METHOD_BLOCKED, _) | (_, Some(0)) => {
            Err(PaceError::Blocked { password })
        }
        // The card would refuse in the end, and the try be spent.
        (_, Some(1)) if password == PacePassword::Pin && !is_secured => {
            Err(PaceError::Suspended { password })
        }
        (_, Some(_)) => Ok(()),
        (StatusWord::REFERENCE_NOT_FOUND, _) => Err(PaceError::NoPassword { password }),
        (status, _) => {
            let instruction = Instruction::ManageSecurityEnvironment;
            Err(SessionError::Refused { instruction, status }.into())
        }
    }
}

/// One step of GENERAL AUTHENTICATE; its answer.
fn authenticate(session: &mut Session<'_>, step: PaceCommand<'_>) -> Result<Vec<u8>, SessionError> {
    let mut buffer = [0; DATA_MAX];
    let mut writer = Writer::new(&mut buffer);
    step.encode(&mut writer);
    let data = writer.finish().unwrap_or_default();
    let is_last = matches!(step, PaceCommand::Authenticate(_));
    Ok(session.authenticate_in_steps(data, is_last)?.data)
}

/// What the card says to the terminal's token.
fn password_refused(password: &Password, cause: SessionError) -> PaceError {
    let SessionError::Refused { status, .. } = &cause else { return cause.into() };
    let password = password.kind();
    match (*status, status.tries_left()) {
        (StatusWord::AUTHENTICATION_METHOD_BLOCKED, _) => PaceError::Blocked { password },
        (StatusWord::CONDITIONS_NOT_SATISFIED, _) => PaceError::Suspended { password },
        (_, Some(left)) => PaceError::Wrong { password, tries_left: Some(left) },
        // Cards of others say 6A80: the token is all that was in the command.
        (StatusWord::VERIFICATION_FAILED | StatusWord::INCORRECT_DATA, _) => {
            PaceError::Wrong { password, tries_left: None }
        }
        _ => cause.into(),
    }
}
