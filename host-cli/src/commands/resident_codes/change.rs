//! `juki resident codes change`: another code for somebody who has one.

use std::fmt::Write as _;

use serde_json::json;

use super::folder;
use crate::cli::codes::CodesChange;
use crate::commands::one_record;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::file_type::FileTypeError;
use crate::msg;
use crate::new_file;
use crate::output::Report;
use crate::resident::Resident;
use juki_codes::assign::{self, ChangeOutcome};
use juki_codes::letters::LetterState;

/// Draws it: first the ledger, then the record, then the letters that tell the earlier code.
///
/// # Errors
/// When the record contradicts the ledger, or a file is not read or written.
pub(super) fn run(context: &Context<'_>, arguments: &CodesChange) -> Result<Report, Error> {
    let day = folder::day(context, arguments.day)?;
    let path = &arguments.record;
    let json = one_record::read(path, None)?;
    FileTypeError::no_link(path).map_err(|cause| Error::file(path, &cause.into()))?;
    let record = Resident::parse(&json).map_err(|cause| Error::from(cause).in_file(path))?;
    // First of all: nobody prints or posts letters while their code changes.
    let mut journal = folder::journal(context, &arguments.codes)?;
    let mut ledger = folder::ledger(context, &arguments.codes)?;
    journal.letters().belong_to(ledger.assignments())?;
    let run = ledger.next_run(day);
    let rng = &mut context.random()?;
    let changed = assign::change(&mut ledger, record, arguments.reason, run, rng)
        .map_err(|cause| Error::from(cause).in_file(path))?;
    let json = assign::own_file(&changed.record).map_err(|cause| Error::file(path, &cause))?;
    new_file::replace(path, &[&json, b"\n"], new_file::PRIVATE, |_| {})
        .map_err(|cause| Error::file(path, &cause))?;
    let (outcome, said) = match changed.outcome {
        ChangeOutcome::Drawn => ("drawn", msg!("codes-changed", path = path.display())),
        ChangeOutcome::Completed => (
            "completed",
            msg!(
                "codes-change-completed",
                path = path.display(),
                run = changed.run.number,
                day = changed.run.day.to_string()
            ),
        ),
    };
    let mut text = format!("{}\n", context.text(&said));
    let void = journal.void_outdated(ledger.assignments(), day)?;
    let on_paper = void.iter().filter(|letter| letter.state != LetterState::Numbered);
    for letter in on_paper {
        let number = letter.number.to_string();
        let _ = writeln!(text, "{}", context.text(&msg!("codes-letter-void", number = number)));
    }
    let void: Vec<String> = void.iter().map(|letter| letter.number.to_string()).collect();
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "resident.codes.change",
        members: json!({ "run": changed.run.number, "outcome": outcome, "void": void }),
    })
}
