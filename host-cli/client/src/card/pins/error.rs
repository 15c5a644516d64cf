//! Why a PIN is not verified, changed or given a value.

use std::error::Error;
use std::fmt;

use apdu_spec::status::StatusWord;

use super::{Origin, Pin, PinSelection};
use crate::card::session::SessionError;

/// Why a PIN or code is not verified, changed or given a value.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum PinError {
    /// No answer came, or the card refused for another reason than the PIN.
    Session(SessionError),
    /// The card was shown another value than its own.
    Wrong {
        /// Which PIN.
        pin: Pin,
        /// Where the value came from.
        origin: Origin,
        /// The tries that are left; 0 when this was the last.
        tries_left: u8,
    },
    /// No try is left.
    Blocked {
        /// Which PIN.
        pin: Pin,
        /// The answer to a value; `None` when the card said so before one was sent.
        status: Option<StatusWord>,
    },
    /// It has no value yet.
    NotSet {
        /// Which PIN.
        pin: Pin,
        /// The answer to a value; `None` when the card said so before one was sent.
        status: Option<StatusWord>,
    },
    /// The card has no such PIN.
    Absent {
        /// Which PIN.
        pin: Pin,
        /// The answer to a value; `None` when the card said so before one was sent.
        status: Option<StatusWord>,
    },
    /// It is no value that the PIN can have: nothing was sent.
    Form(FormError),
    /// No value was to be had: nothing was sent.
    Source(SourceError),
    /// The card says that the PIN was shown to it, and nobody showed it.
    NotBelieved(Pin),
    /// The card said that it changed the PIN, and says that the new value is wrong.
    NotChanged(Pin),
}

/// A value that a PIN cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    /// What it was meant for.
    pub pins: PinSelection,
    /// Where it came from.
    pub origin: Origin,
}

/// Why a [`Source`](super::Source) gives no value.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum SourceError {
    /// None is given, as the source says: nobody can be asked, nothing was typed, or the last try is
    /// not to be spent.
    NotGiven(Box<dyn Error + Send + Sync>),
    /// The source failed.
    Failed(Box<dyn Error + Send + Sync>),
}

impl PinError {
    /// The status word with which the card refused, if it did.
    #[must_use]
    pub const fn status(&self) -> Option<StatusWord> {
        match self {
            Self::Session(cause) => cause.status(),
            Self::Wrong { tries_left, .. } => Some(StatusWord::tries(*tries_left)),
            Self::Blocked { status, .. }
            | Self::NotSet { status, .. }
            | Self::Absent { status, .. } => *status,
            Self::Form(_) | Self::Source(_) | Self::NotBelieved(_) | Self::NotChanged(_) => None,
        }
    }

    /// True when the card refused whatever the value is: it has no such PIN, the PIN no value, or
    /// the card does not do what it was asked.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        match self {
            Self::Session(cause) => cause.is_refusal(),
            Self::NotSet { .. } | Self::Absent { .. } => true,
            Self::Wrong { .. }
            | Self::Blocked { .. }
            | Self::Form(_)
            | Self::Source(_)
            | Self::NotBelieved(_)
            | Self::NotChanged(_) => false,
        }
    }
}

impl From<SessionError> for PinError {
    fn from(cause: SessionError) -> Self {
        Self::Session(cause)
    }
}

impl From<FormError> for PinError {
    fn from(cause: FormError) -> Self {
        Self::Form(cause)
    }
}

impl From<SourceError> for PinError {
    fn from(cause: SourceError) -> Self {
        Self::Source(cause)
    }
}

impl fmt::Display for PinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(cause) => cause.fmt(f),
            Self::Wrong { pin, origin, tries_left } => {
                write!(f, "{pin}: the value ({origin}) is wrong, tries left: {tries_left}")
            }
            Self::Blocked { pin, .. } => write!(f, "{pin}: blocked"),
            Self::NotSet { pin, .. } => write!(f, "{pin}: it has no value"),
            Self::Absent { pin, .. } => write!(f, "{pin}: the card has none"),
            Self::Form(cause) => cause.fmt(f),
            Self::Source(cause) => cause.fmt(f),
            Self::NotBelieved(pin) => {
                write!(f, "{pin}: verified, as the card says, and no value was sent")
            }
            Self::NotChanged(pin) => write!(f, "{pin}: the card does not take the new value"),
        }
    }
}

impl Error for PinError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Session(cause) => cause.source(),
            Self::Form(cause) => cause.source(),
            Self::Source(cause) => cause.source(),
            Self::Wrong { .. }
            | Self::Blocked { .. }
            | Self::NotSet { .. }
            | Self::Absent { .. }
            | Self::NotBelieved(_)
            | Self::NotChanged(_) => None,
        }
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pins, origin } = self;
        write!(f, "{pins}: the value ({origin}) is not of {}", pins.form())
    }
}

impl Error for FormError {}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotGiven(_) => "no value is given",
            Self::Failed(_) => "the source of the value failed",
        })
    }
}

impl Error for SourceError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let (Self::NotGiven(cause) | Self::Failed(cause)) = self;
        Some(&**cause)
    }
}
