//! `juki service reset-pin`: at the counter, the holder chooses a new PIN for a municipal
//! application.

use serde_json::json;

use super::counter::{at_counter, known_card};
use super::pins;
use super::service_add::load;
use crate::cli::ServiceResetPin;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::municipal;
use crate::output::Report;

/// Resets it.
///
/// # Errors
/// When the card has no such application, or was issued by another authority.
pub fn run(context: &Context<'_>, arguments: &ServiceResetPin) -> Result<Report, Error> {
    let profile = load(&arguments.profile)?;
    at_counter(context, &arguments.authority, |session, counter| {
        // Nobody is asked for a number that cannot be set.
        known_card(context, session, counter.authority, counter.register)?;
        municipal::select(session, &profile)?;
        let digits = profile.pin().map_or(0, |pin| pin.min);
        let new = pins::service_new(context, profile.name(), digits)?;
        municipal::reset_pin(session, counter, &profile, &new)?;
        Ok(())
    })?;
    let done = msg!("service-pin-reset", service = profile.name());
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "service.reset-pin",
        members: json!({ "service": profile.name() }),
    })
}
