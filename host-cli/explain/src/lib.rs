#![doc = include_str!("../README.md")]

mod explainer;
mod language;
mod line;
mod messages;
mod objects;
mod shown;
mod topic;

pub use apdu_spec::status::StatusWord;
pub use explainer::parts::Part;
pub use explainer::{Explainer, message_of};
pub use language::Language;
pub use line::{Digits, Line};
pub use messages::Messages;
pub use objects::{DataObject, Protocol, Sender};
pub use shown::{byte, class, field, form, status};
pub use topic::{Topic, UnknownTopic};

pub use fluent_bundle::{FluentArgs, FluentValue};
