//! Values of PINs, and where they come from.

use std::fmt;

use zeroize::Zeroizing;

use super::Pin;
use crate::error::Error;
use crate::locale::Message;
use crate::msg;

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
    /// What stands on the card or in the record already (a code).
    Data,
}

impl Origin {
    /// In words.
    #[must_use]
    pub fn name(&self) -> Message {
        match self {
            Self::Prompt => msg!("origin-prompt"),
            Self::Variable(name) => msg!("origin-variable", name = name),
            Self::File { variable, path } => {
                msg!("origin-file", variable = variable, path = path)
            }
            Self::Data => msg!("origin-data"),
        }
    }
}

/// Where the values of PINs come from: prompts, variables, a test.
pub trait Source {
    /// The present value of a PIN with `left` tries left, 1 or more. It is sent once.
    ///
    /// # Errors
    /// Exit code 4 when none is given, or the last try is not to be spent.
    fn current(&mut self, pin: Pin, left: u8) -> Result<Given, Error>;
}
