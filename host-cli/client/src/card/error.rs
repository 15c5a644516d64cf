//! Why a card does not give what it is asked for.

use std::error::Error;
use std::fmt;

use apdu_spec::profile::ApplicationId;
use apdu_spec::status::StatusWord;

use super::jpki::Certificate;
use super::pins::{FormError, PinError, SourceError};
use super::session::SessionError;
use crate::reader::ReaderError;
use crate::reader::image::ImageError;

/// Why a card does not give what it is asked for, or is not asked.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum CardError {
    /// No answer came, or the card refused; also while a PIN was verified.
    Session(SessionError),
    /// The file of a virtual card is no card that can be used.
    Image(ImageError),
    /// A PIN did not open it.
    Pin(PinError),
    /// The card has no such application.
    NoApplication(ApplicationId),
    /// The card was never activated: it is blank, or its issuing was not finished.
    NotActivated,
    /// The card is deactivated: it opens nothing until its issuer activates it again.
    Deactivated,
    /// The card is terminated: it opens nothing any more.
    Terminated,
    /// The card was made by a profile that this version does not know.
    UnknownProfile,
    /// The card gives no serial number of 15 letters and digits.
    NoSerial,
    /// The common application holds no card record.
    NoCardRecord,
    /// The application has no key that proves the card.
    NoCardKey,
    /// The card holds no such certificate.
    NoCertificate(Certificate),
    /// What the card gave is not of its layout.
    Malformed(MalformedPart),
}

/// The part of a card whose content is not of its layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum MalformedPart {
    /// The card record of the common application.
    CardRecord,
    /// The personal number.
    PersonalNumber,
    /// The four basic attributes.
    Attributes,
    /// The resident record code.
    RecordCode,
    /// The history of the basic attributes.
    History,
    /// The log of counter procedures.
    Procedures,
}

/// What a failure makes unreadable, when a card is read part by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureScope {
    /// The part stays closed: the card refused, or a PIN or code did not open it, or can be none
    /// and was not sent. The other parts are open as they were.
    Closed,
    /// Something of the part came that is not what it should be, or not all of it, with the card
    /// still there.
    Part,
    /// Nothing more comes from the card.
    Card,
}

impl CardError {
    /// How far it reaches.
    #[must_use]
    pub const fn scope(&self) -> FailureScope {
        match self {
            Self::Session(cause) | Self::Pin(PinError::Session(cause)) => scope_of_session(cause),
            Self::Image(_) => FailureScope::Card,
            Self::Pin(
                PinError::Wrong { .. }
                | PinError::Blocked { .. }
                | PinError::NotSet { .. }
                | PinError::Absent { .. }
                | PinError::Form(_)
                | PinError::Source(SourceError::NotGiven(_)),
            )
            | Self::NoApplication(_)
            | Self::NotActivated
            | Self::Deactivated
            | Self::Terminated
            | Self::UnknownProfile
            | Self::NoSerial
            | Self::NoCardRecord
            | Self::NoCardKey
            | Self::NoCertificate(_) => FailureScope::Closed,
            Self::Pin(
                PinError::Source(SourceError::Failed(_))
                | PinError::NotBelieved(_)
                | PinError::NotChanged(_),
            )
            | Self::Malformed(_) => FailureScope::Part,
        }
    }

    /// The status word with which the card refused, if it did. That of an application or a
    /// certificate which the card does not have is `6A82`.
    #[must_use]
    pub const fn status(&self) -> Option<StatusWord> {
        match self {
            Self::Session(cause) => cause.status(),
            Self::Pin(cause) => cause.status(),
            Self::NoApplication(_) | Self::NoCertificate(_) => Some(StatusWord::FILE_NOT_FOUND),
            Self::NotActivated
            | Self::Deactivated
            | Self::Terminated
            | Self::UnknownProfile
            | Self::NoSerial
            | Self::NoCardRecord
            | Self::NoCardKey
            | Self::Image(_)
            | Self::Malformed(_) => None,
        }
    }

    /// True when the card answered and gave nothing: it refused, or has none.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        match self {
            Self::Session(cause) => cause.is_refusal(),
            Self::Pin(cause) => cause.is_refusal(),
            Self::NoApplication(_)
            | Self::NotActivated
            | Self::Deactivated
            | Self::Terminated
            | Self::NoSerial
            | Self::NoCardRecord
            | Self::NoCardKey
            | Self::NoCertificate(_) => true,
            Self::Image(_) | Self::UnknownProfile | Self::Malformed(_) => false,
        }
    }

    /// True when the card refused for want of a PIN (`6982`).
    #[must_use]
    pub fn wants_pin(&self) -> bool {
        self.status() == Some(StatusWord::SECURITY_STATUS_NOT_SATISFIED)
    }
}

