//! What it means that a file cannot be read or written, or that the operating system refuses.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::error::Error;
use crate::exit::Exit;
use crate::file_type::FileTypeError;
use crate::locale::Message;
use crate::msg;

impl Error {
    /// A file that could not be read or written.
    #[must_use]
    pub fn file(path: &Path, cause: &io::Error) -> Self {
        Self::new(
            Exit::Failure,
            msg!("error-file", path = path.display(), cause = io_cause(cause)),
            match FileTypeError::of(cause) {
                Some(FileTypeError::NoWriter) => msg!("todo-no-writer"),
                Some(FileTypeError::NoReader) => msg!("todo-no-reader-of-pipe"),
                Some(FileTypeError::Socket) => msg!("todo-socket"),
                Some(FileTypeError::NotRegular) => msg!("todo-no-file"),
                Some(FileTypeError::NotFolder) => msg!("todo-no-folder"),
                Some(FileTypeError::OfAnother) => msg!("todo-of-another"),
                Some(FileTypeError::Link) => msg!("todo-link"),
                None => msg!("todo-file"),
            },
        )
    }

    /// The operating system did not do what every program asks of it.
    #[must_use]
    pub fn system(cause: &io::Error) -> Self {
        Self::new(Exit::Failure, msg!("error-system", cause = io_cause(cause)), msg!("todo-system"))
    }
}

/// The cause of an input or output error, as a message.
pub(crate) fn io_cause(cause: &io::Error) -> Message {
    match FileTypeError::of(cause) {
        Some(FileTypeError::NoWriter) => return msg!("cause-no-writer"),
        Some(FileTypeError::NoReader) => return msg!("cause-no-reader"),
        Some(FileTypeError::NotRegular) => return msg!("cause-no-file"),
        Some(FileTypeError::Link) => return msg!("cause-link"),
        Some(FileTypeError::Socket) => return msg!("cause-socket"),
        Some(FileTypeError::NotFolder) => return msg!("cause-no-folder"),
        Some(FileTypeError::OfAnother) => return msg!("cause-of-another"),
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
