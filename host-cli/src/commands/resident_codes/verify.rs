//! `juki resident codes verify`: the ledger by itself, by an earlier check, and by the records.

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
use juki_codes::chain::ChainFile;
use juki_codes::ledger::Ledger;
use juki_codes::letters::Journal;

/// Verifies them.
///
/// # Errors
/// When a line was lost or altered, the earlier check is of no line, or a record contradicts the
/// ledger.
pub(super) fn run(context: &Context<'_>, arguments: &CodesVerify) -> Result<Report, Error> {
    let path = folder::ledger_path(&arguments.codes);
    let (assignments, head, _) = Ledger::read(&path)?;
    let (letters, _, _) = Journal::read(&folder::journal_path(&arguments.codes))?;
    if letters.municipality() != assignments.municipality() {
        return Err(Error::new(
            Exit::Rejected,
            msg!("error-codes-journal", path = arguments.codes.display()),
            msg!("todo-chain-damaged"),
        ));
    }
    if let Some(check) = arguments.check
        && !ChainFile::has_line(&path, check)?
    {
        let what = msg!("error-codes-check", path = path.display());
        return Err(Error::new(Exit::NotAuthentic, what, msg!("todo-codes-check")));
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
            "records": survey.records,
            "same": survey.same,
            "unwritten": survey.unwritten,
            "without": survey.without,
        }),
    })
}
