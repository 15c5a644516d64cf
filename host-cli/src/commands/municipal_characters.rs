//! The municipality's mapping of its own characters, `--characters MAP`.

use std::path::Path;

use juki_import::characters::TableCharacters;

use crate::characters::municipal::{MAX_BYTES, MapError, MunicipalMap};
use crate::error::Error;
use crate::input;

/// The mapping of a file; without one nothing is given.
///
/// # Errors
/// When it cannot be read, or a line of it is wrong.
pub(super) fn map(path: Option<&Path>) -> Result<MunicipalMap, Error> {
    path.map_or_else(|| Ok(MunicipalMap::default()), |path| read(path, MunicipalMap::parse))
}

/// The mapping of a file, for a table.
///
/// # Errors
/// As [`map`].
pub(super) fn of_table(path: Option<&Path>) -> Result<Option<TableCharacters>, Error> {
    path.map(|path| read(path, TableCharacters::parse)).transpose()
}

fn read<T>(path: &Path, parse: fn(&[u8]) -> Result<T, MapError>) -> Result<T, Error> {
    // A byte more than is taken, so that a longer file is refused and not cut.
    let read = input::read(path, MAX_BYTES).map_err(|cause| Error::file(path, &cause))?;
    parse(&read).map_err(|cause| Error::from(cause).in_file(path))
}
