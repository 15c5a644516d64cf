//! What a conversation has learnt of its card.

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

/// Who keeps what is known of the card: an exclusive session learns for the one that it came from.
pub(super) enum Card<'r> {
    Own(Traits),
    Lent(&'r mut Traits),
}

impl Card<'_> {
    pub(super) const fn known(&self) -> Traits {
        match self {
            Self::Own(traits) => *traits,
            Self::Lent(traits) => **traits,
        }
    }

    pub(super) const fn known_mut(&mut self) -> &mut Traits {
        match self {
            Self::Own(traits) => traits,
            Self::Lent(traits) => traits,
        }
    }
}
