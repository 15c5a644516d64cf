//! `juki pin reset`: at the counter, with the issuer key, a PIN gets a new value and all its
//! tries. The holder types the value.

use serde_json::json;

use super::register::Folder;
use super::{issue as issuing, pins as terminal};
use crate::card::files;
use crate::card::session::Session;
use crate::cli::PinReset;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::issue;
use crate::issue::register::Counter;
use crate::msg;
use crate::output::Report;
use crate::reader::Reader as _;

/// Resets it.
///
/// # Errors
/// When the card was issued by another authority, or the new value is none.
pub fn run(context: &Context<'_>, arguments: &PinReset) -> Result<Report, Error> {
    let authority = issuing::authority(&arguments.authority)?;
    let (now, mut rng) = (context.now()?, context.random()?);
    let mut register = Folder::of(&arguments.authority, &authority, now);
    let mut reader = context.open_to_change()?;
    {
        let mut card = reader.exclusive()?;
        let mut session = Session::new(&mut *card);
        files::require_issued(&mut session)?;
        // Nobody is asked for a number that cannot be set.
        issue::known(&mut session, &authority, &register)?;
        let new = terminal::new_value(context, arguments.pin, false)?;
        let mut counter =
            Counter { authority: &authority, register: &mut register, rng: &mut rng, now };
        issue::reset_pins(&mut session, &mut counter, arguments.pin.pins(), &new)?;
    }
    reader.close()?;
    let done = msg!("pin-reset-done", pin = arguments.pin);
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "pin.reset",
        members: json!({
            "pin": arguments.pin.id(),
            "reset": arguments.pin.pins().iter().map(|pin| pin.id()).collect::<Vec<_>>(),
        }),
    })
}
