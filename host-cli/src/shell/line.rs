//! A line of the shell, read.

use std::path::PathBuf;

use apdu_spec::class::Class;
use apdu_spec::command::{Command, Le, Length};
use apdu_spec::instruction::{Byte, Field, Form, Row, TABLE};
use apdu_spec::profile::Application;
use apdu_spec::request::Reference;
use zeroize::Zeroizing;

use super::data;
use super::names::FilePath;
use crate::card::session::LONGEST_COMMAND;
use crate::card_key;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;

/// The words that are not in the table of commands.
pub const WORDS: &[&str] =
    &["apdu", "cat", "cd", "explain", "help", "ls", "pwd", "quit", "reset", "secure", "select"];

/// What may be given to a command of the table by name.
pub const KEYS: &[&str] = &["p1", "p2", "le", "data"];

/// What a line asks for.
#[derive(Debug)]
pub enum Action {
    /// An empty line, or a comment.
    Nothing,
    /// The end.
    Quit,
    /// What there is.
    Help,
    /// The meaning of something.
    Explain(String),
    /// A reset of the card.
    Reset,
    /// A file to be selected.
    Select(FilePath),
    /// What is here.
    List,
    /// Where here is.
    Where,
    /// The content of a file; the current one without a name.
    Cat(Option<FilePath>),
    /// A session of secure messaging.
    Secure(Secure),
    /// Bytes to be sent as they are.
    Raw(Zeroizing<Vec<u8>>),
    /// A command of the table.
    Send(TableCommand),
}

/// What becomes of secure messaging.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Secure {
    /// It is asked whether there is a session.
    Query,
    /// The session ends.
    End,
    /// One begins, with a key of the MF; its value is in this file, or asked for.
    Key(Reference, Option<PathBuf>),
}

impl Secure {
    /// `[off | REFERENCE [FILE]]`.
    fn parse(rest: &str) -> Result<Self, Error> {
        let (first, file) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let file = file.trim();
        match first {
            "" => Ok(Self::Query),
            "off" if file.is_empty() => Ok(Self::End),
            reference => {
                let file = (!file.is_empty()).then(|| PathBuf::from(file));
                Ok(Self::Key(card_key::reference(reference)?, file))
            }
        }
    }
}

/// A command of the table with its parameters.
pub struct TableCommand {
    row: &'static Row,
    form: &'static Form,
    p1: u8,
    p2: u8,
    le: Le,
    /// The data field.
    pub data: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for TableCommand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableCommand").field("form", &self.form.name).finish_non_exhaustive()
    }
}

impl Action {
    /// Reads a line, seen from an application.
    ///
    /// # Errors
    /// [`Exit::Rejected`]: what does not read, and how it is written.
    pub fn parse(line: &str, here: Option<&'static Application>) -> Result<Self, Error> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(Self::Nothing);
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let place = |name: &str| {
            FilePath::find(name, here).ok_or_else(|| {
                rejected(msg!("error-shell-file", name = name), msg!("todo-shell-file"))
            })
        };
        let is_form = |name: &str| {
            row(word).is_some_and(|row| row.forms.iter().any(|form| form.name == name))
        };
        Ok(match word {
            "quit" | "exit" | "q" => Self::Quit,
            "help" | "?" => Self::Help,
            "ls" | "ll" | "dir" if rest.is_empty() => Self::List,
            // Another application would have to be selected, and the security status be lost.
            "ls" | "ll" | "dir" => {
                return Err(rejected(
                    msg!("error-shell-list", name = rest),
                    msg!("todo-shell-list", name = rest),
                ));
            }
            "pwd" => Self::Where,
            "reset" => Self::Reset,
            "secure" => Self::Secure(Secure::parse(rest)?),
            "explain" => Self::Explain(rest.to_owned()),
            "cat" if rest.is_empty() => Self::Cat(None),
            "cat" => Self::Cat(Some(place(rest)?)),
            "apdu" => {
                let bytes = data::parse(rest)
                    .ok_or_else(|| rejected(msg!("error-shell-data"), msg!("todo-shell-data")))?;
                let count = bytes.len();
                if !(4..=LONGEST_COMMAND).contains(&count) {
                    return Err(rejected(
                        msg!("error-shell-length", count = count),
                        msg!("todo-shell-length"),
                    ));
                }
                Self::Raw(bytes)
            }
            "cd" => {
                Self::Select(place(if rest.is_empty() { super::names::MF_NAME } else { rest })?)
            }
            // The name of a file, unless a form of the row is named. `mf` is both, and the same.
            "select"
                if rest.eq_ignore_ascii_case(super::names::MF_NAME)
                    || !is_form(rest.split_whitespace().next().unwrap_or_default()) =>
            {
                Self::Select(place(if rest.is_empty() { super::names::MF_NAME } else { rest })?)
            }
            _ => {
                let row = row(word).ok_or_else(|| {
                    rejected(msg!("error-shell-command", word = word), msg!("todo-shell-command"))
                })?;
                Self::Send(TableCommand::parse(row, rest)?)
            }
        })
    }
}

