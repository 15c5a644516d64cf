//! `juki authority list`: the certificates that an authority issued.

use std::fmt::Write as _;

use der::DateTime;
use serde_json::{Value, json};

use crate::cli::AuthorityList;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::japan;
use crate::locale::Message;
use crate::msg;
use crate::output::{self, Report};
use crate::pki::Purpose;
use crate::pki::index::{Entry, Reason};
use crate::pki::store;

/// Reads the index.
///
/// # Errors
/// When the folder holds no authority, or its index is damaged.
pub fn run(context: &Context<'_>, arguments: &AuthorityList) -> Result<Report, Error> {
    let index = store::index(&arguments.dir)?;
    let now = context.now()?;
    // An authority of a country has more of them than memory should hold as text.
    if context.json() {
        output::list(COMMAND, "certificates", index.entries().iter().map(members))?;
    } else if index.entries().is_empty() {
        output::text(&format!("{}\n", context.text(&msg!("authority-list-empty"))))?;
    } else {
        for entries in index.entries().chunks(TOGETHER) {
            let mut text = String::new();
            for entry in entries {
                let _ = writeln!(text, "{}", context.text(&line(entry, now)));
            }
            output::text(&text)?;
        }
    }
    Ok(Report { exit: Exit::Done, text: String::new(), command: COMMAND, members: Value::Null })
}

/// The command as the schema names it.
const COMMAND: &str = "authority.list";
/// How many lines are printed together.
const TOGETHER: usize = 512;

fn line(entry: &Entry, now: DateTime) -> Message {
    msg!(
        "authority-list-line",
        serial = &entry.serial,
        card = &entry.card,
        end = entry.not_after,
        purpose = purpose(entry),
        state = state(entry, now)
    )
}

/// What a certificate is for, in words.
pub(super) fn purpose(entry: &Entry) -> Message {
    match entry.purpose() {
        Purpose::Signing => msg!("purpose-signing"),
        Purpose::Authentication => msg!("purpose-authentication"),
    }
}

fn state(entry: &Entry, now: DateTime) -> Message {
    match &entry.revoked {
        Some(revoked) if revoked.reason == Reason::CertificateHold => {
            msg!("state-suspended", date = revoked.date)
        }
        Some(revoked) => {
            msg!("state-revoked", date = revoked.date, reason = revoked.reason.message())
        }
        None if now > entry.not_after => msg!("state-expired"),
        None => msg!("state-in-force"),
    }
}

/// A certificate in JSON.
pub(super) fn members(entry: &Entry) -> Value {
    let revoked = entry.revoked.as_ref().map(|why| {
        let mut revoked = json!({ "reason": why.reason.name() });
        japan::put(&mut revoked, "date", Some(why.date));
        revoked
    });
    let mut members = json!({
        "serial": entry.serial,
        "purpose": entry.purpose().name(),
        "card": entry.card,
        "revoked": revoked,
    });
    japan::put(&mut members, "not_before", Some(entry.not_before));
    japan::put(&mut members, "not_after", Some(entry.not_after));
    members
}
