//! Why a reader gives no response.

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Message, word};
use crate::msg;
use crate::reader::ReaderError;
use crate::texts::io_cause;

impl From<&ReaderError> for Error {
    fn from(cause: &ReaderError) -> Self {
        let (exit, what, todo) = match cause {
            ReaderError::NoService => {
                (Exit::NoCard, msg!("error-no-service"), msg!("todo-no-service"))
            }
            ReaderError::NoRights => {
                (Exit::NoCard, msg!("error-no-rights"), msg!("todo-no-rights"))
            }
            ReaderError::NoReader => {
                (Exit::NoCard, msg!("error-no-reader"), msg!("todo-no-reader"))
            }
            ReaderError::NoSuchReader { part, readers } => (
                Exit::NoCard,
                msg!("error-no-such-reader", part = part),
                if readers.is_empty() { msg!("todo-no-reader") } else { choose(readers) },
            ),
            ReaderError::SeveralReaders(readers) => (
                Exit::NoCard,
                msg!("error-several-readers", count = readers.len()),
                choose(readers),
            ),
            ReaderError::NoCard(None) => {
                (Exit::NoCard, msg!("error-no-card"), msg!("todo-no-card"))
            }
            ReaderError::NoCard(Some(reader)) => {
                (Exit::NoCard, msg!("error-no-card-in", reader = reader), msg!("todo-no-card"))
            }
            ReaderError::CardRemoved(name) => {
                (Exit::NoCard, msg!("error-card-removed", reader = name), msg!("todo-card-removed"))
            }
            ReaderError::CardReset(name) => {
                (Exit::NoCard, msg!("error-card-reset", reader = name), msg!("todo-card-reset"))
            }
            ReaderError::Mute(name) => {
                (Exit::NoCard, msg!("error-mute", reader = name), msg!("todo-mute"))
            }
            ReaderError::Held { name, holder: Some(holder) } => (
                Exit::NoCard,
                msg!(
                    "error-held-by",
                    reader = name,
                    program = &holder.program,
                    pid = holder.pid.to_string()
                ),
                msg!("todo-held-by", pid = holder.pid.to_string()),
            ),
            ReaderError::Held { name, holder: None } => {
                (Exit::NoCard, msg!("error-held", reader = name), msg!("todo-held"))
            }
            ReaderError::ReadOnly(name) => {
                (Exit::Failure, msg!("error-read-only", reader = name), msg!("todo-read-only"))
            }
            ReaderError::NoStatus(name) => {
                (Exit::Failure, msg!("error-no-status", reader = name), msg!("todo-mute"))
            }
            ReaderError::Trace(cause) => {
                (Exit::Failure, msg!("error-trace", cause = io_cause(cause)), msg!("todo-file"))
            }
            ReaderError::Disk { name, cause } => {
                let (exit, what, _) = driver(name, io_cause(cause));
                (exit, what, msg!("todo-file"))
            }
            ReaderError::Driver { name, cause } => {
                driver(name, msg!("cause-system", text = cause.to_string()))
            }
        };
        Self::new(exit, what, todo)
    }
}

fn driver(reader: &str, cause: Message) -> (Exit, Message, Message) {
    let what = msg!("error-driver", reader = reader, cause = cause);
    (Exit::Failure, what, msg!("todo-driver"))
}

/// Which flags name the readers there are.
fn choose(readers: &[String]) -> Message {
    msg!("todo-choose-reader", count = readers.len(), flags = flags(readers))
}

/// One line per reader with the flag to copy into a shell, whatever the reader calls itself.
fn flags(readers: &[String]) -> Vec<String> {
    readers.iter().map(|name| format!("--reader {}", word(&format!("pcsc:{name}")))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{Language, Locale};

    #[test]
    fn a_flag_to_copy_runs_nothing_else() {
        let readers = ["A 00".to_owned(), "x'; rm -r ~; '\n".to_owned()];
        let error = Error::from(ReaderError::SeveralReaders(readers.to_vec()));
        let (_, todo) = error.texts(&Locale::new(Language::English));
        let mut lines = todo.lines().skip(1);
        assert_eq!(lines.next(), Some("  --reader 'pcsc:A 00'"));
        assert_eq!(lines.next(), Some(r"  --reader 'pcsc:x'\''; rm -r ~; '\''�'"));
        assert_eq!(lines.next(), None);
    }
}
