//! `juki pin change`: the holder gives a PIN another value.
//!
//! The resident knows one number of four digits; the card has three PINs of it, and no command
//! changes them together. Text is changed first, common last: while common takes the old number,
//! the change is not over, and the next run goes on with what is missing.

use apdu_spec::profile::PreIssuing;
use serde_json::json;

use super::{issue, pins as terminal};
use crate::card::files;
use crate::card::pins::{self, Given, Pin, Source as _, Tries};
use crate::card::session::Session;
use crate::cli::PinChange;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::output::{self, Report};
use crate::reader::Reader as _;

/// Changes it.
///
/// # Errors
/// Exit code 4 or 5 when the present value is wrong or the PIN blocked, 10 when the new value is
/// none: nothing was sent then.
pub fn run(context: &Context<'_>, arguments: &PinChange) -> Result<Report, Error> {
    let mut reader = context.open_to_change()?;
    let changed = {
        let mut card = reader.exclusive()?;
        let mut session = Session::new(&mut *card);
        files::require_issued(&mut session)?;
        let mut source = terminal::Pins::new(context, arguments.spend_last_try);
        let done = match of(&arguments.pin) {
            [pin] => one(context, &mut session, &mut source, *pin),
            _ => card_pins(context, &mut session, &mut source),
        };
        let out = files::log_out(&mut session);
        let done = done?;
        out?;
        done
    };
    reader.close()?;
    let pin = name_of(&arguments.pin);
    let done = match changed.as_slice() {
        [] => msg!("pin-change-done-already"),
        _ => msg!("pin-changed", pin = pin),
    };
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "pin.change",
        members: json!({
            "pin": arguments.pin,
            "changed": changed.into_iter().map(Pin::id).collect::<Vec<_>>(),
        }),
    })
}

/// The PINs that a name on the command line means.
pub(super) fn of(name: &str) -> &'static [Pin] {
    match name {
        "auth" => &[Pin::Authentication],
        "sign" => &[Pin::Signing],
        _ => &Pin::CARD,
    }
}

/// What the resident calls it.
pub(super) fn name_of(name: &str) -> Message {
    match of(name) {
        [pin] => pin.name(),
        _ => msg!("pin-card"),
    }
}

fn one(
    context: &Context<'_>,
    session: &mut Session<'_>,
    source: &mut terminal::Pins<'_, '_>,
    pin: Pin,
) -> Result<Vec<Pin>, Error> {
    let card = if pin == Pin::Signing { files::made_as(session)? } else { None };
    files::select_application(session, pin.application())?;
    let (old, new) = values(context, session, source, pin)?;
    if card.is_some_and(PreIssuing::has_pkcs15) {
        issue::note_long(context, &new);
    }
    pins::change(session, pin, &old, &new)?;
    Ok(vec![pin])
}

/// Present and new value of a PIN of the selected application. Nothing is sent but the query.
fn values(
    context: &Context<'_>,
    session: &mut Session<'_>,
    source: &mut terminal::Pins<'_, '_>,
    pin: Pin,
) -> Result<(Given, Given), Error> {
    let left = match pins::tries(session, pin)? {
        Tries::Left(0) => return Err(pins::blocked(pin)),
        Tries::Left(left) => left,
        Tries::NotSet => return Err(pins::not_set(pin)),
        Tries::Absent => return Err(pins::absent(pin)),
        Tries::Verified => pin.parameters().map_or(1, |pin| pin.tries),
    };
    let old = pin.normalise(source.current(pin, left)?)?;
    let new = terminal::new_value(context, pin, false)?;
    Ok((old, new))
}

fn card_pins(
    context: &Context<'_>,
    session: &mut Session<'_>,
    source: &mut terminal::Pins<'_, '_>,
) -> Result<Vec<Pin>, Error> {
    let [text, juki, common] = Pin::CARD;
    files::select_application(session, common.application())?;
    let (old, new) = values(context, session, source, common)?;
    // Before anything is changed: the old number is right, and no PIN is blocked.
    pins::present(session, common, &old)?;
    let mut missing = Vec::new();
    for pin in [text, juki] {
        files::select_application(session, pin.application())?;
        match pins::tries(session, pin)? {
            Tries::Left(0) => return Err(pins::blocked(pin)),
            // Which number it has is not known for sure: its last try is not spent on that.
            Tries::Left(1) => {
                return Err(Error::new(
                    Exit::WrongPin,
                    msg!("error-last-try", pin = pin.name()),
                    msg!("todo-pin-change-last-try"),
                ));
            }
            Tries::NotSet => return Err(pins::not_set(pin)),
            Tries::Absent => return Err(pins::absent(pin)),
            Tries::Left(_) | Tries::Verified => match pins::present(session, pin, &old) {
                Ok(()) => missing.push(pin),
                // The old number is right, so this one has been changed already: the new one
                // gives the try back.
                Err(cause) if cause.exit == Exit::WrongPin => pins::present(session, pin, &new)?,
                Err(cause) => return Err(cause),
            },
        }
    }
    missing.push(common);
    if missing.len() < Pin::CARD.len() && !context.json() {
        let missing = list(context, &missing);
        output::note(&context.text(&msg!("pin-change-goes-on", missing = missing)));
    }
    let mut changed = Vec::new();
    for (place, pin) in missing.iter().enumerate() {
        let done = files::select_application(session, pin.application())
            .and_then(|()| pins::change(session, *pin, &old, &new));
        if let Err(cause) = done {
            let rest = missing.get(place..).unwrap_or_default();
            return Err(half_done(context, &cause, rest));
        }
        changed.push(*pin);
    }
    Ok(changed)
}

/// The failure, and how far the change came.
fn half_done(context: &Context<'_>, cause: &Error, missing: &[Pin]) -> Error {
    let done: Vec<Pin> = Pin::CARD.into_iter().filter(|pin| !missing.contains(pin)).collect();
    if done.is_empty() {
        return cause.clone();
    }
    let (done, missing) = (list(context, &done), list(context, missing));
    Error {
        exit: cause.exit,
        what: msg!("pin-change-partly", done = done, missing = missing),
        todo: msg!("todo-pin-change-partly"),
        status: cause.status,
    }
}

fn list(context: &Context<'_>, pins: &[Pin]) -> String {
    pins.iter().map(|pin| context.text(&pin.name())).collect::<Vec<_>>().join(", ")
}
