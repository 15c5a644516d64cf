//! Which PINs a resident means: one, or the three that were issued with one number.

use super::{Given, Pin};
use crate::error::Error;
use crate::locale::Message;
use crate::msg;

/// The PINs that are given a value together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinSelection {
    /// Text, juki and common: to the resident one number of four digits.
    Card,
    /// One alone.
    One(Pin),
}

impl PinSelection {
    /// All of them, in the order of the help. The codes are nobody's to choose.
    pub const ALL: [Self; 6] = [
        Self::Card,
        Self::One(Pin::Text),
        Self::One(Pin::Juki),
        Self::One(Pin::Common),
        Self::One(Pin::Authentication),
        Self::One(Pin::Signing),
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::One(Pin::Authentication) => "auth",
            Self::One(Pin::Signing) => "sign",
            Self::One(pin) => pin.id(),
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|selection| selection.id() == id)
    }

    /// The PINs, in the order in which they are changed.
    #[must_use]
    pub fn pins(&self) -> &[Pin] {
        match self {
            Self::Card => &Pin::CARD,
            Self::One(pin) => std::slice::from_ref(pin),
        }
    }

    /// Its name in the words of the resident.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Card => msg!("pin-card"),
            Self::One(pin) => pin.name(),
        }
    }

    /// What a value looks like.
    #[must_use]
    pub fn form(self) -> Message {
        self.shape().form()
    }

    /// As [`Pin::normalise`], for all of them.
    ///
    /// # Errors
    /// As [`Pin::normalise`].
    pub fn normalise(self, given: Given) -> Result<Given, Error> {
        self.shape().normalise_as(given, self.name())
    }

    /// One that stands for the form of all: the three of the card have the same.
    const fn shape(self) -> Pin {
        match self {
            Self::Card => Pin::Common,
            Self::One(pin) => pin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_selection_is_found_by_its_name_and_no_other_is() {
        for selection in PinSelection::ALL {
            assert_eq!(PinSelection::from_id(selection.id()), Some(selection));
        }
        assert_eq!(PinSelection::from_id("code-a"), None);
        assert_eq!(PinSelection::Card.pins(), Pin::CARD);
    }

    #[test]
    fn a_blocked_pin_is_reset_by_the_name_of_its_own() {
        use crate::locale::{Language, Locale};
        for pin in Pin::ALL {
            let own = PinSelection::ALL.into_iter().find(|one| *one == PinSelection::One(pin));
            for error in [super::super::blocked(pin), super::super::not_set(pin)] {
                for language in Language::ALL {
                    let (_, todo) = error.texts(&Locale::new(language));
                    match own {
                        Some(own) => {
                            let line = format!("juki pin reset {} --authority DIR", own.id());
                            assert!(todo.contains(&line), "{pin:?}: {todo}");
                        }
                        None => assert!(!todo.contains("pin reset"), "{pin:?}: {todo}"),
                    }
                }
            }
        }
    }

    #[test]
    fn the_three_of_the_card_take_the_same_values() {
        let taken = Pin::CARD.map(|pin| pin.parameters().unwrap());
        assert!(taken.iter().all(|pin| *pin == taken[0]));
    }
}
