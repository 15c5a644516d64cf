//! `juki resident upgrade`: a record of version 1 as one of version 2.

use serde_json::json;

use super::ready_card;
use crate::cli::ResidentUpgrade;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::{self, Report};

/// Prints it. A record of version 2 is printed as it is understood. Flags of version 1 come to mean
/// less, which is told.
///
/// # Errors
/// When the file cannot be read, or is no record.
pub fn run(context: &Context<'_>, arguments: &ResidentUpgrade) -> Result<Report, Error> {
    let record = ready_card::record(&arguments.file)?;
    if record.substituted.as_ref().is_some_and(|flags| flags.decided) && !context.json() {
        output::note(&context.text(&msg!("note-flags-upgraded")));
    }
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
