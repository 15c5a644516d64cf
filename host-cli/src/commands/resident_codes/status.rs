//! `juki resident codes status`: blocks, what of them is used, and how far ledger and journal go.

use std::fmt::Write as _;

use serde_json::json;

use super::folder;
use crate::cli::codes::CodesStatus;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use juki_codes::ledger::Ledger;
use juki_codes::letters::Journal;

/// Reads both.
///
/// # Errors
/// When there is none, or a line of it was lost or altered.
pub(super) fn run(context: &Context<'_>, arguments: &CodesStatus) -> Result<Report, Error> {
    let (letters, journal, journal_remnant) =
        Journal::read(&folder::journal_path(&arguments.codes))?;
    let (assignments, head, remnant) = Ledger::read(&folder::ledger_path(&arguments.codes))?;
    let municipality = assignments.municipality().map(|code| code.to_string());
    let mut text = String::new();
    let mut say = |message| writeln!(text, "{}", context.text(&message)).unwrap_or_default();
    say(msg!(
        "codes-status",
        municipality = municipality.clone().unwrap_or_default(),
        size = assignments.blocks().size(),
        used = assignments.used(),
        left = assignments.left()
    ));
    let mut blocks = Vec::new();
    for block in assignments.blocks().iter() {
        let used = assignments.used_of(block);
        let (first, last) = (format!("{:010}", block.first()), format!("{:010}", block.last()));
        say(msg!(
            "codes-status-block",
            first = &first,
            last = &last,
            day = block.handed_out().to_string(),
            by = block.by(),
            used = used,
            left = block.size().saturating_sub(used)
        ));
        blocks.push(json!({
            "first": first,
            "last": last,
            "handed_out": block.handed_out().to_string(),
            "by": block.by(),
            "used": used,
            "left": block.size().saturating_sub(used),
        }));
    }
    say(msg!(
        "codes-status-people",
        held = assignments.in_force(),
        retired = assignments.retired(),
        run = assignments.last_run()
    ));
    say(msg!("codes-status-head", lines = head.lines, check = head.check.to_string()));
    if let Some(remnant) = remnant {
        say(msg!("codes-status-remnant", bytes = remnant.bytes));
    }
    say(msg!(
        "codes-status-journal",
        letters = letters.all().len(),
        lines = journal.lines,
        check = journal.check.to_string()
    ));
    if let Some(remnant) = journal_remnant {
        say(msg!("codes-status-remnant", bytes = remnant.bytes));
    }
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "resident.codes.status",
        members: json!({
            "municipality": municipality,
            "blocks": blocks,
            "codes": assignments.blocks().size(),
            "used": assignments.used(),
            "left": assignments.left(),
            "held": assignments.in_force(),
            "retired": assignments.retired(),
            "last_run": assignments.last_run(),
            "lines": head.lines,
            "check": head.check.to_string(),
            "letters": letters.all().len(),
            "journal_lines": journal.lines,
            "journal_check": journal.check.to_string(),
        }),
    })
}
