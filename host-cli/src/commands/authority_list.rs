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
use crate::pki::index::{Entry, RevocationEntry};
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
        output::list(
            COMMAND,
            "certificates",
            index.entries().iter().map(|entry| members(entry, now)),
        )?;
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
        state = State::of(entry, now).message()
    )
}

/// What a certificate is for, in words.
pub(super) fn purpose(entry: &Entry) -> Message {
    match entry.purpose() {
        Purpose::Signing => msg!("purpose-signing"),
        Purpose::Authentication => msg!("purpose-authentication"),
    }
}

/// How a certificate stands, by the index.
enum State<'a> {
    InForce,
    Expired,
    /// For a time: the suspension may end.
    Suspended(&'a RevocationEntry),
    /// For good.
    Revoked(&'a RevocationEntry),
}

impl<'a> State<'a> {
    fn of(entry: &'a Entry, now: DateTime) -> Self {
        match &entry.revoked {
            Some(revoked) if revoked.reason.is_permanent() => Self::Revoked(revoked),
            Some(held) => Self::Suspended(held),
            None if now > entry.not_after => Self::Expired,
            None => Self::InForce,
        }
    }

    const fn id(&self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Expired => "expired",
            Self::Suspended(_) => "suspended",
            Self::Revoked(_) => "revoked",
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::InForce => msg!("state-in-force"),
            Self::Expired => msg!("state-expired"),
            Self::Suspended(RevocationEntry { date, .. }) => msg!("state-suspended", date = *date),
            Self::Revoked(RevocationEntry { date, reason }) => {
                msg!("state-revoked", date = *date, reason = Message::from(*reason))
            }
        }
    }
}

/// A certificate in JSON.
pub(super) fn members(entry: &Entry, now: DateTime) -> Value {
    let revoked = entry.revoked.as_ref().map(|why| {
        let mut revoked = json!({ "reason": why.reason.name() });
        japan::put(&mut revoked, "date", Some(why.date));
        revoked
    });
    let mut members = json!({
        "serial": entry.serial,
        "purpose": entry.purpose().name(),
        "card": entry.card,
        "state": State::of(entry, now).id(),
        "revoked": revoked,
    });
    japan::put(&mut members, "not_before", Some(entry.not_before));
    japan::put(&mut members, "not_after", Some(entry.not_after));
    members
}
