//! What can be explained, and finding it.

use std::error::Error;
use std::fmt;

use apdu_spec::class::{Class, Family};
use apdu_spec::instruction::{Row, TABLE};
use apdu_spec::status::StatusWord;

use crate::line::Line;
use crate::objects::{DataObject, Protocol};

/// What can be explained.
#[derive(Clone, Debug)]
pub enum Topic {
    /// A status word.
    Status(StatusWord),
    /// A command of the table.
    Command(&'static Row),
    /// A data object.
    DataObject(&'static DataObject),
    /// A protocol and its data objects.
    Protocol(Protocol),
    /// A class byte.
    Class(u8),
    /// A command or an answer.
    Line(Line),
}

/// A text that is none of these.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownTopic {
    /// The text.
    pub topic: String,
    /// The commands and protocols that have it in their name.
    pub near: Vec<String>,
}

impl fmt::Display for UnknownTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no status word, command, data object or APDU", self.topic)?;
        if !self.near.is_empty() {
            write!(f, "; near it: {}", self.near.join(", "))?;
        }
        Ok(())
    }
}

impl Error for UnknownTopic {}

impl Topic {
    /// Finds what is meant: a status word by digits or name, a command by name or instruction
    /// byte, a data object by its tag, a class byte, a protocol by name, an APDU by its bytes or
    /// as a line of a trace. `INS`, `DO` and `CLA` before digits say which of them is meant.
    ///
    /// # Errors
    /// When nothing is meant; it names what is near.
    pub fn find(text: &str) -> Result<Vec<Self>, UnknownTopic> {
        let text = text.trim();
        let found = match Kind::of(text) {
            (Some(kind), digits) => kind.find(digits),
            (None, _) => by_digits(text),
        };
        if !found.is_empty() {
            return Ok(found);
        }
        if let Some(line) = Line::read(text) {
            return Ok(vec![Self::Line(line)]);
        }
        let name = text.to_ascii_lowercase().replace([' ', '_'], "-");
        let status = StatusWord::ALL
            .iter()
            .find(|word| word.name().to_ascii_lowercase().replace('_', "-") == name);
        if let Some(word) = status {
            return Ok(vec![Self::Status(*word)]);
        }
        if let Some(row) = TABLE.iter().find(|row| row.slug().to_string() == name) {
            return Ok(vec![Self::Command(row)]);
        }
        if let Some(protocol) = Protocol::ALL.into_iter().find(|it| it.slug() == name) {
            return Ok(vec![Self::Protocol(protocol)]);
        }
        let protocols = Protocol::ALL.iter().map(|protocol| protocol.slug().to_owned());
        let near: Vec<String> = TABLE
            .iter()
            .map(|row| row.slug().to_string())
            .chain(protocols)
            .filter(|slug| !name.is_empty() && slug.contains(&name))
            .collect();
        Err(UnknownTopic { topic: text.to_owned(), near })
    }

    /// The commands that answer this status word; none of anything else.
    pub fn answered_by(&self) -> impl Iterator<Item = &'static Row> + use<> {
        let status = match self {
            Self::Status(status) => Some(*status),
            _ => None,
        };
        TABLE.iter().filter(move |row| status.is_some_and(|status| row.lists(status)))
    }
}

/// What digits are said to be.
#[derive(Clone, Copy)]
enum Kind {
    Class,
    Instruction,
    DataObject,
}

impl Kind {
    /// The kind that a text begins with, and what follows.
    fn of(text: &str) -> (Option<Self>, &str) {
        let Some((word, digits)) = text.split_once(char::is_whitespace) else {
            return (None, text);
        };
        let kind = match word.to_ascii_uppercase().as_str() {
            "CLA" => Self::Class,
            "INS" => Self::Instruction,
            "DO" => Self::DataObject,
            _ => return (None, text),
        };
        (Some(kind), digits)
    }

    fn find(self, digits: &str) -> Vec<Topic> {
        let Some((value, length)) = number(digits) else { return Vec::new() };
        match (self, u8::try_from(value)) {
            (Self::DataObject, _) => objects(value),
            (Self::Class, Ok(class)) if length == 2 && Class::parse(class).is_ok() => {
                vec![Topic::Class(class)]
            }
            (Self::Instruction, Ok(ins)) if length == 2 => commands(None, ins),
            _ => Vec::new(),
        }
    }
}

/// What two or four digits may be; a data object has six, too.
fn by_digits(text: &str) -> Vec<Topic> {
    let Some((value, length)) = number(text) else { return Vec::new() };
    match (length, value.to_be_bytes()) {
        (4, [.., sw1, sw2]) if matches!(sw1 >> 4, 6 | 9) => {
            vec![Topic::Status(StatusWord::new(u16::from_be_bytes([sw1, sw2])))]
        }
        (2, [.., byte]) => [commands(None, byte), objects(value)].concat(),
        // A class and an instruction byte.
        (4, [.., class, ins]) => {
            let family =
                if class & 0x80 == 0 { Family::Interindustry } else { Family::Proprietary };
            let mut found = commands(Some(family), ins);
            let is_plain = [Class::PLAIN, Class::PROPRIETARY].map(Class::to_byte).contains(&class);
            if !found.is_empty() && !is_plain && Class::parse(class).is_ok() {
                found.insert(0, Topic::Class(class));
            }
            [objects(value), found].concat()
        }
        _ => Vec::new(),
    }
}

/// Hexadecimal digits and how many there are.
fn number(text: &str) -> Option<(u32, usize)> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let value = u32::from_str_radix(&digits, 16).ok()?;
    (digits.len() <= 6).then_some((value, digits.len()))
}

fn commands(family: Option<Family>, ins: u8) -> Vec<Topic> {
    let rows = TABLE.iter().filter(|row| row.ins == ins);
    rows.filter(|row| family.is_none_or(|family| row.family == family))
        .map(Topic::Command)
        .collect()
}

fn objects(tag: u32) -> Vec<Topic> {
    DataObject::once(DataObject::tagged(tag)).into_iter().map(Topic::DataObject).collect()
}
