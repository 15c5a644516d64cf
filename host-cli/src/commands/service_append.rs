//! `juki service append`: at the service's desk, a record is added.

use serde_json::json;

use super::register::Folder;
use super::service_add::load;
use super::{issue as issuing, pins};
use crate::card::session::Session;
use crate::cli::ServiceAppend;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::municipal::{self, Desk};
use crate::output::Report;
use crate::reader::Reader as _;

/// Adds it.
///
/// # Errors
/// When the card has no such application or file, or the record is too long; when the file asks
/// for the holder's PIN and that is wrong or blocked.
pub fn run(context: &Context<'_>, arguments: &ServiceAppend) -> Result<Report, Error> {
    let profile = load(&arguments.profile)?;
    let file = profile.file(&arguments.file)?;
    let authority = issuing::authority(&arguments.authority)?;
    let (now, mut rng) = (context.now()?, context.random()?);
    let register = Folder::of(&arguments.authority, &authority, now);
    let mut reader = context.open_to_change()?;
    {
        let mut card = reader.exclusive()?;
        let mut session = Session::new(&mut *card);
        let service = profile.name.as_str();
        let spend = arguments.spend_last_try;
        let mut ask = |digits, left| pins::service(context, service, digits, left, spend);
        let desk = Desk { authority: &authority, register: &register, rng: &mut rng };
        municipal::append(&mut session, &profile, desk, file, &arguments.text, &mut ask)?;
    }
    reader.close()?;
    let done = msg!("service-appended", file = file.name.as_str());
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "service.append",
        members: json!({ "service": profile.name, "file": file.name }),
    })
}
