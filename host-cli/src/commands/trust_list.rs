//! `juki trust list`: who is believed.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::japan;
use crate::locale::Message;
use crate::msg;
use crate::output::Report;
use crate::pki::trust::{Kind, TrustedObject};
use crate::pki::trust_folder;

use super::trust_add::{kept_members, say_kept, users_folder};

/// Lists what is in the user's folder.
///
/// # Errors
/// When a file in it is not to be trusted.
pub fn run(context: &Context<'_>) -> Result<Report, Error> {
    let found = trust_folder::list(&users_folder()?)?;
    let mut text = String::new();
    if found.is_empty() {
        let _ = writeln!(text, "{}", context.text(&msg!("trust-list-empty")));
    }
    for (_, trusted) in &found {
        let _ = writeln!(text, "{}", context.text(&line(trusted)));
    }
    let kept = trust_folder::kept(found.iter().map(|(_, trusted)| trusted));
    say_kept(context, &kept);
    let objects: Vec<Value> = found
        .iter()
        .map(|(file, trusted)| {
            let mut members = members(trusted);
            members["file"] = file.display().to_string().into();
            members
        })
        .collect();
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "trust.list",
        members: json!({ "trusted": objects, "kept": kept_members(&kept) }),
    })
}

/// A trusted object in one line: the start of its fingerprint, its kind, its name.
pub(super) fn line(trusted: &TrustedObject) -> Message {
    let kind = match trusted.kind() {
        Kind::Authority => msg!("trust-authority"),
        Kind::CvRoot => msg!("trust-cv-root"),
        Kind::Crl => msg!("trust-crl"),
    };
    let line = msg!("trust-line", fingerprint = short(trusted), kind = kind, name = trusted.name());
    let Some(age) = trusted.age() else { return line };
    match age.next_update {
        Some(next) => {
            msg!("trust-line-list", line = line, made = age.this_update, next = next)
        }
        None => line,
    }
}

/// The start of its fingerprint.
pub(super) fn short(trusted: &TrustedObject) -> String {
    hex::encode(trusted.fingerprint.get(..8).unwrap_or_default())
}

/// A trusted object in JSON.
pub(super) fn members(trusted: &TrustedObject) -> Value {
    let mut members = json!({
        "kind": trusted.kind().name(),
        "name": trusted.name(),
        "sha256": hex::encode(trusted.fingerprint),
    });
    if let Some(age) = trusted.age() {
        japan::put(&mut members, "this_update", Some(age.this_update));
        japan::put(&mut members, "next_update", age.next_update);
        members["number"] = age.number.into();
    }
    members
}
