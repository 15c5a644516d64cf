//! Why a ready card cannot be made.

use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::ready::ReadyError;

impl From<ReadyError> for Error {
    fn from(cause: ReadyError) -> Self {
        match cause {
            ReadyError::Session(cause) => cause.into(),
            ReadyError::Card(cause) => cause.into(),
            ReadyError::Start(cause) => cause.into(),
            ReadyError::Issue(cause) => cause.into(),
            ReadyError::Record(cause) => cause.into(),
            ReadyError::Encode(cause) => cause.into(),
            ReadyError::BeforeEpoch => Self::new(
                Exit::Failure,
                msg!("error-pki-encode", cause = "a time before 1970"),
                msg!("todo-pki-encode"),
            ),
            ReadyError::Event(cause) => cause.into(),
            ReadyError::NoSample { .. }
            | ReadyError::Revocation(_)
            | ReadyError::TakesAnyPin { .. } => Self::layout(),
        }
    }
}
