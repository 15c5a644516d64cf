//! Checks and what follows from them, in words and in JSON.

use serde_json::{Value, json};

use super::FileNames;
use crate::finding::Reason;
use crate::japan;
use crate::locale::{self, Locale, Message};
use crate::msg;
use crate::pki::chain::ConsultedCrl;
use crate::verify::verdict::{self, Check};

/// The checks as lines of text: outcome, topic, reason.
#[must_use]
pub fn lines(checks: &[Check], locale: &Locale) -> String {
    let outcomes: Vec<String> =
        checks.iter().map(|check| locale.text(&check.finding.outcome.into())).collect();
    let widest = outcomes.iter().map(|outcome| columns(outcome)).max().unwrap_or_default();
    let lines = checks.iter().zip(&outcomes).map(|(check, outcome)| {
        let pad = " ".repeat(widest.saturating_sub(columns(outcome)));
        let reason = sentence(&check.finding.reason, locale);
        let line = msg!("check-line", topic = Message::from(check.topic), reason = reason);
        let lists =
            check.finding.lists.iter().map(|list| {
                format!("  {}  {}\n", " ".repeat(widest), locale.text(&list_line(list)))
            });
        format!("  {outcome}{pad}  {}\n{}", locale.text(&line), String::from_iter(lists))
    });
    lines.collect()
}

/// How old a list is that a check rests on.
fn list_line(list: &ConsultedCrl) -> Message {
    let number = list.number.as_deref().unwrap_or("-").to_owned();
    let (place, made) = (list.place + 1, list.this_update);
    match list.next_update {
        Some(next) => {
            msg!("check-list", place = place, made = made, next = next, number = number)
        }
        None => msg!("check-list-alone", place = place, made = made, number = number),
    }
}

/// The same in JSON.
fn list_members(list: &ConsultedCrl) -> Value {
    let mut members = json!({
        "certificate": list.place,
        "number": list.number,
        "delta": list.delta,
        "sha256": hex::encode(list.fingerprint),
    });
    japan::put(&mut members, "this_update", Some(list.this_update));
    japan::put(&mut members, "next_update", list.next_update);
    members
}

/// A reason as a sentence of its own: some are parts of one elsewhere.
fn sentence(reason: &Reason, locale: &Locale) -> String {
    let text = locale.text(&reason.into());
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// Columns of a terminal that the short words of outcomes take: Japanese ones take two each.
fn columns(text: &str) -> usize {
    text.chars().map(|character| if character < '\u{2E80}' { 1 } else { 2 }).sum()
}

/// All that stands against a yes, when the one word of a verdict would hide some of it.
#[must_use]
pub fn open(checks: &[Check]) -> Option<Message> {
    let item = |check: &Check| {
        let (topic, outcome): (Message, Message) =
            (check.topic.into(), check.finding.outcome.into());
        msg!("verdict-open-item", topic = topic, outcome = outcome)
    };
    let found = verdict::against(checks);
    let items = || locale::clauses(found.iter().map(|check| item(check)));
    (!found.is_empty()).then(|| msg!("verdict-open", items = items()))
}

/// The checks in JSON.
#[must_use]
pub fn members(checks: &[Check], named: &FileNames, locale: &Locale) -> Value {
    let members = |check: &Check| {
        let mut members = json!({
            "check": check.topic.id(),
            "outcome": check.finding.outcome.id(),
            "reason": sentence(&check.finding.reason, locale),
            "lists": check.finding.lists.iter().map(list_members).collect::<Vec<_>>(),
        });
        if let Some(advice) = check.finding.advice() {
            members["todo"] = locale.text(&named.message(advice)).into();
        }
        if let Some(in_force) = check.finding.in_force() {
            members["in_force"] = in_force.json();
        }
        members
    };
    checks.iter().map(members).collect()
}
