//! Why PACE opens no session.

use crate::card::pace::{self, PaceError, PacePassword};
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;

impl From<&PaceError> for Error {
    fn from(cause: &PaceError) -> Self {
        match cause {
            PaceError::Session(cause) => cause.into(),
            PaceError::NotOffered => {
                Self::new(Exit::Refused, msg!("error-pace-not-offered"), msg!("todo-pace-none"))
            }
            PaceError::CardAccess(_) => Self::new(
                Exit::Failure,
                msg!("error-pace-card-access"),
                msg!("todo-pace-not-in-the-clear"),
            ),
            PaceError::NoPassword { password } => Self::new(
                Exit::Refused,
                msg!("error-pace-no-password", password = pace::abbreviation(*password)),
                msg!("todo-pace-none"),
            ),
            PaceError::Wrong { password, tries_left } => Self::new(
                if *tries_left == Some(0) { Exit::PinBlocked } else { Exit::WrongPin },
                msg!("error-pace-wrong", password = pace::abbreviation(*password)),
                after_a_wrong_one(*password, *tries_left),
            ),
            PaceError::Suspended { password } => Self::new(
                Exit::WrongPin,
                msg!("error-pace-suspended", password = pace::abbreviation(*password)),
                msg!("todo-pace-suspended"),
            ),
            PaceError::Blocked { password } => Self::new(
                Exit::PinBlocked,
                msg!("error-pace-blocked", password = pace::abbreviation(*password)),
                msg!("todo-pace-blocked"),
            ),
            PaceError::CardNotAuthenticated { password } => Self::new(
                Exit::NotAuthentic,
                msg!("error-pace-card", password = pace::abbreviation(*password)),
                msg!("todo-pace-not-in-the-clear"),
            ),
            PaceError::Malformed(_) => Self::new(
                Exit::Failure,
                msg!("error-pace-malformed"),
                msg!("todo-pace-not-in-the-clear"),
            ),
        }
    }
}

fn after_a_wrong_one(password: PacePassword, tries_left: Option<u8>) -> Message {
    match (password, tries_left) {
        (_, Some(0)) => msg!("todo-pace-blocked"),
        (PacePassword::Pin, Some(1)) => msg!("todo-pace-suspended"),
        (_, Some(left)) => msg!("todo-pin-wrong", left = left),
        (PacePassword::Can, None) => msg!("todo-pace-can"),
        (_, None) => msg!("todo-pace-again"),
    }
}
