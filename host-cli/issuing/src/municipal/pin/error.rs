//! Why the holder's PIN of a municipal application opens nothing.

use std::fmt;

use apdu_spec::status::StatusWord;

use super::super::Service;
use juki_client::card::pins::SourceError;

/// Why the holder's PIN of a municipal application opens nothing.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum PinError {
    /// No value was to be had: nothing was sent.
    Source(SourceError),
    /// The PIN has another form: nothing was sent.
    Form {
        /// Its digits.
        digits: u8,
    },
    /// The application has none.
    None(Service),
    /// The value was wrong, and tries are left.
    Wrong {
        /// The application.
        service: Service,
        /// How many tries are left, as the card says it.
        status: StatusWord,
    },
    /// It is blocked.
    Blocked {
        /// The application.
        service: Service,
        /// What the card answered.
        status: StatusWord,
    },
}

impl fmt::Display for PinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(cause) => cause.fmt(f),
            Self::Form { digits } => write!(f, "the PIN has {digits} digits"),
            Self::None(service) => write!(f, "{service} has no PIN"),
            Self::Wrong { service, status } => {
                write!(f, "the PIN of {service} was answered {status:#}")
            }
            Self::Blocked { service, .. } => write!(f, "the PIN of {service} is blocked"),
        }
    }
}

impl std::error::Error for PinError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Source(cause) => cause.source(),
            Self::Form { .. } | Self::None(_) | Self::Wrong { .. } | Self::Blocked { .. } => None,
        }
    }
}

impl From<SourceError> for PinError {
    fn from(cause: SourceError) -> Self {
        Self::Source(cause)
    }
}
