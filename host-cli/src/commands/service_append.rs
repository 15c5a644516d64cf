//! `juki service append`: at the service's desk, a record is added.

use serde_json::json;

use super::counter::{at_counter, known_card};
use super::pins;
use super::service_add::load;
use crate::cli::ServiceAppend;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::issue::register::Counter;
use crate::msg;
use crate::municipal::{self, CounterContext};
use crate::output::Report;

/// Adds it.
///
/// # Errors
/// When the card has no such application or file, or the record is too long; when the file asks
/// for the holder's PIN and that is wrong or blocked.
pub fn run(context: &Context<'_>, arguments: &ServiceAppend) -> Result<Report, Error> {
    let profile = load(&arguments.profile)?;
    let file = profile.file(&arguments.file)?;
    at_counter(context, &arguments.authority, |session, counter| {
        let service = profile.name();
        let spend = arguments.spend_last_try;
        let mut ask = |digits, left| pins::service(context, service, digits, left, spend);
        let Counter { authority, register, rng, .. } = counter;
        known_card(context, session, authority, &**register)?;
        let desk = CounterContext { authority, register: &**register, rng: &mut **rng };
        municipal::append(session, &profile, desk, file, &arguments.text, &mut ask)?;
        Ok(())
    })?;
    let done = msg!("service-appended", file = file.name());
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "service.append",
        members: json!({ "service": profile.name(), "file": file.name() }),
    })
}
