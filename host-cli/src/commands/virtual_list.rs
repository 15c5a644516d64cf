//! `juki virtual list`: the kinds of card that `juki virtual new` can make.

use std::fmt::Write as _;

use serde_json::json;

use crate::cli::kinds::kinds;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Report;

/// Lists the kinds.
///
/// # Errors
/// None.
pub fn run(context: &Context<'_>) -> Result<Report, Error> {
    let mut text = String::new();
    let mut all = Vec::new();
    for (name, about) in kinds() {
        let about = context.text(&about);
        let _ = writeln!(text, "{name:<20} {about}");
        all.push(json!({ "name": name, "about": about }));
    }
    Ok(Report { exit: Exit::Done, text, command: "virtual.list", members: json!({ "kinds": all }) })
}
