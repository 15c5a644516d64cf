//! Why a request to a card does not succeed.

use apdu_spec::instruction::Instruction;

use crate::card::session::SessionError;
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
        }
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
