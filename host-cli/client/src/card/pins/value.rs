//! Values of PINs, and where they come from.

use std::fmt;

use zeroize::Zeroizing;

use super::{Pin, SourceError};

/// A value of a PIN, and where it came from.
#[derive(Clone)]
pub struct PinValue {
    /// The value.
    pub value: Zeroizing<Vec<u8>>,
    /// Where it came from.
    pub origin: Origin,
}

impl PinValue {
    /// A value that the program knows beforehand.
    #[must_use]
    pub fn known(value: impl AsRef<[u8]>) -> Self {
        Self { value: Zeroizing::new(value.as_ref().to_vec()), origin: Origin::Known }
    }
}

/// The value is not shown.
impl fmt::Debug for PinValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PinValue").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Where the value of a PIN came from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Origin {
    /// Somebody was asked for it.
    Asked,
    /// A setting of this name holds it.
    Setting(String),
    /// A file, to which a setting leads.
    File {
        /// The name of the setting.
        setting: String,
        /// The file.
        path: String,
    },
    /// What stands on the card or in the record: a code.
    Data,
    /// The program knows it beforehand.
    Known,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("asked for"),
            Self::Setting(name) => write!(f, "from the setting {name:?}"),
            Self::File { path, .. } => write!(f, "from the file {path:?}"),
            Self::Data => f.write_str("from the data of the card"),
            Self::Known => f.write_str("known to the program"),
        }
    }
}

/// Where the values of PINs come from: somebody who is asked, settings, a test.
pub trait Source {
    /// The present value of a PIN with `left` tries left, 1 or more. It is sent once.
    ///
    /// # Errors
    /// When none is given, as the last try is not to be spent, or the source fails.
    fn current(&mut self, pin: Pin, left: u8) -> Result<PinValue, SourceError>;
}
