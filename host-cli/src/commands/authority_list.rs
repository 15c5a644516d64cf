//! `juki authority list`: the certificates that an authority issued.

use std::fmt::Write as _;

use der::DateTime;
use serde_json::{Value, json};

use crate::cli::AuthorityList;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::output::Report;
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
    let mut text = String::new();
    let mut certificates = Vec::new();
    if index.entries().is_empty() {
        let _ = writeln!(text, "{}", context.text(&msg!("authority-list-empty")));
    }
    for entry in index.entries() {
        let line = msg!(
            "authority-list-line",
            serial = &entry.serial,
            card = &entry.card,
            end = &entry.not_after,
            purpose = purpose(entry),
            state = state(entry, now)
        );
        let _ = writeln!(text, "{}", context.text(&line));
        certificates.push(members(entry));
    }
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "authority.list",
        members: json!({ "certificates": certificates }),
    })
}

/// What a certificate is for, in words.
pub(super) fn purpose(entry: &Entry) -> Message {
    match entry.purpose() {
        Some(Purpose::Signing) => msg!("purpose-signing"),
        Some(Purpose::Authentication) => msg!("purpose-authentication"),
        None => msg!("purpose-unknown"),
    }
}

fn state(entry: &Entry, now: DateTime) -> Message {
    match &entry.revoked {
        Some(revoked) if revoked.reason == Reason::CertificateHold => {
            msg!("state-suspended", date = &revoked.date)
        }
        Some(revoked) => {
            msg!("state-revoked", date = &revoked.date, reason = revoked.reason.message())
        }
        None if entry.not_after.parse().is_ok_and(|end: DateTime| now > end) => {
            msg!("state-expired")
        }
        None => msg!("state-in-force"),
    }
}

/// A certificate in JSON.
pub(super) fn members(entry: &Entry) -> Value {
    let revoked = entry.revoked.as_ref();
    json!({
        "serial": entry.serial,
        "purpose": entry.purpose,
        "card": entry.card,
        "not_before": entry.not_before,
        "not_after": entry.not_after,
        "revoked": revoked.map(|why| json!({ "date": why.date, "reason": why.reason.name() })),
    })
}
