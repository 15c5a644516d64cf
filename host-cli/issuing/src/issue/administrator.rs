//! The administrator key: the transport key of a blank card, the issuer key from the first step of
//! issuing on.
//!
//! Nothing secret goes to a card that has not been authenticated by its key: the transport key,
//! when it is blank; the issuer key that left for this serial number, afterwards. Whether one left,
//! the authority's own register says, never the card. The authentication opens a session of secure
//! messaging, and everything after it goes inside. A card that has none is a card of which the
//! register knows no such key.

use apdu_spec::file::EF_DIR;
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, SERIAL_LEN};
use apdu_spec::profile::{pace, pkcs15};
use apdu_spec::request::{ChangeReferenceData, Reference, VerificationData};
use apdu_spec::status::StatusWord;
use rand_core::CryptoRng;

use super::register::{Counter, Register, RegisterError, event};
use super::{IssuanceHooks, IssuanceProgress, IssueError, Order, create, survey};
use juki_client::card::authentication::AesKey;
use juki_client::card::proof::{self, AuthenticationOutcome};
use juki_client::card::session::{Session, SessionError};
use juki_client::card::{CardError, files};
use juki_client::serial_number::text;
use juki_pki::index::card::{CardChange, CardState, IssuanceStart};
use juki_pki::{Authority, Date};

mod error;

pub use error::AdministratorError;

/// The reference of the administrator key.
pub(crate) const ADMINISTRATOR: Reference = Reference::Global(ADMINISTRATOR_REFERENCE);

/// A card that has authenticated itself by its issuer key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthenticatedCard {
    /// Its serial number.
    pub serial: [u8; SERIAL_LEN],
    /// The generation of its issuer key.
    pub generation: u32,
}

/// Does the authority know the card that claims this serial number? Nothing is sent but what asks
/// for that number.
///
/// # Errors
/// [`AdministratorError::Unknown`] when it does not; when the card does not answer.
pub fn known_card(
    session: &mut Session<'_>,
    authority: &Authority,
    register: &dyn Register,
) -> Result<([u8; SERIAL_LEN], CardState), IssueError> {
    let serial = files::serial(session)?;
    match register.card(&text(&serial)) {
        Some(state) if !state.generations().is_empty() => Ok((serial, state)),
        _ => Err(AdministratorError::Unknown {
            serial: text(&serial),
            authority: authority.id(),
            created: authority.created(),
        }
        .into()),
    }
}

/// Does work at the counter: card and host authenticate each other by the issuer key first, the one
/// of the activated card, and no other that left for this serial number. When the line of the
/// activation was lost, that is the one of the last authentication. The work is done inside the
/// session that this opens, which ends behind it, whatever becomes of that or of the proof. Call it
/// inside an exclusive transaction.
///
/// A card of an earlier version ([`CardState::is_older`]) has no session: what the work sends goes
/// in the clear, and the security status ends with the next SELECT by DF name.
///
/// # Errors
/// As [`known_card`], before anything is sent to the card; when it is not authenticated, or does
/// not answer; those of the work.
pub fn with_authenticated_card<'r, 'c, T, E: From<IssueError> + From<CardError>>(
    session: &mut Session<'r>,
    counter: &mut Counter<'c>,
    work: impl FnOnce(&mut Session<'r>, &mut Counter<'c>, &AuthenticatedCard) -> Result<T, E>,
) -> Result<T, E> {
    let (serial, state) = known_card(session, counter.authority, &*counter.register)?;
    files::with_log_out(session, |session| {
        let known = prove(session, counter, serial, &state)?;
        work(session, counter, &known)
    })
}

/// As [`with_authenticated_card`], and the session stays.
#[cfg(test)]
pub(crate) fn authenticate(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
) -> Result<AuthenticatedCard, IssueError> {
    let (serial, state) = known_card(session, counter.authority, &*counter.register)?;
    prove(session, counter, serial, &state)
}

/// The proof of the issuer key, in both directions.
fn prove(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    serial: [u8; SERIAL_LEN],
    state: &CardState,
) -> Result<AuthenticatedCard, IssueError> {
    let Counter { authority, rng, .. } = counter;
    let generation = state.generation();
    let key = authority.issuer_key(&serial, generation);
    match proof::mutual_session(session, ADMINISTRATOR, &key, &serial, *rng)? {
        AuthenticationOutcome::Authenticated => Ok(AuthenticatedCard { serial, generation }),
        AuthenticationOutcome::ExternalOnly if state.is_older() => {
            super::proof::of_certified_key(session, authority, &serial, *rng)?;
            create::select_mf(session)?;
            match proof::one_way(session, ADMINISTRATOR, &key, &serial)? {
                AuthenticationOutcome::Authenticated => {
                    Ok(AuthenticatedCard { serial, generation })
                }
                other => Err(wrong_key(other).into()),
            }
        }
        AuthenticationOutcome::NoSession => {
            Err(AdministratorError::NoSession { serial: text(&serial) }.into())
        }
        AuthenticationOutcome::ExternalOnly | AuthenticationOutcome::CardNotAuthenticated => {
            Err(AdministratorError::card_not_authenticated(&serial).into())
        }
        other @ AuthenticationOutcome::Failed(_) => Err(wrong_key(other).into()),
    }
}

