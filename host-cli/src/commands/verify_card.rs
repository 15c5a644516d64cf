//! `juki verify` without a file: judges the card.

use der::DateTime;
use rand_core::Rng as _;
use serde_json::json;

use super::pins::Pins;
use super::verify::{closing, revocation_id};
use crate::card::pins::Pin;
use crate::cli::VerifyArguments;
use crate::context::Context;
use crate::day;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use crate::pki::{Revocation, TrustStore};
use crate::texts::documents::{self, FileNames};
use crate::verify::card::{CHALLENGE_LEN, CardReport, CardVerifier, Scope};
use crate::verify::verdict::{self, Topic, Verdict};

/// Judges the card.
///
/// # Errors
/// When there is none, it does not answer, or it does not take a PIN.
pub(super) fn run(
    context: &Context<'_>,
    arguments: &VerifyArguments,
    trust: &TrustStore,
    revocation: Revocation<'_>,
    now: DateTime,
) -> Result<(Report, Verdict), Error> {
    let mut random = context.random()?;
    let mut challenges = [[0; CHALLENGE_LEN]; 2];
    challenges.iter_mut().for_each(|challenge| random.fill_bytes(challenge));
    let verifier = CardVerifier { trust, revocation, now, challenges };
    let pins: &[Pin] = if arguments.no_pin { &[] } else { &[Pin::Text, Pin::VisualB] };
    let mut source = Pins::new(context, arguments.spend_last_try, pins)?;
    let scope = Scope {
        data: !arguments.no_pin,
        // Few tries guard it, and judging the card does not need it.
        signing: arguments.signing || !arguments.no_pin && source.is_given(Pin::Signing),
    };
    if scope.signing {
        source.load(Pin::Signing)?;
    }
    let mut reader = context.open()?;
    let judged = {
        let mut card = reader.exclusive()?;
        verifier.verify(&mut context.session(&mut *card)?, scope, &mut source)
    };
    reader.close()?;
    Ok(report(context, &judged?, revocation))
}

fn report(
    context: &Context<'_>,
    card: &CardReport,
    revocation: Revocation<'_>,
) -> (Report, Verdict) {
    let verdict = Verdict::of(&card.checks);
    let complete = verdict::complete(&card.checks);
    let mut text = context.text(&match verdict {
        Verdict::Valid if complete => msg!("verdict-card-valid"),
        Verdict::Valid => msg!("verdict-card-valid-in-part"),
        Verdict::NotAuthentic => msg!("verdict-card-not-authentic"),
        Verdict::NotInForce => msg!("verdict-card-not-in-force"),
        Verdict::Incomplete => msg!("verdict-card-incomplete"),
        Verdict::NoCommitment | Verdict::Undecided => msg!("verdict-card-undecided"),
    });
    text.push('\n');
    if let Some(record) = &card.record {
        let line = msg!(
            "verify-card",
            serial = card.serial.as_deref().unwrap_or(&record.serial),
            municipality = &record.municipality,
            expiry = day::hyphenated(&record.expiry)
        );
        text.extend([context.text(&line), "\n".to_owned()]);
    }
    // A card names no files.
    let named = FileNames::default();
    text.push_str(&documents::lines(&card.checks, context.locale));
    text.push_str(&closing(context, &card.checks, &named));
    let report = Report {
        exit: verdict.into(),
        text,
        command: "verify",
        members: json!({
            "subject": "card",
            "verdict": verdict.id(),
            "code": Exit::from(verdict).code(),
            "complete": complete,
            "not_judged": verdict::left_out(&card.checks).map(Topic::id).collect::<Vec<_>>(),
            "serial": card.serial,
            "municipality": card.record.as_ref().map(|record| &record.municipality),
            "expiry": card.record.as_ref().map(|record| &record.expiry),
            "revocation": revocation_id(revocation),
            "checks": documents::members(&card.checks, &named, context.locale),
        }),
    };
    (report, verdict)
}
