//! The passphrase of an authority's private keys.

use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::msg;

/// The variable with the passphrase; with `_FILE` after it, the one with a path.
const VARIABLE: &str = "JUKI_AUTHORITY_PASSPHRASE";

/// Longest passphrase, in bytes.
const LONGEST: usize = 4096;

/// The passphrase from the environment: the value of `JUKI_AUTHORITY_PASSPHRASE`, or the first line
/// of the file that `JUKI_AUTHORITY_PASSPHRASE_FILE` names. `None` when neither is set.
///
/// # Errors
/// When the file cannot be read, or the passphrase is empty or longer than anybody types.
pub fn passphrase() -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    use std::os::unix::ffi::OsStringExt as _;
    let variable = format!("{VARIABLE}_FILE");
    let found = if let Some(value) = std::env::var_os(VARIABLE) {
        Zeroizing::new(value.into_vec())
    } else if let Some(path) = std::env::var_os(&variable) {
        // Whoever sets it wants one: keys are not written in the clear because a name is missing.
        if path.is_empty() {
            let what = msg!("error-passphrase-file-empty", variable = &variable);
            let todo = msg!("todo-passphrase-file-empty", variable = &variable);
            return Err(Error::new(Exit::Rejected, what, todo));
        }
        let path = PathBuf::from(path);
        let content = input::read_secret(&path, LONGEST)
            .map_err(|cause| Error::file(&path, &cause).named_by(&variable))?;
        let line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
        Zeroizing::new(line.trim_ascii_end().to_vec())
    } else {
        return Ok(None);
    };
    let rejected = |what, todo| Err(Error::new(Exit::Rejected, what, todo));
    if found.len() > LONGEST {
        let what = msg!("error-passphrase-long", most = LONGEST);
        return rejected(what, msg!("todo-passphrase-long"));
    }
    if found.is_empty() {
        return rejected(msg!("error-passphrase-empty"), msg!("todo-passphrase-empty"));
    }
    Ok(Some(found))
}
