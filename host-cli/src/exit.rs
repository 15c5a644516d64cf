//! Exit codes. They never change: scripts at counters depend on them.

/// What `juki` ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or valid.
    Done,
    /// A failure that no other code names.
    Failure,
    /// The command line was wrong.
    Usage,
    /// No reader, no card, or another program holds the card.
    NoCard,
    /// Wrong PIN, no PIN given, or the last try was not spent.
    WrongPin,
    /// The PIN is blocked.
    PinBlocked,
    /// Not authentic.
    NotAuthentic,
    /// The card refused.
    Refused,
    /// Cannot be decided, for example because a list is out of date.
    Undecided,
    /// Authentic but not in force.
    NotInForce,
    /// The input was rejected before anything was sent to a card.
    Rejected,
    /// Interrupted from the keyboard.
    Interrupted,
    /// What the command of `juki with-card` ended with.
    Command(u8),
}

impl Exit {
    /// The number that the process ends with.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::NoCard => 3,
            Self::WrongPin => 4,
            Self::PinBlocked => 5,
            Self::NotAuthentic => 6,
            Self::Refused => 7,
            Self::Undecided => 8,
            Self::NotInForce => 9,
            Self::Rejected => 10,
            Self::Interrupted => 130,
            Self::Command(code) => code,
        }
    }
}
