//! `juki resident codes take`: codes that stand in records already.

use serde_json::json;

use super::folder;
use crate::cli::codes::CodesTake;
use crate::context::Context;
use crate::documents::Documents;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use juki_codes::assign;

/// Takes them into the ledger.
///
/// # Errors
/// When a record contradicts the ledger or another record, or a file is not read or written.
pub(super) fn run(context: &Context<'_>, arguments: &CodesTake) -> Result<Report, Error> {
    let day = folder::day(context, arguments.day)?;
    let mut ledger = folder::ledger(context, &arguments.codes)?;
    let documents = Documents::open(&arguments.records)?;
    let run = ledger.next_run(day);
    let taken = assign::take(&mut ledger, &documents, run)
        .map_err(|cause| folder::refused(context, cause))?;
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&msg!("codes-taken", taken = taken))),
        command: "resident.codes.take",
        members: json!({ "taken": taken, "held": ledger.assignments().in_force() }),
    })
}
