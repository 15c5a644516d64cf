//! `juki with-card`: runs a command beside a card of its own.

use serde_json::Value;

use super::ready_card;
use crate::cli::WithCardArguments;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Report;
use crate::reader::fault::Fault;
use crate::reader::virtual_card::VirtualCard;
use crate::ready;
use crate::with_card::{self, Settings};

/// Runs the command.
///
/// # Errors
/// When a fault cannot be read, the image is refused, no card can be issued from the record, or
/// the service does not start.
pub fn run(context: &Context<'_>, arguments: &WithCardArguments) -> Result<Report, Error> {
    context.refuse_can("juki with-card")?;
    let mut settings = Settings {
        program: std::env::current_exe().map_err(|cause| Error::system(&cause))?,
        faults: faults(&arguments.fault)?,
        ..Settings::default()
    };
    // Making a card takes a moment.
    with_card::refuse_unknown(&arguments.command)?;
    let card = match &arguments.image {
        Some(path) => context.open_image(path, "juki with-card")?,
        None => ready(context, arguments, &mut settings)?,
    };
    context.warn_of_read_only(&card);
    let code = with_card::run(context, Box::new(card), &settings, &arguments.command)?;
    Ok(Report {
        exit: Exit::Command(code),
        text: String::new(),
        command: "with-card",
        members: Value::Null,
    })
}

/// A card for this command alone, with everything that is to be known of it.
fn ready(
    context: &Context<'_>,
    arguments: &WithCardArguments,
    settings: &mut Settings,
) -> Result<VirtualCard, Error> {
    let kind = ready::find(&arguments.card).ok_or_else(Error::layout)?;
    let made = ready_card::make(context, kind, &arguments.options)?;
    settings.environment =
        made.variables().into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    settings.authority = Some(made.workshop.into_authority());
    Ok(VirtualCard::insert(made.ready.image, kind.name())?)
}

fn faults(typed: &[String]) -> Result<Vec<Fault>, Error> {
    typed.iter().map(|text| Ok(text.parse()?)).collect()
}
