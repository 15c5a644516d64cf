//! `juki --licenses`: whose work the program is, and how it may be passed on.

use serde_json::json;

use crate::error::Error;
use crate::exit::Exit;
use crate::output::Report;

/// `cargo xtask licences --write` makes it, `cargo xtask test licences` compares it.
const NOTICES: &str = include_str!("../../licences.txt");

/// Prints the notices, in the language in which they were given.
///
/// # Errors
/// None.
pub fn run() -> Result<Report, Error> {
    let (text, members) = (NOTICES.to_owned(), json!({ "text": NOTICES }));
    Ok(Report { exit: Exit::Done, text, command: "licenses", members })
}
