//! What errors of the authority, certificates, lists and trust mean to the user.

mod store;
mod trust;

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::pki::authority::{EventError, HolderError, IssueError};
use crate::pki::request::RequestError;
use crate::pki::{EncodeError, FileError};

fn rejected(what: Message, todo: Message) -> Error {
    Error::new(Exit::Rejected, what, todo)
}

impl From<FileError> for Error {
    fn from(FileError { path, cause }: FileError) -> Self {
        Self::file(&path, &cause)
    }
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        let cause = match error {
            EncodeError::Der(cause) => cause.to_string(),
            EncodeError::Spki(cause) => cause.to_string(),
            EncodeError::Pkcs8(cause) => cause.to_string(),
            EncodeError::Rsa(cause) => cause.to_string(),
            EncodeError::Builder(cause) => cause.to_string(),
            EncodeError::Serial(cause) => cause.to_string(),
            EncodeError::Json(cause) => cause.to_string(),
            EncodeError::Part(part) => part.to_string(),
        };
        Self::new(Exit::Failure, msg!("error-pki-encode", cause = cause), msg!("todo-pki-encode"))
    }
}

impl From<RequestError> for Error {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Malformed(_) | RequestError::Signature(_) | RequestError::KeyType => {
                rejected(msg!("error-request"), msg!("todo-request"))
            }
        }
    }
}

impl From<HolderError> for Error {
    fn from(error: HolderError) -> Self {
        let what = match error {
            HolderError::Age { least, .. } => {
                let what = msg!("error-holder-age", age = least);
                return rejected(what, msg!("todo-holder-age"));
            }
            HolderError::Name | HolderError::Sex(_) => msg!("error-holder"),
            HolderError::Address { length, most } => {
                msg!("error-holder-address", length = length, most = most)
            }
            HolderError::Municipality(code) => msg!("error-holder-municipality", code = code),
        };
        rejected(what, msg!("todo-holder"))
    }
}

impl From<IssueError> for Error {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Request(cause) => cause.into(),
            IssueError::Holder(cause) => cause.into(),
            IssueError::Term { end, last } => {
                rejected(msg!("error-term", end = end, last = last), msg!("todo-term"))
            }
            IssueError::Encode(cause) => cause.into(),
        }
    }
}

impl From<EventError> for Error {
    fn from(EventError: EventError) -> Self {
        Self::layout()
    }
}

#[cfg(test)]
mod tests;
