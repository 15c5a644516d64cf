//! What can be explained, and finding it.

use std::error::Error;
use std::fmt;

use apdu_spec::class::Family;
use apdu_spec::instruction::{Row, TABLE};
use apdu_spec::status::StatusWord;

/// What can be explained.
#[derive(Clone, Copy, Debug)]
pub enum Topic {
    /// A status word.
    Status(StatusWord),
    /// A command of the table.
    Command(&'static Row),
}

/// A text that is no status word and no command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownTopic {
    /// The text.
    pub topic: String,
    /// The commands that have it in their name.
    pub near: Vec<String>,
}

impl fmt::Display for UnknownTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no status word and no command", self.topic)?;
        if !self.near.is_empty() {
            write!(f, "; near it: {}", self.near.join(", "))?;
        }
        Ok(())
    }
}

impl Error for UnknownTopic {}

impl Topic {
    /// Finds what is meant: a status word by digits or name, a command by name or instruction
    /// byte.
    ///
    /// # Errors
    /// When nothing is meant; it names what is near.
    pub fn find(text: &str) -> Result<Vec<Self>, UnknownTopic> {
        let text = text.trim();
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let value = u16::from_str_radix(&digits, 16).ok();
        match (digits.len(), value) {
            (4, Some(value)) if value >> 12 == 6 || value >> 12 == 9 => {
                return Ok(vec![Self::Status(StatusWord::new(value))]);
            }
            // An instruction byte, or a class and an instruction byte.
            (2 | 4, Some(value)) => {
                let [class, ins] = value.to_be_bytes();
                let family =
                    if class & 0x80 == 0 { Family::Interindustry } else { Family::Proprietary };
                let rows = TABLE
                    .iter()
                    .filter(|row| row.ins == ins && (digits.len() == 2 || row.family == family));
                let found: Vec<_> = rows.map(Self::Command).collect();
                if !found.is_empty() {
                    return Ok(found);
                }
            }
            _ => {}
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
        let near: Vec<String> = TABLE
            .iter()
            .map(|row| row.slug().to_string())
            .filter(|slug| !name.is_empty() && slug.contains(&name))
            .collect();
        Err(UnknownTopic { topic: text.to_owned(), near })
    }

    /// The commands that answer this status word; none of a command.
    pub fn answered_by(&self) -> impl Iterator<Item = &'static Row> + use<> {
        let status = match self {
            Self::Status(status) => Some(*status),
            Self::Command(_) => None,
        };
        TABLE.iter().filter(move |row| status.is_some_and(|status| row.lists(status)))
    }
}
