//! PINs at the terminal: typed without echo, or from variables. A PIN is never an argument.
//!
//! `JUKI_PIN_AUTH`, `JUKI_PIN_SIGN`, `JUKI_PIN_TEXT`, `JUKI_PIN_JUKI` and `JUKI_PIN_COMMON` hold
//! present values; with `_NEW` behind the name the value to set; with `_FILE` behind that the path
//! of a file whose first line is the value.
//!
//! `JUKI_PIN_CARD` says that text, juki and common have this one number, as they were issued. They
//! need not: it counts for a PIN without a value of its own, and beyond the first one of a run only
//! for a PIN that has all its tries. When it does not open one, it is tried on no other in that
//! run.

use zeroize::Zeroizing;

use crate::card::pins::{Origin, Pin, PinSelection, PinValue, Source, SourceError};
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Message, Value, list};
use crate::msg;
use crate::output;

mod first;
mod service;
mod terminal;
mod variable;

pub use first::FirstValue;
pub use service::{service, service_new};
pub use terminal::{confirm, is_interactive, secret};

/// The variable of the number that the resident knows for the card.
const CARD: &str = "JUKI_PIN_CARD";
/// The longest line that is read for a PIN, in bytes.
const LONGEST: usize = 256;

/// The present values of PINs.
pub struct Pins<'c, 'a> {
    context: &'c Context<'a>,
    spend_last_try: bool,
    /// What variables hold, by name: a file that one names may be a pipe, and is read once.
    values: Vec<(&'static str, Option<PinValue>)>,
    /// Values from variables that were sent already.
    sent: Vec<Pin>,
    /// The number of all three did not open one of them: it counts for no other in this run.
    shared_failed: bool,
    /// What was typed last for one of the three PINs of four digits.
    typed: Option<Zeroizing<Vec<u8>>>,
}

impl std::fmt::Debug for Pins<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pins").field("sent", &self.sent).finish_non_exhaustive()
    }
}

impl<'c, 'a> Pins<'c, 'a> {
    /// From prompts and variables. Without a terminal, and with a value from a variable, the last
    /// try is spent only when the user says so (`--spend-last-try`). `pins` are those that may be
    /// asked for: what variables say of them is read now.
    ///
    /// # Errors
    /// When a file that a variable names cannot be read.
    pub fn new(
        context: &'c Context<'a>,
        spend_last_try: bool,
        pins: &[Pin],
    ) -> Result<Self, Error> {
        let (values, sent) = (Vec::new(), Vec::new());
        let typed = None;
        let mut source =
            Self { context, spend_last_try, values, sent, shared_failed: false, typed };
        pins.iter().try_for_each(|pin| source.load(*pin))?;
        Ok(source)
    }

    /// One more PIN may be asked for: what variables say of it is read now.
    ///
    /// # Errors
    /// As [`Pins::new`].
    pub fn load(&mut self, pin: Pin) -> Result<(), Error> {
        match self.names(pin).iter().find(|name| variable::is_set(name)) {
            Some(name) => self.value(name).map(drop),
            None => Ok(()),
        }
    }

    /// A PIN was not opened. The number that was to open all three is tried on no other one, and
    /// what was typed is not offered again.
    pub fn was_not_opened(&mut self, pin: Pin) {
        self.typed = None;
        self.shared_failed |= Pin::CARD.contains(&pin) && !variable::is_set(own_variable(pin));
    }

