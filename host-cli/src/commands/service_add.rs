//! `juki service add`: at the counter, an issued card gets a municipal application.

use std::path::Path;

use serde_json::json;

use super::register::Folder;
use super::{issue as issuing, pins};
use crate::card::session::Session;
use crate::cli::ServiceAdd;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::issue::register::Counter;
use crate::msg;
use crate::municipal::{self, Profile, profile};
use crate::output::Report;
use crate::reader::Reader as _;

/// The sample profile.
const LIBRARY: &str = include_str!("../../samples/services/library.json");

/// Adds it.
///
/// # Errors
/// When the profile does not read, the card has the application already, or was issued by another
/// authority.
pub fn run(context: &Context<'_>, arguments: &ServiceAdd) -> Result<Report, Error> {
    let profile = load(&arguments.profile)?;
    let authority = issuing::authority(&arguments.authority)?;
    let (now, mut rng) = (context.now()?, context.random()?);
    let mut register = Folder::of(&arguments.authority, &authority, now);
    let mut reader = context.open_to_change()?;
    let added = {
        let mut card = reader.exclusive()?;
        let mut session = Session::new(&mut *card);
        crate::card::files::require_issued(&mut session)?;
        let service = profile.name.as_str();
        let digits = profile.pin().map_or(0, |pin| pin.min);
        let mut ask = || pins::service_new(context, service, digits);
        let mut counter =
            Counter { authority: &authority, register: &mut register, rng: &mut rng, now };
        municipal::add(&mut session, &mut counter, &profile, &mut ask)?
    };
    reader.close()?;
    let done = msg!(
        "service-added",
        service = profile.name.as_str(),
        aid = profile.aid.as_str(),
        count = profile.files.len()
    );
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "service.add",
        members: json!({
            "service": profile.name,
            "aid": profile.aid,
            "made": added.made,
            "found": added.found,
        }),
    })
}

/// Reads a profile; `library` is the sample when no file has that name.
///
/// # Errors
/// When there is no such file, or it is no profile.
pub(super) fn load(path: &Path) -> Result<Profile, Error> {
    if path == Path::new("library") && !path.exists() {
        return Profile::parse(LIBRARY.as_bytes());
    }
    let bytes = input::read(path, profile::LONGEST)?;
    if bytes.len() > profile::LONGEST {
        return Err(Error::new(
            Exit::Rejected,
            msg!("error-service-long", most = profile::LONGEST),
            msg!("todo-service-profile"),
        ));
    }
    Profile::parse(&bytes)
}
