//! PINs at the terminal: typed without echo, or from variables. A PIN is never an argument.
//!
//! `JUKI_PIN_AUTH`, `JUKI_PIN_SIGN`, `JUKI_PIN_TEXT`, `JUKI_PIN_JUKI` and `JUKI_PIN_COMMON` hold
//! present values; with `_NEW` behind the name the value to set; with `_FILE` behind that the path
//! of a file whose first line is the value.
//!
//! `JUKI_PIN_CARD` says that text, juki and common have this one number, as they were issued. They
//! need not: it counts for a PIN without a value of its own, and beyond the first one of a run only
//! for a PIN that has all its tries. A wrong one ends the run.

use std::ffi::OsString;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use crate::card::pins::{Given, Origin, Pin, PinSelection, Source};
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::locale::Message;
use crate::msg;
use crate::output;

/// The variable of the number that the resident knows for the card.
const CARD: &str = "JUKI_PIN_CARD";
/// The longest line that is read for a PIN, in bytes.
const LONGEST: usize = 256;

/// The present values of PINs.
pub struct Pins<'c, 'a> {
    context: &'c Context<'a>,
    spend_last_try: bool,
    /// Values from variables that were sent already.
    sent: Vec<Pin>,
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
    /// try is spent only when the user says so (`--spend-last-try`).
    #[must_use]
    pub const fn new(context: &'c Context<'a>, spend_last_try: bool) -> Self {
        Self { context, spend_last_try, sent: Vec::new(), typed: None }
    }

    /// Is the present value of this PIN in a variable?
    #[must_use]
    pub fn is_given(&self, pin: Pin) -> bool {
        names(pin).iter().any(|name| is_set(name))
    }

    /// Can the present value of this PIN be had: is there a variable or a terminal?
    #[must_use]
    pub fn has(&self, pin: Pin) -> bool {
        is_interactive() || self.is_given(pin)
    }
}

impl Source for Pins<'_, '_> {
    fn current(&mut self, pin: Pin, left: u8) -> Result<Given, Error> {
        let interactive = is_interactive();
        // A value from a variable spends it unseen, also with somebody at the terminal.
        let unseen = !interactive || (self.is_given(pin) && !self.sent.contains(&pin));
        if left == 1 && unseen && !self.spend_last_try {
            return Err(Error::new(
                Exit::WrongPin,
                msg!("error-last-try", pin = pin.name()),
                msg!("todo-last-try"),
            ));
        }
        for name in names(pin) {
            if let Some(given) = variable(name)? {
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
            let what = msg!("error-no-pin", pin = pin.name());
            return Err(Error::new(Exit::WrongPin, what, set_one_of(names(pin))));
        }
        if !Pin::CARD.contains(&pin) {
            let prompt = msg!("prompt-pin", pin = pin.name(), form = pin.form(), left = left);
            return typed(self.context, &self.context.text(&prompt), pin.name());
        }
        output::note(&self.context.text(&msg!(
            "prompt-opens",
            pin = pin.name(),
            what = opens(pin)
        )));
        let prompt = match &self.typed {
            Some(_) => msg!("prompt-pin-same", pin = pin.name(), form = pin.form(), left = left),
            None => msg!("prompt-pin", pin = pin.name(), form = pin.form(), left = left),
        };
        let mut value = secret(self.context, &self.context.text(&prompt))?;
        match &self.typed {
            Some(same) if value.is_empty() => value = same.clone(),
            _ => {}
        }
        let given = not_empty(value, pin.name())?;
        self.typed = Some(given.value.clone());
        Ok(given)
    }
}

/// What a PIN of the card opens, in words: the resident may have given each another number.
fn opens(pin: Pin) -> Message {
    match pin {
        Pin::Text => msg!("read-left-text"),
        Pin::Juki => msg!("read-left-juki"),
        _ => msg!("opens-common"),
    }
}

/// One number for several PINs is tried on another one only while nobody tried a wrong one there.
fn has_all_tries(pin: Pin, left: u8) -> Result<(), Error> {
    if pin.parameters().is_none_or(|pin| left >= pin.tries) {
        return Ok(());
    }
    Err(Error::new(
        Exit::WrongPin,
        msg!("error-shared-pin", pin = pin.name()),
        msg!("todo-shared-pin", variable = own_variable(pin)),
    ))
}

/// The variable that holds the value of this PIN and of no other.
pub(super) fn own_variable(pin: Pin) -> &'static str {
    names(pin).first().copied().unwrap_or(CARD)
}

/// A new value for one PIN, or for the three of the card: from its variable with `_NEW`, with `first` also from the plain one (a
/// card in the making has no present value), or typed twice.
///
/// # Errors
/// Exit code 4 when none is given, 10 when the PIN cannot have this value or the two typed ones
/// differ. Nothing was sent.
pub fn new_value(
    context: &Context<'_>,
    selection: PinSelection,
    first: bool,
) -> Result<Given, Error> {
    let names = match selection {
        PinSelection::Card => &[CARD],
        PinSelection::One(pin) => names(pin),
    };
    for name in names {
        if let Some(given) = variable(&format!("{name}_NEW"))? {
            return selection.normalise(given);
        }
    }
    if first {
        for name in names {
            if let Some(given) = variable(name)? {
                return selection.normalise(given);
            }
        }
    }
    if !is_interactive() {
        let suffix = if first { "" } else { "_NEW" };
        let names: Vec<_> = names.iter().map(|name| format!("{name}{suffix}")).collect();
        let what = msg!("error-no-new-pin", pin = selection.name());
        return Err(Error::new(Exit::WrongPin, what, set_one_of(&names)));
    }
    let prompt = msg!("prompt-new-pin", pin = selection.name(), form = selection.form());
    let value = selection.normalise(typed(context, &context.text(&prompt), selection.name())?)?;
    let again = typed(context, &context.text(&msg!("prompt-again")), selection.name())?;
    if selection.normalise(again)?.value == value.value {
        return Ok(value);
    }
    Err(Error::new(Exit::Rejected, msg!("error-pins-differ"), msg!("todo-pins-differ")))
}

