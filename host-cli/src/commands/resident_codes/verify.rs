//! `juki resident codes verify`: ledger and journal by themselves, by each other, by earlier checks,
//! and by the records.

use std::path::Path;

use serde_json::json;

use super::folder;
use crate::cli::codes::CodesVerify;
use crate::context::Context;
use crate::documents::Documents;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use juki_codes::assign::{self, AssignError, Purpose, Selection, Survey};
use juki_codes::chain::{ChainFile, Remnant};
use juki_codes::ledger::Ledger;
use juki_codes::letters::Journal;

/// Verifies them.
///
/// # Errors
/// When a line was lost or altered, a letter is not the ledger's, an earlier check is of no line, or a
/// record contradicts the ledger.
pub(super) fn run(context: &Context<'_>, arguments: &CodesVerify) -> Result<Report, Error> {
    let codes = &arguments.codes;
    let (path, journal_path) = (folder::ledger_path(codes), folder::journal_path(codes));
    // The journal first: letters that are added meanwhile tell of codes that the ledger has then.
    let (letters, journal, journal_remnant) = Journal::read(&journal_path)?;
    let (assignments, head, remnant) = Ledger::read(&path)?;
    letters.belong_to(&assignments)?;
    for check in &arguments.check {
        if !ChainFile::has_line(&path, *check)? && !ChainFile::has_line(&journal_path, *check)? {
            let check = check.to_string();
            let what = msg!("error-codes-check", path = codes.display(), check = check);
            return Err(Error::new(Exit::NotAuthentic, what, msg!("todo-codes-check")));
        }
    }
    let survey = match &arguments.records {
        None => Survey::default(),
        Some(records) => {
            let documents = Documents::open(records)?;
            let (selection, purpose) = (Selection::Everybody, Purpose::Verify);
            assign::survey(&documents, &assignments, selection, purpose)
                .map_err(|cause| folder::refused(context, cause))?
        }
    };
    if survey.finding_count > 0 {
        return Err(folder::refused(context, AssignError::Findings(Box::new(survey))));
    }
    // Behind the records: they show which lines are lost.
    whole(&path, remnant)?;
    whole(&journal_path, journal_remnant)?;
    let mut text = context.text(&msg!(
        "codes-verified",
        lines = head.lines,
        held = assignments.in_force(),
        letters = letters.all().len()
    ));
    if arguments.records.is_some() {
        text.push('\n');
        text.push_str(&context.text(&msg!(
            "codes-verified-records",
            records = survey.records,
            same = survey.same,
            unwritten = survey.unwritten,
            without = survey.without
        )));
    }
    Ok(Report {
        exit: Exit::Done,
        text: text + "\n",
        command: "resident.codes.verify",
        members: json!({
            "lines": head.lines,
            "check": head.check.to_string(),
            "held": assignments.in_force(),
            "letters": letters.all().len(),
            "journal_lines": journal.lines,
            "journal_check": journal.check.to_string(),
            "records": survey.records,
            "same": survey.same,
            "unwritten": survey.unwritten,
            "without": survey.without,
        }),
    })
}

/// Is there nothing behind the last line? A line that was on the disk and lost a part is told from one
/// that a crash left only by whoever knows what was given out.
fn whole(path: &Path, remnant: Option<Remnant>) -> Result<(), Error> {
    let Some(Remnant { bytes }) = remnant else { return Ok(()) };
    let what = msg!("error-chain-torn", path = path.display(), bytes = bytes);
    Err(Error::new(Exit::NotAuthentic, what, msg!("todo-chain-torn")))
}
