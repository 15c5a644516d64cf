//! `juki reader list`: the PC/SC readers and what is in them.

use crate::context::Context;
use crate::error::Error;
use crate::output::Report;

/// Lists the readers.
///
/// # Errors
/// When there is none, or the service does not run.
#[cfg(feature = "pcsc")]
pub fn run(context: &Context<'_>) -> Result<Report, Error> {
    use crate::exit::Exit;
    use crate::harmless::harmless;
    use crate::reader::{ReaderError, pcsc};
    use serde_json::json;
    use std::fmt::Write as _;

    let readers = context.retry(
        || match pcsc::list() {
            Ok(readers) if readers.is_empty() => Err(ReaderError::NoReader),
            done => done,
        },
        ReaderError::may_pass,
    )?;
    let mut text = String::new();
    let mut members = Vec::new();
    for reader in &readers {
        let slot = context.text(&slot(reader.slot));
        let atr = hex::encode_upper(&reader.atr);
        let name = harmless(&reader.name);
        let _ = writeln!(text, "{name}\n  {slot}{}{atr}", atr_label(&atr));
        members.push(json!({
            "name": reader.name,
            "card": reader.slot.holds_card(),
            "state": reader.slot.name(),
            "atr": (!atr.is_empty()).then_some(atr),
        }));
    }
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "reader.list",
        members: json!({ "readers": members }),
    })
}

/// Lists the readers.
///
/// # Errors
/// Always: the program was built without PC/SC.
#[cfg(not(feature = "pcsc"))]
pub fn run(_: &Context<'_>) -> Result<Report, Error> {
    Err(Error::without_pcsc())
}

#[cfg(feature = "pcsc")]
const fn atr_label(atr: &str) -> &'static str {
    if atr.is_empty() { "" } else { "  ATR " }
}

#[cfg(feature = "pcsc")]
fn slot(slot: crate::reader::select::Slot) -> crate::locale::Message {
    use crate::msg;
    use crate::reader::select::Slot;
    match slot {
        Slot::Empty => msg!("slot-empty"),
        Slot::Card => msg!("slot-card"),
        Slot::Shared => msg!("slot-shared"),
        Slot::Exclusive => msg!("slot-exclusive"),
        Slot::Mute => msg!("slot-mute"),
        Slot::Unavailable => msg!("slot-unavailable"),
    }
}