/// What to do where nobody can be asked.
fn set_one_of(names: &[impl AsRef<str>]) -> Message {
    let count = names.len();
    let names: Vec<_> = names.iter().map(AsRef::as_ref).collect();
    msg!("todo-no-pin", count = count, names = names.join(", "))
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

fn is_set(name: &str) -> bool {
    [name.to_owned(), format!("{name}_FILE")].iter().any(|name| value_of(name).is_some())
}

/// A variable that is set and not empty.
fn value_of(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The value of a variable, or of the file that the one with `_FILE` names.
fn variable(name: &str) -> Result<Option<Given>, Error> {
    if let Some(value) = value_of(name) {
        let value = Zeroizing::new(value.into_vec());
        return Ok(Some(Given { value, origin: Origin::Variable(name.to_owned()) }));
    }
    let name = format!("{name}_FILE");
    let Some(path) = value_of(&name) else {
        return Ok(None);
    };
    let path = Path::new(&path);
    let content = input::read_secret(path, LONGEST)?;
    let line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let value = Zeroizing::new(line.trim_ascii_end().to_vec());
    let path = path.display().to_string();
    Ok(Some(Given { value, origin: Origin::File { variable: name, path } }))
}

/// The PIN of a municipal application: from `JUKI_PIN_SERVICE`, or typed.
///
/// # Errors
/// When there is neither.
pub fn service(
    context: &Context<'_>,
    service: &str,
    digits: u8,
    left: u8,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if let Some(given) = variable(SERVICE)? {
        return Ok(given.value);
    }
    somebody(service)?;
    let (digits, left) = (u64::from(digits), u64::from(left));
    let prompt = msg!("prompt-service-pin", service = service, digits = digits, left = left);
    secret(context, &context.text(&prompt))
}

/// The PIN that the holder chooses for a municipal application.
///
/// # Errors
/// When nobody chooses one, or it is typed differently the second time.
pub fn service_new(
    context: &Context<'_>,
    service: &str,
    digits: u8,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if let Some(given) = variable(SERVICE)? {
        return Ok(given.value);
    }
    somebody(service)?;
    let prompt = msg!("prompt-service-new-pin", service = service, digits = u64::from(digits));
    let value = secret(context, &context.text(&prompt))?;
    if secret(context, &context.text(&msg!("prompt-again")))? == value {
        return Ok(value);
    }
    Err(Error::new(Exit::Rejected, msg!("error-pins-differ"), msg!("todo-pins-differ")))
}

/// The variable that holds the PIN of a municipal application.
const SERVICE: &str = "JUKI_PIN_SERVICE";

fn somebody(service: &str) -> Result<(), Error> {
    if is_interactive() {
        return Ok(());
    }
    let what = msg!("error-service-no-pin", service = service);
    Err(Error::new(Exit::WrongPin, what, msg!("todo-service-no-pin")))
}

/// Is there somebody to ask?
#[must_use]
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks a question that is answered with y or anything else.
///
/// # Errors
/// When the terminal cannot be read.
pub fn confirm(context: &Context<'_>) -> Result<bool, Error> {
    output::prompt(&context.text(&msg!("issue-confirm")));
    let mut line = String::new();
    let read = io::stdin().lock().take(LONGEST as u64).read_line(&mut line);
    read.map_err(|cause| Error::system(&cause))?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes" | "ｙ" | "はい"))
}

/// Asks for a secret at the terminal, which shows nothing of it.
///
/// # Errors
/// When the terminal cannot be read.
pub fn secret(context: &Context<'_>, prompt: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    output::prompt(prompt);
    without_echo(context).map_err(|cause| Error::system(&cause))
}

fn typed(context: &Context<'_>, prompt: &str, pin: Message) -> Result<Given, Error> {
    not_empty(secret(context, prompt)?, pin)
}

fn not_empty(value: Zeroizing<Vec<u8>>, pin: Message) -> Result<Given, Error> {
    if value.is_empty() {
        return Err(Error::new(
            Exit::WrongPin,
            msg!("error-no-pin", pin = pin),
            msg!("todo-nothing-typed"),
        ));
    }
    Ok(Given { value, origin: Origin::Prompt })
}

/// Reads a line from the terminal while it shows nothing of it.
fn without_echo(context: &Context<'_>) -> io::Result<Zeroizing<Vec<u8>>> {
    let before = tcgetattr(io::stdin())?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    silent.local_modes.insert(LocalModes::ECHONL);
    let _again = Restore { context, before: before.clone() };
    let undo = before;
    context.interrupt.before_exit(move || restore(&undo));
    // What was typed before the question is no answer to it.
    tcsetattr(io::stdin(), OptionalActions::Flush, &silent)?;
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    let read = io::stdin().lock().take(LONGEST as u64).read_until(b'\n', &mut line);
    read?;
    while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(line)
}

/// Gives the terminal its echo back, whatever happens.
struct Restore<'c, 'a> {
    context: &'c Context<'a>,
    before: Termios,
}

impl Drop for Restore<'_, '_> {
    fn drop(&mut self) {
        restore(&self.before);
        self.context.interrupt.forget();
    }
}

fn restore(before: &Termios) {
    // A terminal that is gone needs no echo.
    let _gone = tcsetattr(io::stdin(), OptionalActions::Now, before);
}
