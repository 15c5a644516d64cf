//! `juki resident assign`: record codes for those who have none.

use std::path::Path;

use serde_json::json;

use crate::cli::codes::ResidentAssign;
use crate::commands::resident_codes::folder;
use crate::context::Context;
use crate::documents::{self, Documents, Writer};
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use juki_codes::assign::{self, Output, Selection};

/// The command as the schema names it.
const COMMAND: &str = "resident.assign";

/// Gives them out: first the ledger, then the records.
///
/// # Errors
/// When a record contradicts the ledger, codes run out, or a file is not read or written.
pub fn run(context: &Context<'_>, arguments: &ResidentAssign) -> Result<Report, Error> {
    let day = folder::day(context, arguments.day)?;
    let mut ledger = folder::ledger(context, &arguments.codes)?;
    let documents = Documents::open(&arguments.records)?;
    let output = output(arguments.out.as_deref(), &documents)?;
    let selection = arguments.only.unwrap_or(Selection::Everybody);
    let run = ledger.next_run(day);
    let rng = &mut context.random()?;
    let told = |done: u64| {
        context.verbose(&msg!("verbose-assign", done = done));
    };
    let outcome = assign::assign(&mut ledger, &documents, selection, run, output, rng, told)
        .map_err(|cause| folder::refused(context, cause))?;
    let text = context.text(&msg!(
        "assign-done",
        assigned = outcome.assigned,
        run = run.number,
        completed = outcome.completed,
        same = outcome.same,
        passed = outcome.passed_over
    ));
    Ok(Report {
        exit: Exit::Done,
        text: format!("{text}\n"),
        command: COMMAND,
        members: json!({
            "run": run.number,
            "assigned": outcome.assigned,
            "completed": outcome.completed,
            "same": outcome.same,
            "passed_over": outcome.passed_over,
            "left": ledger.assignments().left(),
        }),
    })
}

/// Where the records go.
fn output(out: Option<&Path>, documents: &Documents) -> Result<Output, Error> {
    let Some(out) = out else {
        let writer = documents.replacement()?;
        // Files of a folder that stay as they are are not written anew.
        return Ok(Output { writer, whole: !documents.is_folder() });
    };
    let is_lines = out.extension().is_some_and(|extension| extension == "jsonl");
    let is_one = documents.is_one() && documents::is_one(out) && !out.is_dir();
    if !is_lines && is_filled(out) {
        let what = msg!("error-assign-out", path = out.display());
        return Err(Error::new(Exit::Rejected, what, msg!("todo-assign-out")));
    }
    if !is_lines && !is_one {
        folder::refuse_shared(out)?;
    }
    let writer = match () {
        () if is_lines => Writer::lines(out, false)?,
        () if is_one => Writer::one(out, false)?,
        () => Writer::folder(out)?,
    };
    Ok(Output { writer, whole: true })
}

/// Is there something in this folder, but what a killed program left?
fn is_filled(path: &Path) -> bool {
    let entries = path.read_dir().into_iter().flatten().flatten();
    let mut shown = entries.filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    shown.next().is_some()
}
