//! Why card and counter did not prove each other the administrator key.

use std::fmt;

use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::status::StatusWord;
use der::DateTime;

use juki_client::serial_number;

/// Why card and counter did not prove each other the administrator key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum AdministratorError {
    /// The register knows no card that claims this serial number.
    Unknown {
        /// What the card claims.
        serial: String,
        /// Which authority was asked ([`juki_pki::Authority::id`]).
        authority: String,
        /// When that one was made.
        created: DateTime,
    },
    /// The register knows the card with this serial number as issued; this one is not.
    SerialIssued {
        /// What the card claims.
        serial: String,
    },
    /// The card is begun with another record or photo, or by another authority.
    BegunOtherwise,
    /// The card claims a serial number and is not authenticated by the key that belongs to it.
    CardNotAuthenticated {
        /// What the card claims.
        serial: String,
    },
    /// The card with this serial number opens no session of secure messaging.
    NoSession {
        /// What the card claims.
        serial: String,
    },
    /// The blank card has another transport key.
    TransportKey {
        /// What it answered.
        status: StatusWord,
    },
    /// The blank card is of an earlier version: its key does not prove it, or opens no session.
    OlderBlank,
    /// The card has another issuer key.
    IssuerKey {
        /// What it answered, where it did not take the proof.
        status: Option<StatusWord>,
    },
    /// The issuer key of the card is blocked (`6983`).
    Blocked,
}

impl AdministratorError {
    /// The card claims this serial number, and is not authenticated by the key that belongs to it.
    pub(crate) fn card_not_authenticated(serial: &[u8; SERIAL_LEN]) -> Self {
        Self::CardNotAuthenticated { serial: serial_number::text(serial) }
    }
}

impl fmt::Display for AdministratorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { serial, authority, .. } => {
                write!(f, "authority {authority} does not know card {serial}")
            }
            Self::SerialIssued { serial } => {
                write!(f, "another card with serial number {serial} is issued")
            }
            Self::BegunOtherwise => {
                f.write_str("the card is begun with another record or authority")
            }
            Self::CardNotAuthenticated { serial } => {
                write!(f, "the card is not authenticated by the key of card {serial}")
            }
            Self::NoSession { serial } => {
                write!(f, "card {serial} opens no session of secure messaging")
            }
            Self::TransportKey { status } => {
                write!(f, "the transport key was answered {status:#}")
            }
            Self::OlderBlank => f.write_str("the blank card does not prove its transport key"),
            Self::IssuerKey { status: Some(status) } => {
                write!(f, "the issuer key was answered {status:#}")
            }
            Self::IssuerKey { status: None } => {
                f.write_str("the card does not prove the issuer key")
            }
            Self::Blocked => f.write_str("the issuer key is blocked"),
        }
    }
}

impl std::error::Error for AdministratorError {}
