//! Proofs of keys as the counter asks for them: the card proves itself, or nothing secret is sent.

use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::request::Reference;
use apdu_spec::status::StatusWord;
use rand_core::CryptoRng;

use super::authentication::{AesKey, CardKey};
use super::session::{Session, SessionError};

/// Length of RND.IFD in bytes.
const NONCE_LEN: usize = 16;

/// What came of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The outside has proved the key, and where it was asked to, the card has.
    Proved,
    /// The key of the card is another one, or it is blocked.
    Wrong(StatusWord),
    /// The card took the proof and has not proved itself: it has not this key.
    NotProved,
    /// The card says that this key does not prove the card: it is of an earlier version, or says
    /// so.
    OneWay,
}

/// MUTUAL AUTHENTICATE: host and card prove a key to each other, bound to the serial number.
///
/// # Errors
/// When the card refuses otherwise, or does not answer.
pub fn mutual(
    session: &mut Session<'_>,
    reference: Reference,
    key: &[u8; 16],
    serial: &[u8; SERIAL_LEN],
    rng: &mut dyn CryptoRng,
) -> Result<Proof, SessionError> {
    let mut nonce = [0; NONCE_LEN];
    rng.fill_bytes(&mut nonce);
    let card = CardKey { reference, key: AesKey::Aes128(key), serial };
    match card.mutual_authenticate(session, &nonce) {
        Ok(true) => Ok(Proof::Proved),
        Ok(false) => Ok(Proof::NotProved),
        Err(SessionError::Refused { status: StatusWord::CONDITIONS_NOT_SATISFIED, .. }) => {
            Ok(Proof::OneWay)
        }
        Err(cause) => refused(cause),
    }
}

/// EXTERNAL AUTHENTICATE: the host alone proves a key. The card has proved itself otherwise.
///
/// # Errors
/// As [`mutual`].
pub fn one_way(
    session: &mut Session<'_>,
    reference: Reference,
    key: &[u8; 16],
    serial: &[u8; SERIAL_LEN],
) -> Result<Proof, SessionError> {
    match (CardKey { reference, key: AesKey::Aes128(key), serial }).external_authenticate(session) {
        Ok(()) => Ok(Proof::Proved),
        Err(cause) => refused(cause),
    }
}

fn refused(cause: SessionError) -> Result<Proof, SessionError> {
    match cause {
        SessionError::Refused { status, .. }
            if status.tries_left().is_some()
                || status == StatusWord::VERIFICATION_FAILED
                || status == StatusWord::AUTHENTICATION_METHOD_BLOCKED =>
        {
            Ok(Proof::Wrong(status))
        }
        cause => Err(cause),
    }
}