    /// The variables that count for a PIN in this run.
    fn names(&self, pin: Pin) -> &'static [&'static str] {
        match (names(pin), self.shared_failed) {
            ([own, CARD], true) => std::slice::from_ref(own),
            (names, _) => names,
        }
    }

    /// What a variable holds.
    fn value(&mut self, name: &'static str) -> Result<Option<PinValue>, Error> {
        if let Some((_, value)) = self.values.iter().find(|(known, _)| *known == name) {
            return Ok(value.clone());
        }
        let value = variable::value(name)?;
        self.values.push((name, value.clone()));
        Ok(value)
    }

    /// Is the present value of this PIN in a variable?
    #[must_use]
    pub fn is_given(&self, pin: Pin) -> bool {
        self.names(pin).iter().any(|name| variable::is_set(name))
    }

    /// Can the present value of this PIN be had: is there a variable or a terminal? Nobody is asked
    /// for the others where a variable was to open all three and did not.
    #[must_use]
    pub fn has(&self, pin: Pin) -> bool {
        self.is_given(pin) || is_interactive() && !self.is_withheld(pin)
    }

    /// Is there a variable that was to open this PIN too, and did not open the first of them?
    #[must_use]
    pub fn is_withheld(&self, pin: Pin) -> bool {
        let gave_all = self.shared_failed && variable::is_set(CARD);
        gave_all && Pin::CARD.contains(&pin) && !self.is_given(pin)
    }
}

impl Source for Pins<'_, '_> {
    fn current(&mut self, pin: Pin, left: u8) -> Result<PinValue, SourceError> {
        let interactive = is_interactive();
        // A value from a variable spends it unseen, also with somebody at the terminal.
        let unseen = !interactive || (self.is_given(pin) && !self.sent.contains(&pin));
        if left == 1 && unseen && !self.spend_last_try {
            return Err(last_try(pin));
        }
        for name in self.names(pin) {
            if let Some(given) = self.value(name)? {
                if self.sent.contains(&pin) {
                    break;
                }
                if *name == CARD && self.sent.iter().any(|sent| Pin::CARD.contains(sent)) {
                    has_all_tries(pin, left)?;
                }
                self.sent.push(pin);
                return Ok(given);
            }
        }
        if !interactive {
            let what = msg!("error-no-pin", pin = pin);
            return Err(not_given(what, set_one_of(self.names(pin))));
        }
        let Some(opens) = opens(pin) else {
            let prompt = msg!("prompt-pin", pin = pin, form = pin.form(), left = left);
            return typed(self.context, &self.context.text(&prompt), pin);
        };
        output::note(&self.context.text(&msg!("prompt-opens", pin = pin, what = opens)));
        let prompt = match &self.typed {
            Some(_) => msg!("prompt-pin-same", pin = pin, form = pin.form(), left = left),
            None => msg!("prompt-pin", pin = pin, form = pin.form(), left = left),
        };
        let mut value = secret(self.context, &self.context.text(&prompt))?;
        match &self.typed {
            Some(same) if value.is_empty() => value = same.clone(),
            _ => {}
        }
        let given = not_empty(value, pin)?;
        self.typed = Some(given.value.clone());
        Ok(given)
    }
}

/// The last try is not spent on a value that nobody types.
fn last_try(pin: impl Into<Value>) -> SourceError {
    not_given(msg!("error-last-try", pin = pin), msg!("todo-last-try"))
}

/// No value is given, and nothing was sent.
fn not_given(what: Message, todo: Message) -> SourceError {
    SourceError::NotGiven(Box::new(Error::new(Exit::WrongPin, what, todo)))
}

impl From<Error> for SourceError {
    fn from(cause: Error) -> Self {
        Self::Failed(Box::new(cause))
    }
}

/// What a PIN of the card opens, in words: the resident may have given each another number. `None`
/// for every other PIN.
fn opens(pin: Pin) -> Option<Message> {
    match pin {
        Pin::Text => Some(msg!("read-left-text")),
        Pin::Juki => Some(msg!("read-left-juki")),
        Pin::Common => Some(msg!("opens-common")),
        Pin::Authentication | Pin::Signing => None,
        Pin::CodeA | Pin::CodeB | Pin::BirthCode | Pin::VisualB | Pin::VisualA => None,
    }
}

/// One number for several PINs is tried on another one only while nobody tried a wrong one there.
fn has_all_tries(pin: Pin, left: u8) -> Result<(), SourceError> {
    if pin.parameters().is_none_or(|pin| left >= pin.tries) {
        return Ok(());
    }
    Err(not_given(
        msg!("error-shared-pin", pin = pin),
        msg!("todo-shared-pin", variable = own_variable(pin)),
    ))
}

