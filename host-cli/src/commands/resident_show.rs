//! `juki resident show`: a sample record, to be changed and issued from.

use serde_json::{Value, json};

use crate::cli::ResidentShow;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use crate::resident::samples::{self, Sample};

/// Prints it.
///
/// # Errors
/// When there is no sample of this name.
pub fn run(_: &Context<'_>, arguments: &ResidentShow) -> Result<Report, Error> {
    let sample = find(&arguments.name)?;
    let record: Value = serde_json::from_str(sample.json).unwrap_or_default();
    Ok(Report {
        exit: Exit::Done,
        text: sample.json.to_owned(),
        command: "resident.show",
        members: json!({ "name": sample.name, "record": record }),
    })
}

/// The sample of this name.
pub(super) fn find(name: &str) -> Result<&'static Sample, Error> {
    samples::find(name).ok_or_else(|| {
        Error::new(Exit::Rejected, msg!("error-no-sample", name = name), msg!("todo-no-sample"))
    })
}
