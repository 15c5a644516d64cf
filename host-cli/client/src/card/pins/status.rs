//! What a card says of a PIN in its answers to VERIFY, whichever application the PIN is of.

use apdu_spec::status::StatusWord;

use super::Tries;
use crate::card::session::{Answer, SessionError};

/// The state of a PIN that was not verified, as the status word of VERIFY tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinStatus {
    /// So many tries are left (`63Cx`); 0 when the last one is spent.
    Left(u8),
    /// It is blocked (`6983`).
    Blocked,
    /// It has no value yet (`6984`).
    NotSet,
    /// There is none (`6A88`).
    Absent,
}

impl PinStatus {
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
    pub fn from_answer(answer: Result<Answer, SessionError>) -> Result<Self, SessionError> {
        let refused = match answer {
            Ok(_) => return Ok(Self::Verified),
            Err(refused) => refused,
        };
        match refused.status().and_then(PinStatus::by) {
            Some(PinStatus::Left(left)) => Ok(Self::Left(left)),
            Some(PinStatus::Blocked) => Ok(Self::Left(0)),
            Some(PinStatus::NotSet) => Ok(Self::NotSet),
            Some(PinStatus::Absent) => Ok(Self::Absent),
            None => Err(refused),
        }
    }
}
