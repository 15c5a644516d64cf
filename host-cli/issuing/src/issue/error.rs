//! Why a card is not issued, or not worked on at the counter.

use super::administrator::AdministratorError;
use super::check::ReadBackError;
use super::content::ContentError;
use super::plan::PlanError;
use super::register::RegisterError;
use juki_client::card::CardError;
use juki_client::card::pins::PinError;
use juki_client::card::session::SessionError;
use juki_pki::EncodeError;
use juki_pki::authority::IssueError as CertificateError;
use juki_records::resident::RecordError;
use juki_records::uses::UseErrors;

/// An error that is one of others: it shows itself as that one does, and has its source. Those behind
/// `and` come by a `From` of their own.
macro_rules! one_of {
    ($error:ident { $($variant:ident($cause:ty),)* } and $($more:ident),*) => {
        $(impl From<$cause> for $error {
            fn from(cause: $cause) -> Self {
                Self::$variant(cause)
            }
        })*

        impl std::fmt::Display for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant(cause) => cause.fmt(f),)*
                    $(Self::$more(cause) => cause.fmt(f),)*
                }
            }
        }

        impl std::error::Error for $error {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                match self {
                    $(Self::$variant(cause) => std::error::Error::source(cause),)*
                    $(Self::$more(cause) => std::error::Error::source(cause),)*
                }
            }
        }
    };
}
pub(crate) use one_of;

/// What the card does not do is one variant, whatever found it out.
macro_rules! from_card {
    ($error:ty) => {
        impl From<juki_client::card::CardError> for $error {
            fn from(cause: juki_client::card::CardError) -> Self {
                match cause {
                    juki_client::card::CardError::Session(cause) => Self::Session(cause),
                    cause => Self::Card(cause),
                }
            }
        }
    };
}
pub(crate) use from_card;

/// Why a card is not issued, or not worked on at the counter.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum IssueError {
    /// The card refuses, or does not answer.
    Session(SessionError),
    /// The card does not give what one that is issued gives.
    Card(CardError),
    /// The card is not one that can be issued.
    Plan(PlanError),
    /// Card and counter did not prove each other the administrator key.
    Administrator(AdministratorError),
    /// No card can be issued from the record at that time.
    Record(RecordError),
    /// Uses of the record on a card do not take it.
    Uses(UseErrors),
    /// What a file is to hold cannot be made.
    Content(ContentError),
    /// Something of the authority cannot be built or signed.
    Encode(EncodeError),
    /// The authority issues no certificate.
    Certificate(CertificateError),
    /// What was read back is not what was written.
    ReadBack(ReadBackError),
    /// Something could not be written down.
    Register(RegisterError),
}

one_of!(IssueError {
    Session(SessionError),
    Plan(PlanError),
    Administrator(AdministratorError),
    Record(RecordError),
    Uses(UseErrors),
    Content(ContentError),
    Encode(EncodeError),
    Certificate(CertificateError),
    ReadBack(ReadBackError),
    Register(RegisterError),
} and Card);

from_card!(IssueError);

impl From<PinError> for IssueError {
    fn from(cause: PinError) -> Self {
        CardError::from(cause).into()
    }
}
