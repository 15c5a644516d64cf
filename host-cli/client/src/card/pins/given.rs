//! Values of PINs, and where they come from.

use std::fmt;

use zeroize::Zeroizing;

use super::{Pin, SourceError};

/// A value of a PIN, and where it came from.
#[derive(Clone)]
pub struct Given {
    /// The value.
    pub value: Zeroizing<Vec<u8>>,
    /// Where it came from.
    pub origin: Origin,
}

/// The value is not shown.
impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Where the value of a PIN came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Typed.
    Prompt,
    /// An environment variable.
    Variable(String),
    /// A file that an environment variable names.
    File {
        /// The variable.
        variable: String,
        /// The file.
        path: String,
    },
    /// Known already: what stands on the card or in the record (a code), or what a program was told.
    Data,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prompt => f.write_str("typed"),
            Self::Variable(name) => write!(f, "from the variable {name:?}"),
            Self::File { path, .. } => write!(f, "from the file {path:?}"),
            Self::Data => f.write_str("from the data of the card"),
        }
    }
}

/// Where the values of PINs come from: prompts, variables, a test.
pub trait Source {
    /// The present value of a PIN with `left` tries left, 1 or more. It is sent once.
    ///
    /// # Errors
    /// When none is given, as the last try is not to be spent, or the source fails.
    fn current(&mut self, pin: Pin, left: u8) -> Result<Given, SourceError>;
}
