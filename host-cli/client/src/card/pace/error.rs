//! Why PACE opens no session.

use std::error::Error;
use std::fmt;

use apdu_spec::file::PacePassword;

use super::password::abbreviation;
use crate::card::session::SessionError;

/// Why PACE opens no session.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum PaceError {
    /// No answer came, or the card refused for another reason than the password.
    Session(SessionError),
    /// The card offers no PACE, or none that is spoken here.
    NotOffered,
    /// EF.CardAccess of the card is not what it should be.
    CardAccess(der::Error),
    /// The card has no such password.
    NoPassword {
        /// Which.
        password: PacePassword,
    },
    /// The card says that the password is wrong.
    Wrong {
        /// Which.
        password: PacePassword,
        /// The tries that are left; `None` for a password whose tries are not counted.
        tries_left: Option<u8>,
    },
    /// One try is left, and the card takes it inside a session of the CAN alone.
    Suspended {
        /// Which.
        password: PacePassword,
    },
    /// No try is left.
    Blocked {
        /// Which.
        password: PacePassword,
    },
    /// The card took the password, and did not show that it knows it itself. Nothing more was sent.
    CardNotAuthenticated {
        /// Which.
        password: PacePassword,
    },
    /// What the card gave in a step is not of the protocol, or a point that is not accepted.
    Malformed(PaceStep),
}

/// A step of the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum PaceStep {
    /// The protocol and the password are chosen.
    Password,
    /// The encrypted nonce.
    Nonce,
    /// The mapping of the nonce.
    Mapping,
    /// The key agreement.
    Agreement,
    /// The authentication tokens.
    Tokens,
}

impl From<SessionError> for PaceError {
    fn from(cause: SessionError) -> Self {
        Self::Session(cause)
    }
}

impl fmt::Display for PaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(cause) => cause.fmt(f),
            Self::NotOffered => f.write_str("the card offers no PACE on P-256 with AES-128"),
            Self::CardAccess(_) => f.write_str("EF.CardAccess of the card cannot be read"),
            Self::NoPassword { password } => {
                write!(f, "the card has no {} for PACE", abbreviation(*password))
            }
            Self::Wrong { password, tries_left: Some(left) } => {
                write!(f, "{}: the value is wrong, tries left: {left}", abbreviation(*password))
            }
            Self::Wrong { password, tries_left: None } => {
                write!(f, "{}: the value is wrong", abbreviation(*password))
            }
            Self::Suspended { password } => {
                write!(f, "{}: suspended until the CAN was shown", abbreviation(*password))
            }
            Self::Blocked { password } => write!(f, "{}: blocked", abbreviation(*password)),
            Self::CardNotAuthenticated { password } => {
                write!(f, "{}: the card does not know it", abbreviation(*password))
            }
            Self::Malformed(step) => write!(f, "PACE, {step}: the answer is not of the protocol"),
        }
    }
}

impl Error for PaceError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Session(cause) => cause.source(),
            Self::CardAccess(cause) => Some(cause),
            Self::NotOffered
            | Self::NoPassword { .. }
            | Self::Wrong { .. }
            | Self::Suspended { .. }
            | Self::Blocked { .. }
            | Self::CardNotAuthenticated { .. }
            | Self::Malformed(_) => None,
        }
    }
}

impl fmt::Display for PaceStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password => "choice of the password",
            Self::Nonce => "nonce",
            Self::Mapping => "mapping",
            Self::Agreement => "key agreement",
            Self::Tokens => "authentication tokens",
        })
    }
}
