//! The administrator key: the transport key of a card in the making, the issuer key later.

use apdu_spec::profile;
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, SERIAL_LEN};
use apdu_spec::request::{ChangeReferenceData, Presented, Reference};
use apdu_spec::status::StatusWord;

use super::{Order, Survey};
use crate::card::authentication::{AesKey, CardKey};
use crate::card::files;
use crate::card::session::{Session, SessionError};
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::pki::Authority;

const ADMINISTRATOR: Reference = Reference::Global(ADMINISTRATOR_REFERENCE);

/// Proves the issuer key of an issued card, derived from its serial number. What was proved ends
/// with the next SELECT by DF name: move by file identifier or path.
///
/// # Errors
/// Exit code 7 when the card was issued by another authority; when it does not answer.
pub fn authenticate(session: &mut Session<'_>, authority: &Authority) -> Result<(), Error> {
    let serial = files::serial(session)?;
    let key = authority.issuer_key(&serial);
    match prove(session, ADMINISTRATOR, &key, &serial)? {
        Proof::Proved => Ok(()),
        Proof::Wrong(status) => Err(wrong_key(status, false)),
    }
}

/// Proves the key of a card in the making. It is the transport key until the issuer key replaces
/// it, just before the card is activated.
pub(super) fn for_issuing(
    session: &mut Session<'_>,
    order: &Order<'_>,
    found: &Survey,
) -> Result<(), Error> {
    files::serial(session)?;
    let issuer = order.authority.issuer_key(&found.serial);
    let transport = order.transport_key;
    let applications = profile::applications(found.card, order.record.card.into());
    let keys: &[&[u8; 16]] = match (found.begun, found.complete) {
        // Nothing was begun: no other key can be there, and no try is wasted on one.
        (0, _) => &[transport],
        (_, complete) if complete == applications.count() => &[&issuer, transport],
        _ => &[transport],
    };
    let mut last = Proof::Proved;
    for key in keys {
        last = prove(session, ADMINISTRATOR, key, &found.serial)?;
        if last == Proof::Proved {
            return Ok(());
        }
    }
    match last {
        Proof::Proved => Ok(()),
        Proof::Wrong(status) => Err(wrong_key(status, true)),
    }
}

/// Replaces the transport key by the issuer key, unless that is done, and proves it.
pub(super) fn hand_over(
    session: &mut Session<'_>,
    order: &Order<'_>,
    serial: &[u8; SERIAL_LEN],
) -> Result<(), Error> {
    let key = order.authority.issuer_key(serial);
    session.request(ChangeReferenceData {
        reference: ADMINISTRATOR,
        with_old: false,
        data: Presented(&*key),
    })?;
    // The change dropped what the old key had proved.
    match prove(session, ADMINISTRATOR, &key, serial)? {
        Proof::Proved => Ok(()),
        Proof::Wrong(status) => Err(wrong_key(status, false)),
    }
}

/// The security code of a card, four digits: from its issuer key, so that it is the same when
/// issuing goes on after an interruption, and nobody else knows it.
pub(super) fn security_code(key: &[u8; 16], serial: &[u8; SERIAL_LEN]) -> String {
    let [a, b, c, d, ..] = code(key, &[&b"S"[..], serial].concat());
    format!("{:04}", u32::from_be_bytes([a, b, c, d]) % 10_000)
}

/// CMAC of a message with a card's key.
pub(super) fn code(key: &[u8; 16], message: &[u8]) -> [u8; 16] {
    AesKey::Aes128(key).code(message)
}

/// What came of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    Proved,
    Wrong(StatusWord),
}

/// GET CHALLENGE, EXTERNAL AUTHENTICATE: CMAC(K, `01` || serial || RND.ICC).
pub(crate) fn prove(
    session: &mut Session<'_>,
    reference: Reference,
    key: &[u8; 16],
    serial: &[u8; SERIAL_LEN],
) -> Result<Proof, SessionError> {
    let answer = CardKey { reference, key: AesKey::Aes128(key), serial }.prove(session);
    match answer {
        Ok(()) => Ok(Proof::Proved),
        Err(SessionError::Refused { status, .. })
            if status.tries_left().is_some()
                || status == StatusWord::VERIFICATION_FAILED
                || status == StatusWord::AUTHENTICATION_METHOD_BLOCKED =>
        {
            Ok(Proof::Wrong(status))
        }
        Err(cause) => Err(cause),
    }
}

fn wrong_key(status: StatusWord, making: bool) -> Error {
    let error = if making {
        let what = msg!("error-wrong-transport-key");
        Error::new(Exit::Refused, what, msg!("todo-wrong-transport-key"))
    } else {
        let what = msg!("error-wrong-issuer-key");
        Error::new(Exit::Refused, what, msg!("todo-wrong-issuer-key"))
    };
    error.with_status(status)
}

/// Does this key open the card?
#[cfg(test)]
pub(super) fn tests_only_prove(card: &mut dyn crate::reader::Reader, key: &[u8; 16]) -> bool {
    let mut session = Session::new(card);
    let serial = files::serial(&mut session).unwrap();
    prove(&mut session, ADMINISTRATOR, key, &serial).unwrap() == Proof::Proved
}
