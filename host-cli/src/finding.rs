//! How a check of a signature, a certificate or a card ended, and why: what judging a part gives to
//! whoever makes one verdict of all of them ([`verdict`](crate::verify::verdict)).

use crate::locale::Message;
use crate::msg;
use crate::pki::chain::{InForce, ListUsed};

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Right.
    Passed,
    /// Wrong.
    Failed,
    /// It could not be decided.
    Undecided,
    /// There is nothing to check, and need not be; the verdict does not depend on it.
    Absent,
    /// It was left out: nobody asked for it, or what it takes was not to be had. What a verdict
    /// needs leaves it incomplete.
    LeftOut,
}

impl Outcome {
    /// Its name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Undecided => "undecided",
            Self::Absent => "absent",
            Self::LeftOut => "left-out",
        }
    }

    /// Its name in words.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Passed => msg!("outcome-passed"),
            Self::Failed => msg!("outcome-failed"),
            Self::Undecided => msg!("outcome-undecided"),
            Self::Absent => msg!("outcome-absent"),
            Self::LeftOut => msg!("outcome-left-out"),
        }
    }
}

/// How a check ended, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub reason: Message,
    /// What would decide it, or what to do about it; nothing when it follows from another check.
    pub todo: Option<Box<Message>>,
    /// Of a certificate, how it stands: a suspension is told from a revocation.
    pub in_force: Option<InForce>,
    /// The revocation lists that it rests on.
    pub lists: Vec<ListUsed>,
}

impl Finding {
    /// Right.
    #[must_use]
    pub const fn passed(reason: Message) -> Self {
        Self { outcome: Outcome::Passed, reason, todo: None, in_force: None, lists: Vec::new() }
    }

    /// Wrong.
    #[must_use]
    pub const fn failed(reason: Message) -> Self {
        Self { outcome: Outcome::Failed, reason, todo: None, in_force: None, lists: Vec::new() }
    }

    /// Not decided.
    #[must_use]
    pub const fn undecided(reason: Message) -> Self {
        Self { outcome: Outcome::Undecided, reason, todo: None, in_force: None, lists: Vec::new() }
    }

    /// Nothing to check.
    #[must_use]
    pub const fn absent(reason: Message) -> Self {
        Self { outcome: Outcome::Absent, reason, todo: None, in_force: None, lists: Vec::new() }
    }

    /// Left out.
    #[must_use]
    pub const fn left_out(reason: Message) -> Self {
        Self { outcome: Outcome::LeftOut, reason, todo: None, in_force: None, lists: Vec::new() }
    }

    /// The same, with what helps.
    #[must_use]
    pub fn helped_by(self, todo: impl Into<Option<Message>>) -> Self {
        Self { todo: todo.into().map(Box::new), ..self }
    }

    /// The same, about a certificate that stands so, by these revocation lists.
    #[must_use]
    pub fn by(self, in_force: InForce, lists: &[ListUsed]) -> Self {
        Self { in_force: Some(in_force), lists: lists.to_vec(), ..self }
    }
}
