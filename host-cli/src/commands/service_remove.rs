//! `juki service remove`: at the counter, a municipal application is taken off a card.

use serde_json::json;

use super::issue as issuing;
use super::register::Folder;
use super::service_add::load;
use crate::card::session::Session;
use crate::cli::ServiceRemove;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::issue::register::Counter;
use crate::msg;
use crate::municipal;
use crate::output::Report;
use crate::reader::Reader as _;

/// Takes it off.
///
/// # Errors
/// When the card has no such application, or was issued by another authority.
pub fn run(context: &Context<'_>, arguments: &ServiceRemove) -> Result<Report, Error> {
    let profile = load(&arguments.profile)?;
    let authority = issuing::authority(&arguments.authority)?;
    let (now, mut rng) = (context.now()?, context.random()?);
    let mut register = Folder::of(&arguments.authority, &authority, now);
    let mut reader = context.open_to_change()?;
    {
        let mut card = reader.exclusive()?;
        let mut session = Session::new(&mut *card);
        let mut counter =
            Counter { authority: &authority, register: &mut register, rng: &mut rng, now };
        municipal::remove(&mut session, &mut counter, &profile)?;
    }
    reader.close()?;
    let done = msg!("service-removed", service = profile.name.as_str());
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "service.remove",
        members: json!({ "service": profile.name }),
    })
}
