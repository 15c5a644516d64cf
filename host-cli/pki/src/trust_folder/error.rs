//! Why a folder of trust anchors and lists cannot be read or changed.

use std::fmt;
use std::path::PathBuf;

use crate::file_error::FileError;
use crate::store::StoreError;
use crate::trust::TrustError;

/// Why a folder of trust anchors and lists cannot be read or changed.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum FolderError {
    /// A file cannot be read or written.
    File(FileError),
    /// A folder is that of an authority, which cannot be read.
    Store(StoreError),
    /// A file has other content.
    Trust(TrustError),
    /// A file in the user's own folder has other content.
    Misplaced {
        /// The user's folder.
        folder: PathBuf,
        /// Why.
        cause: TrustError,
    },
    /// A path holds no trust anchor and no list.
    Nothing(PathBuf),
    /// There are more objects than are compared.
    Many {
        /// What was to be added.
        path: PathBuf,
        /// The most objects that are compared.
        objects: usize,
        /// The most signatures of lists that are checked.
        checks: usize,
    },
    /// A list has the name of a trusted authority whose key did not sign it.
    Foreign {
        /// Where it was found.
        source: String,
        /// The name of the authority (RFC 4514).
        name: String,
    },
    /// Nothing that is trusted has this fingerprint, name or path.
    Unknown(String),
    /// Nothing that is trusted is in this file or folder.
    NoneOf(PathBuf),
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(cause) => cause.fmt(f),
            Self::Store(cause) => cause.fmt(f),
            Self::Trust(cause) | Self::Misplaced { cause, .. } => cause.fmt(f),
            Self::Nothing(path) => write!(f, "{} holds nothing to trust", path.display()),
            Self::Many { path, objects, checks } => write!(
                f,
                "{}: more than {objects} objects or {checks} signatures to compare",
                path.display()
            ),
            Self::Foreign { source, name } => {
                write!(f, "{source}: a list in the name of {name} that its key did not sign")
            }
            Self::Unknown(which) => write!(f, "nothing that is trusted is {which}"),
            Self::NoneOf(path) => write!(f, "nothing in {} is trusted", path.display()),
        }
    }
}

impl std::error::Error for FolderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File(cause) => cause.source(),
            Self::Store(cause) => cause.source(),
            Self::Trust(_)
            | Self::Misplaced { .. }
            | Self::Nothing(_)
            | Self::Many { .. }
            | Self::Foreign { .. }
            | Self::Unknown(_)
            | Self::NoneOf(_) => None,
        }
    }
}

impl From<FileError> for FolderError {
    fn from(cause: FileError) -> Self {
        Self::File(cause)
    }
}

impl From<StoreError> for FolderError {
    fn from(cause: StoreError) -> Self {
        Self::Store(cause)
    }
}

impl From<TrustError> for FolderError {
    fn from(cause: TrustError) -> Self {
        Self::Trust(cause)
    }
}
