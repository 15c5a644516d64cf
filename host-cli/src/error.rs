//! The one error type of the command line: what failed, what to do about it, how the process ends.
//!
//! What errors of the layers beneath mean to the user is said in [`texts`](crate::texts).

use std::fmt;

use apdu_spec::status::StatusWord;

use crate::exit::Exit;
use crate::locale::{Language, Locale, Message};
use crate::msg;
use crate::unfit::Unfit;

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

    /// A file that could not be read or written.
    #[must_use]
    pub fn file(path: &std::path::Path, cause: &std::io::Error) -> Self {
        Self::new(
            Exit::Failure,
            msg!("error-file", path = path.display(), cause = io_cause(cause)),
            match Unfit::behind(cause) {
                Some(Unfit::NoWriter) => msg!("todo-no-writer"),
                Some(Unfit::NoReader) => msg!("todo-no-reader-of-pipe"),
                Some(Unfit::Socket) => msg!("todo-socket"),
                Some(Unfit::NoFile) => msg!("todo-no-file"),
                None => msg!("todo-file"),
            },
        )
    }

    /// The operating system did not do what every program asks of it.
    #[must_use]
    pub fn system(cause: &std::io::Error) -> Self {
        Self::new(Exit::Failure, msg!("error-system", cause = io_cause(cause)), msg!("todo-system"))
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

    /// The same failure of what a file holds, with the name of the file.
    #[must_use]
    pub fn in_file(self, path: &std::path::Path) -> Self {
        Self { what: msg!("error-in-file", path = path.display(), what = self.what), ..self }
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

/// The cause of an input or output error, as a message.
#[must_use]
pub fn io_cause(cause: &std::io::Error) -> Message {
    use std::io::ErrorKind;
    match Unfit::behind(cause) {
        Some(Unfit::NoWriter) => return msg!("cause-no-writer"),
        Some(Unfit::NoReader) => return msg!("cause-no-reader"),
        Some(Unfit::NoFile) => return msg!("cause-no-file"),
        Some(Unfit::Socket) => return msg!("cause-socket"),
        None => {}
    }
    match cause.kind() {
        ErrorKind::NotFound => msg!("cause-not-found"),
        ErrorKind::PermissionDenied => msg!("cause-permission-denied"),
        ErrorKind::AlreadyExists => msg!("cause-already-exists"),
        ErrorKind::IsADirectory => msg!("cause-is-a-directory"),
        ErrorKind::NotADirectory => msg!("cause-not-a-directory"),
        ErrorKind::FileTooLarge => msg!("cause-too-large"),
        ErrorKind::StorageFull => msg!("cause-storage-full"),
        ErrorKind::ReadOnlyFilesystem => msg!("cause-read-only"),
        ErrorKind::ConnectionRefused => msg!("cause-connection-refused"),
        ErrorKind::TimedOut => msg!("cause-timed-out"),
        _ => msg!("cause-system", text = cause),
    }
}
