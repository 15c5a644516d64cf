//! First values of PINs, of a card in creation state: it has no present ones.

use super::{given_value, is_interactive, set_one_of, typed_twice, variables};
use crate::card::pins::{PinSelection, PinValue};
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{clauses, list};
use crate::msg;

/// The first value of one PIN, or of the three of the card.
#[derive(Debug)]
pub struct FirstValue {
    selection: PinSelection,
    given: Option<PinValue>,
}

impl FirstValue {
    /// Looks whether a variable gives it, plain or with `_NEW`.
    ///
    /// # Errors
    /// When the PIN cannot have this value, or a file that a variable names cannot be read.
    pub fn find(selection: PinSelection) -> Result<Self, Error> {
        Ok(Self { selection, given: given_value(selection, true)? })
    }

    /// Where nobody can be asked, all that are missing are named at once.
    ///
    /// # Errors
    /// Exit code 4 when one is missing and nobody can be asked.
    pub fn require<'a>(values: impl IntoIterator<Item = &'a Self>) -> Result<(), Error> {
        let missing = values.into_iter().filter(|value| value.given.is_none());
        let missing: Vec<_> = missing.map(|value| value.selection).collect();
        let (what, todo) = match missing.as_slice() {
            _ if is_interactive() => return Ok(()),
            [] => return Ok(()),
            [one] => (msg!("error-no-new-pin", pin = *one), set_one_of(variables(*one))),
            all => {
                let names = all.iter().filter_map(|one| variables(*one).first().copied());
                (
                    msg!("error-no-new-pins", pins = clauses(all.iter().copied())),
                    msg!("todo-no-pins", names = list(names)),
                )
            }
        };
        Err(Error::new(Exit::WrongPin, what, todo))
    }

    /// The value, typed twice where no variable gives it.
    ///
    /// # Errors
    /// When the PIN cannot have this value, or the two typed ones differ. Nothing was sent.
    pub fn or_typed(self, context: &Context<'_>) -> Result<PinValue, Error> {
        match self.given {
            Some(given) => Ok(given),
            None => typed_twice(context, self.selection),
        }
    }
}
