//! `juki resident map`: a published mapping, to be changed and imported with.

use std::path::Path;

use juki_import::{Mapping, mapping, maps};
use serde_json::json;

use crate::cli::ResidentMap;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{self, Message};
use crate::msg;
use crate::output::Report;

/// Prints it.
///
/// # Errors
/// When there is no mapping of this name.
pub fn run(arguments: &ResidentMap) -> Result<Report, Error> {
    let map = maps::find(&arguments.name).ok_or_else(|| unknown(&arguments.name))?;
    Ok(Report {
        exit: Exit::Done,
        text: map.toml.to_owned(),
        command: "resident.map",
        members: json!({ "name": map.name, "map": map.toml }),
    })
}

fn unknown(name: &str) -> Error {
    let names = maps::ALL.iter().map(|map| map.name);
    let todo = msg!("todo-map-unknown", names = locale::list(names));
    Error::new(Exit::Rejected, msg!("error-map-unknown", name = name), todo)
}

/// The mapping of a published name, or in a file, with constants `PATH=VALUE`.
pub(super) fn read(map: &Path, constants: &[String]) -> Result<Mapping, Error> {
    let shown = map.display().to_string();
    let published = maps::find(&shown).map(|map| map.toml.to_owned());
    let text = match published {
        Some(text) => text,
        None => {
            let bytes = crate::input::read(map, mapping::LONGEST);
            let bytes = bytes.map_err(|cause| match cause.kind() {
                std::io::ErrorKind::NotFound => unknown(&shown),
                _ => Error::file(map, &cause),
            })?;
            // What is no UTF-8 is no TOML: the line is told.
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    let mut mapping = Mapping::parse(&text).map_err(|error| {
        let fault = Message::from(&error.fault);
        let what = msg!("error-map-line", map = &shown, line = error.line, fault = fault);
        Error::new(Exit::Rejected, what, msg!("todo-map"))
    })?;
    for constant in constants {
        let refused = |fault| {
            let path = constant.split('=').next().unwrap_or_default();
            let what = msg!("error-map-option", option = path, fault = fault);
            Error::new(Exit::Usage, what, msg!("todo-map-option"))
        };
        let (path, value) =
            constant.split_once('=').ok_or_else(|| refused(msg!("map-no-equals")))?;
        mapping =
            mapping.with_constant(path, value).map_err(|fault| refused(Message::from(&fault)))?;
    }
    Ok(mapping)
}
