//! What errors of residents' records mean to the user.

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::resident::{FieldRule, RecordError};
use crate::texts;

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
