//! The holder's PIN of a municipal application.

use apdu_spec::profile::reference;
use apdu_spec::request::{Reference, VerificationData, Verify, VerifyAction};
use zeroize::Zeroizing;

use super::MunicipalError;
use super::profile::{PIN, Profile};
use juki_client::card::pins::{PinStatus, SourceError, Tries};
use juki_client::card::session::Session;

mod error;
#[cfg(test)]
mod tests;

pub use error::PinError;

/// Asks for the holder's PIN: how many digits, how many tries are left.
pub type AskPin<'a> = dyn FnMut(u8, u8) -> Result<Zeroizing<Vec<u8>>, SourceError> + 'a;

/// The reference of the PIN in its DF.
pub(super) const REFERENCE: Reference = Reference::Local(reference(PIN) & 0x1F);

/// Does the application's PIN take this value?
pub(super) fn check_value(profile: &Profile, value: &[u8]) -> Result<(), PinError> {
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
    let left = tries(session, profile)?;
    let value = ask(pin.min, left)?;
    present(session, profile, &value)
}

/// The tries that are left, at least one. Nobody is asked for a value where the card does not say
/// it.
fn tries(session: &mut Session<'_>, profile: &Profile) -> Result<u8, MunicipalError> {
    let (service, status) = (profile.service(), None);
    let query = Verify { reference: REFERENCE, action: VerifyAction::Query };
    Err(match Tries::from_answer(session.request(query))? {
        Tries::Left(left @ 1..) => return Ok(left),
        Tries::Left(0) => PinError::Blocked { service, status },
        // The application was selected by its name, and nobody showed a value since.
        Tries::Verified => PinError::NotBelieved(service),
        Tries::NotSet => PinError::NotSet { service, status },
        Tries::Absent => PinError::Absent { service, status },
    }
    .into())
}

fn present(
    session: &mut Session<'_>,
    profile: &Profile,
    value: &[u8],
) -> Result<(), MunicipalError> {
    check_value(profile, value)?;
    let action = VerifyAction::Compare(VerificationData(value));
    let refused = match session.request(Verify { reference: REFERENCE, action }) {
        Ok(_) => return Ok(()),
        Err(refused) => refused,
    };
    let (service, status) = (profile.service(), refused.status());
    Err(match status.and_then(PinStatus::by) {
        Some(PinStatus::Left(left @ 1..)) => PinError::Wrong { service, left },
        Some(PinStatus::Left(0) | PinStatus::Blocked) => PinError::Blocked { service, status },
        Some(PinStatus::NotSet) => PinError::NotSet { service, status },
        Some(PinStatus::Absent) => PinError::Absent { service, status },
        None => return Err(refused.into()),
    }
    .into())
}
