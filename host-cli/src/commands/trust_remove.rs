//! `juki trust remove`: a trust anchor no longer.

use std::fmt::Write as _;

use serde_json::json;

use crate::cli::TrustRemove;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use crate::pki::trust_folder::{self, Choice};

use super::trust_add::users_folder;
use super::trust_list::{line, members};

/// Removes it from the user's folder.
///
/// # Errors
/// When there is no such object, or more than one may be meant.
pub fn run(context: &Context<'_>, arguments: &TrustRemove) -> Result<Report, Error> {
    let removed = match trust_folder::remove(&arguments.which, &users_folder()?)? {
        Choice::These(removed) => removed,
        Choice::Several(found) => {
            let which = arguments.which.as_str();
            let lines: Vec<_> = found.iter().map(|trusted| context.text(&line(trusted))).collect();
            let what = msg!("error-trust-several", which = which, lines = lines);
            return Err(Error::new(Exit::Rejected, what, msg!("todo-trust-several")));
        }
    };
    let removed: Vec<_> = removed.into_iter().map(|(_, trusted)| trusted).collect();
    let mut text = String::new();
    for trusted in &removed {
        let removed = context.text(&line(trusted));
        let _ = writeln!(text, "{}", context.text(&msg!("trust-removed", line = removed)));
    }
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "trust.remove",
        members: json!({ "removed": removed.iter().map(members).collect::<Vec<_>>() }),
    })
}
