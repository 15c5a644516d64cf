//! `juki service reset-pin`: at the counter, the holder chooses a new PIN for a municipal
//! application.

use serde_json::json;

use super::register::Folder;
use super::service_add::load;
use super::{issue as issuing, pins};
use crate::card::session::Session;
use crate::cli::ServiceResetPin;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::issue;
use crate::issue::register::Counter;
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
    let (now, mut rng) = (context.now()?, context.random()?);
    let mut register = Folder::of(&arguments.authority, &authority, now);
    let mut reader = context.open_to_change()?;
    {
        let mut card = reader.exclusive()?;
        let mut session = Session::new(&mut *card);
        // Nobody is asked for a number that cannot be set.
        issue::known(&mut session, &authority, &register)?;
        municipal::select(&mut session, &profile)?;
        let digits = profile.pin().map_or(0, |pin| pin.min);
        let new = pins::service_new(context, &profile.name, digits)?;
        let mut counter =
            Counter { authority: &authority, register: &mut register, rng: &mut rng, now };
        municipal::reset_pin(&mut session, &mut counter, &profile, &new)?;
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
