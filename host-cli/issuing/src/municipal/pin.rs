//! The holder's PIN of a municipal application.

use apdu_spec::profile::reference;
use apdu_spec::request::{Presented, Reference, Verify, VerifyAction};
use apdu_spec::status::StatusWord;
use zeroize::Zeroizing;

use super::MunicipalError;
use super::profile::{PIN, Profile};
use juki_client::card::pins::SourceError;
use juki_client::card::session::Session;

mod error;

pub use error::PinError;

/// Asks for the holder's PIN: how many digits, how many tries are left.
pub type AskPin<'a> = dyn FnMut(u8, u8) -> Result<Zeroizing<Vec<u8>>, SourceError> + 'a;

/// The reference of the PIN in its DF.
pub(super) const REFERENCE: Reference = Reference::Local(reference(PIN) & 0x1F);

/// Does the application's PIN take this value?
pub(super) fn admitted(profile: &Profile, value: &[u8]) -> Result<(), PinError> {
    match profile.pin() {
        Some(pin) if pin.admits(value) => Ok(()),
        Some(pin) => Err(PinError::Form { digits: pin.min }),
        None => Err(PinError::None(profile.service())),
    }
}

/// Asks for the PIN of the selected application, where it has one, and verifies it.
pub(super) fn verify(
    session: &mut Session<'_>,
    profile: &Profile,
    ask: &mut AskPin<'_>,
) -> Result<(), MunicipalError> {
    let Some(pin) = profile.pin() else { return Ok(()) };
    let left = tries(session, profile, pin.tries)?;
    let value = ask(pin.min, left)?;
    present(session, profile, &value)
}

/// The tries that are left, at least one; so many where the card does not say it.
fn tries(session: &mut Session<'_>, profile: &Profile, all: u8) -> Result<u8, MunicipalError> {
    let query = Verify { reference: REFERENCE, action: VerifyAction::Query };
    match session.exchange(query)?.status.tries_left() {
        Some(0) => {
            let status = StatusWord::AUTHENTICATION_METHOD_BLOCKED;
            Err(PinError::Blocked { service: profile.service(), status }.into())
        }
        left => Ok(left.unwrap_or(all)),
    }
}

fn present(
    session: &mut Session<'_>,
    profile: &Profile,
    value: &[u8],
) -> Result<(), MunicipalError> {
    admitted(profile, value)?;
    let action = VerifyAction::Compare(Presented(value));
    let status = session.exchange(Verify { reference: REFERENCE, action })?.status;
    let service = profile.service();
    match status.tries_left() {
        _ if status == StatusWord::SUCCESS => Ok(()),
        Some(1..) => Err(PinError::Wrong { service, status }.into()),
        _ => Err(PinError::Blocked { service, status }.into()),
    }
}
