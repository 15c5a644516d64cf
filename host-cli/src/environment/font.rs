//! The font for characters of pictures that the program's own has not.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::face::{LARGEST_FONT, OutlineFont};
use crate::input;

/// The variable with the font's path.
pub const VARIABLE: &str = "JUKI_FONT";

/// The word that stands for no font.
const NONE: &str = "none";

/// IPAmj Mincho, where Debian's package fonts-ipamj-mincho has it: the MJ set with its variation
/// sequences.
const DEFAULT: &str = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf";

/// The file of the font: the one that was `named`, else that of the system, when it has one.
#[must_use]
pub fn path(named: Option<&Path>) -> Option<PathBuf> {
    // As elsewhere, an empty variable is none.
    match named.filter(|path| !path.as_os_str().is_empty()) {
        Some(path) if path == Path::new(NONE) => None,
        Some(path) => Some(path.to_owned()),
        None => Some(PathBuf::from(DEFAULT)).filter(|path| path.exists()),
    }
}

/// The bytes of that file, whatever font they are.
///
/// # Errors
/// When it cannot be read.
pub fn read(named: Option<&Path>) -> Result<Option<(PathBuf, Vec<u8>)>, Error> {
    let Some(path) = path(named) else { return Ok(None) };
    let file = input::read(&path, LARGEST_FONT).map_err(|cause| Error::font_file(&path, &cause))?;
    Ok(Some((path, file)))
}

/// The font of that file.
///
/// # Errors
/// When it cannot be read, or is no font to draw from.
pub fn load(named: Option<&Path>) -> Result<Option<(PathBuf, OutlineFont)>, Error> {
    let Some((path, file)) = read(named)? else { return Ok(None) };
    let font = OutlineFont::parse(file).map_err(|cause| Error::font(&path, cause))?;
    Ok(Some((path, font)))
}
