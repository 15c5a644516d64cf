//! Why a ready card cannot be made.

use std::fmt;

use crate::issue::error::from_card;
use crate::issue::{ContentError, IssueError};
use juki_client::card::CardError;
use juki_client::card::pins::{Pin, PinError};
use juki_client::card::session::SessionError;
use juki_client::reader::virtual_card::StartError;
use juki_pki::EncodeError;
use juki_pki::authority::{EventError, RevocationRefusal};
use juki_records::resident::RecordError;

/// Why a ready card cannot be made.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ReadyError {
    /// The card refuses what life does with it, or does not answer.
    Session(SessionError),
    /// The card does not give what one that is issued gives.
    Card(CardError),
    /// Its image does not start as a card.
    Start(StartError),
    /// It cannot be issued.
    Issue(IssueError),
    /// No card can be issued from the record at that time.
    Record(RecordError),
    /// Something of its authority cannot be built.
    Encode(EncodeError),
    /// A moment before 1970.
    BeforeEpoch,
    /// There is no sample record of this name.
    NoSample {
        /// The name.
        name: &'static str,
    },
    /// The authority does not take in what happened to the card.
    Event(EventError),
    /// The authority does not revoke a certificate.
    Revocation(RevocationRefusal),
    /// The card takes a wrong value of this PIN.
    TakesAnyPin {
        /// The PIN.
        pin: Pin,
    },
}

macro_rules! causes {
    ($($variant:ident: $cause:ty;)*) => {
        $(impl From<$cause> for ReadyError {
            fn from(cause: $cause) -> Self {
                Self::$variant(cause)
            }
        })*
    };
}

causes! {
    Session: SessionError;
    Start: StartError;
    Issue: IssueError;
    Record: RecordError;
    Encode: EncodeError;
    Event: EventError;
    Revocation: RevocationRefusal;
}

impl From<ContentError> for ReadyError {
    fn from(cause: ContentError) -> Self {
        Self::Issue(cause.into())
    }
}

from_card!(ReadyError);

impl From<PinError> for ReadyError {
    fn from(cause: PinError) -> Self {
        CardError::from(cause).into()
    }
}

impl fmt::Display for ReadyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(_) | Self::Card(_) => {
                f.write_str("the card does not do what it was asked for")
            }
            Self::Start(_) => f.write_str("the card does not start"),
            Self::Issue(_) => f.write_str("the card cannot be issued"),
            Self::Record(_) => f.write_str("the record cannot be used"),
            Self::Encode(_) => f.write_str("the authority cannot build what it needs"),
            Self::BeforeEpoch => f.write_str("the card would be issued before 1970"),
            Self::NoSample { name } => write!(f, "there is no sample record {name}"),
            Self::Event(_) => f.write_str("the authority does not take an event in"),
            Self::Revocation(_) => f.write_str("the authority does not revoke a certificate"),
            Self::TakesAnyPin { pin } => write!(f, "the card takes a wrong value of {pin:?}"),
        }
    }
}

impl std::error::Error for ReadyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Session(cause) => Some(cause),
            Self::Card(cause) => Some(cause),
            Self::Start(cause) => Some(cause),
            Self::Issue(cause) => Some(cause),
            Self::Record(cause) => Some(cause),
            Self::Encode(cause) => Some(cause),
            Self::Event(cause) => Some(cause),
            Self::Revocation(cause) => Some(cause),
            Self::BeforeEpoch | Self::NoSample { .. } | Self::TakesAnyPin { .. } => None,
        }
    }
}
