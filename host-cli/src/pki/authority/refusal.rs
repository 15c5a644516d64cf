//! Why a revocation is not entered. What to do about it names the folder of the authority, which
//! the authority itself does not know.

use std::path::Path;

use crate::error::Error;
use crate::exit::Exit;
use crate::msg;

/// Why a certificate is not revoked, with its serial number in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevocationRefusal {
    /// The authority did not issue it.
    NotIssued(String),
    /// It is to be reinstated, and is not suspended.
    NotHeld(String),
    /// It is suspended already.
    Held(String),
    /// It is revoked for ever.
    ForGood(String),
}

impl RevocationRefusal {
    /// The error, for the authority in this folder: [`Exit::Rejected`].
    #[must_use]
    pub fn in_folder(self, dir: &Path) -> Error {
        let dir = dir.display();
        let (what, todo) = match self {
            Self::NotIssued(serial) => {
                (msg!("error-not-issued", serial = serial), msg!("todo-not-issued", dir = dir))
            }
            Self::NotHeld(serial) => {
                (msg!("error-revoke-not-held", serial = serial), msg!("todo-revoke-not-held"))
            }
            Self::Held(serial) => (
                msg!("error-revoke-held", serial = &serial),
                msg!("todo-revoke-held", dir = dir, serial = &serial),
            ),
            Self::ForGood(serial) => {
                (msg!("error-revoke-twice", serial = serial), msg!("todo-revoke-twice"))
            }
        };
        Error::new(Exit::Rejected, what, todo)
    }
}
