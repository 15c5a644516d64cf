//! Why an image is refused.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use card_os::MountError;

use super::Holder;
use crate::reader::virtual_card::StartError;

/// Why an image is refused. The file stays as it was.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ImageError {
    /// The operating system does not give or take the file.
    File {
        /// The file.
        path: PathBuf,
        /// Its words.
        cause: io::Error,
    },
    /// There is no file that can be opened, so no card is there.
    Absent {
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        cause: io::Error,
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
        cause: MountError,
    },
    /// Its card does not start: the flash holds no state that a card wrote.
    NoCard {
        /// The file.
        path: PathBuf,
        /// What the card found.
        cause: StartError,
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
    pub(super) fn file(path: &Path, cause: io::Error) -> Self {
        Self::File { path: path.to_owned(), cause }
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

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, .. } => write!(f, "{path:?} cannot be read or written"),
            Self::Absent { path, .. } => write!(f, "{path:?} cannot be opened"),
            Self::Exists(path) => write!(f, "{path:?} exists"),
            Self::Foreign(path) => write!(f, "{path:?} is no card image"),
            Self::Length { path, found, expected } => {
                write!(f, "{path:?} has {found} bytes, a card image has {expected}")
            }
            Self::Newer { path, format, known } => {
                write!(f, "{path:?} is of format {format}, known are formats up to {known}")
            }
            Self::Altered(path) => write!(f, "the check of the header of {path:?} does not fit"),
            Self::NewerCard { path, .. } => {
                write!(f, "a later version of the card wrote the flash in {path:?}")
            }
            Self::NoCard { path, .. } => write!(f, "the card in {path:?} does not start"),
            Self::Held { path, holder: Some(holder) } => {
                write!(f, "{:?} (process {}) holds {path:?}", holder.program, holder.pid)
            }
            Self::Held { path, holder: None } => write!(f, "another program holds {path:?}"),
        }
    }
}

impl Error for ImageError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::File { cause, .. } | Self::Absent { cause, .. } => Some(cause),
            Self::NewerCard { cause, .. } => Some(cause),
            Self::NoCard { cause, .. } => Some(cause),
            Self::Exists(_)
            | Self::Foreign(_)
            | Self::Length { .. }
            | Self::Newer { .. }
            | Self::Altered(_)
            | Self::Held { .. } => None,
        }
    }
}
