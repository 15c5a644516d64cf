//! `juki service reset-pin`: at the counter, the holder chooses a new PIN for a municipal
//! application.

use serde_json::json;

use super::service_add::load;
use super::{issue as issuing, pins};
use crate::card::session::Session;
use crate::cli::ServiceResetPin;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::municipal;
use crate::output::Report;
use crate::reader::Reader as _;

/// Resets it.
///
/// # Errors
/// When the card has no such application, or was issued by another authority.
pub fn run(context: &Context<'_>, arguments: &ServiceResetPin) -> Result<Report, Error> {
    let profile = load(&arguments.profile)?;
    let authority = issuing::authority(&arguments.authority)?;
    let mut reader = context.open_to_change()?;
    {
        let mut card = reader.exclusive()?;
        let digits = profile.pin().map_or(0, |pin| pin.min);
        let new = pins::service_new(context, &profile.name, digits)?;
        municipal::reset_pin(&mut Session::new(&mut *card), &authority, &profile, &new)?;
    }
    reader.close()?;
    let done = msg!("service-pin-reset", service = profile.name.as_str());
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "service.reset-pin",
        members: json!({ "service": profile.name }),
    })
}
