//! `juki virtual list`: the kinds of card that `juki virtual new` can make.

use std::fmt::Write as _;

use clap::builder::PossibleValuesParser;
use serde_json::json;

use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::output::Report;

/// The kind that is made unless another one is asked for.
pub const BLANK: &str = "blank";

/// A ready-made kind of card.
#[derive(Debug)]
pub struct Kind {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is.
    pub about: fn() -> Message,
}

/// All kinds.
pub const KINDS: &[Kind] = &[Kind { name: BLANK, about: || msg!("kind-blank") }];

/// What `--kind` takes.
pub(crate) fn parser() -> PossibleValuesParser {
    PossibleValuesParser::new(KINDS.iter().map(|kind| kind.name))
}

/// Lists the kinds.
///
/// # Errors
/// None.
pub fn run(context: &Context<'_>) -> Result<Report, Error> {
    let mut text = String::new();
    let mut kinds = Vec::new();
    for kind in KINDS {
        let about = context.text(&(kind.about)());
        let _ = writeln!(text, "{:<10} {about}", kind.name);
        kinds.push(json!({ "name": kind.name, "about": about }));
    }
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "virtual.list",
        members: json!({ "kinds": kinds }),
    })
}
