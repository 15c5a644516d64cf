//! `juki service remove`: at the counter, a municipal application is taken off a card.

use serde_json::json;

use super::counter::at_counter;
use super::pins;
use super::service_add::load;
use crate::cli::ServiceRemove;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::issue;
use crate::locale::Message;
use crate::msg;
use crate::municipal;
use crate::output::{self, Report};
use crate::serial_number;

/// Takes it off.
///
/// # Errors
/// When the card has no such application, or was issued by another authority; when the user does
/// not agree.
pub fn run(context: &Context<'_>, arguments: &ServiceRemove) -> Result<Report, Error> {
    let profile = load(&arguments.profile)?;
    at_counter(context, &arguments.authority, |session, counter| {
        // Nobody is asked about what cannot be done.
        let (serial, _) = issue::known_card(session, counter.authority, counter.register)?;
        municipal::find(session, &profile)?;
        let (service, card) = (profile.name(), serial_number::text(&serial));
        let question = msg!("service-remove-loses", service = service, card = card);
        confirm(context, &question, arguments.yes)?;
        municipal::remove(session, counter, &profile)?;
        Ok(())
    })?;
    let done = msg!("service-removed", service = profile.name());
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "service.remove",
        members: json!({ "service": profile.name() }),
    })
}

/// Says what is lost, and lets the user agree.
fn confirm(context: &Context<'_>, loses: &Message, yes: bool) -> Result<(), Error> {
    if yes {
        return Ok(());
    }
    if pins::is_interactive() {
        output::note(&context.text(loses));
        if pins::confirm(context)? {
            return Ok(());
        }
    }
    Err(Error::new(Exit::Rejected, msg!("error-service-not-confirmed"), msg!("todo-not-confirmed")))
}
