//! A file or folder that cannot be read or written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A file or folder that could not be read or written.
#[derive(Debug)]
pub struct FileError {
    /// Which.
    pub path: PathBuf,
    /// Why; its source may be a [`FileTypeError`](juki_files::file_type::FileTypeError).
    pub cause: io::Error,
}

impl FileError {
    /// Names the file that an error is about.
    pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> Self {
        |cause| Self { path: path.to_owned(), cause }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be read or written", self.path.display())
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}
