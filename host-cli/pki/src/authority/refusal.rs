//! Why a revocation is refused.

use std::fmt;

/// Why a certificate is not revoked, with its serial number in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum RevocationRefusal {
    /// The authority did not issue it.
    NotIssued(String),
    /// It is to be reinstated, and is not suspended.
    NotHeld(String),
    /// It is suspended already.
    Held(String),
    /// It is revoked permanently.
    Revoked(String),
}

impl fmt::Display for RevocationRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotIssued(serial) => write!(f, "{serial} was not issued by this authority"),
            Self::NotHeld(serial) => write!(f, "{serial} is not suspended"),
            Self::Held(serial) => write!(f, "{serial} is suspended already"),
            Self::Revoked(serial) => write!(f, "{serial} is revoked already"),
        }
    }
}

impl std::error::Error for RevocationRefusal {}
