//! The font for characters of pictures that the program's own has not.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::face::{LARGEST_FONT, OutlineFont};
use crate::input;

/// The variable with the font's path.
pub const VARIABLE: &str = "JUKI_FONT";

/// The word that stands for no font.
pub const NONE: &str = "none";

/// IPAmj Mincho, where Debian's package fonts-ipamj-mincho has it: the MJ set with its variation
/// sequences.
const DEFAULT: &str = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf";

/// Which font it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The file that was named.
    Named(PathBuf),
    /// [`NONE`] was named.
    TurnedOff,
    /// None was named; the system has this one.
    System(PathBuf),
    /// None was named, and the system has none.
    Missing,
}

/// Which font it is that was `named`. As elsewhere, an empty name is none.
#[must_use]
pub fn choice(named: Option<&Path>) -> Choice {
    match named.filter(|path| !path.as_os_str().is_empty()) {
        Some(path) if path == Path::new(NONE) => Choice::TurnedOff,
        Some(path) => Choice::Named(path.to_owned()),
        None if Path::new(DEFAULT).exists() => Choice::System(PathBuf::from(DEFAULT)),
        None => Choice::Missing,
    }
}

/// Which font it is when no option names one, as [`VARIABLE`] says.
#[must_use]
pub fn of_environment() -> Choice {
    choice(std::env::var_os(VARIABLE).map(PathBuf::from).as_deref())
}

/// The file of the font: the one that was `named`, else that of the system, when it has one.
fn path(named: Option<&Path>) -> Option<PathBuf> {
    match choice(named) {
        Choice::Named(path) | Choice::System(path) => Some(path),
        Choice::TurnedOff | Choice::Missing => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_name_is_none_and_none_turns_it_off() {
        let named = |name: &str| choice(Some(Path::new(name)));
        assert_eq!(named(""), choice(None));
        assert_eq!(named(NONE), Choice::TurnedOff);
        assert_eq!(named("a.ttf"), Choice::Named("a.ttf".into()));
    }
}
