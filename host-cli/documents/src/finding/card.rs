//! Why the checks of a card ended as they did.

use std::fmt;
use std::sync::Arc;

use juki_client::card::CardError;
use juki_client::card::pins::Pin;
use juki_client::card::session::SessionError;

/// What is found of a card, whatever part of it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum CardReason {
    /// There is none on the card.
    NotOnCard,
    /// The card shows none, and nothing that is signed says that it has none.
    NotShown,
    /// It is malformed.
    Unreadable,
    /// The card refused to give it.
    Refused(Refusal),
    /// It needs this PIN, and was not asked for.
    NotAsked(Pin),
    /// Reading the certificate needs this PIN, which was not given.
    CertificateClosed(Pin),
    /// The signing certificate was not asked for.
    SigningNotAsked,
    /// A card of this kind cannot prove that it is not a copy.
    NoProof,
    /// The card signed a random challenge with the key.
    ChallengeRight,
    /// Its signature of the challenge is wrong.
    ChallengeWrong,
    /// It has no such key to sign with.
    NoKey,
    /// All serial numbers are this one.
    SerialSame(String),
    /// The card gives different serial numbers.
    SerialsDiffer {
        /// That of the card itself.
        card: String,
        /// That of the card record.
        record: String,
        /// That of the certificate of the card's key.
        certificate: String,
    },
    /// It is in force until this day, YYYYMMDD.
    Until(String),
    /// It expired after this day, YYYYMMDD.
    Expired(String),
    /// The last day cannot be read.
    ExpiryUnreadable,
}

/// Why a card refused something. Equal to its clones only.
#[derive(Clone, Debug)]
pub struct Refusal(Arc<CardError>);

impl Refusal {
    /// The error.
    #[must_use]
    pub fn cause(&self) -> &CardError {
        &self.0
    }
}

impl PartialEq for Refusal {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl From<CardError> for Refusal {
    fn from(cause: CardError) -> Self {
        Self(Arc::new(cause))
    }
}

impl From<SessionError> for Refusal {
    fn from(cause: SessionError) -> Self {
        CardError::from(cause).into()
    }
}

/// What is found of the keys that a municipality certifies, and of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum MunicipalReason {
    /// A trusted root certified it.
    Certified,
    /// The certificate was altered, or issued by another key.
    Wrong,
    /// No root is trusted.
    NoRoot,
    /// No trusted root has the key that it names as its issuer's.
    ForeignRoot,
    /// Whether the key of the municipality is certified is undetermined.
    KeyUndecided,
    /// The municipality certified the key for this card.
    CardKeyRight,
    /// Whether the key of the card is certified is undetermined.
    CardKeyUndecided,
}

impl fmt::Display for CardReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOnCard => f.write_str("there is none on the card"),
            Self::NotShown => {
                f.write_str("the card shows none, and nothing signed says that it has none")
            }
            Self::Unreadable => f.write_str("it is malformed"),
            Self::Refused(refusal) => refusal.0.fmt(f),
            Self::NotAsked(pin) | Self::CertificateClosed(pin) => {
                write!(f, "it needs the {pin}")
            }
            Self::SigningNotAsked => f.write_str("it needs the signing password"),
            Self::NoProof => f.write_str("a card of this kind cannot prove that it is not a copy"),
            Self::ChallengeRight => f.write_str("the card signed a random challenge with it"),
            Self::ChallengeWrong => f.write_str("the signature of a random challenge is wrong"),
            Self::NoKey => f.write_str("the card has no such key to sign a challenge with"),
            Self::SerialSame(serial) => write!(f, "{serial} everywhere"),
            Self::SerialsDiffer { card, record, certificate } => {
                write!(f, "card {card}, record {record}, certificate {certificate}")
            }
            Self::Until(day) => write!(f, "until {day}, as the card says"),
            Self::Expired(day) => write!(f, "expired after {day}"),
            Self::ExpiryUnreadable => f.write_str("the last day cannot be read"),
        }
    }
}

impl fmt::Display for MunicipalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certified => "certified by a trusted root",
            Self::Wrong => "the certificate was altered, or issued by another key",
            Self::NoRoot => "no root is trusted",
            Self::ForeignRoot => "no trusted root has the key that it names as its issuer's",
            Self::KeyUndecided => "the key of the municipality is not known to be genuine",
            Self::CardKeyRight => "certified by the municipality for this card",
            Self::CardKeyUndecided => "the key of the card is not known to be genuine",
        })
    }
}
