//! Why nothing comes of work on a municipal application.

use super::build::ApplicationError;
use super::directory::DirectoryError;
use super::pin::PinError;
use super::profile::{ProfileError, TextError};
use super::work::DeskError;
use crate::issue::error::{from_card, one_of};
use crate::issue::{ContentError, IssueError, RegisterError};
use juki_client::card::CardError;
use juki_client::card::pins::SourceError;
use juki_client::card::session::SessionError;

/// Why nothing comes of work on a municipal application.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum MunicipalError {
    /// The card refuses, or does not answer.
    Session(SessionError),
    /// The card does not give what one that is issued gives.
    Card(CardError),
    /// The counter does not know the card, or cannot work on it.
    Issue(IssueError),
    /// The profile is none, or speaks of no such file.
    Profile(ProfileError),
    /// A text that no record of a file takes.
    Text(TextError),
    /// The card has no such application, or another one in its place.
    Application(ApplicationError),
    /// EF.DIR is missing or full.
    Directory(DirectoryError),
    /// The holder's PIN.
    Pin(PinError),
    /// The service's key, or its records.
    CounterContext(DeskError),
}

one_of!(MunicipalError {
    Session(SessionError),
    Issue(IssueError),
    Profile(ProfileError),
    Text(TextError),
    Application(ApplicationError),
    Directory(DirectoryError),
    Pin(PinError),
    CounterContext(DeskError),
} and Card);

impl From<RegisterError> for MunicipalError {
    fn from(cause: RegisterError) -> Self {
        Self::Issue(cause.into())
    }
}

impl From<ContentError> for MunicipalError {
    fn from(cause: ContentError) -> Self {
        Self::Issue(cause.into())
    }
}

from_card!(MunicipalError);

impl From<SourceError> for MunicipalError {
    fn from(cause: SourceError) -> Self {
        Self::Pin(cause.into())
    }
}

/// A municipal application, as errors name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// What its profile was read from; its name when that is not known.
    pub source: String,
}

impl std::fmt::Display for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}
