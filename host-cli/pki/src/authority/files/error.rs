//! Why an authority cannot be read from its files.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::super::super::encode_error::EncodeError;
use super::super::super::file_error::FileError;
use super::super::super::keys::KeyFault;
use super::super::published::Contradiction;

/// Why an authority cannot be read from its files, or written to them.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum FilesError {
    /// The system does not read a file.
    Read(FileError),
    /// A file is not there, or damaged.
    File {
        /// The folder of the authority.
        dir: PathBuf,
        /// The path of the file from there.
        file: &'static str,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// A key or a file cannot be encoded.
    Encode(EncodeError),
}

/// What is wrong with a file of an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum FileFault {
    /// It is not there, and can be restored from a backup only.
    Missing,
    /// It is not there, and is a list, which can be made again.
    ListMissing,
    /// It is malformed.
    Damaged,
    /// It is no JSON, or lacks a member.
    Json(JsonFault),
    /// The authority is of a format that is not known here.
    Format {
        /// Its format.
        found: u32,
        /// The last one that is known.
        known: u32,
    },
    /// It gives no private key.
    Key(KeyFault),
    /// It does not belong to another file.
    Mismatch {
        /// The path of the other one from the authority's folder.
        other: &'static str,
    },
    /// It is not a list that the authority signed.
    ForeignList {
        /// Where the same list is kept, as a path from the authority's folder.
        other: &'static str,
    },
    /// It is a list that has what the index lacks: the index is an older one.
    Contradiction {
        /// What the index lacks.
        found: Contradiction,
        /// The path of the index from the authority's folder.
        index: &'static str,
    },
}

impl FilesError {
    /// The path of a file of the authority that an error is about; `None` of what is about no one
    /// file.
    #[must_use]
    pub fn path(&self) -> Option<PathBuf> {
        match self {
            Self::Read(FileError { path, .. }) => Some(path.clone()),
            Self::File { dir, file, .. } => Some(dir.join(file)),
            Self::Encode(_) => None,
        }
    }
}

impl fmt::Display for FilesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(cause) => cause.fmt(f),
            Self::File { dir, file, fault } => write!(f, "{}: {fault}", dir.join(file).display()),
            Self::Encode(cause) => cause.fmt(f),
        }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing | Self::ListMissing => f.write_str("not there"),
            Self::Damaged | Self::Json(_) => f.write_str("malformed"),
            Self::Format { found, known } => {
                write!(f, "of format {found}, and {known} is the last that is supported")
            }
            Self::Key(fault) => fault.fmt(f),
            Self::Mismatch { other } => write!(f, "does not belong to {other}"),
            Self::ForeignList { .. } => f.write_str("not a list that the authority signed"),
            Self::Contradiction { found, .. } => found.fmt(f),
        }
    }
}

impl std::error::Error for FilesError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(cause) => cause.source(),
            Self::Encode(cause) => cause.source(),
            Self::File { fault: FileFault::Json(cause), .. } => Some(cause),
            Self::File { .. } => None,
        }
    }
}

/// The error of the JSON parser. `Display` is for programmers.
#[derive(Clone, Debug)]
pub struct JsonFault(Arc<serde_json::Error>);

impl JsonFault {
    /// The line that it is about, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.0.line()
    }

    /// The column in that line, in bytes, from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.0.column()
    }
}

impl fmt::Display for JsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for JsonFault {}

/// Equal when the texts are.
impl PartialEq for JsonFault {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for JsonFault {}

impl From<serde_json::Error> for JsonFault {
    fn from(cause: serde_json::Error) -> Self {
        Self(Arc::new(cause))
    }
}

impl From<JsonFault> for FileFault {
    fn from(cause: JsonFault) -> Self {
        Self::Json(cause)
    }
}

impl From<FileError> for FilesError {
    fn from(cause: FileError) -> Self {
        Self::Read(cause)
    }
}

impl From<EncodeError> for FilesError {
    fn from(cause: EncodeError) -> Self {
        Self::Encode(cause)
    }
}
