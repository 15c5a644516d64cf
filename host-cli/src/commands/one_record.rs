//! The record of one resident: a file of its own, or one of a folder or a file of JSON lines.

use std::path::Path;

use juki_codes::holder::RegisterNumber;
use serde_json::Value;

use crate::documents::Documents;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::locale::Message;
use crate::msg;
use crate::resident::LONGEST;

/// The JSON text of a record. Without a number the path holds nothing else; with one it is a
/// collection (or one file), and whose record it is is the resident of this register number.
///
/// # Errors
/// When it is not read; without a number, when several residents' records are there; with one, when
/// none or several are that resident's.
pub(super) fn read(path: &Path, number: Option<RegisterNumber>) -> Result<Vec<u8>, Error> {
    let Some(number) = number else { return read_only_one(path) };
    let mut found = None;
    for document in Documents::open(path)?.read(LONGEST)? {
        let (_, json) = document?;
        // What is no record is told where all are looked at, and is not this resident's.
        let record: Value = serde_json::from_slice(&json).unwrap_or_default();
        let own = record["register_number"].as_str().and_then(RegisterNumber::parse);
        if own != Some(number) {
            continue;
        }
        if found.replace(json).is_some() {
            return Err(refused(msg!("error-record-twice", path = path.display())));
        }
    }
    found.ok_or_else(|| refused(msg!("error-record-nowhere", path = path.display())))
}

fn read_only_one(path: &Path) -> Result<Vec<u8>, Error> {
    let several = || {
        Error::new(
            Exit::Rejected,
            msg!("error-records-several", path = path.display()),
            msg!("todo-records-several"),
        )
    };
    if path.is_dir() {
        return Err(several());
    }
    let read = input::read(path, LONGEST).map_err(|cause| Error::file(path, &cause))?;
    let is_of_lines = path.extension().is_some_and(|end| end == "jsonl");
    if is_of_lines && read.trim_ascii().contains(&b'\n') {
        return Err(several());
    }
    Ok(read)
}

fn refused(what: Message) -> Error {
    Error::new(Exit::Rejected, what, msg!("todo-record-number"))
}
