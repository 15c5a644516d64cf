//! `juki resident upgrade`: a record of version 1 as one of version 2.

use serde_json::json;

use super::ready_card;
use crate::cli::ResidentUpgrade;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Report;

/// Prints it. A record of version 2 is printed as it is understood.
///
/// # Errors
/// When the file cannot be read, or is no record.
pub fn run(_: &Context<'_>, arguments: &ResidentUpgrade) -> Result<Report, Error> {
    let record = ready_card::record(&arguments.file)?;
    // A record's members are texts, numbers and lists: they can be written.
    let mut text = serde_json::to_string_pretty(&record).unwrap_or_default();
    text.push('\n');
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "resident.upgrade",
        members: json!({ "record": record }),
    })
}
