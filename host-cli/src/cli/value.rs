//! Values of the command line that are read here, and what to say of those that are none.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{OsStringValueParser, TypedValueParser};
use juki_codes::holder::RegisterNumber;

use crate::card::pace::Password;
use crate::day::Day;
use crate::locale::Message;
use crate::msg;

/// What a value must be: the error of a value parser.
#[derive(Clone, Debug)]
pub(super) struct ValueError {
    pub(super) expected: Message,
    /// Is the value shown to nobody? A secret that was mistyped is nearly told.
    pub(super) secret: bool,
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another value is expected")
    }
}

impl std::error::Error for ValueError {}

impl ValueError {
    /// What clap was told by the parser of the value that it refuses.
    pub(super) fn of(cause: &clap::Error) -> Option<&Self> {
        std::error::Error::source(cause)?.downcast_ref()
    }

    fn expected(expected: Message) -> Self {
        Self { expected, secret: false }
    }
}

/// A day, `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Result<Day, ValueError> {
    Day::parse(text).ok_or_else(|| ValueError::expected(msg!("expected-day")))
}

/// The check of a line of a ledger.
pub(super) fn check(text: &str) -> Result<juki_codes::chain::LineHash, ValueError> {
    let check = juki_codes::chain::LineHash::parse(text);
    check.ok_or_else(|| ValueError::expected(msg!("expected-check")))
}

/// The number of a letter.
pub(super) fn letter(text: &str) -> Result<juki_codes::letters::LetterNumber, ValueError> {
    let number = juki_codes::letters::LetterNumber::parse(text);
    number.ok_or_else(|| ValueError::expected(msg!("expected-letter")))
}

/// A resident's number in the municipality's systems.
pub(super) fn register_number(text: &str) -> Result<RegisterNumber, ValueError> {
    let number = RegisterNumber::parse(text);
    number.ok_or_else(|| ValueError { expected: msg!("expected-register-number"), secret: true })
}

/// A file of printed pages, whose name says its format.
pub(super) fn print_out(text: &str) -> Result<PathBuf, ValueError> {
    let path = PathBuf::from(text);
    let is_known = path.extension().is_some_and(|end| end == "pdf" || end == "html");
    is_known.then_some(path).ok_or_else(|| ValueError::expected(msg!("expected-print-out")))
}

/// A path that a variable may say too: one that is set to nothing says none, and whoever reads the
/// path knows that.
pub(super) fn path_or_nothing() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// A card access number. Without a digit it is none: nobody is to be in the clear by mistake.
pub(super) fn can(text: &str) -> Result<Password, ValueError> {
    Password::can(text).map_err(|_| ValueError { expected: msg!("expected-can"), secret: true })
}

/// A number without sign, up to the largest of its type.
pub(super) fn number<T: FromStr + UpperBound>(text: &str) -> Result<T, ValueError> {
    text.parse()
        .map_err(|_| ValueError::expected(msg!("expected-up-to", most = T::MOST.to_string())))
}

/// A type with a largest number.
pub(super) trait UpperBound {
    /// The largest.
    const MOST: u64;
}

impl UpperBound for u32 {
    const MOST: u64 = Self::MAX as u64;
}

impl UpperBound for u64 {
    const MOST: u64 = Self::MAX;
}
