//! Reading the files of an authority, and errors that name the file and its folder.

use std::path::Path;

use zeroize::Zeroizing;

use super::super::super::Issuer;
use super::super::super::file_error::FileError;
use super::super::super::keys::{KeyFault, KeyReader};
use super::{FileFault, FilesError, KeyEncryption};

/// Reads a file by its path from the folder; gives nothing where there is none.
pub(crate) type FileReader<'a> =
    &'a dyn Fn(&'static str) -> Result<Option<Zeroizing<Vec<u8>>>, FileError>;

/// The folder of an authority.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    /// For errors.
    pub(crate) dir: &'a Path,
    pub(crate) read: FileReader<'a>,
}

impl Source<'_> {
    /// Reads a file; `None` when there is none.
    pub(super) fn read(&self, path: &'static str) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
        (self.read)(path)
    }

    /// Reads a file that must be there.
    pub(crate) fn need(&self, path: &'static str) -> Result<Zeroizing<Vec<u8>>, FilesError> {
        self.read(path)?.ok_or_else(|| missing(self.dir, path))
    }

    /// A private key in a file, as `open` takes it out.
    pub(super) fn key<'s, K>(
        &self,
        path: &'static str,
        seal: KeyEncryption<'s>,
        open: impl FnOnce(&KeyReader<'s>) -> Result<K, KeyFault>,
    ) -> Result<K, FilesError> {
        let opener = KeyReader { pem: self.need(path)?, passphrase: seal.passphrase };
        open(&opener).map_err(|fault| self.fault(path, FileFault::Key(fault)))
    }

    /// The error for a damaged file.
    pub(super) fn fault(&self, path: &'static str, fault: FileFault) -> FilesError {
        FilesError::File { dir: self.dir.to_owned(), file: path, fault }
    }
}

/// The error for a file that is not there.
pub(crate) fn missing(dir: &Path, file: &'static str) -> FilesError {
    let is_list = Issuer::ALL.iter().any(|issuer| super::crl_file(*issuer) == file);
    let fault = if is_list { FileFault::ListMissing } else { FileFault::Missing };
    FilesError::File { dir: dir.to_owned(), file, fault }
}
