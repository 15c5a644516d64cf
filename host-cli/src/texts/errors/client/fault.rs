//! Why a fault that a card is to have cannot be read.

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::reader::fault::FaultError;

/// What it means of a fault, as the user typed it.
pub(crate) fn no_fault(typed: &str, cause: &FaultError) -> Error {
    let what = msg!("error-fault", fault = typed, cause = Message::from(cause));
    Error::new(Exit::Usage, what, msg!("todo-fault"))
}
