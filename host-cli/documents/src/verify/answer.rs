//! What came of asking a card for something that a genuine one gives. That the card has none is an
//! answer; that it refused is none: nobody knows then what it would have given.

use apdu_spec::status::StatusWord;
use juki_client::card::CardError;

use crate::finding::{CardReason, Finding, Refusal};

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Answer<T> {
    /// This.
    Given(T),
    /// The card has none, or what it gave is none; or nobody asked.
    #[default]
    Absent,
    /// The card refused, for another reason than that it has none.
    Refused(Refusal),
}

impl<T> Answer<T> {
    /// What was given.
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

    /// What is found of what was given; without it that the card refused, or else `absent`.
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

    /// The same with what was given passed on.
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

/// An answer of the card, or that it has none, or that it refused; everything else that fails is a
/// failure.
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

/// That the card refused: not decided, whatever it is that it does not show.
pub(super) fn refused(cause: impl Into<Refusal>) -> Finding {
    Finding::undecided(CardReason::Refused(cause.into()))
}