/// The row that a word names.
#[must_use]
pub fn row(word: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.slug().to_string() == word)
}

impl TableCommand {
    /// `[FORM] [p1=XX] [p2=XX] [le=N] [DATA]`. Without a form it is the first that takes what is
    /// given; a parameter that is not given has the least value of the form.
    fn parse(row: &'static Row, rest: &str) -> Result<Self, Error> {
        let mut form = None;
        let (mut p1, mut p2, mut le) = (None, None, None);
        let mut typed = Zeroizing::new(String::new());
        let mut given = false;
        for word in words(rest) {
            let named = word.split_once('=').filter(|(key, _)| KEYS.contains(key));
            match named {
                Some(("p1", value)) => p1 = Some(byte(value)?),
                Some(("p2", value)) => p2 = Some(byte(value)?),
                Some(("le", value)) => le = Some(expected(value)?),
                Some((_, value)) => {
                    given = true;
                    typed.push_str(value);
                }
                None if !given && form.is_none() && juki_explain::form(row, word).is_some() => {
                    form = juki_explain::form(row, word);
                }
                None => {
                    given = true;
                    typed.push_str(word);
                }
            }
        }
        let data = data::parse(&typed)
            .ok_or_else(|| rejected(msg!("error-shell-data"), msg!("todo-shell-data")))?;
        let fits = |form: &&'static Form| {
            p1.is_none_or(|p1| form.p1.matches(p1))
                && p2.is_none_or(|p2| form.p2.matches(p2))
                && (data.is_empty() || !matches!(form.data, Field::Absent))
        };
        let form = match form {
            Some(form) => form,
            None => row
                .forms
                .iter()
                .find(fits)
                .or(row.forms.first())
                .ok_or_else(|| parameter_error(row))?,
        };
        let le = le.unwrap_or(match form.le {
            Field::Absent => Le::Absent,
            Field::Present | Field::Optional | Field::Length(..) => Le::Any,
        });
        let (p1, p2) = (p1.unwrap_or_else(|| least(form.p1)), p2.unwrap_or_else(|| least(form.p2)));
        Ok(Self { row, form, p1, p2, le, data })
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.row.name
    }

    /// Does its data field carry a secret?
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.form.secret
    }

    /// Is the secret still to be asked for?
    #[must_use]
    pub fn wants_secret(&self) -> bool {
        self.form.secret && self.data.is_empty()
    }

    /// The command.
    #[must_use]
    pub fn command(&self) -> Command<'_> {
        Command {
            class: Class { family: self.row.family, ..Class::PLAIN },
            ins: self.row.ins,
            p1: self.p1,
            p2: self.p2,
            data: &self.data,
            le: self.le,
            length: Length::Extended,
        }
    }

    /// Why it is not sent: the table has no such form.
    #[must_use]
    pub fn refused(&self) -> Error {
        parameter_error(self.row)
    }
}

fn parameter_error(row: &Row) -> Error {
    rejected(
        msg!("error-shell-form", command = row.name),
        msg!("todo-shell-form", command = row.slug().to_string()),
    )
}

fn rejected(what: Message, todo: Message) -> Error {
    Error::new(Exit::Rejected, what, todo)
}

