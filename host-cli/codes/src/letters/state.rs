//! What can happen to a letter.

/// What has happened to a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterState {
    /// It has a number and waits to be printed.
    Numbered,
    /// It was printed.
    Printed,
    /// It was posted.
    Posted,
    /// It came back.
    Returned(ReturnReason),
    /// Another letter was written in its place.
    Reissued,
    /// It was handed over in person.
    Delivered,
    /// Its code was changed before it reached the resident: it is destroyed.
    Void,
}

/// Why a letter came back, as the post office marks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnReason {
    /// Nobody of that name there (あて所に尋ねあたりません).
    UnknownAddress,
    /// Moved without leaving an address (転居先不明).
    Moved,
    /// The addressee did not take it (受取拒絶).
    Refused,
    /// Nobody fetched it in time (保管期間経過).
    NotCollected,
    /// Any other reason.
    Other,
}

/// What happens to a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It is printed.
    Printed,
    /// It is printed once more, after it had been printed.
    Reprinted,
    /// It is posted.
    Posted,
    /// It comes back.
    Returned(ReturnReason),
    /// Another letter is written in its place.
    Reissued,
    /// It is handed over in person.
    Delivered,
    /// It is not to go on its way: its code was changed, or the resident died or moved out, before
    /// it was posted.
    Voided,
}

impl LetterState {
    /// The names of the states.
    pub const NAMES: [&str; 7] =
        ["numbered", "printed", "posted", "returned", "reissued", "delivered", "void"];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Numbered => "numbered",
            Self::Printed => "printed",
            Self::Posted => "posted",
            Self::Returned(_) => "returned",
            Self::Reissued => "reissued",
            Self::Delivered => "delivered",
            Self::Void => "void",
        }
    }

    /// The state after an event; `None` when that cannot happen.
    ///
    /// | | printed | reprinted | posted | returned | reissued | delivered | voided |
    /// |---|---|---|---|---|---|---|---|
    /// | numbered | yes | | | | | | yes |
    /// | printed | | stays | yes | | yes (spoilt) | yes | yes |
    /// | posted | | stays | | yes | yes (lost) | | |
    /// | returned | | stays | | | yes | yes | yes |
    /// | delivered | | stays | | | | | |
    /// | void | | | | | yes (by mistake) | | |
    /// | reissued | | | | | | | |
    #[must_use]
    pub const fn after(self, event: Event) -> Option<Self> {
        match (self, event) {
            (Self::Numbered, Event::Printed) => Some(Self::Printed),
            (Self::Numbered | Self::Printed | Self::Returned(_), Event::Voided) => Some(Self::Void),
            (
                Self::Printed | Self::Posted | Self::Returned(_) | Self::Delivered,
                Event::Reprinted,
            ) => Some(self),
            (Self::Printed, Event::Posted) => Some(Self::Posted),
            (Self::Posted, Event::Returned(reason)) => Some(Self::Returned(reason)),
            (Self::Printed | Self::Posted | Self::Returned(_) | Self::Void, Event::Reissued) => {
                Some(Self::Reissued)
            }
            (Self::Printed | Self::Returned(_), Event::Delivered) => Some(Self::Delivered),
            _ => None,
        }
    }
}

impl ReturnReason {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::UnknownAddress, Self::Moved, Self::Refused, Self::NotCollected, Self::Other];

    /// As in a line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownAddress => "unknown-address",
            Self::Moved => "moved",
            Self::Refused => "refused",
            Self::NotCollected => "not-collected",
            Self::Other => "other",
        }
    }

    /// The reason of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

impl Event {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Reprinted => "reprinted",
            Self::Posted => "posted",
            Self::Returned(_) => "returned",
            Self::Reissued => "reissued",
            Self::Delivered => "delivered",
            Self::Voided => "voided",
        }
    }
}
