//! What is wrong with a font.

use std::io;
use std::path::Path;

use crate::error::Error;
use crate::exit::Exit;
use crate::face::FontError;
use crate::msg;
use crate::texts::errors::files::io_cause;

impl Error {
    /// A font that cannot be read.
    #[must_use]
    pub fn font_file(path: &Path, cause: &io::Error) -> Self {
        let what = msg!("error-font-file", path = path.display(), cause = io_cause(cause));
        Self::new(Exit::Failure, what, msg!("todo-font"))
    }

    /// A file that is no font to draw from.
    #[must_use]
    pub fn font(path: &Path, cause: FontError) -> Self {
        let path = path.display().to_string();
        let what = match cause {
            FontError::TooLarge { most } => {
                msg!("error-font-too-large", path = path, most = most / (1024 * 1024))
            }
            FontError::NoFont(_) => msg!("error-font-format", path = path),
            FontError::NoOutlines => msg!("error-font-outlines", path = path),
            FontError::NoCharacters => msg!("error-font-characters", path = path),
        };
        Self::new(Exit::Rejected, what, msg!("todo-font"))
    }
}