/// How the issuing of a card with this serial number began, as the authority's register knows it;
/// `None` when nothing of it left for a card yet. Nothing is sent.
///
/// # Errors
/// [`AdministratorError::SerialIssued`] when the register knows the card as issued;
/// [`AdministratorError::BegunOtherwise`] when it knows it as begun with another record, or the
/// card is begun, and not by this authority.
pub fn issuance_start(
    order: &Order<'_>,
    found: &IssuanceProgress,
    register: &dyn Register,
) -> Result<Option<IssuanceStart>, IssueError> {
    let card = text(&found.serial);
    let state = register.card(&card);
    let begun = match &state {
        None => None,
        // Begun and nothing sent: as if it had never been.
        Some(state)
            if state.begun.is_some()
                && state.handed_over.is_empty()
                && register.certificates(&card).is_empty() =>
        {
            None
        }
        Some(CardState { begun: Some(begun), activated: None, .. }) => Some(*begun),
        Some(_) => {
            // Its certificates are in use; its issuer key is too.
            return Err(AdministratorError::SerialIssued { serial: card }.into());
        }
    };
    match begun {
        None if found.is_resumed() => Err(AdministratorError::BegunOtherwise.into()),
        Some(begun) if begun.seal != order.seal(&found.serial)? => {
            Err(AdministratorError::BegunOtherwise.into())
        }
        begun => Ok(begun),
    }
}

/// Begins issuing, or finds out where it stopped: in the end the card has authenticated by its
/// issuer key, of the generation that is returned, nobody else has that key, and its session is
/// open. `claimed` is what the card said in the clear; what it says inside the session is returned.
///
/// # Errors
/// As [`issuance_start`]; when the card has files and is not begun, proves none of the keys that it
/// may have, or is of an earlier version; when no card can be issued from the record; when
/// something could not be written down, or the card does not answer.
pub(super) fn begin(
    session: &mut Session<'_>,
    order: &Order<'_>,
    claimed: &IssuanceProgress,
    hooks: &mut IssuanceHooks<'_>,
) -> Result<(IssuanceStart, IssuanceProgress), IssueError> {
    let serial = &claimed.serial;
    let card = text(serial);
    let begun = issuance_start(order, claimed, &*hooks.register)?;
    let state = hooks.register.card(&card);
    let generations = state.as_ref().map(CardState::generations).unwrap_or_default();
    if let Some(begun) = begun {
        for generation in &generations {
            let key = order.authority.issuer_key(serial, *generation);
            match proof::mutual_session(session, ADMINISTRATOR, &key, serial, hooks.rng)? {
                AuthenticationOutcome::Authenticated => {
                    let authenticated = IssuanceStart { generation: *generation, ..begun };
                    if authenticated != begun {
                        begins(&card, &authenticated, hooks)?;
                    }
                    return Ok((authenticated, survey(session)?));
                }
                AuthenticationOutcome::Failed(StatusWord::VERIFICATION_FAILED) => {}
                AuthenticationOutcome::Failed(_)
                | AuthenticationOutcome::ExternalOnly
                | AuthenticationOutcome::NoSession
                | AuthenticationOutcome::CardNotAuthenticated => {
                    return Err(AdministratorError::card_not_authenticated(serial).into());
                }
            }
        }
        // A certificate is issued only to an authenticated card: this is another one.
        if !hooks.register.certificates(&card).is_empty() {
            return Err(AdministratorError::card_not_authenticated(serial).into());
        }
    }
    // A record that no card can be issued from leaves no trace.
    let at = begun.map_or(order.now, |begun| begun.at);
    order.content(Date::in_japan(at))?;
    order.record.issuable(at)?;
    let transport_key = order.transport_key;
    match proof::mutual_session(session, ADMINISTRATOR, transport_key, serial, hooks.rng)? {
        AuthenticationOutcome::Authenticated => {}
        // Its key is an issuer key already, and none of ours.
        AuthenticationOutcome::Failed(_) if begun.is_some() => {
            return Err(AdministratorError::BegunOtherwise.into());
        }
        AuthenticationOutcome::Failed(status) => {
            return Err(AdministratorError::TransportKey { status }.into());
        }
        AuthenticationOutcome::ExternalOnly | AuthenticationOutcome::NoSession => {
            return Err(AdministratorError::OlderBlank.into());
        }
        AuthenticationOutcome::CardNotAuthenticated => {
            return Err(AdministratorError::card_not_authenticated(serial).into());
        }
    }
    // Whoever had the card and its transport key before may have left files of his own.
    let found = survey(session)?;
    if found.is_resumed() || has_files(session)? {
        return Err(AdministratorError::BegunOtherwise.into());
    }
    let generation = fresh(&generations, hooks.rng);
    let begun = match begun {
        Some(begun) => IssuanceStart { generation, ..begun },
        None => IssuanceStart { at: order.now, seal: order.seal(serial)?, generation },
    };
    begins(&card, &begun, hooks)?;
    hand_over(session, order, serial, generation, hooks)?;
    Ok((begun, found))
}

