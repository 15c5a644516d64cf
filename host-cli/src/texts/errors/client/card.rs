//! Why a card does not give what it is asked for.

use crate::card::{CardError, MalformedPart};
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;

impl From<&CardError> for Error {
    fn from(cause: &CardError) -> Self {
        let (exit, what, todo) = match cause {
            CardError::Session(cause) => return cause.into(),
            CardError::Image(cause) => return cause.into(),
            CardError::Pin(cause) => return cause.into(),
            CardError::Malformed(cause) => return (*cause).into(),
            CardError::NoApplication(id) => (
                Exit::Refused,
                msg!("error-no-application", application = *id),
                msg!("todo-no-application"),
            ),
            CardError::NotActivated => {
                (Exit::Refused, msg!("error-not-activated"), msg!("todo-not-activated"))
            }
            CardError::Deactivated => {
                (Exit::Refused, msg!("error-deactivated"), msg!("todo-deactivated"))
            }
            CardError::Terminated => {
                (Exit::Refused, msg!("error-terminated"), msg!("todo-terminated"))
            }
            CardError::UnknownProfile => {
                (Exit::Rejected, msg!("error-profile"), msg!("todo-profile"))
            }
            CardError::NoSerial => {
                (Exit::Refused, msg!("error-no-serial"), msg!("todo-refused-other-card"))
            }
            CardError::NoCardRecord => {
                (Exit::Refused, msg!("error-no-card-record"), msg!("todo-refused-other-card"))
            }
            CardError::NoCardKey => {
                (Exit::Refused, msg!("error-no-card-key"), msg!("todo-refused-other-card"))
            }
            CardError::NoCertificate(which) => (
                Exit::Refused,
                msg!("error-no-certificate", certificate = *which),
                msg!("todo-no-certificate"),
            ),
        };
        Self { status: cause.status(), ..Self::new(exit, what, todo) }
    }
}

impl From<MalformedPart> for Error {
    /// What is not what it should be is not shown.
    fn from(what: MalformedPart) -> Self {
        Self::new(Exit::Failure, msg!("error-unreadable", what = what), msg!("todo-unreadable"))
    }
}
