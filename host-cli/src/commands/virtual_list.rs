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
use crate::ready;

/// The kind that is made unless another one is asked for.
pub const BLANK: &str = "blank";

/// The ready card that is made unless another one is asked for.
pub const PLAIN: &str = "plain";

/// All kinds: name, and what it is.
fn kinds() -> impl Iterator<Item = (&'static str, Message)> {
    let ready = ready::CARDS.iter().map(|card| (card.name, (card.about)()));
    std::iter::once((BLANK, msg!("kind-blank"))).chain(ready)
}

/// What `--kind` takes.
pub(crate) fn parser() -> PossibleValuesParser {
    PossibleValuesParser::new(kinds().map(|(name, _)| name))
}

#[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
/// What `--card` takes: cards that are issued.
pub(crate) fn ready_parser() -> PossibleValuesParser {
    PossibleValuesParser::new(ready::CARDS.iter().map(|card| card.name))
}

/// Lists the kinds.
///
/// # Errors
/// None.
pub fn run(context: &Context<'_>) -> Result<Report, Error> {
    let mut text = String::new();
    let mut kinds = Vec::new();
    for (name, about) in self::kinds() {
        let about = context.text(&about);
        let _ = writeln!(text, "{name:<20} {about}");
        kinds.push(json!({ "name": name, "about": about }));
    }
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "virtual.list",
        members: json!({ "kinds": kinds }),
    })
}
