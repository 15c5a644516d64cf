//! Which PINs a resident means: one, or the three that were issued with one number.

use std::fmt;

use super::{FormError, Pin, PinForm, PinValue};

/// The PINs that are given a value together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinSelection {
    /// Text, juki and common: to the resident one number of four digits.
    Card,
    /// One alone.
    One(Pin),
}

impl PinSelection {
    /// All of them, in the order in which they are shown. The codes are nobody's to choose.
    pub const ALL: [Self; 6] = [
        Self::Card,
        Self::One(Pin::Text),
        Self::One(Pin::Juki),
        Self::One(Pin::Common),
        Self::One(Pin::Authentication),
        Self::One(Pin::Signing),
    ];

    /// Its name, which [`PinSelection::from_id`] takes.
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

    /// What a value looks like.
    #[must_use]
    pub const fn form(self) -> PinForm {
        self.representative().form()
    }

    /// As [`Pin::normalise`], for all of them.
    ///
    /// # Errors
    /// As [`Pin::normalise`].
    pub fn normalise(self, given: PinValue) -> Result<PinValue, FormError> {
        let mut given = given;
        let pin = self.representative();
        if pin == Pin::Signing {
            given.value.make_ascii_uppercase();
        }
        if pin.admits(&given.value) {
            return Ok(given);
        }
        Err(FormError { pins: self, origin: given.origin })
    }

    /// One that stands for the form of all: the three of the card have the same.
    const fn representative(self) -> Pin {
        match self {
            Self::Card => Pin::Common,
            Self::One(pin) => pin,
        }
    }
}

impl fmt::Display for PinSelection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Card => f.write_str("PIN of the card"),
            Self::One(pin) => pin.fmt(f),
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
    fn the_three_of_the_card_take_the_same_values() {
        let taken = Pin::CARD.map(|pin| pin.parameters().unwrap());
        assert!(taken.iter().all(|pin| *pin == taken[0]));
    }
}
