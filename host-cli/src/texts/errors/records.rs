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
        let deemed = refusals.iter().any(|refusal| refusal.rule == UseRule::BirthYear);
        let uses = clauses(refusals.iter().map(refusal));
        let todo = if deemed { msg!("todo-deemed-birth") } else { msg!("todo-uses") };
        Self::new(Exit::Rejected, msg!("error-uses", uses = uses), todo)
    }
}

/// Which use, which field, which rule.
fn refusal(UseError { usage, path, rule }: &UseError) -> Message {
    msg!("use-refusal", use = Message::from(*usage), path = path, rule = Message::from(rule))
}
