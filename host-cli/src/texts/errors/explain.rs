//! What it means to the user that nothing is known of a topic.

use juki_explain::UnknownTopic;

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::list;
use crate::msg;

impl From<UnknownTopic> for Error {
    fn from(cause: UnknownTopic) -> Self {
        let UnknownTopic { topic, near, .. } = cause;
        let todo = if near.is_empty() {
            msg!("todo-explain")
        } else {
            msg!("todo-explain-near", topics = list(near))
        };
        Self::new(Exit::Rejected, msg!("error-explain", topic = topic), todo)
    }
}
