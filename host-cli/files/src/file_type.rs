//! What a file is that cannot be read or written like a regular one of one's own.

use std::fmt;
use std::io;
use std::path::Path;

/// Why something in the file system cannot be read, or gone on with, like a regular file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum FileTypeError {
    /// A pipe without a writer.
    NoWriter,
    /// A pipe without a reader.
    NoReader,
    /// A socket.
    Socket,
    /// A folder, a pipe or a device where a regular file is needed.
    NotRegular,
    /// Something else where a folder is needed.
    NotFolder,
    /// Another user's, where this program goes on writing.
    OfAnother,
    /// A symbolic link, where a file is to be replaced: what it leads to would stay.
    Link,
}

impl FileTypeError {
    /// The one that caused an error of input or output, if one did.
    #[must_use]
    pub fn of(cause: &io::Error) -> Option<Self> {
        cause.get_ref()?.downcast_ref().copied()
    }
}

impl FileTypeError {
    /// A file that is to be replaced must not be a link.
    ///
    /// # Errors
    /// [`FileTypeError::Link`] when it is one.
    pub fn no_link(path: &Path) -> Result<(), Self> {
        let is_link = path.symlink_metadata().is_ok_and(|found| found.is_symlink());
        if is_link { Err(Self::Link) } else { Ok(()) }
    }
}

impl fmt::Display for FileTypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoWriter => "a pipe without a writer",
            Self::NoReader => "a pipe without a reader",
            Self::Socket => "a socket",
            Self::NotRegular => "not a regular file",
            Self::NotFolder => "not a folder",
            Self::OfAnother => "a file of another user",
            Self::Link => "a symbolic link",
        })
    }
}

impl std::error::Error for FileTypeError {}

impl From<FileTypeError> for io::Error {
    fn from(error: FileTypeError) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}
