//! Why a PIN is not verified, changed or given a value.

use crate::card::pins::{FormError, Pin, PinError, PinSelection, SourceError};
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;

impl From<&PinError> for Error {
    fn from(cause: &PinError) -> Self {
        let (exit, what, todo) = match cause {
            PinError::Session(cause) => return cause.into(),
            PinError::Form(cause) => return cause.into(),
            PinError::Source(cause) => return cause.into(),
            PinError::Wrong { pin, origin, tries_left: 0 } => (
                Exit::PinBlocked,
                msg!("error-pin-now-blocked", pin = *pin, origin = origin),
                at_the_counter(*pin),
            ),
            PinError::Wrong { pin, origin, tries_left } => (
                Exit::WrongPin,
                msg!("error-pin-wrong", pin = *pin, origin = origin),
                msg!("todo-pin-wrong", left = *tries_left),
            ),
            PinError::Blocked { pin, .. } => {
                (Exit::PinBlocked, msg!("error-pin-blocked", pin = *pin), at_the_counter(*pin))
            }
            PinError::NotSet { pin, .. } => {
                (Exit::Refused, msg!("error-pin-not-set", pin = *pin), at_the_counter(*pin))
            }
            PinError::Absent { pin, .. } => {
                (Exit::Refused, msg!("error-pin-absent", pin = *pin), msg!("todo-pin-absent"))
            }
            PinError::NotBelieved(pin) => (
                Exit::Failure,
                msg!("error-pin-not-believed", pin = *pin),
                msg!("todo-pin-not-believed"),
            ),
            PinError::NotChanged(pin) => (
                Exit::Failure,
                msg!("error-pin-not-changed", pin = *pin),
                msg!("todo-pin-not-changed"),
            ),
        };
        Self { status: cause.status(), ..Self::new(exit, what, todo) }
    }
}

/// How a PIN gets a value without the old one. The command names it: without a name others are set.
fn at_the_counter(pin: Pin) -> Message {
    let own = PinSelection::One(pin);
    match PinSelection::from_id(own.id()) {
        Some(_) => msg!("todo-pin-reset", selection = own.id()),
        None => msg!("todo-code-blocked"),
    }
}

impl From<&FormError> for Error {
    fn from(FormError { pins, origin }: &FormError) -> Self {
        Self::new(
            Exit::Rejected,
            msg!("error-pin-form", pin = *pins, origin = origin),
            msg!("todo-pin-form", form = pins.form()),
        )
    }
}

impl From<&SourceError> for Error {
    /// What the sources of the command line say themselves.
    fn from(cause: &SourceError) -> Self {
        let (exit, cause) = match cause {
            SourceError::NotGiven(cause) => (Exit::WrongPin, cause),
            SourceError::Failed(cause) => (Exit::Failure, cause),
        };
        cause.downcast_ref::<Self>().cloned().unwrap_or_else(|| {
            let cause = msg!("cause-system", text = cause.to_string());
            Self::new(exit, msg!("error-system", cause = cause), msg!("todo-system"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{Language, Locale};

    #[test]
    fn a_blocked_pin_is_reset_by_the_name_of_its_own() {
        for pin in Pin::ALL {
            let own = PinSelection::ALL.into_iter().find(|one| *one == PinSelection::One(pin));
            let (blocked, not_set) =
                (PinError::Blocked { pin, status: None }, PinError::NotSet { pin, status: None });
            for error in [blocked, not_set].map(Error::from) {
                for language in Language::ALL {
                    let (_, todo) = error.texts(&Locale::new(language));
                    match own {
                        Some(own) => {
                            let line = format!("juki pin reset {} --authority DIR", own.id());
                            assert!(todo.contains(&line), "{pin:?}: {todo}");
                        }
                        None => assert!(!todo.contains("pin reset"), "{pin:?}: {todo}"),
                    }
                }
            }
        }
    }
}
