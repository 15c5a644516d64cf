//! `juki pin status`: how many tries every PIN has left. It costs none.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::card::files;
use crate::card::pins::{self, Pin, Tries};
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use crate::reader::Reader as _;

/// Asks the card.
///
/// # Errors
/// When there is no issued card.
pub fn run(context: &Context<'_>) -> Result<Report, Error> {
    let mut reader = context.open()?;
    let found = {
        let mut card = reader.exclusive()?;
        let mut session = context.session(&mut *card)?;
        files::require_issued(&mut session)?;
        let mut found = Vec::new();
        for pin in Pin::ALL {
            if files::find_application(&mut session, pin.application())?.is_some() {
                found.push((pin, pins::tries(&mut session, pin)?));
            }
        }
        found
    };
    reader.close()?;
    let mut text = String::new();
    let mut members = Vec::<Value>::new();
    for (pin, tries) in found {
        let reference = format!("{:<6} {:04X}", pin.application().id, pin.fid());
        let most = pin.parameters().map_or(0, |pin| pin.tries);
        let (line, left) = match tries {
            Tries::Absent => continue,
            Tries::Left(0) => {
                (msg!("pin-status-blocked", reference = reference, pin = pin), json!(0))
            }
            Tries::Left(left) => (
                msg!("pin-status-left", reference = reference, pin = pin, left = left, most = most),
                json!(left),
            ),
            Tries::Verified => {
                (msg!("pin-status-verified", reference = reference, pin = pin), json!(null))
            }
            Tries::NotSet => {
                (msg!("pin-status-not-set", reference = reference, pin = pin), json!(null))
            }
        };
        let _ = writeln!(text, "{}", context.text(&line));
        members.push(json!({
            "pin": pin.id(),
            "application": pin.application().id.name(),
            "fid": format!("{:04X}", pin.fid()),
            "reference": format!("{:02X}", apdu_spec::profile::reference(pin.fid())),
            "set": tries != Tries::NotSet,
            "tries_left": left,
            "tries": most,
        }));
    }
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "pin.status",
        members: json!({ "pins": members }),
    })
}