/// Words between spaces; a space between quotes or brackets belongs to its word.
fn words(text: &str) -> Vec<&str> {
    let (mut words, mut begin) = (Vec::new(), None);
    let (mut depth, mut quoted) = (0usize, false);
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if character.is_whitespace() && depth == 0 && !quoted {
            words.extend(begin.take().map(|begin: usize| &text[begin..at]));
        } else {
            begin = begin.or(Some(at));
        }
    }
    words.extend(begin.map(|begin| &text[begin..]));
    words
}

fn byte(text: &str) -> Result<u8, Error> {
    // A number may be read with a sign; a byte has none.
    let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits
        .then(|| u8::from_str_radix(text, 16).ok())
        .flatten()
        .ok_or_else(|| rejected(msg!("error-shell-byte", value = text), msg!("todo-shell-byte")))
}

/// A decimal number of bytes; 0 or `any`: all there is.
fn expected(text: &str) -> Result<Le, Error> {
    match (text, text.parse::<u16>()) {
        ("any", _) | (_, Ok(0)) => Ok(Le::Any),
        ("none", _) => Ok(Le::Absent),
        (_, Ok(count)) => Ok(Le::Exact(count)),
        _ => Err(rejected(msg!("error-shell-byte", value = text), msg!("todo-shell-byte"))),
    }
}

/// The least value of a parameter that says something: a reference is the selected one.
const fn least(byte: Byte) -> u8 {
    match byte {
        Byte::Any => 0x00,
        Byte::Is(value) | Byte::Range(value, _) | Byte::Bits(_, value) => value,
        Byte::OneOf([value, ..]) => *value,
        Byte::OneOf([]) => 0x00,
        Byte::Reference | Byte::KeyReference => 0x80,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(line: &str) -> String {
        match Action::parse(line, None).unwrap() {
            Action::Send(built) => {
                let mut out = [0; 64];
                let command = Command { length: Length::Short, ..built.command() };
                hex::encode_upper(command.encode(&mut out).unwrap())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_command_of_the_table_with_its_parameters() {
        for (line, bytes) in [
            ("read-record by-number p1=01", "00B2010400"),
            ("read-binary", "00B0000000"),
            ("read-binary p1=81 le=16", "00B0810010"),
            ("verify p2=98", "00200098"),
            ("verify verify p2=98 \"1234\"", "002000980431323334"),
            ("create-file 62{82{38} 83{D100}}", "00E00000096207820138 8302D100"),
            ("get-challenge le=8", "0084000008"),
            ("select by-df-name D392F000", "00A404000 4D392F00000"),
        ] {
            assert_eq!(sent(line), bytes.replace(' ', ""), "{line}");
        }
    }

    #[test]
    fn what_does_not_read_says_why() {
        for line in [
            "nonsense",
            "read-binary p1=X",
            "read-binary p1=+1",
            "read-binary p1=",
            "read-binary 3F0",
            "cat nothing",
            "apdu 00",
            "verify le=x",
            "secure 1F",
            "secure on",
            "secure off 10",
        ] {
            assert_eq!(Action::parse(line, None).unwrap_err().exit, Exit::Rejected, "{line}");
        }
    }

    #[test]
    fn secure_names_a_key_and_never_its_value() {
        let read = |line: &str| match Action::parse(line, None).unwrap() {
            Action::Secure(secure) => secure,
            other => panic!("{other:?}"),
        };
        assert_eq!(read("secure"), Secure::Query);
        assert_eq!(read("secure off"), Secure::End);
        assert_eq!(read("secure 10"), Secure::Key(Reference::Global(0x10), None));
        let file = Some(PathBuf::from("the key"));
        assert_eq!(read("secure 90  the key "), Secure::Key(Reference::Local(0x10), file));
        assert!(!super::super::holds_secret("secure 10 key"));
    }

    #[test]
    fn a_line_with_a_secret_is_known() {
        for (line, secret) in [
            ("verify verify p2=98 \"1234\"", true),
            ("apdu 002000980431323334", true),
            ("verify p2=98 \"1234", true),
            ("verify verify p2=98", false),
            ("apdu 00A4000C023F00", false),
            ("read-binary", false),
            ("explain 00 20 00 98 04 31 32 33 34", true),
            ("explain 0CB09C000D9701008E08010203040506070800", false),
            ("explain DO 87", false),
        ] {
            assert_eq!(super::super::holds_secret(line), secret, "{line}");
        }
    }
}
