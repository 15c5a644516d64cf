//! `juki resident codes change`: another code for somebody who has one.

use serde_json::json;

use super::folder;
use crate::cli::codes::CodesChange;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::msg;
use crate::new_file;
use crate::output::Report;
use crate::resident::{LONGEST, Resident};
use juki_codes::assign;
use juki_codes::ledger::ChangeReason;

/// Draws it: first the ledger, then the record.
///
/// # Errors
/// When the record contradicts the ledger, or a file is not read or written.
pub(super) fn run(context: &Context<'_>, arguments: &CodesChange) -> Result<Report, Error> {
    let day = folder::day(context, arguments.day)?;
    let path = &arguments.record;
    let json = input::read(path, LONGEST).map_err(|cause| Error::file(path, &cause))?;
    let record = Resident::parse(&json).map_err(|cause| Error::from(cause).in_file(path))?;
    let mut ledger = folder::ledger(context, &arguments.codes)?;
    let reason = match arguments.reason.as_str() {
        "correction" => ChangeReason::Correction,
        _ => ChangeReason::OnRequest,
    };
    let run = ledger.next_run(day);
    let changed = assign::change(&mut ledger, record, reason, run, &mut context.random()?)
        .map_err(|cause| Error::from(cause).in_file(path))?;
    let mut json = serde_json::to_string_pretty(&changed).map_err(|_| Error::layout())?;
    json.push('\n');
    new_file::replace(path, &[json.as_bytes()], new_file::PRIVATE, |_| {})
        .map_err(|cause| Error::file(path, &cause))?;
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&msg!("codes-changed", path = path.display()))),
        command: "resident.codes.change",
        members: json!({ "run": ledger.assignments().last_run() }),
    })
}
