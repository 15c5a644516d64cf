//! `juki service show`: what a municipal application holds.

use std::fmt::Write as _;

use serde_json::json;

use super::counter::known_card;
use super::service_add::load;
use super::{issue as issuing, pins};
use crate::cli::ServiceShow;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::harmless::harmless;
use crate::issue::register::Memory;
use crate::msg;
use crate::municipal::{self, CounterContext, ReadOutcome};
use crate::output::Report;
use crate::reader::Reader as _;

/// Shows it.
///
/// # Errors
/// When the card has no such application, or the PIN is wrong or blocked.
pub fn run(context: &Context<'_>, arguments: &ServiceShow) -> Result<Report, Error> {
    let profile = load(&arguments.profile)?;
    let authority = arguments.authority.as_deref().map(issuing::authority).transpose()?;
    let register = authority.as_ref().map(|authority| Memory::of(authority.index()));
    let mut rng = context.random()?;
    let mut reader = context.open()?;
    let contents = {
        let mut card = reader.exclusive()?;
        let mut session = context.session(&mut *card)?;
        let service = profile.name();
        let spend = arguments.spend_last_try;
        let mut ask = |digits, left| pins::service(context, service, digits, left, spend);
        // The desk's key opens what the holder's PIN does, unless a file asks for both.
        let wanted = !arguments.no_pin && authority.is_none();
        let pin: Option<&mut municipal::AskPin<'_>> = wanted.then_some(&mut ask);
        let desk = authority.as_ref().zip(register.as_ref());
        if let Some((authority, register)) = desk {
            known_card(context, &mut session, authority, register)?;
        }
        let desk =
            desk.map(|(authority, register)| CounterContext { authority, register, rng: &mut rng });
        municipal::read(&mut session, &profile, desk, pin)?
    };
    reader.close()?;
    let mut text = String::new();
    for content in &contents {
        let _ = writeln!(text, "{}", content.file);
        match &content.parts {
            ReadOutcome::Closed => {
                let _ = writeln!(text, "  {}", context.text(&msg!("service-closed")));
            }
            ReadOutcome::Missing => {
                let _ = writeln!(text, "  {}", context.text(&msg!("service-missing")));
            }
            ReadOutcome::Opened(parts) => {
                for part in parts {
                    let _ = writeln!(text, "  {}", shown(part));
                }
            }
        }
    }
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "service.show",
        members: json!({
            "service": profile.name(),
            "files": contents.iter().map(|content| json!({
                "name": content.file,
                "found": content.parts != ReadOutcome::Missing,
                "opened": matches!(content.parts, ReadOutcome::Opened(_)),
                "content": match &content.parts {
                    ReadOutcome::Opened(parts) => parts.iter().map(|part| shown(part)).collect(),
                    ReadOutcome::Closed | ReadOutcome::Missing => Vec::new(),
                },
            })).collect::<Vec<_>>(),
        }),
    })
}

/// Text where it is text, else digits.
fn shown(part: &[u8]) -> String {
    match std::str::from_utf8(part) {
        Ok(text) => harmless(text),
        Err(_) => hex::encode_upper(part),
    }
}
