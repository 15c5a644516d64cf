//! PINs: which there are, how many tries are left, verifying, changing and resetting them.
//!
//! Where a value comes from is the caller's business ([`Source`]): the library asks for it after
//! it knows the tries left, and sends each value once, as the card takes it; one that the PIN
//! cannot have is never sent ([`Pin::normalise`]). A value goes to the application of its PIN and
//! to no other: where the conversation does not know that this one is selected, it is selected
//! first, and the security status is dropped. What the administrator does is done by a path:
//! the security status stays.

mod error;
mod known;
mod pin;
mod selection;
mod status;
#[cfg(test)]
mod tests;
mod value;

use apdu_spec::request::{
    ChangeReferenceData, DisableVerificationRequirement, Reference, ResetData, ResetRetryCounter,
    SelectionMethod, VerificationData, Verify, VerifyAction,
};
use zeroize::Zeroizing;

use super::session::{Dialect, Session, SessionError};
use super::{CardError, files};
pub use error::{FormError, PinError, SourceError};
pub use known::KnownPins;
pub use pin::{Pin, PinForm};
pub use selection::PinSelection;
pub use status::PinStatus;
pub use value::{Origin, PinValue, Source};

/// The tries that are left of a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tries {
    /// So many; 0 when it is blocked.
    Left(u8),
    /// Verified already: a card that answers by ISO/IEC 7816-4 does not say how many.
    Verified,
    /// It has no value yet.
    NotSet,
    /// The card has no such PIN.
    Absent,
}

impl Tries {
    /// So many tries, when a value can be shown.
    ///
    /// # Errors
    /// When none is left, or the PIN has no value or is not on the card; when the card says that it
    /// was shown already, and nobody showed it.
    pub const fn left(self, pin: Pin) -> Result<u8, PinError> {
        match self {
            Self::Left(0) => Err(PinError::Blocked { pin, status: None }),
            Self::Left(left) => Ok(left),
            Self::Verified => Err(PinError::NotBelieved(pin)),
            Self::NotSet => Err(PinError::NotSet { pin, status: None }),
            Self::Absent => Err(PinError::Absent { pin, status: None }),
        }
    }
}

/// How a PIN came to be verified.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyOutcome {
    /// The card compared the value, and it was right.
    Now,
    /// No value was sent: the card says that the PIN was verified before, or that its verification
    /// is disabled ([`disable`]). Nobody has shown now that he knows the PIN. A program that has to
    /// know whether the holder is there logs out first ([`files::log_out`]), verifies, and takes
    /// [`VerifyOutcome::Now`] alone.
    Before,
}

/// Selects the application of a PIN, unless it is known to be selected; false when the card has
/// none.
fn select_pin_application(session: &mut Session<'_>, pin: Pin) -> Result<bool, SessionError> {
    let application = pin.application();
    if session.application() == Some(application.id) {
        return Ok(true);
    }
    Ok(files::find_application(session, application)?.is_some())
}

/// As [`select_pin_application`], for a value that is about to be sent.
fn require_pin_application(session: &mut Session<'_>, pin: Pin) -> Result<(), PinError> {
    if select_pin_application(session, pin)? {
        Ok(())
    } else {
        Err(PinError::Absent { pin, status: None })
    }
}

/// As [`require_pin_application`], by the path from the MF, so that the security status stays: of a
/// card that says which application that is.
fn select_pin_application_by_path(session: &mut Session<'_>, pin: Pin) -> Result<(), PinError> {
    let application = pin.application();
    if session.application() == Some(application.id) {
        return Ok(());
    }
    let path = application.fid.to_be_bytes();
    match files::select_named(session, SelectionMethod::PathFromMf, &path)? {
        Some((_, Some(name))) if name == application.aid => Ok(()),
        _ => Err(PinError::Absent { pin, status: None }),
    }
}

/// The reference that a command names a PIN of the selected application by; `None` when the card
/// has no such PIN. To a real card it is the selected one, as programs for such cards send it.
fn pin_reference(session: &mut Session<'_>, pin: Pin) -> Result<Option<Reference>, SessionError> {
    if session.dialect() != Dialect::Plain {
        return Ok(Some(pin.reference()));
    }
    Ok(files::find_file(session, pin.fid())?.map(|_| Reference::Selected))
}

/// How many tries are left of a PIN. Costs none.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn tries(session: &mut Session<'_>, pin: Pin) -> Result<Tries, SessionError> {
    if !select_pin_application(session, pin)? {
        return Ok(Tries::Absent);
    }
    let Some(reference) = pin_reference(session, pin)? else { return Ok(Tries::Absent) };
    let query = Verify { reference, action: VerifyAction::Query };
    match Tries::from_answer(session.request(query)) {
        // Of what a real card does not tell nothing is known.
        Err(SessionError::Refused { .. }) if session.dialect() == Dialect::Plain => {
            Ok(Tries::Absent)
        }
        answer => answer,
    }
}

/// Verifies a PIN; the value comes from `source`, asked once, and not at all when the card says
/// that the PIN is verified.
///
/// # Errors
/// When it was wrong, none was given, it is blocked, has no value or is not on the card; when what
/// was given is no value that this PIN can have: nothing was sent then.
pub fn verify(
    session: &mut Session<'_>,
    pin: Pin,
    source: &mut dyn Source,
) -> Result<VerifyOutcome, PinError> {
    let left = match tries(session, pin)? {
        Tries::Verified => return Ok(VerifyOutcome::Before),
        tries => tries.left(pin)?,
    };
    session.refuse_read_only()?;
    let given = pin.normalise(source.current(pin, left)?)?;
    present(session, pin, &given)?;
    Ok(VerifyOutcome::Now)
}