/// Writes down how issuing began.
fn begins(
    card: &str,
    begun: &IssuanceStart,
    hooks: &mut IssuanceHooks<'_>,
) -> Result<(), RegisterError> {
    let IssuanceStart { at, seal, generation } = *begun;
    let known = hooks.register.card(card);
    let begun = event(card, at, CardChange::Begun { seal, generation });
    hooks.register.record(&begun, known.as_ref())
}

/// Has the MF a file that issuing makes there?
fn has_files(session: &mut Session<'_>) -> Result<bool, SessionError> {
    create::select_mf(session)?;
    for fid in [pkcs15::PUK.fid, pace::CAN.fid, pace::CARD_ACCESS, EF_DIR] {
        if files::find_file(session, fid)?.is_some() {
            return Ok(true);
        }
    }
    create::select_mf(session)?;
    Ok(false)
}

/// Replaces the transport key by an issuer key that never left before, inside the session of the
/// transport key, and lets the card authenticate by it, which opens the session of the issuer key:
/// who learns the transport key later reads that one key, and then all of it. Which one, chance
/// said: a register that lost its last lines does not say it again.
fn hand_over(
    session: &mut Session<'_>,
    order: &Order<'_>,
    serial: &[u8; SERIAL_LEN],
    generation: u32,
    hooks: &mut IssuanceHooks<'_>,
) -> Result<(), IssueError> {
    let card = text(serial);
    let known = hooks.register.card(&card);
    let leaves = event(&card, order.now, CardChange::HandedOver { generation });
    hooks.register.record(&leaves, known.as_ref())?;
    let key = order.authority.issuer_key(serial, generation);
    session.request(ChangeReferenceData {
        reference: ADMINISTRATOR,
        with_old: false,
        data: VerificationData(&*key),
    })?;
    // The change revoked the security status of the old key, and its session goes on.
    match proof::mutual_session(session, ADMINISTRATOR, &key, serial, hooks.rng)? {
        AuthenticationOutcome::Authenticated => Ok(()),
        _ => Err(AdministratorError::card_not_authenticated(serial).into()),
    }
}

/// A generation that no key had yet. 0 is that of cards issued before there were any.
pub(crate) fn fresh(used: &[u32], rng: &mut dyn CryptoRng) -> u32 {
    loop {
        let generation = rng.next_u32();
        if generation != 0 && !used.contains(&generation) {
            return generation;
        }
    }
}

/// First byte of the message from whose code the security code is made, and of the one for the card
/// access number. An issuer key makes other codes too: messages of authentications begin with `01`
/// to `06`, those of session keys with `00`, and none is a message of another use.
const SECURITY_CODE: u8 = b'S';
const ACCESS_NUMBER: u8 = b'C';

/// The security code of a card, four digits: from its issuer key, so that it is the same when
/// issuing goes on after an interruption, and nobody else knows it.
pub(super) fn security_code(key: &[u8; 16], serial: &[u8; SERIAL_LEN]) -> String {
    let [a, b, c, d, ..] = AesKey::Aes128(key).code(&[&[SECURITY_CODE][..], serial].concat());
    format!("{:04}", u32::from_be_bytes([a, b, c, d]) % 10_000)
}

/// The card access number of a card, six digits: as its security code.
pub(super) fn card_access_number(key: &[u8; 16], serial: &[u8; SERIAL_LEN]) -> String {
    let [a, b, c, d, ..] = AesKey::Aes128(key).code(&[&[ACCESS_NUMBER][..], serial].concat());
    format!("{:06}", u32::from_be_bytes([a, b, c, d]) % 1_000_000)
}

fn wrong_key(proof: AuthenticationOutcome) -> AdministratorError {
    match proof {
        AuthenticationOutcome::Failed(StatusWord::AUTHENTICATION_METHOD_BLOCKED) => {
            AdministratorError::Blocked
        }
        AuthenticationOutcome::Failed(status) => {
            AdministratorError::IssuerKey { status: Some(status) }
        }
        _ => AdministratorError::IssuerKey { status: None },
    }
}

/// Does this key open the card?
#[cfg(test)]
pub(super) fn tests_only_prove(card: &mut dyn juki_client::reader::Reader, key: &[u8; 16]) -> bool {
    let mut session = Session::new(card);
    let serial = files::serial(&mut session).unwrap();
    let proof = proof::one_way(&mut session, ADMINISTRATOR, key, &serial).unwrap();
    proof == AuthenticationOutcome::Authenticated
}
