//! The result of reading something from a card that a genuine one has. That the card lacks it is a
//! result; when it refuses, it is unknown what it has.

use apdu_spec::status::StatusWord;
use juki_client::card::CardError;

use crate::finding::{CardReason, Finding, Refusal};

/// The result of reading something from a card.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Answer<T> {
    /// It was read.
    Given(T),
    /// The card has none, or a malformed one; or it was not asked for.
    #[default]
    Absent,
    /// The card refused, for another reason than that it has none.
    Refused(Refusal),
}

impl<T> Answer<T> {
    /// What was read.
    pub(super) const fn given(&self) -> Option<&T> {
        match self {
            Self::Given(found) => Some(found),
            Self::Absent | Self::Refused(_) => None,
        }
    }

    /// The same, owned.
    pub(super) fn into_given(self) -> Option<T> {
        match self {
            Self::Given(found) => Some(found),
            Self::Absent | Self::Refused(_) => None,
        }
    }

    /// That the card refused, as a finding; `None` when it did not.
    pub(super) fn refusal(&self) -> Option<Finding> {
        match self {
            Self::Refused(cause) => Some(refused(cause.clone())),
            Self::Given(_) | Self::Absent => None,
        }
    }

    /// The finding about what was read; without it that the card refused, or else `absent`.
    pub(super) fn finding(
        &self,
        absent: impl FnOnce() -> Finding,
        check: impl FnOnce(&T) -> Finding,
    ) -> Finding {
        match self {
            Self::Given(found) => check(found),
            Self::Absent => absent(),
            Self::Refused(cause) => refused(cause.clone()),
        }
    }

    /// Passes what was read to `next`.
    pub(super) fn and_then<U>(self, next: impl FnOnce(T) -> Answer<U>) -> Answer<U> {
        match self {
            Self::Given(found) => next(found),
            Self::Absent => Answer::Absent,
            Self::Refused(cause) => Answer::Refused(cause),
        }
    }
}

impl<T> From<Option<T>> for Answer<T> {
    fn from(found: Option<T>) -> Self {
        found.map_or(Self::Absent, Self::Given)
    }
}

/// The result of a command: an answer, its absence or a refusal. Other errors are returned.
pub(super) fn asked<T>(answer: Result<T, CardError>) -> Result<Answer<T>, CardError> {
    match answer {
        Ok(found) => Ok(Answer::Given(found)),
        Err(cause) if !cause.is_refusal() => Err(cause),
        Err(cause) if is_absence(cause.status()) => Ok(Answer::Absent),
        Err(cause) => Ok(Answer::Refused(cause.into())),
    }
}

/// No file, no data object or key, no record of that name (ISO/IEC 7816-4:2020, table 7).
const fn is_absence(status: Option<StatusWord>) -> bool {
    matches!(
        status,
        Some(
            StatusWord::FILE_NOT_FOUND
                | StatusWord::REFERENCE_NOT_FOUND
                | StatusWord::RECORD_NOT_FOUND
        )
    )
}

/// The finding that the card refused: undecided.
pub(super) fn refused(cause: impl Into<Refusal>) -> Finding {
    Finding::undecided(CardReason::Refused(cause.into()))
}
