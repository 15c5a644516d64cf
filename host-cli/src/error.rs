//! The one error type of the command line: what failed, what to do about it, how the process ends.
//!
//! What errors of the layers beneath mean to the user is said in [`texts`](crate::texts).

use std::fmt;

use apdu_spec::status::StatusWord;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::locale::{Language, Locale, Message};
use crate::msg;

/// A failure as its reader meets it: two sentences and an exit code.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// How the process ends.
    pub exit: Exit,
    /// What failed, and where.
    pub what: Message,
    /// What to do about it.
    pub todo: Message,
    /// The status word, when a card refused.
    pub status: Option<StatusWord>,
}

impl Error {
    /// A failure with its two sentences.
    #[must_use]
    pub const fn new(exit: Exit, what: Message, todo: Message) -> Self {
        Self { exit, what, todo, status: None }
    }

    /// The same failure, with the status word the card gave.
    #[must_use]
    pub fn with_status(self, status: StatusWord) -> Self {
        Self { status: Some(status), ..self }
    }

    /// The program was built without PC/SC.
    #[must_use]
    pub fn without_pcsc() -> Self {
        Self::new(Exit::NoCard, msg!("error-without-pcsc"), msg!("todo-without-pcsc"))
    }

    /// A description or content that no command carries: a fault of the program.
    #[must_use]
    pub fn layout() -> Self {
        Self::new(Exit::Failure, msg!("error-layout"), msg!("todo-layout"))
    }

    /// The operating system gave no random numbers.
    #[must_use]
    pub fn no_random() -> Self {
        Self::new(Exit::Failure, msg!("error-no-random"), msg!("todo-no-random"))
    }

    /// The same failure of what a path or name leads to, with the environment variable that gave it.
    #[must_use]
    pub fn named_by(self, variable: &str) -> Self {
        Self { what: msg!("error-named-by", what = self.what, variable = variable), ..self }
    }

    /// The same failure to find a reader, of a name that no file has either.
    #[must_use]
    pub fn nor_a_file(self, name: &str) -> Self {
        Self { what: msg!("error-nor-a-file", what = self.what, name = name), ..self }
    }

    /// The same failure of what a file holds, with the name of the file.
    #[must_use]
    pub fn in_file(self, path: &std::path::Path) -> Self {
        Self { what: msg!("error-in-file", path = path.display(), what = self.what), ..self }
    }

    /// Its members in a JSON object.
    #[must_use]
    pub fn members(&self, locale: &Locale) -> Value {
        let (what, todo) = self.texts(locale);
        json!({ "code": self.exit.code(), "what": what, "todo": todo })
    }

    /// The two sentences in a language.
    #[must_use]
    pub fn texts(&self, locale: &Locale) -> (String, String) {
        (locale.text(&self.what), locale.text(&self.todo))
    }
}

/// In English: who wants another language takes [`Error::texts`].
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, todo) = self.texts(&Locale::new(Language::English));
        write!(f, "{what} {todo}")
    }
}

impl std::error::Error for Error {}
