//! `juki service add`: at the counter, an issued card gets a municipal application.

use std::path::Path;

use serde_json::json;

use super::counter::{at_counter, known_card};
use super::pins;
use crate::cli::ServiceAdd;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::locale::list;
use crate::msg;
use crate::municipal::{self, Profile, profile};
use crate::output::Report;

/// Adds it.
///
/// # Errors
/// When the profile does not read, the card has the application already, or was issued by another
/// authority.
pub fn run(context: &Context<'_>, arguments: &ServiceAdd) -> Result<Report, Error> {
    let profile = load(&arguments.profile)?;
    let added = at_counter(context, &arguments.authority, |session, counter| {
        crate::card::files::require_issued(session)?;
        known_card(context, session, counter.authority, counter.register)?;
        let service = profile.name();
        let digits = profile.pin().map_or(0, |pin| pin.min);
        let mut ask = || pins::service_new(context, service, digits);
        Ok(municipal::add(session, counter, &profile, &mut ask)?)
    })?;
    let done = msg!(
        "service-added",
        service = profile.name(),
        aid = profile.aid_digits(),
        count = profile.files().len()
    );
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "service.add",
        members: json!({
            "service": profile.name(),
            "aid": profile.aid_digits(),
            "made": added.made,
            "found": added.found,
        }),
    })
}

/// Reads a profile; a sample is meant by its name when no file has it.
///
/// # Errors
/// When there is no such file, or it is no profile.
pub(super) fn load(path: &Path) -> Result<Profile, Error> {
    let name = path.to_string_lossy();
    // What is there and cannot be seen is told by reading it.
    if path.try_exists().is_ok_and(|there| !there) {
        let sample = profile::SAMPLES.iter().find(|(sample, _)| path == Path::new(sample));
        let (_, profile) = sample.ok_or_else(|| unknown(path))?;
        return Ok(Profile::parse(profile.as_bytes())?.with_source(&name));
    }
    let bytes = input::read(path, profile::LONGEST).map_err(|cause| Error::file(path, &cause))?;
    let profile = Profile::parse(&bytes).map_err(|cause| Error::from(cause).in_file(path))?;
    Ok(profile.with_source(&name))
}

/// Neither a file nor a sample has this name.
fn unknown(path: &Path) -> Error {
    let what = msg!("error-file", path = path.display(), cause = msg!("cause-not-found"));
    let samples = list(profile::SAMPLES.map(|(name, _)| name));
    Error::new(Exit::Failure, what, msg!("todo-service-unknown", samples = samples))
}
