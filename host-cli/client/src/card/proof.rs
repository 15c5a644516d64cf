//! Authentication by symmetric keys, as the counter asks for it: the card authenticates itself, or
//! nothing secret is sent.

use apdu_spec::instruction::Instruction;
use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::request::Reference;
use apdu_spec::status::StatusWord;
use rand_core::CryptoRng;

use super::authentication::{AesKey, CardKey};
use super::session::{Session, SessionError};

/// Length of RND.IFD in bytes.
const NONCE_LEN: usize = 16;

/// The outcome of an authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthenticationOutcome {
    /// The host was authenticated by the key, and in a mutual authentication the card was too.
    Authenticated,
    /// The key of the card is another one, or it is blocked.
    Failed(StatusWord),
    /// The card accepted the host and did not authenticate itself: it does not have this key.
    CardNotAuthenticated,
    /// The card says that this key authenticates the host alone: it is of an earlier version, or
    /// says so.
    ExternalOnly,
    /// The card opens no session of secure messaging with a key: it is of an earlier version, or
    /// says so. Nothing was authenticated, and there is no session.
    NoSession,
}

/// MUTUAL AUTHENTICATE that opens a session of secure messaging ([`CardKey::open_session`]): when
/// the outcome is [`AuthenticationOutcome::Authenticated`] everything that `session` sends from
/// here on goes inside it. In every other case there is none.
///
/// # Errors
/// When the card refuses otherwise, or does not answer.
pub fn mutual_session(
    session: &mut Session<'_>,
    reference: Reference,
    key: &[u8; 16],
    serial: &[u8; SERIAL_LEN],
    rng: &mut dyn CryptoRng,
) -> Result<AuthenticationOutcome, SessionError> {
    let mut nonce = [0; NONCE_LEN];
    rng.fill_bytes(&mut nonce);
    let card = CardKey { reference, key: AesKey::Aes128(key), serial };
    match card.open_session(session, &nonce) {
        Ok(true) => Ok(AuthenticationOutcome::Authenticated),
        Ok(false) => Ok(AuthenticationOutcome::CardNotAuthenticated),
        Err(SessionError::Refused {
            instruction: Instruction::ExternalAuthenticate,
            status: StatusWord::INCORRECT_P1_P2,
        }) => Ok(AuthenticationOutcome::NoSession),
        Err(SessionError::Refused { status: StatusWord::CONDITIONS_NOT_SATISFIED, .. }) => {
            Ok(AuthenticationOutcome::ExternalOnly)
        }
        Err(cause) => refused(cause),
    }
}

/// EXTERNAL AUTHENTICATE: the host alone is authenticated. The card was authenticated otherwise.
///
/// # Errors
/// As [`mutual_session`].
pub fn one_way(
    session: &mut Session<'_>,
    reference: Reference,
    key: &[u8; 16],
    serial: &[u8; SERIAL_LEN],
) -> Result<AuthenticationOutcome, SessionError> {
    match (CardKey { reference, key: AesKey::Aes128(key), serial }).external_authenticate(session) {
        Ok(()) => Ok(AuthenticationOutcome::Authenticated),
        Err(cause) => refused(cause),
    }
}

fn refused(cause: SessionError) -> Result<AuthenticationOutcome, SessionError> {
    match cause {
        SessionError::Refused { status, .. }
            if status.tries_left().is_some()
                || status == StatusWord::VERIFICATION_FAILED
                || status == StatusWord::AUTHENTICATION_METHOD_BLOCKED =>
        {
            Ok(AuthenticationOutcome::Failed(status))
        }
        cause => Err(cause),
    }
}
