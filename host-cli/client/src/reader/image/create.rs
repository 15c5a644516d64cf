//! A new image file: whole, or not there at all.

use std::io;
use std::path::Path;

use super::{Image, ImageError, header};
use juki_files::new_file::{self, PRIVATE};

/// Writes the image to a new file, readable and writable by its owner only. An existing file is
/// never replaced.
///
/// `before` is told the temporary name that it has first, so that an interrupted program can
/// remove it.
///
/// # Errors
/// When there is a file of that name, or the folder does not take one.
pub fn create(image: &Image, path: &Path, before: impl FnOnce(&Path)) -> Result<(), ImageError> {
    let parts: [&[u8]; 2] = [&header(image), &image.content];
    new_file::create(path, &parts, PRIVATE, before).map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => ImageError::Exists(path.to_owned()),
        _ => ImageError::file(path, cause),
    })
}

/// The bytes of the file that [`create`] makes.
#[must_use]
pub fn bytes(image: &Image) -> Vec<u8> {
    [&header(image)[..], &image.content].concat()
}
