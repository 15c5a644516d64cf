//! The municipality's mapping of its own characters, `--characters MAP`.

use std::path::Path;

use crate::characters::municipal::{MAX_BYTES, MunicipalMap};
use crate::error::Error;
use crate::input;

/// The mapping of a file; without one nothing is given.
///
/// # Errors
/// When it cannot be read, or a line of it is wrong.
pub(super) fn map(path: Option<&Path>) -> Result<MunicipalMap, Error> {
    let Some(path) = path else { return Ok(MunicipalMap::default()) };
    // A byte more than is taken, so that a longer file is refused and not cut.
    let read = input::read(path, MAX_BYTES).map_err(|cause| Error::file(path, &cause))?;
    MunicipalMap::parse(&read).map_err(|cause| Error::from(cause).in_file(path))
}
