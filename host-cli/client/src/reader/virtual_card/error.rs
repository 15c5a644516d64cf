//! Why the card of an image does not start.

use std::error::Error;
use std::fmt;

use card_os::MountError;

/// Why the card of an image does not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum StartError {
    /// The operating system gives no random numbers.
    NoRandom,
    /// The card cannot load its state, or lay it out.
    Mount(MountError),
}

impl From<MountError> for StartError {
    fn from(cause: MountError) -> Self {
        Self::Mount(cause)
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRandom => "the operating system gives no random numbers",
            Self::Mount(_) => "the card does not start",
        })
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NoRandom => None,
            Self::Mount(cause) => Some(cause),
        }
    }
}
