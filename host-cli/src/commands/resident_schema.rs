//! `juki resident schema`: the JSON Schema of a record.

use serde_json::{Value, json};

use crate::cli::ResidentSchema;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Report;
use crate::resident::{SCHEMA, SCHEMA_VERSION_1};

/// Prints it.
///
/// # Errors
/// None so far.
pub fn run(_: &Context<'_>, arguments: &ResidentSchema) -> Result<Report, Error> {
    let schema = if arguments.record_version == 1 { SCHEMA_VERSION_1 } else { SCHEMA };
    let members: Value = serde_json::from_str(schema).unwrap_or_default();
    Ok(Report {
        exit: Exit::Done,
        text: schema.to_owned(),
        command: "resident.schema",
        members: json!({ "version": arguments.record_version, "record_schema": members }),
    })
}
