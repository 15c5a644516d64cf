//! Why a service's desk gets nothing of its application.

use std::fmt;

use apdu_spec::status::StatusWord;

use super::super::Service;

/// Why a service's desk gets nothing of its application.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum DeskError {
    /// The card has another key of the service.
    Key {
        /// The application.
        service: Service,
        /// What the card answered last.
        status: StatusWord,
    },
    /// The service's key is blocked (`6983`).
    KeyBlocked {
        /// The application.
        service: Service,
    },
    /// The file is transparent: it has no records.
    NoRecords {
        /// Its name.
        file: String,
    },
    /// The application on the card has no such file.
    FileMissing {
        /// The application.
        service: Service,
        /// The file's name.
        file: String,
    },
    /// The file has all the records that it may have (`6A84`).
    Full {
        /// The application.
        service: Service,
        /// The file's name.
        file: String,
        /// How many those are.
        count: u8,
    },
}

impl fmt::Display for DeskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key { service, status } => {
                write!(f, "the key of {service} was answered {status:#}")
            }
            Self::KeyBlocked { service } => write!(f, "the key of {service} is blocked"),
            Self::NoRecords { file } => write!(f, "file {file} has no records"),
            Self::FileMissing { service, file } => {
                write!(f, "{service} on the card has no file {file}")
            }
            Self::Full { file, count, .. } => write!(f, "file {file} has {count} records already"),
        }
    }
}

impl std::error::Error for DeskError {}
