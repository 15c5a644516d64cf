//! Why an authority does not issue a certificate, or does not accept an event.

use std::fmt;

use der::DateTime;

use super::super::encode_error::EncodeError;
use super::super::request::RequestError;

/// Why no certificate is issued.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum IssueError {
    /// It is not a request, or possession of its key is not proved, or cards have no such key.
    Request(RequestError),
    /// The data of the holder cannot be put in a signing certificate.
    Holder(HolderError),
    /// The certificate would end before it begins, or after its authority's own.
    Term {
        /// Last second of validity that was asked for.
        end: DateTime,
        /// Last second of validity of the authority's own certificate.
        last: DateTime,
    },
    /// It cannot be built.
    Encode(EncodeError),
}

/// Why no signing certificate is issued to a holder.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum HolderError {
    /// The holder is too young.
    Age {
        /// Completed years of age.
        found: u16,
        /// Years of age from which on there is a certificate.
        least: u16,
    },
    /// There is no name.
    Name,
    /// The sex is no digit.
    Sex(u8),
    /// The address is too long.
    Address {
        /// Its length in characters.
        length: usize,
        /// The most characters that a certificate takes.
        most: usize,
    },
    /// The code of the municipality has other than five digits.
    Municipality(String),
}

/// An event is about a certificate that the authority did not issue, or issues one again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventError;

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(_) => f.write_str("the request is not accepted"),
            Self::Holder(_) => f.write_str("the holder cannot be certified"),
            Self::Term { end, last } => {
                write!(
                    f,
                    "a certificate cannot be valid until {end}: its issuer's certificate expires {last}"
                )
            }
            Self::Encode(_) => f.write_str("the certificate cannot be built"),
        }
    }
}

impl std::error::Error for IssueError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Request(cause) => Some(cause),
            Self::Holder(cause) => Some(cause),
            Self::Encode(cause) => Some(cause),
            Self::Term { .. } => None,
        }
    }
}

impl fmt::Display for HolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Age { found, least } => {
                write!(f, "the holder is {found} years old, under {least}")
            }
            Self::Name => f.write_str("the holder has no name"),
            Self::Sex(_) => f.write_str("the holder's sex is no digit"),
            Self::Address { length, most } => {
                write!(f, "the address has {length} characters, more than {most}")
            }
            Self::Municipality(_) => f.write_str("the code of the municipality is not five digits"),
        }
    }
}

impl std::error::Error for HolderError {}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event contradicts those before it")
    }
}

impl std::error::Error for EventError {}

impl From<RequestError> for IssueError {
    fn from(cause: RequestError) -> Self {
        Self::Request(cause)
    }
}

impl From<HolderError> for IssueError {
    fn from(cause: HolderError) -> Self {
        Self::Holder(cause)
    }
}

impl From<EncodeError> for IssueError {
    fn from(cause: EncodeError) -> Self {
        Self::Encode(cause)
    }
}
