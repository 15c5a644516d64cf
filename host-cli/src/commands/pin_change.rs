//! `juki pin change`: the holder gives a PIN another value.
//!
//! The resident is told one number of four digits; the card has three PINs of it, no command
//! changes them together, and other programs change one of them alone: that they differ is an
//! ordinary state. So each is asked for by its own name, and shown to its own PIN and to no other,
//! before anything is changed. A PIN that has the new number already needs no change: that is how
//! a change that stopped half way is finished.

use apdu_spec::profile::PreIssuingData;
use serde_json::json;

use super::{issue, pins as terminal};
use crate::card::pins::{self, Pin, PinError, PinSelection, PinValue, Source as _, Tries};
use crate::card::session::Session;
use crate::card::{CardError, files};
use crate::cli::PinChange;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::list;
use crate::msg;
use crate::output::{self, Report};
use crate::reader::Reader as _;

/// Changes it.
///
/// # Errors
/// Exit code 4 or 5 when the present value is wrong or the PIN blocked, 10 when the new value is
/// none: nothing was sent then.
pub fn run(context: &Context<'_>, arguments: &PinChange) -> Result<Report, Error> {
    let pins = arguments.pin.pins();
    let mut source = terminal::Pins::new(context, arguments.spend_last_try, pins)?;
    let mut reader = context.open_to_change()?;
    let changed = {
        let mut card = reader.exclusive()?;
        let mut session = context.session(&mut *card)?;
        files::require_issued(&mut session)?;
        files::with_log_out(&mut session, |session| match arguments.pin {
            PinSelection::One(pin) => one(context, session, &mut source, pin),
            PinSelection::Card => card_pins(context, session, &mut source, arguments.resume),
        })?
    };
    reader.close()?;
    let done = match changed.as_slice() {
        [] => msg!("pin-change-done-already"),
        _ => msg!("pin-changed", pin = arguments.pin),
    };
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "pin.change",
        members: json!({
            "pin": arguments.pin.id(),
            "changed": changed.into_iter().map(Pin::id).collect::<Vec<_>>(),
        }),
    })
}

fn one(
    context: &Context<'_>,
    session: &mut Session<'_>,
    source: &mut terminal::Pins<'_, '_>,
    pin: Pin,
) -> Result<Vec<Pin>, Error> {
    let card = if pin == Pin::Signing { files::pre_issuing(session)? } else { None };
    // Before anything is sent but the query.
    let old = present_value(session, source, pin)?;
    let new = terminal::new_value(context, PinSelection::One(pin))?;
    if card.is_some_and(PreIssuingData::has_pkcs15) {
        issue::note_long(context, &new);
    }
    pins::change(session, pin, &old, &new)?;
    pins::confirm(session, pin, &new)?;
    Ok(vec![pin])
}

/// The present value of a PIN, whose application is selected. Nothing is sent but the query.
fn present_value(
    session: &mut Session<'_>,
    source: &mut terminal::Pins<'_, '_>,
    pin: Pin,
) -> Result<PinValue, CardError> {
    files::select_application(session, pin.application())?;
    let left = pins::tries(session, pin)?.left(pin)?;
    Ok(pin.normalise(source.current(pin, left)?)?)
}

fn card_pins(
    context: &Context<'_>,
    session: &mut Session<'_>,
    source: &mut terminal::Pins<'_, '_>,
    resume: bool,
) -> Result<Vec<Pin>, Error> {
    let mut present = Vec::new();
    for pin in Pin::CARD {
        present.push((pin, present_value(session, source, pin)?));
    }
    let new = terminal::new_value(context, PinSelection::Card)?;
    // Each number is shown to its own PIN before anything is changed.
    let mut missing = Vec::new();
    for (pin, old) in &present {
        let tried =
            if resume && old.value != new.value { has_value(session, *pin, &new)? } else { None };
        if tried != Some(true) {
            files::select_application(session, pin.application())?;
            // A second number is never its last try.
            verify_present_value(session, *pin, old, if tried.is_some() { 2 } else { 1 })?;
            if old.value != new.value {
                missing.push((*pin, old));
            }
        }
    }
    if !missing.is_empty() && missing.len() < present.len() && !context.json() {
        let missing = list(missing.iter().map(|(pin, _)| *pin));
        output::note(&context.text(&msg!("pin-change-goes-on", missing = missing)));
    }
    let mut changed = Vec::new();
    for (pin, old) in &missing {
        let done = files::select_application(session, pin.application())
            .and_then(|()| Ok(pins::change(session, *pin, old, &new)?));
        if let Err(cause) = done {
            let rest = missing.iter().map(|(pin, _)| *pin).filter(|pin| !changed.contains(pin));
            return Err(half_done(cause.into(), &rest.collect::<Vec<_>>()));
        }
        changed.push(*pin);
    }
    for pin in &changed {
        pins::confirm(session, *pin, &new)?;
    }
    Ok(changed)
}

/// Does a PIN take the new number already? The user asked to try it (`--resume`); the last try is
/// not spent on it: `None`.
fn has_value(session: &mut Session<'_>, pin: Pin, new: &PinValue) -> Result<Option<bool>, Error> {
    files::select_application(session, pin.application())?;
    if !matches!(pins::tries(session, pin)?, Tries::Left(2..)) {
        return Ok(None);
    }
    match pins::present(session, pin, new) {
        Ok(()) => Ok(Some(true)),
        Err(PinError::Wrong { tries_left: 1.., .. }) => Ok(Some(false)),
        Err(cause) => Err(cause.into()),
    }
}

/// Shows a number to its PIN while at least so many tries are left. When it is another one, nothing
/// was changed, and no other number is tried.
fn verify_present_value(
    session: &mut Session<'_>,
    pin: Pin,
    given: &PinValue,
    least: u8,
) -> Result<(), Error> {
    match pins::tries(session, pin)? {
        Tries::Left(left) if left >= least => {}
        Tries::Left(1..) => {
            let what = msg!("error-last-try", pin = pin);
            return Err(Error::new(Exit::WrongPin, what, msg!("todo-last-try")));
        }
        Tries::Verified => return Err(PinError::NotBelieved(pin).into()),
        _ => return Err(PinError::Blocked { pin, status: None }.into()),
    }
    pins::present(session, pin, given).map_err(|cause| match cause {
        PinError::Wrong { tries_left: left @ 1.., .. } => {
            let variable = terminal::own_variable(pin);
            let todo = msg!("todo-pin-differs", variable = variable, left = left);
            Error { todo, ..cause.into() }
        }
        _ => cause.into(),
    })
}

/// The failure, and how far the change came.
fn half_done(cause: Error, missing: &[Pin]) -> Error {
    let done: Vec<Pin> = Pin::CARD.into_iter().filter(|pin| !missing.contains(pin)).collect();
    if done.is_empty() {
        return cause;
    }
    let (done, missing) = (list(done), list(missing.iter().copied()));
    Error {
        exit: cause.exit,
        what: msg!("pin-change-partly", done = done, missing = missing),
        todo: msg!("todo-pin-change-partly"),
        status: cause.status,
    }
}
