//! Why a fault that a card is to have cannot be read.

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::reader::fault::FaultError;

impl From<&FaultError> for Error {
    fn from(cause: &FaultError) -> Self {
        let what = msg!("error-fault", fault = &cause.fault, cause = Message::from(cause));
        Self::new(Exit::Usage, what, msg!("todo-fault"))
    }
}
