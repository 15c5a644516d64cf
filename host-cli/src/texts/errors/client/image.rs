//! Why a card image is refused, or its card does not start.

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::reader::ReaderError;
use crate::reader::image::ImageError;
use crate::reader::virtual_card::StartError;
use crate::texts::io_cause;

impl From<&ImageError> for Error {
    fn from(cause: &ImageError) -> Self {
        let (what, todo) = match cause {
            ImageError::Held { path, holder } => {
                let name = format!("virtual:{}", path.display());
                return ReaderError::Held { name, holder: holder.clone() }.into();
            }
            ImageError::File { path, cause } => return Self::file(path, cause),
            ImageError::Absent { path, cause } => {
                let what = msg!("error-file", path = path.display(), cause = io_cause(cause));
                return Self::new(Exit::NoCard, what, msg!("todo-image-file"));
            }
            ImageError::Exists(path) => {
                (msg!("error-image-exists", path = path.display()), msg!("todo-image-exists"))
            }
            ImageError::Foreign(path) => {
                (msg!("error-image-foreign", path = path.display()), msg!("todo-image-foreign"))
            }
            ImageError::Length { path, found, expected } => (
                msg!(
                    "error-image-length",
                    path = path.display(),
                    found = *found,
                    expected = *expected
                ),
                msg!("todo-image-damaged"),
            ),
            ImageError::Newer { path, format, known } => (
                msg!("error-image-newer", path = path.display(), format = *format, known = *known),
                msg!("todo-image-newer"),
            ),
            ImageError::Altered(path) => {
                (msg!("error-image-altered", path = path.display()), msg!("todo-image-damaged"))
            }
            ImageError::NewerCard { path, cause } => (
                msg!("error-image-content", path = path.display(), cause = Message::from(*cause)),
                msg!("todo-image-newer"),
            ),
            ImageError::NoCard { path, cause } => (
                msg!("error-image-content", path = path.display(), cause = Message::from(*cause)),
                msg!("todo-image-damaged"),
            ),
        };
        Self::new(Exit::Rejected, what, todo)
    }
}

impl From<StartError> for Error {
    fn from(cause: StartError) -> Self {
        match cause {
            StartError::NoRandom => Self::no_random(),
            StartError::Mount(cause) => Self::new(
                Exit::Failure,
                msg!("error-format", cause = Message::from(cause)),
                msg!("todo-system"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn an_image_that_is_not_there_is_a_reader_without_a_card() {
        let (path, cause) = (PathBuf::from("x"), || io::ErrorKind::NotFound.into());
        let absent = ImageError::Absent { path: path.clone(), cause: cause() };
        assert_eq!(Error::from(absent).exit, Exit::NoCard);
        assert_eq!(Error::from(ImageError::File { path, cause: cause() }).exit, Exit::Failure);
    }
}
