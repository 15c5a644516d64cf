//! `juki resident codes init` and `add`: the blocks that a municipality holds.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use serde_json::json;

use super::folder;
use crate::cli::codes::{CodesAdd, CodesInit};
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::msg;
use crate::output::Report;
use juki_codes::block::{BlockFile, LONGEST_FILE, MunicipalityCode};
use juki_codes::chain::{ChainError, ChainFault};
use juki_codes::ledger::Ledger;
use juki_codes::letters::Journal;

/// Makes the folder, with a journal without a letter and a ledger without a code.
///
/// # Errors
/// When the file of blocks breaks a rule, there is such a folder, or it is not made.
pub(super) fn run(context: &Context<'_>, arguments: &CodesInit) -> Result<Report, Error> {
    let file = blocks(context, &arguments.blocks)?;
    let path = &arguments.codes;
    folder::refuse_shared(path)?;
    if !path.is_dir() {
        let made = DirBuilder::new().mode(0o700).create(path);
        made.map_err(|cause| Error::file(path, &cause))?;
    }
    // The ledger last: with it the folder is one.
    let (ledger, journal) = (folder::ledger_path(path), folder::journal_path(path));
    if ledger.symlink_metadata().is_err() {
        journal_for(&journal, file.municipality())?;
    }
    Ledger::create(&ledger, &file)?;
    Ok(report(context, "resident.codes.init", &file))
}

/// Makes the journal, or takes the one that an init left that was killed before it made a ledger.
fn journal_for(path: &Path, municipality: MunicipalityCode) -> Result<(), Error> {
    let left = match Journal::read(path) {
        Err(ChainError { fault: ChainFault::Missing, .. }) => {
            return Ok(Journal::create(path, municipality)?);
        }
        left => left?.0,
    };
    if left.municipality() == Some(municipality) && left.all().is_empty() {
        return Ok(());
    }
    // Its letters tell codes of a ledger that is gone.
    let what = msg!("error-codes-journal-left", path = path.display());
    Err(Error::new(Exit::Rejected, what, msg!("todo-codes-journal-left")))
}

/// Takes further blocks into a ledger.
///
/// # Errors
/// When the file breaks a rule, or a block does not fit those that are held.
pub(super) fn add(context: &Context<'_>, arguments: &CodesAdd) -> Result<Report, Error> {
    let file = blocks(context, &arguments.blocks)?;
    folder::ledger(context, &arguments.codes)?.add_blocks(&file)?;
    Ok(report(context, "resident.codes.add", &file))
}

fn blocks(context: &Context<'_>, path: &Path) -> Result<BlockFile, Error> {
    let json = input::read(path, LONGEST_FILE).map_err(|cause| Error::file(path, &cause))?;
    let today = folder::day(context, None)?;
    BlockFile::parse(&json, today).map_err(|cause| Error::from(cause).in_file(path))
}

fn report(context: &Context<'_>, command: &'static str, file: &BlockFile) -> Report {
    let (count, size) = (file.blocks().iter().count(), file.blocks().size());
    let municipality = file.municipality().to_string();
    let text = msg!("codes-blocks", municipality = &municipality, count = count, size = size);
    Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&text)),
        command,
        members: json!({ "municipality": municipality, "blocks": count, "codes": size }),
    }
}
