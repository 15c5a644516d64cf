//! What status words, commands and bytes mean, in English and Japanese.
//!
//! Everything comes from the one table of commands and the table of status words; what to do about a
//! status word is said in the reader's language, from the files under `locales/`. No card, file or
//! clock is needed. A program says the same in words of its own by [`Explainer::with_words`].
//!
//! ```
//! use juki_explain::{Explainer, Language, Topic};
//!
//! let explainer = Explainer::new(Language::English);
//! for topic in Topic::find("6983")? {
//!     assert!(explainer.text(&topic).contains("AUTHENTICATION_METHOD_BLOCKED"));
//! }
//! # Ok::<(), juki_explain::UnknownTopic>(())
//! ```

mod explainer;
mod language;
mod messages;
mod shown;
mod topic;

pub use apdu_spec::status::StatusWord;
pub use explainer::{Explainer, message_of};
pub use language::Language;
pub use messages::Messages;
pub use shown::{byte, class, field, form, status};
pub use topic::{Topic, UnknownTopic};

pub use fluent_bundle::{FluentArgs, FluentValue};
