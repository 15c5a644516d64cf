//! Values of PINs in variables, and in the files that variables name.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;

use zeroize::Zeroizing;

use super::LONGEST;
use crate::card::pins::{Origin, PinValue};
use crate::error::Error;
use crate::input;

/// Is there a value in this variable, or a file that the one with `_FILE` behind its name names?
pub(super) fn is_set(name: &str) -> bool {
    [name.to_owned(), format!("{name}_FILE")].iter().any(|name| value_of(name).is_some())
}

/// A variable that is set and not empty.
fn value_of(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The value of a variable, or of the file that the one with `_FILE` names.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn value(name: &str) -> Result<Option<PinValue>, Error> {
    if let Some(value) = value_of(name) {
        let value = Zeroizing::new(value.into_vec());
        return Ok(Some(PinValue { value, origin: Origin::Setting(name.to_owned()) }));
    }
    let name = format!("{name}_FILE");
    let Some(path) = value_of(&name) else {
        return Ok(None);
    };
    let path = Path::new(&path);
    let content = input::read_secret(path, LONGEST)
        .map_err(|cause| Error::file(path, &cause).named_by(&name))?;
    let line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let value = Zeroizing::new(line.trim_ascii_end().to_vec());
    let path = path.display().to_string();
    Ok(Some(PinValue { value, origin: Origin::File { setting: name, path } }))
}
