//! `juki pin reset`: at the counter, with the issuer key, a PIN gets a new value and all its
//! tries. The holder types the value.

use serde_json::json;

use super::counter::{at_counter, known_card};
use super::pins as terminal;
use crate::card::files;
use crate::cli::PinReset;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::issue;
use crate::msg;
use crate::output::Report;

/// Resets it.
///
/// # Errors
/// When the card was issued by another authority, or the new value is none.
pub fn run(context: &Context<'_>, arguments: &PinReset) -> Result<Report, Error> {
    at_counter(context, &arguments.authority, |session, counter| {
        files::require_issued(session)?;
        // Nobody is asked for a number that cannot be set.
        known_card(context, session, counter.authority, counter.register)?;
        let new = terminal::new_value(context, arguments.pin)?;
        issue::reset_pins(session, counter, arguments.pin.pins(), &new)?;
        Ok(())
    })?;
    let done = msg!("pin-reset-done", pin = arguments.pin);
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "pin.reset",
        members: json!({
            "pin": arguments.pin.id(),
            "reset": arguments.pin.pins().iter().map(|pin| pin.id()).collect::<Vec<_>>(),
        }),
    })
}
