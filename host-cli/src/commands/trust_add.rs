//! `juki trust add`: a trust anchor from now on.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::TrustAdd;
use crate::context::Context;
use crate::environment;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{self, Message};
use crate::msg;
use crate::output::{self, Report};
use crate::pki::trust::TrustedObject;
use crate::pki::trust_folder::{self, AddOutcome, RetainedList};

use super::trust_list::{line, members, short};

/// Copies what is in a file or folder into the user's folder.
///
/// # Errors
/// When something in it is not to be trusted.
pub fn run(context: &Context<'_>, arguments: &TrustAdd) -> Result<Report, Error> {
    let AddOutcome { added, replaced, older, kept } =
        trust_folder::add(&arguments.path, &users_folder()?)?;
    let mut text = String::new();
    if added.is_empty() && older.is_empty() {
        let _ = writeln!(text, "{}", context.text(&msg!("trust-add-nothing")));
    }
    for trusted in &added {
        let _ = writeln!(text, "{}", context.text(&line(trusted)));
    }
    let of = |id: fn(String) -> Message, lists: &[TrustedObject], text: &mut String| {
        for list in lists {
            let _ = writeln!(text, "{}", context.text(&id(context.text(&line(list)))));
        }
    };
    of(|line| msg!("trust-replaced", line = line), &replaced, &mut text);
    of(|line| msg!("trust-older", line = line), &older, &mut text);
    say_kept(context, &kept);
    let all = |objects: &[TrustedObject]| objects.iter().map(members).collect::<Vec<_>>();
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "trust.add",
        members: json!({
            "added": all(&added),
            "replaced": all(&replaced),
            "older": all(&older),
            "kept": kept_members(&kept),
        }),
    })
}

/// Most serial numbers that are said in words; all of them stand in JSON.
const SAID: usize = 8;

/// Says which lists stay beside newer ones, and why.
pub(super) fn say_kept(context: &Context<'_>, kept: &[RetainedList]) {
    if context.json() {
        return;
    }
    for RetainedList { older, newer, lost } in kept {
        let more = (lost.len() > SAID).then(|| "…".to_owned());
        let serials = locale::list(lost.iter().take(SAID).cloned().chain(more));
        output::note(&context.text(&msg!(
            "trust-kept",
            older = line(older),
            newer = line(newer),
            count = lost.len(),
            serials = serials,
            fingerprint = short(older)
        )));
    }
}

/// The same in JSON.
pub(super) fn kept_members(kept: &[RetainedList]) -> Vec<Value> {
    let kept = kept.iter().map(|RetainedList { older, newer, lost }| {
        json!({ "older": members(older), "newer": members(newer), "not_in_newer": lost })
    });
    kept.collect()
}

/// The user's folder of trusted files.
pub(super) fn users_folder() -> Result<PathBuf, Error> {
    environment::trust::users_folder()
        .ok_or_else(|| Error::new(Exit::Failure, msg!("error-no-home"), msg!("todo-no-home")))
}
