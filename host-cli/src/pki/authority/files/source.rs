//! Where the files of an authority are read from, and what is said of one that is not as it should
//! be: which file of which folder it is, and what helps.

use std::path::Path;

use zeroize::Zeroizing;

use super::super::super::Issuer;
use super::super::super::keys::Opener;
use super::super::published::Contradiction;
use super::{INDEX, Seal};
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;

/// Reads a file by its path from the folder; gives nothing where there is none.
pub(in crate::pki) type Read<'a> =
    &'a dyn Fn(&'static str) -> Result<Option<Zeroizing<Vec<u8>>>, Error>;

/// The folder of an authority.
#[derive(Clone, Copy)]
pub(in crate::pki) struct Source<'a> {
    /// For messages.
    pub(in crate::pki) dir: &'a Path,
    pub(in crate::pki) read: Read<'a>,
}

impl Source<'_> {
    /// Reads a file; `None` when there is none.
    pub(super) fn read(&self, path: &'static str) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        (self.read)(path)
    }

    /// Reads a file that must be there.
    pub(in crate::pki) fn need(&self, path: &'static str) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.read(path)?.ok_or_else(|| missing(self.dir, path))
    }

    /// A private key in a file.
    pub(super) fn opener<'a>(
        &self,
        path: &'static str,
        seal: Seal<'a>,
    ) -> Result<Opener<'a>, Error> {
        let (dir, name) = (self.dir.display().to_string(), self.shown(path));
        Ok(Opener { dir, name, pem: self.need(path)?, passphrase: seal.passphrase })
    }

    /// Its path, for messages.
    pub(super) fn shown(&self, path: &str) -> String {
        self.dir.join(path).display().to_string()
    }

    /// The error for a file that is not what it should be.
    pub(super) fn damaged(&self, path: &str) -> Error {
        damaged(self.dir, path)
    }

    /// The error for two files that do not belong to each other.
    pub(super) fn mismatch(&self, path: &str, other: &str) -> Error {
        let (path, other) = (self.shown(path), self.shown(other));
        Error::new(
            Exit::Rejected,
            msg!("error-authority-mismatch", path = path, other = other),
            msg!("todo-authority-mismatch", dir = self.dir.display()),
        )
    }

    /// The error for a list that the authority did not sign.
    pub(super) fn no_list(&self, path: &str, other: &str) -> Error {
        let path = self.shown(path);
        Error::new(
            Exit::Rejected,
            msg!("error-authority-list", path = &path),
            msg!(
                "todo-authority-list",
                path = path,
                other = self.shown(other),
                dir = self.dir.display()
            ),
        )
    }

    /// The error for an index that lost what it once said.
    pub(super) fn contradicted(&self, list: &str, contradiction: Contradiction) -> Error {
        let (list, index) = (self.shown(list), self.shown(INDEX));
        let what = match contradiction {
            Contradiction::Newer { number, known } => {
                let (number, known) = (number.to_string(), known.to_string());
                msg!(
                    "error-index-older",
                    list = list,
                    index = &index,
                    number = number,
                    known = known
                )
            }
            Contradiction::Revoked { serial } => {
                msg!("error-index-unrevoked", list = list, index = &index, serial = serial)
            }
        };
        Error::new(Exit::Rejected, what, msg!("todo-index-backup", index = index))
    }
}

/// The error for a file that is not there. A list is made again.
pub(in crate::pki) fn missing(dir: &Path, path: &str) -> Error {
    let error = told(dir, path, |path| msg!("error-authority-missing", path = path));
    if Issuer::ALL.iter().all(|issuer| super::crl_file(*issuer) != path) {
        return error;
    }
    Error { todo: msg!("todo-authority-list-lost", dir = dir.display()), ..error }
}

/// The error for a file that is not what it should be.
pub(in crate::pki) fn damaged(dir: &Path, path: &str) -> Error {
    told(dir, path, |path| msg!("error-authority-file", path = path))
}

fn told(dir: &Path, path: &str, what: impl FnOnce(String) -> Message) -> Error {
    let path = dir.join(path).display().to_string();
    Error::new(
        Exit::Rejected,
        what(path.clone()),
        msg!("todo-authority-damaged", path = path, dir = dir.display()),
    )
}
