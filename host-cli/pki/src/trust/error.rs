//! Why the content of a file cannot be added to a trust store.

use std::fmt;

/// Why the content of a file cannot be added to a trust store. Each has where it was found: a path
/// or a name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum TrustError {
    /// It is neither a certificate, nor a CV root, nor a revocation list.
    Other {
        /// Where it was found.
        source: String,
    },
    /// A block of PEM is damaged.
    Pem {
        /// Where it was found.
        source: String,
        /// The label of the block.
        label: String,
    },
    /// It is a certificate that is not a CA certificate.
    NoAuthority {
        /// Where it was found.
        source: String,
    },
}

impl fmt::Display for TrustError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other { source } => {
                write!(f, "{source} holds no trust anchor and no revocation list")
            }
            Self::Pem { source, label } => write!(f, "{source}: the block {label} is damaged"),
            Self::NoAuthority { source } => {
                write!(f, "{source} holds a certificate that is not a CA certificate")
            }
        }
    }
}

impl std::error::Error for TrustError {}
