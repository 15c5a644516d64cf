//! What a card says of a PIN in its answers to VERIFY, whichever application the PIN is of.

use apdu_spec::status::StatusWord;

use super::Tries;
use crate::card::session::{Answer, SessionError};

/// What a status word says of a PIN that was not verified. Every other one says nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// So many tries are left (`63Cx`); 0 when the last one is spent.
    Left(u8),
    /// It is blocked (`6983`).
    Blocked,
    /// It has no value yet (`6984`).
    NotSet,
    /// There is none (`6A88`).
    Absent,
}

impl Told {
    /// What this status word says.
    #[must_use]
    pub const fn by(status: StatusWord) -> Option<Self> {
        match (status, status.tries_left()) {
            (StatusWord::AUTHENTICATION_METHOD_BLOCKED, _) => Some(Self::Blocked),
            (StatusWord::REFERENCE_DATA_NOT_USABLE, _) => Some(Self::NotSet),
            (StatusWord::REFERENCE_NOT_FOUND, _) => Some(Self::Absent),
            (_, Some(left)) => Some(Self::Left(left)),
            (_, None) => None,
        }
    }
}

impl Tries {
    /// What the answer to VERIFY without a value says.
    ///
    /// # Errors
    /// When no answer came, or one that says nothing of the PIN.
    pub fn told(answer: Result<Answer, SessionError>) -> Result<Self, SessionError> {
        let refused = match answer {
            Ok(_) => return Ok(Self::Verified),
            Err(refused) => refused,
        };
        match refused.status().and_then(Told::by) {
            Some(Told::Left(left)) => Ok(Self::Left(left)),
            Some(Told::Blocked) => Ok(Self::Left(0)),
            Some(Told::NotSet) => Ok(Self::NotSet),
            Some(Told::Absent) => Ok(Self::Absent),
            None => Err(refused),
        }
    }
}
