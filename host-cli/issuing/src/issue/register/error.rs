//! Why something could not be written down.

use std::fmt;
use std::io;

use juki_pki::store::StoreError;

/// Why something could not be written down.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum RegisterError {
    /// Another program has done something with the card since.
    Changed {
        /// Serial number of the card.
        serial: String,
    },
    /// It contradicts what the register says already.
    Contradicted,
    /// It cannot be written.
    Io(io::Error),
    /// The folder of the authority does not take it.
    Store(StoreError),
    /// Whoever keeps the register says why.
    Other(Box<dyn std::error::Error + Send + Sync>),
}

impl From<StoreError> for RegisterError {
    fn from(cause: StoreError) -> Self {
        Self::Store(cause)
    }
}

impl From<io::Error> for RegisterError {
    fn from(cause: io::Error) -> Self {
        Self::Io(cause)
    }
}

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { serial } => {
                write!(f, "another program has worked on card {serial} since")
            }
            Self::Contradicted => f.write_str("the register says otherwise already"),
            Self::Io(_) => f.write_str("the register cannot be written"),
            Self::Store(cause) => cause.fmt(f),
            Self::Other(_) => f.write_str("the register does not take it"),
        }
    }
}

impl std::error::Error for RegisterError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(cause) => Some(cause),
            Self::Store(cause) => cause.source(),
            Self::Changed { .. } | Self::Contradicted => None,
            Self::Other(cause) => Some(&**cause),
        }
    }
}
