//! Why a card has not the municipal application that is meant.

use std::fmt;

use super::super::Service;

/// Why a card has not the municipal application that is meant, or cannot get it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ApplicationError {
    /// The card has none of this name.
    Absent(Service),
    /// Adding it was interrupted.
    Interrupted(Service),
    /// It is deactivated or terminated.
    OutOfUse(Service),
    /// It is there already.
    There(Service),
    /// Another file has its identifier.
    Taken {
        /// The application.
        service: Service,
        /// The identifier, in hexadecimal digits.
        fid: String,
    },
    /// Another DF has its name.
    NameTaken {
        /// The application.
        service: Service,
        /// The DF name, in hexadecimal digits.
        aid: String,
    },
    /// It has another identifier than the profile says.
    Elsewhere {
        /// The application.
        service: Service,
        /// Its DF name, in hexadecimal digits.
        aid: String,
        /// The identifier that EF.DIR lists it under.
        found: String,
        /// That of the profile.
        expected: String,
    },
    /// The card has no room for it (`6A84`).
    NoRoom(Service),
}

impl fmt::Display for ApplicationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent(service) => write!(f, "the card has no application {service}"),
            Self::Interrupted(service) => write!(f, "adding {service} was interrupted"),
            Self::OutOfUse(service) => write!(f, "{service} is out of use"),
            Self::There(service) => write!(f, "{service} is on the card already"),
            Self::Taken { service, fid } => {
                write!(f, "another file has the identifier {fid} of {service}")
            }
            Self::NameTaken { service, aid } => {
                write!(f, "another DF has the name {aid} of {service}")
            }
            Self::Elsewhere { service, found, expected, .. } => {
                write!(f, "{service} is at {found}, not at {expected}")
            }
            Self::NoRoom(service) => write!(f, "the card has no room for {service}"),
        }
    }
}

impl std::error::Error for ApplicationError {}
