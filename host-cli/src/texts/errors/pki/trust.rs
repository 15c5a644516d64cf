//! What errors of trusted files mean to the user.

use super::rejected;
use crate::error::Error;
use crate::msg;
use crate::pki::trust::TrustError;
use crate::pki::trust_folder::FolderError;

impl From<TrustError> for Error {
    fn from(error: TrustError) -> Self {
        match error {
            TrustError::Other { source } => {
                rejected(msg!("error-trust-file", path = source), msg!("todo-trust-file"))
            }
            TrustError::Pem { source, label } => rejected(
                msg!("error-pem-damaged", path = source, label = label),
                msg!("todo-pem-damaged"),
            ),
            TrustError::NoAuthority { source } => rejected(
                msg!("error-trust-no-authority", path = source),
                msg!("todo-trust-no-authority"),
            ),
        }
    }
}

impl From<FolderError> for Error {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::File(cause) => cause.into(),
            FolderError::Store(cause) => cause.into(),
            FolderError::Trust(cause) => cause.into(),
            // Nobody named the user's folder: what does not belong there is to go.
            FolderError::Misplaced { folder, cause } => {
                let todo = msg!("todo-trust-own-file", folder = folder.display());
                Self { todo, ..cause.into() }
            }
            FolderError::Nothing(path) => rejected(
                msg!("error-trust-nothing", path = path.display()),
                msg!("todo-trust-file"),
            ),
            FolderError::Many { path, objects, checks } => rejected(
                msg!("error-trust-many", path = path.display(), objects = objects, checks = checks),
                msg!("todo-trust-many"),
            ),
            FolderError::Foreign { source, name } => rejected(
                msg!("error-trust-foreign", path = source, name = name),
                msg!("todo-trust-foreign"),
            ),
            FolderError::Unknown(which) => {
                rejected(msg!("error-trust-none", which = which), msg!("todo-trust-none"))
            }
            FolderError::NoneOf(path) => rejected(
                msg!("error-trust-none-of", path = path.display()),
                msg!("todo-trust-none"),
            ),
        }
    }
}