/// The variable that holds the value of this PIN and of no other.
pub(super) fn own_variable(pin: Pin) -> &'static str {
    names(pin).first().copied().unwrap_or(CARD)
}

/// A new value for one PIN, or for the three of the card: from its variable with `_NEW`, or typed
/// twice.
///
/// # Errors
/// Exit code 4 when none is given, 10 when the PIN cannot have this value or the two typed ones
/// differ. Nothing was sent.
pub fn new_value(context: &Context<'_>, selection: PinSelection) -> Result<PinValue, Error> {
    if let Some(given) = given_value(selection, false)? {
        return Ok(given);
    }
    if !is_interactive() {
        let names: Vec<_> = variables(selection).iter().map(|name| format!("{name}_NEW")).collect();
        let what = msg!("error-no-new-pin", pin = selection);
        return Err(Error::new(Exit::WrongPin, what, set_one_of(&names)));
    }
    typed_twice(context, selection)
}

/// The variables that hold a value for these PINs.
const fn variables(selection: PinSelection) -> &'static [&'static str] {
    match selection {
        PinSelection::Card => &[CARD],
        PinSelection::One(pin) => names(pin),
    }
}

/// A new value from a variable; with `first` also from the plain one.
fn given_value(selection: PinSelection, first: bool) -> Result<Option<PinValue>, Error> {
    let plain = variables(selection).iter().filter(|_| first).map(|name| (*name).to_owned());
    let new = variables(selection).iter().map(|name| format!("{name}_NEW"));
    for name in new.chain(plain) {
        if let Some(given) = variable::value(&name)? {
            return Ok(Some(selection.normalise(given)?));
        }
    }
    Ok(None)
}

fn typed_twice(context: &Context<'_>, selection: PinSelection) -> Result<PinValue, Error> {
    let prompt = msg!("prompt-new-pin", pin = selection, form = selection.form());
    let value = selection.normalise(typed(context, &context.text(&prompt), selection)?)?;
    let again = typed(context, &context.text(&msg!("prompt-again")), selection)?;
    if selection.normalise(again)?.value == value.value {
        return Ok(value);
    }
    Err(Error::new(Exit::Rejected, msg!("error-pins-differ"), msg!("todo-pins-differ")))
}

/// What to do where nobody can be asked.
fn set_one_of(names: &[impl AsRef<str>]) -> Message {
    let count = names.len();
    msg!("todo-no-pin", count = count, names = list(names.iter().map(AsRef::as_ref)))
}

/// The variables that hold a PIN, the first that is set counts.
const fn names(pin: Pin) -> &'static [&'static str] {
    match pin {
        Pin::Authentication => &["JUKI_PIN_AUTH"],
        Pin::Signing => &["JUKI_PIN_SIGN"],
        Pin::Text => &["JUKI_PIN_TEXT", CARD],
        Pin::Juki => &["JUKI_PIN_JUKI", CARD],
        Pin::Common => &["JUKI_PIN_COMMON", CARD],
        // Codes are no secrets of the holder: they stand on the card's face.
        Pin::CodeA | Pin::VisualA => &["JUKI_CODE_A"],
        Pin::CodeB | Pin::VisualB => &["JUKI_CODE_B"],
        Pin::BirthCode => &[],
    }
}

fn typed(
    context: &Context<'_>,
    prompt: &str,
    pin: impl Into<Value>,
) -> Result<PinValue, SourceError> {
    not_empty(secret(context, prompt)?, pin)
}

fn not_empty(value: Zeroizing<Vec<u8>>, pin: impl Into<Value>) -> Result<PinValue, SourceError> {
    if value.is_empty() {
        return Err(not_given(msg!("error-no-pin", pin = pin), msg!("todo-nothing-typed")));
    }
    Ok(PinValue { value, origin: Origin::Asked })
}
