//! Why what is in a file is not to be trusted.

use std::fmt;

/// Why what is in a file is not to be trusted. Each names where it was found: a path or a name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum TrustError {
    /// It is nothing that can be trusted.
    Other {
        /// Where it was found.
        source: String,
    },
    /// A block of PEM is damaged.
    Pem {
        /// Where it was found.
        source: String,
        /// What the block says that it holds.
        label: String,
    },
    /// It is the certificate of somebody who is no authority.
    NoAuthority {
        /// Where it was found.
        source: String,
    },
}

impl fmt::Display for TrustError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other { source } => write!(f, "{source} holds nothing that can be trusted"),
            Self::Pem { source, label } => write!(f, "{source}: the block {label} is damaged"),
            Self::NoAuthority { source } => {
                write!(f, "{source} holds a certificate that is none of an authority")
            }
        }
    }
}

impl std::error::Error for TrustError {}
