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
        /// How many tries are left.
        left: u8,
    },
    /// It is blocked.
    Blocked {
        /// The application.
        service: Service,
        /// The answer to a value; `None` when the card said so before one was sent.
        status: Option<StatusWord>,
    },
    /// It has no value.
    NotSet {
        /// The application.
        service: Service,
        /// The answer to a value; `None` when the card said so before one was sent.
        status: Option<StatusWord>,
    },
    /// The application on the card has none, and that of the profile has.
    Absent {
        /// The application.
        service: Service,
        /// The answer to a value; `None` when the card said so before one was sent.
        status: Option<StatusWord>,
    },
    /// The card says that the PIN was shown to it, and nobody showed it.
    NotBelieved(Service),
}

impl fmt::Display for PinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(cause) => cause.fmt(f),
            Self::Form { digits } => write!(f, "the PIN has {digits} digits"),
            Self::None(service) => write!(f, "{service} has no PIN"),
            Self::Wrong { service, left } => {
                write!(f, "the PIN of {service} is wrong, tries left: {left}")
            }
            Self::Blocked { service, .. } => write!(f, "the PIN of {service} is blocked"),
            Self::NotSet { service, .. } => write!(f, "the PIN of {service} has no value"),
            Self::Absent { service, .. } => write!(f, "{service} on the card has no PIN"),
            Self::NotBelieved(service) => write!(
                f,
                "the PIN of {service} is verified, as the card says, and no value was sent"
            ),
        }
    }
}

impl std::error::Error for PinError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Source(cause) => cause.source(),
            Self::Form { .. }
            | Self::None(_)
            | Self::Wrong { .. }
            | Self::Blocked { .. }
            | Self::NotSet { .. }
            | Self::Absent { .. }
            | Self::NotBelieved(_) => None,
        }
    }
}

impl From<SourceError> for PinError {
    fn from(cause: SourceError) -> Self {
        Self::Source(cause)
    }
}