/// Sends the value of a PIN.
///
/// # Errors
/// As [`verify`].
pub fn present(session: &mut Session<'_>, pin: Pin, given: &PinValue) -> Result<(), PinError> {
    let given = pin.normalise(given.clone())?;
    require_pin_application(session, pin)?;
    let action = VerifyAction::Compare(VerificationData(&given.value));
    let reference = pin_reference(session, pin)?.ok_or(PinError::Absent { pin, status: None })?;
    let answer = session.request(Verify { reference, action });
    pin_error(pin, Some(&given.origin), answer.map(drop))
}

/// Changes a PIN from its present value to a new one.
///
/// # Errors
/// As [`verify`], of either value.
pub fn change(
    session: &mut Session<'_>,
    pin: Pin,
    old: &PinValue,
    new: &PinValue,
) -> Result<(), PinError> {
    let (old, new) = (pin.normalise(old.clone())?, pin.normalise(new.clone())?);
    require_pin_application(session, pin)?;
    if session.dialect() == Dialect::Plain {
        present(session, pin, &old)?;
        let data = VerificationData(&new.value);
        let reference = Reference::Selected;
        session.request(ChangeReferenceData { reference, with_old: false, data })?;
        return Ok(());
    }
    // Two equal halves: the shorter one is padded with FF.
    let length = old.value.len().max(new.value.len());
    let mut data = Zeroizing::new(vec![0xFF; 2 * length]);
    let (first, second) = data.split_at_mut(length);
    for (place, value) in [(first, &old.value), (second, &new.value)] {
        for (place, byte) in place.iter_mut().zip(value.iter()) {
            *place = *byte;
        }
    }
    let answer = session.request(ChangeReferenceData {
        reference: pin.reference(),
        with_old: true,
        data: VerificationData(&data),
    });
    pin_error(pin, Some(&old.origin), answer.map(drop))
}

/// Was a PIN changed to this value, as far as the card can show it? It must want the value, and
/// take it: a card that says yes to everything is not believed. Selects the application; the
/// security status is dropped first.
///
/// # Errors
/// [`PinError::NotChanged`] when the card says that this value is wrong, and nothing else; as
/// [`verify`] when it says something else.
pub fn confirm(session: &mut Session<'_>, pin: Pin, new: &PinValue) -> Result<(), CardError> {
    files::log_out(session)?;
    files::select_application(session, pin.application())?;
    tries(session, pin)?.left(pin)?;
    match present(session, pin, new) {
        Err(PinError::Wrong { .. }) => Err(PinError::NotChanged(pin).into()),
        done => Ok(done?),
    }
}

/// Gives a PIN of the selected application its value without the old one: the first value of a PIN
/// in creation state, or a code that the issuer changes. The administrator key is authenticated.
///
/// # Errors
/// When it is no value that this PIN can have: nothing was sent then; when the card has no such
/// application, refuses, or does not answer.
pub fn set(session: &mut Session<'_>, pin: Pin, new: &PinValue) -> Result<(), PinError> {
    let new = pin.normalise(new.clone())?;
    select_pin_application_by_path(session, pin)?;
    let (reference, data) = (pin.reference(), VerificationData(&new.value));
    session.request(ChangeReferenceData { reference, with_old: false, data })?;
    Ok(())
}

/// Gives a PIN a new value and a full retry counter, at the counter:
/// the administrator key is authenticated.
///
/// # Errors
/// As [`set`].
pub fn reset(session: &mut Session<'_>, pin: Pin, new: &PinValue) -> Result<(), PinError> {
    let new = pin.normalise(new.clone())?;
    select_pin_application_by_path(session, pin)?;
    let (reference, data) = (pin.reference(), ResetData::New(VerificationData(&new.value)));
    session.request(ResetRetryCounter { reference, data })?;
    Ok(())
}

/// Asks no more for a PIN: whatever it opens is open. Its value is
/// shown, or the access rule is met without it.
///
/// # Errors
/// As [`verify`], and when the PIN is one that is always asked for.
pub fn disable(
    session: &mut Session<'_>,
    pin: Pin,
    given: Option<&PinValue>,
) -> Result<(), PinError> {
    let given = given.cloned().map(|given| pin.normalise(given)).transpose()?;
    require_pin_application(session, pin)?;
    let (reference, value) =
        (pin.reference(), given.as_ref().map(|given| VerificationData(&given.value)));
    let answer = session.request(DisableVerificationRequirement { reference, value });
    pin_error(pin, given.as_ref().map(|given| &given.origin), answer.map(drop))
}

/// Selects the application of a PIN and verifies it. [`VerifyOutcome::Before`] comes of a PIN that
/// is asked for no more, and of a card that keeps the status over SELECT.
///
/// # Errors
/// As [`verify`], and when the card has no such application.
pub fn select_and_verify(
    session: &mut Session<'_>,
    pin: Pin,
    source: &mut dyn Source,
) -> Result<VerifyOutcome, CardError> {
    files::select_application(session, pin.application())?;
    Ok(verify(session, pin, source)?)
}

/// What the card said to a value.
fn pin_error(
    pin: Pin,
    origin: Option<&Origin>,
    answer: Result<(), SessionError>,
) -> Result<(), PinError> {
    let Err(SessionError::Refused { status, .. }) = answer else {
        return Ok(answer?);
    };
    let (pin_status, status) = (PinStatus::by(status), Some(status));
    Err(match pin_status {
        Some(PinStatus::Blocked) => PinError::Blocked { pin, status },
        Some(PinStatus::NotSet) => PinError::NotSet { pin, status },
        Some(PinStatus::Absent) => PinError::Absent { pin, status },
        Some(PinStatus::Left(tries_left)) => {
            PinError::Wrong { pin, origin: origin.cloned().unwrap_or(Origin::Asked), tries_left }
        }
        None => return Ok(answer?),
    })
}
