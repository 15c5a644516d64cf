//! Why an authority in a folder cannot be made, read or changed.

use std::fmt;
use std::path::PathBuf;

use super::super::authority::{EventError, FilesError, RevocationRefusal};
use super::super::encode_error::EncodeError;
use super::super::file_error::FileError;
use super::super::trust::TrustError;
use super::ledger::LedgerError;

/// Why an authority in a folder cannot be made, read or changed.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum StoreError {
    /// A file cannot be read or written.
    File(FileError),
    /// The folder that an authority is to be made in is not empty.
    Exists(PathBuf),
    /// The folder holds no authority.
    NoAuthority(PathBuf),
    /// A file of the authority is damaged.
    Files(FilesError),
    /// The index is damaged.
    Ledger(LedgerError),
    /// A public file of the authority is neither a trust anchor nor a list.
    Trust(TrustError),
    /// A certificate is not revoked.
    Revocation {
        /// The folder of the authority.
        dir: PathBuf,
        /// Why.
        cause: RevocationRefusal,
    },
    /// The index does not accept an event.
    Event(EventError),
    /// A key, a list or a line cannot be encoded.
    Encode(EncodeError),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(cause) => cause.fmt(f),
            Self::Exists(dir) => write!(f, "{} is not empty", dir.display()),
            Self::NoAuthority(dir) => write!(f, "{} holds no authority", dir.display()),
            Self::Files(cause) => cause.fmt(f),
            Self::Ledger(cause) => cause.fmt(f),
            Self::Trust(cause) => cause.fmt(f),
            Self::Revocation { cause, .. } => cause.fmt(f),
            Self::Event(cause) => cause.fmt(f),
            Self::Encode(cause) => cause.fmt(f),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File(cause) => cause.source(),
            Self::Files(cause) => cause.source(),
            Self::Ledger(cause) => cause.source(),
            Self::Encode(cause) => cause.source(),
            Self::Exists(_)
            | Self::NoAuthority(_)
            | Self::Trust(_)
            | Self::Revocation { .. }
            | Self::Event(_) => None,
        }
    }
}

macro_rules! causes {
    ($($variant:ident: $cause:ty;)*) => {
        $(impl From<$cause> for StoreError {
            fn from(cause: $cause) -> Self {
                Self::$variant(cause)
            }
        })*
    };
}

causes! {
    File: FileError;
    Files: FilesError;
    Ledger: LedgerError;
    Trust: TrustError;
    Event: EventError;
    Encode: EncodeError;
}
