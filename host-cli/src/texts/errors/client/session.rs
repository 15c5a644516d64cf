//! Why a request to a card does not succeed.

use apdu_spec::instruction::Instruction;

use crate::card::session::{SecureMessagingFailure as Failure, SessionError};
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;

impl From<&SessionError> for Error {
    fn from(cause: &SessionError) -> Self {
        let name = |instruction: &Instruction| instruction.row().name;
        match cause {
            SessionError::Reader(cause) => cause.into(),
            SessionError::Refused { instruction, status } => {
                let todo = match status.value() {
                    0x6581 => msg!("todo-refused-memory"),
                    0x6982 => msg!("todo-refused-security"),
                    0x6985 => msg!("todo-refused-state"),
                    0x6A82 | 0x6A88 | 0x6D00 | 0x6E00 => msg!("todo-refused-other-card"),
                    _ => msg!("todo-refused"),
                };
                let what = msg!(
                    "error-refused",
                    command = name(instruction),
                    status = status.to_string(),
                    meaning = Message::status(*status)
                );
                Self::new(Exit::Refused, what, todo).with_status(*status)
            }
            SessionError::TooLong { instruction, .. } => Self::new(
                Exit::Rejected,
                msg!("error-too-long", command = name(instruction)),
                msg!("todo-too-long"),
            ),
            SessionError::TooFar { instruction, offset } => Self::new(
                Exit::Rejected,
                msg!("error-too-far", command = name(instruction), offset = offset.to_string()),
                msg!("todo-too-far"),
            ),
            SessionError::Endless { instruction, .. } => Self::new(
                Exit::Failure,
                msg!("error-endless", command = name(instruction)),
                msg!("todo-mute"),
            ),
            SessionError::Longer { instruction, .. } => Self::new(
                Exit::Failure,
                msg!("error-answer-longer", command = name(instruction)),
                msg!("todo-unreadable"),
            ),
            SessionError::Short { instruction, .. } => Self::new(
                Exit::Failure,
                msg!("error-answer-short", command = name(instruction)),
                msg!("todo-unreadable"),
            ),
            SessionError::SecureMessaging { failure: Failure::NotACommand, .. } => Self::new(
                Exit::Rejected,
                msg!("error-secure-not-a-command"),
                msg!("todo-secure-not-a-command"),
            ),
            SessionError::SecureMessaging { failure: Failure::Lost, .. } => {
                Self::new(Exit::Failure, msg!("error-secure-lost"), msg!("todo-secure-lost"))
            }
            SessionError::SecureMessaging { instruction, failure } => {
                let command = instruction.as_ref().map_or("-", name);
                let what = msg!("error-secure", command = command, reason = reason(*failure));
                Self::new(Exit::Failure, what, msg!("todo-secure"))
            }
        }
    }
}

fn reason(failure: Failure) -> Message {
    match failure {
        Failure::Unsecured(status) => msg!("secure-unsecured", status = status.to_string()),
        Failure::ObjectMissing => msg!("secure-object-missing"),
        Failure::ObjectIncorrect => msg!("secure-object-incorrect"),
        Failure::Checksum => msg!("secure-checksum"),
        Failure::Padding => msg!("secure-padding"),
        Failure::Status { inside, outside } => {
            msg!("secure-status", inside = inside.to_string(), outside = outside.to_string())
        }
        Failure::Exhausted => msg!("secure-exhausted"),
        Failure::Lost => msg!("error-secure-lost"),
        Failure::NotACommand => msg!("error-secure-not-a-command"),
    }
}

#[cfg(test)]
mod tests {
    use apdu_spec::status::StatusWord;

    use super::*;

    #[test]
    fn a_refusal_keeps_its_status() {
        let (instruction, status) = (Instruction::GetData, StatusWord::REFERENCE_NOT_FOUND);
        let error = Error::from(SessionError::Refused { instruction, status });
        assert_eq!((error.exit, error.status), (Exit::Refused, Some(status)));
    }
}
