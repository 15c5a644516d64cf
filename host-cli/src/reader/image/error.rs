//! Why an image is refused.

use std::io;
use std::path::{Path, PathBuf};

use super::Holder;
use crate::error::{Error, io_cause};
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::reader::ReaderError;

/// Why an image is refused. The file stays as it was.
#[derive(Clone, Debug, PartialEq)]
pub enum ImageError {
    /// The operating system does not give or take the file.
    File {
        /// The file.
        path: PathBuf,
        /// Its words.
        cause: Message,
    },
    /// There is no file that can be opened, so no card is there.
    Absent {
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        cause: Message,
    },
    /// There is a file of that name already.
    Exists(PathBuf),
    /// It is no card image.
    Foreign(PathBuf),
    /// It is longer or shorter than an image is.
    Length {
        /// The file.
        path: PathBuf,
        /// Its bytes.
        found: u64,
        /// The bytes of an image.
        expected: usize,
    },
    /// A later version of the program wrote it.
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u32,
        /// The newest format this program reads.
        known: u32,
    },
    /// Its header was altered: the check does not fit.
    Altered(PathBuf),
    /// A later version of the card wrote its flash.
    NewerCard {
        /// The file.
        path: PathBuf,
        /// What the card found.
        cause: Message,
    },
    /// Its flash holds no state that a card wrote.
    NoCard {
        /// The file.
        path: PathBuf,
        /// What the card found.
        cause: Message,
    },
    /// Another program holds it.
    Held {
        /// The file.
        path: PathBuf,
        /// Who.
        holder: Option<Holder>,
    },
}

impl ImageError {
    pub(super) fn file(path: &Path, cause: &io::Error) -> Self {
        Self::File { path: path.to_owned(), cause: io_cause(cause) }
    }

    /// True when waiting can help.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::Held { .. })
    }

    /// True when the path leads to no card image: another path may have been meant. An image that
    /// is damaged, newer or held is the one that was named.
    #[must_use]
    pub const fn is_misnamed(&self) -> bool {
        matches!(self, Self::Absent { .. } | Self::Foreign(_))
    }
}

impl From<ImageError> for Error {
    fn from(cause: ImageError) -> Self {
        let (what, todo) = match cause {
            ImageError::Held { path, holder } => {
                let name = format!("virtual:{}", path.display());
                return ReaderError::Held { name, holder }.into();
            }
            ImageError::File { path, cause } => {
                let what = msg!("error-file", path = path.display(), cause = cause);
                return Self::new(Exit::Failure, what, msg!("todo-image-file"));
            }
            ImageError::Absent { path, cause } => {
                let what = msg!("error-file", path = path.display(), cause = cause);
                return Self::new(Exit::NoCard, what, msg!("todo-image-file"));
            }
            ImageError::Exists(path) => {
                (msg!("error-image-exists", path = path.display()), msg!("todo-image-exists"))
            }
            ImageError::Foreign(path) => {
                (msg!("error-image-foreign", path = path.display()), msg!("todo-image-foreign"))
            }
            ImageError::Length { path, found, expected } => (
                msg!(
                    "error-image-length",
                    path = path.display(),
                    found = found,
                    expected = expected
                ),
                msg!("todo-image-damaged"),
            ),
            ImageError::Newer { path, format, known } => (
                msg!("error-image-newer", path = path.display(), format = format, known = known),
                msg!("todo-image-newer"),
            ),
            ImageError::Altered(path) => {
                (msg!("error-image-altered", path = path.display()), msg!("todo-image-damaged"))
            }
            ImageError::NewerCard { path, cause } => (
                msg!("error-image-content", path = path.display(), cause = cause),
                msg!("todo-image-newer"),
            ),
            ImageError::NoCard { path, cause } => (
                msg!("error-image-content", path = path.display(), cause = cause),
                msg!("todo-image-damaged"),
            ),
        };
        Self::new(Exit::Rejected, what, todo)
    }
}
