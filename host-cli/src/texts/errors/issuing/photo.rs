//! What is wrong with a photo.

use std::path::Path;

use crate::error::Error;
use crate::exit::Exit;
use crate::face::photo::{self, PhotoError};
use crate::locale::Message;
use crate::msg;

impl Error {
    /// A file that gives no photo.
    #[must_use]
    pub fn photo(path: &Path, cause: PhotoError) -> Self {
        let path = path.display().to_string();
        let megabytes = photo::LONGEST_FILE / (1024 * 1024);
        let (what, todo) = match cause {
            PhotoError::TooLong => (
                msg!("error-photo-too-long", path = path, most = megabytes),
                msg!("todo-photo-too-long"),
            ),
            PhotoError::Format => {
                (msg!("error-photo-format", path = path), msg!("todo-photo-format"))
            }
            PhotoError::Size(width, height) => (
                msg!("error-photo-size", path = path, width = width, height = height),
                msg!(
                    "todo-photo-size",
                    least = photo::SHORTEST_SIDE,
                    most = photo::LONGEST_SIDE,
                    pixels = photo::MOST_PIXELS / (1024 * 1024)
                ),
            ),
            PhotoError::AspectRatio(width, height) => (
                msg!("error-photo-shape", path = path, width = width, height = height),
                msg!("todo-photo-shape", most = photo::MOST_CUT),
            ),
            PhotoError::Blank => (msg!("error-photo-blank", path = path), msg!("todo-photo-blank")),
            PhotoError::Unsupported(coding) => (
                msg!("error-photo-coding", path = path, coding = Message::from(coding)),
                msg!("todo-photo-coding"),
            ),
            PhotoError::Damaged => {
                (msg!("error-photo-damaged", path = path), msg!("todo-photo-coding"))
            }
            PhotoError::NotEncoded => {
                (msg!("error-photo-encoded", path = path), msg!("todo-photo-format"))
            }
        };
        Self::new(Exit::Rejected, what, todo)
    }
}
