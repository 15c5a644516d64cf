//! `juki resident codes`: a municipality's blocks, its ledger, and what follows from it.

mod change;
pub(super) mod folder;
mod init;
mod status;
mod take;
mod verify;

use crate::cli::codes::Codes;
use crate::context::Context;
use crate::error::Error;
use crate::output::Report;

/// Runs one of them.
///
/// # Errors
/// What it fails with.
pub(crate) fn run(context: &Context<'_>, command: &Codes) -> Result<Report, Error> {
    match command {
        Codes::Init(arguments) => init::run(context, arguments),
        Codes::Add(arguments) => init::add(context, arguments),
        Codes::Status(arguments) => status::run(context, arguments),
        Codes::Take(arguments) => take::run(context, arguments),
        Codes::Change(arguments) => change::run(context, arguments),
        Codes::Verify(arguments) => verify::run(context, arguments),
    }
}
