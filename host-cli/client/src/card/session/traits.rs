//! What a conversation has learnt of its card.

use super::secured::SecureMessaging;
use crate::card::atr::Atr;
use crate::reader::{Protocol, Reader};

/// Which commands a card is known to answer. It is seen in its answers to SELECT, never in its
/// ATR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Nothing was selected yet.
    Unknown,
    /// SELECT gives file control parameters, as ISO/IEC 7816-4 has it: a card of this project.
    Full,
    /// SELECT succeeds and tells nothing: the cards of residents. They are asked by the few
    /// commands that such cards are known to answer.
    Plain,
}

/// What is known of the card for as long as it is this one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    /// It takes extended length.
    pub(super) extended: bool,
    pub(super) dialect: Dialect,
}

impl Traits {
    /// Of a card that was asked nothing yet. Whether it takes extended length is what its ATR says,
    /// unless the protocol carries none.
    pub(super) fn of(reader: &dyn Reader) -> Self {
        let says = Atr::parse(reader.atr()).is_some_and(|atr| atr.capabilities().extended_length);
        let extended = says && reader.protocol() != Protocol::T0;
        Self { extended, dialect: Dialect::Unknown }
    }
}

/// What an exclusive session shares with the one that it came from.
#[derive(Debug)]
pub(super) struct State {
    pub(super) traits: Traits,
    pub(super) security: Security,
    /// The card answered nothing yet.
    pub(super) fresh: bool,
}

/// How commands go to the card.
#[derive(Debug)]
pub(super) enum Security {
    /// As they are.
    Plain,
    /// Inside a session of secure messaging.
    Secured(SecureMessaging),
    /// Not at all: there was such a session, and something went wrong in it.
    Lost {
        /// The card was told to end it.
        told: bool,
    },
}

impl State {
    pub(super) fn of(reader: &dyn Reader) -> Self {
        Self { traits: Traits::of(reader), security: Security::Plain, fresh: true }
    }
}

/// Who keeps what is known of the card: an exclusive session learns for the one that it came from.
pub(super) enum Card<'r> {
    Own(State),
    Lent(&'r mut State),
}

impl Card<'_> {
    pub(super) const fn state(&self) -> &State {
        match self {
            Self::Own(state) => state,
            Self::Lent(state) => state,
        }
    }

    pub(super) const fn state_mut(&mut self) -> &mut State {
        match self {
            Self::Own(state) => state,
            Self::Lent(state) => state,
        }
    }

    pub(super) const fn known(&self) -> Traits {
        self.state().traits
    }

    pub(super) const fn known_mut(&mut self) -> &mut Traits {
        &mut self.state_mut().traits
    }
}
