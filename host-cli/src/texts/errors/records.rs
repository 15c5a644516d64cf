//! What errors of residents' records mean to the user.

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Message, clauses};
use crate::msg;
use crate::resident::{FieldRule, RecordError};
use crate::texts;
use crate::uses::{UseError, UseErrors, UseRule};

impl From<RecordError> for Error {
    fn from(cause: RecordError) -> Self {
        let RecordError { path, expected } = &cause;
        let what = msg!(
            "error-record",
            path = texts::shown_path(path),
            expected = Message::from(expected)
        );
        let conversion = match expected {
            FieldRule::Form(deviation) => texts::conversion(deviation),
            _ => None,
        };
        Self::new(Exit::Rejected, what, conversion.unwrap_or_else(|| msg!("todo-record")))
    }
}

impl From<UseErrors> for Error {
    fn from(UseErrors(refusals): UseErrors) -> Self {
        let any = |is: fn(&UseRule) -> bool| refusals.iter().any(|refusal| is(&refusal.rule));
        let todo = if any(is_no_card_due) {
            msg!("todo-no-card-due")
        } else if any(|rule| *rule == UseRule::BirthYear) {
            msg!("todo-deemed-birth")
        } else {
            msg!("todo-uses")
        };
        let uses = clauses(refusals.iter().map(refusal));
        Self::new(Exit::Rejected, msg!("error-uses", uses = uses), todo)
    }
}

/// Is nothing wrong with the record, but nobody there for a card?
const fn is_no_card_due(rule: &UseRule) -> bool {
    matches!(rule, UseRule::NoResident | UseRule::Died | UseRule::MovedOut | UseRule::Removed)
}

/// Which use, which field, which rule.
fn refusal(UseError { usage, path, rule }: &UseError) -> Message {
    msg!("use-refusal", use = Message::from(*usage), path = path, rule = Message::from(rule))
}
