//! Exit codes. They never change: scripts at counters depend on them.

/// What `juki` ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or valid.
    Done = 0,
    /// A failure that no other code names.
    Failure = 1,
    /// The command line was wrong.
    Usage = 2,
    /// No reader, no card, or another program holds the card.
    NoCard = 3,
    /// Wrong PIN, no PIN given, or the last try was not spent.
    WrongPin = 4,
    /// The PIN is blocked.
    PinBlocked = 5,
    /// Not authentic.
    NotAuthentic = 6,
    /// The card refused.
    Refused = 7,
    /// Cannot be decided, for example because a list is out of date.
    Undecided = 8,
    /// Authentic but not in force.
    NotInForce = 9,
    /// The input was rejected before anything was sent to a card.
    Rejected = 10,
    /// Interrupted from the keyboard.
    Interrupted = 130,
}

impl Exit {
    /// The number that the process ends with.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}
