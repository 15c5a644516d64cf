//! `juki verify`: judges a signed document, or the card.

use serde_json::{Value, json};

use super::online::{FetchOutcome, HttpCrlFetcher};
use super::{verify_card, verify_document};
use crate::cli::VerifyArguments;
use crate::context::Context;
use crate::environment::trust;
use crate::error::Error;
use crate::msg;
use crate::output::Report;
use crate::pki::Revocation;
use crate::texts::documents::{self, FileNames};
use crate::verify::document::Terms;
use crate::verify::verdict::{self, Check, Verdict};

/// Judges.
///
/// # Errors
/// When there is nothing to judge: no file, no signature, no card. A verdict is no error.
pub fn run(context: &Context<'_>, arguments: &VerifyArguments) -> Result<Report, Error> {
    let mut trust = trust::load(&arguments.trust)?;
    let now = context.moment_of(arguments.date)?;
    let online = HttpCrlFetcher::default();
    let revocation = match arguments.revocation.as_str() {
        "skip" => Revocation::Skip,
        "online" => Revocation::Online(&online),
        _ => Revocation::File,
    };
    let (mut report, verdict) = match &arguments.file {
        Some(file) => {
            let authentication_key = arguments.allow_authentication_key;
            let terms = Terms { trust: &trust, revocation, now, authentication_key };
            verify_document::run(context, file, arguments.signature.as_deref(), &terms)
        }
        None => {
            trust::note_issued(&mut trust, &arguments.trust)?;
            verify_card::run(context, arguments, &trust, revocation, now)
        }
    }?;
    let asked = online.asked();
    if matches!(revocation, Revocation::Online(_)) {
        report.members["asked"] = asked.iter().map(|asked| asked_members(context, asked)).collect();
        let open =
            matches!(verdict, Verdict::Undecided | Verdict::NoCommitment | Verdict::Incomplete);
        if asked.is_empty() && open {
            report.text.extend([context.text(&msg!("verify-asked-none")), "\n".to_owned()]);
        }
    }
    for FetchOutcome { url, failure } in &asked {
        if let Some(failure) = failure {
            let line = msg!("verify-asked", url = url, why = failure.clone());
            report.text.extend([context.text(&line), "\n".to_owned()]);
        }
    }
    Ok(report)
}

/// An address that was asked, in JSON.
fn asked_members(context: &Context<'_>, FetchOutcome { url, failure }: &FetchOutcome) -> Value {
    json!({ "url": url, "failure": failure.as_ref().map(|failure| context.text(failure)) })
}

/// How revocation was asked for, in JSON.
pub(super) const fn revocation_id(revocation: Revocation<'_>) -> &'static str {
    match revocation {
        Revocation::File => "file",
        Revocation::Online(_) => "online",
        Revocation::Skip => "skip",
    }
}

/// What is said after the checks: all that is open, where a verdict's one word names a part of it,
/// and what helps.
pub(super) fn closing(context: &Context<'_>, checks: &[Check], named: &FileNames) -> String {
    let advice = verdict::advice(checks).into_iter().map(|advice| named.message(advice));
    let lines = documents::open(checks).into_iter().chain(advice);
    lines.map(|line| context.text(&line) + "\n").collect()
}
