//! What has a name in the file system and is no file.

use std::fmt;
use std::io;

/// Why something with a name cannot be read like a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Unfit {
    /// A pipe that nobody writes to.
    NoWriter,
    /// A pipe that nobody reads.
    NoReader,
    /// A socket.
    Socket,
    /// A folder, a pipe or a device where only a file will do.
    NoFile,
}

impl Unfit {
    /// The one that is behind an error of input or output, if one is.
    #[must_use]
    pub fn behind(cause: &io::Error) -> Option<Self> {
        cause.get_ref()?.downcast_ref().copied()
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoWriter => "a pipe without a writer",
            Self::NoReader => "a pipe without a reader",
            Self::Socket => "a socket",
            Self::NoFile => "no file",
        })
    }
}

impl std::error::Error for Unfit {}

impl From<Unfit> for io::Error {
    fn from(unfit: Unfit) -> Self {
        Self::new(io::ErrorKind::InvalidInput, unfit)
    }
}
