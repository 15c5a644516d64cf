//! `juki resident list`: the sample records.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use crate::pki::Date;
use crate::resident::{CardType, Resident, samples::SAMPLES};

/// Lists them.
///
/// # Errors
/// When the clock cannot be read.
pub fn run(context: &Context<'_>) -> Result<Report, Error> {
    let today = Date::in_japan(context.now()?);
    let mut text = String::new();
    let mut members = Vec::<Value>::new();
    for sample in SAMPLES {
        let record = Resident::parse(sample.json.as_bytes())?;
        let holder = record.shown_name();
        let card = match record.card_type()? {
            CardType::A => "A",
            CardType::B => "B",
        };
        let name = format!("{:<16}", sample.name);
        let line = msg!("resident-line", name = name, holder = &holder, card = card);
        let _ = write!(text, "{}", context.text(&line));
        if !record.may_sign(today) {
            text.push_str(&context.text(&msg!("resident-child")));
        }
        text.push('\n');
        members.push(json!({ "name": sample.name, "holder": holder, "card": card }));
    }
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "resident.list",
        members: json!({ "residents": members }),
    })
}