const fn scope_of_session(cause: &SessionError) -> FailureScope {
    match cause {
        SessionError::Refused { .. }
        | SessionError::TooLong { .. }
        | SessionError::TooFar { .. } => FailureScope::Closed,
        SessionError::Endless { .. }
        | SessionError::Longer { .. }
        | SessionError::Short { .. }
        | SessionError::Reader(
            ReaderError::ReadOnly(_)
            | ReaderError::NoStatus(_)
            | ReaderError::Trace(_)
            | ReaderError::Disk { .. }
            | ReaderError::Driver { .. },
        ) => FailureScope::Part,
        SessionError::SecureMessaging { .. }
        | SessionError::Reader(
            ReaderError::NoService
            | ReaderError::NoRights
            | ReaderError::NoReader
            | ReaderError::NoSuchReader { .. }
            | ReaderError::SeveralReaders(_)
            | ReaderError::NoCard(_)
            | ReaderError::CardRemoved(_)
            | ReaderError::CardReset(_)
            | ReaderError::Mute(_)
            | ReaderError::Held { .. },
        ) => FailureScope::Card,
    }
}

impl From<SessionError> for CardError {
    fn from(cause: SessionError) -> Self {
        Self::Session(cause)
    }
}

impl From<ReaderError> for CardError {
    fn from(cause: ReaderError) -> Self {
        Self::Session(cause.into())
    }
}

impl From<ImageError> for CardError {
    fn from(cause: ImageError) -> Self {
        Self::Image(cause)
    }
}

impl From<PinError> for CardError {
    fn from(cause: PinError) -> Self {
        match cause {
            PinError::Session(cause) => Self::Session(cause),
            cause => Self::Pin(cause),
        }
    }
}

impl From<FormError> for CardError {
    fn from(cause: FormError) -> Self {
        Self::Pin(cause.into())
    }
}

impl From<SourceError> for CardError {
    fn from(cause: SourceError) -> Self {
        Self::Pin(cause.into())
    }
}

impl From<MalformedPart> for CardError {
    fn from(cause: MalformedPart) -> Self {
        Self::Malformed(cause)
    }
}

impl fmt::Display for CardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(cause) => cause.fmt(f),
            Self::Image(cause) => cause.fmt(f),
            Self::Pin(cause) => cause.fmt(f),
            Self::NoApplication(id) => write!(f, "the card has no application {id}"),
            Self::NotActivated => f.write_str("the card is not issued"),
            Self::Deactivated => f.write_str("the card is deactivated"),
            Self::Terminated => f.write_str("the card is terminated"),
            Self::UnknownProfile => f.write_str("the profile of the card is not known"),
            Self::NoSerial => f.write_str("no serial number of 15 letters and digits"),
            Self::NoCardRecord => f.write_str("the card has no card record"),
            Self::NoCardKey => f.write_str("the card has no key that proves it"),
            Self::NoCertificate(which) => write!(f, "the card has no {which}"),
            Self::Malformed(what) => what.fmt(f),
        }
    }
}

impl Error for CardError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Session(cause) => cause.source(),
            Self::Image(cause) => cause.source(),
            Self::Pin(cause) => cause.source(),
            Self::NoApplication(_)
            | Self::NotActivated
            | Self::Deactivated
            | Self::Terminated
            | Self::UnknownProfile
            | Self::NoSerial
            | Self::NoCardRecord
            | Self::NoCardKey
            | Self::NoCertificate(_)
            | Self::Malformed(_) => None,
        }
    }
}

impl fmt::Display for MalformedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::CardRecord => "card record",
            Self::PersonalNumber => "personal number",
            Self::Attributes => "basic attributes",
            Self::RecordCode => "resident record code",
            Self::History => "history of the attributes",
            Self::Procedures => "log of procedures",
        };
        write!(f, "{what}: what the card gave is not of its layout")
    }
}

impl Error for MalformedPart {}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::card::session::Session;
    use crate::reader::Reader as _;
    use crate::reader::virtual_card::VirtualCard;

    /// As a program writes it: everything fails into one error.
    fn work(path: &Path) -> Result<(), CardError> {
        let mut reader = VirtualCard::open(path, "test")?;
        let mut card = reader.exclusive()?;
        Session::new(&mut *card).reset()?;
        card.close()?;
        drop(card);
        Ok(Session::new(reader).close()?)
    }

    #[test]
    fn a_reader_and_an_image_fail_as_a_card_does() {
        let refused = work(Path::new("/nowhere/card.juki")).unwrap_err();
        assert!(matches!(refused, CardError::Image(ImageError::Absent { .. })), "{refused:?}");
        assert!(refused.source().is_some());
        assert_eq!((refused.scope(), refused.status()), (FailureScope::Card, None));
        assert!(!refused.is_refusal());
    }
}
