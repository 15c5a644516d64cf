//! A municipality's folder of codes: the ledger, and the journal of letters.

use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::day::Day;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::pki::Date;
use juki_codes::assign::{AssignError, Finding};
use juki_codes::chain::Remnant;
use juki_codes::ledger::{self, Ledger};
use juki_codes::letters::{self, Journal};
use juki_files::identity;

/// How many findings are said one by one.
const MOST_SAID: usize = 100;

/// Where the ledger is.
pub(in crate::commands) fn ledger_path(folder: &Path) -> PathBuf {
    folder.join(ledger::FILE)
}

/// Where the journal is.
pub(in crate::commands) fn journal_path(folder: &Path) -> PathBuf {
    folder.join(letters::FILE)
}

/// The ledger, to be written to.
pub(in crate::commands) fn ledger(context: &Context<'_>, folder: &Path) -> Result<Ledger, Error> {
    let path = ledger_path(folder);
    let (ledger, remnant) = Ledger::open(&path)?;
    say_mended(context, &path, remnant);
    Ok(ledger)
}

/// The journal, to be written to.
pub(in crate::commands) fn journal(context: &Context<'_>, folder: &Path) -> Result<Journal, Error> {
    let path = journal_path(folder);
    let (journal, remnant) = Journal::open(&path)?;
    say_mended(context, &path, remnant);
    Ok(journal)
}

fn say_mended(context: &Context<'_>, path: &Path, remnant: Option<Remnant>) {
    if let Some(Remnant { bytes }) = remnant {
        context.warn(&msg!("note-chain-mended", path = path.display(), bytes = bytes));
    }
}

/// Refuses a folder that is there and in which others can put something in the place of what is
/// written.
///
/// # Errors
/// When others can write to it.
pub(in crate::commands) fn refuse_shared(path: &Path) -> Result<(), Error> {
    if path.metadata().is_ok_and(|found| found.is_dir() && !identity::is_ours_alone(&found)) {
        let what = msg!("error-folder-shared", path = path.display());
        return Err(Error::new(Exit::Rejected, what, msg!("todo-folder-shared")));
    }
    Ok(())
}

/// The day of what is done: today in Japan, or an earlier one that was named.
pub(in crate::commands) fn day(context: &Context<'_>, named: Option<Day>) -> Result<Day, Error> {
    let today = Day(Date::in_japan(context.now()?));
    match named {
        Some(day) if day > today => {
            let what = msg!("error-day-to-come", day = day.to_string());
            Err(Error::new(Exit::Rejected, what, msg!("todo-day-to-come")))
        }
        named => Ok(named.unwrap_or(today)),
    }
}

/// Says what contradicts the ledger, record by record, and gives the failure.
pub(in crate::commands) fn refused(context: &Context<'_>, cause: AssignError) -> Error {
    if let AssignError::Findings(found) = &cause {
        say(context, &found.findings);
    }
    cause.into()
}

/// Says findings one by one, the first of them.
pub(in crate::commands) fn say(context: &Context<'_>, findings: &[Finding]) {
    for finding in findings.iter().take(MOST_SAID) {
        context.warn(&Message::from(finding));
    }
}
