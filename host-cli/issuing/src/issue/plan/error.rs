//! Why a card is not one that can be issued.

use std::fmt;

use apdu_spec::file::LifeCycle;

/// Why a card is not one that can be issued.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum PlanError {
    /// It is issued.
    IssuedAlready {
        /// Its serial number.
        serial: String,
    },
    /// It is neither blank nor being issued.
    NotIssuable {
        /// Its serial number.
        serial: String,
        /// The life cycle of its MF, when it says one.
        life: Option<LifeCycle>,
    },
    /// The record cannot be sealed.
    Seal(serde_json::Error),
}

impl From<serde_json::Error> for PlanError {
    fn from(cause: serde_json::Error) -> Self {
        Self::Seal(cause)
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IssuedAlready { serial } => write!(f, "card {serial} is issued already"),
            Self::NotIssuable { serial, life: Some(life) } => {
                write!(f, "card {serial} cannot be issued: its life cycle is {life:?}")
            }
            Self::NotIssuable { serial, life: None } => {
                write!(f, "card {serial} cannot be issued: it says no life cycle")
            }
            Self::Seal(_) => f.write_str("the record cannot be sealed"),
        }
    }
}

impl std::error::Error for PlanError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Seal(cause) => Some(cause),
            Self::IssuedAlready { .. } | Self::NotIssuable { .. } => None,
        }
    }
}
