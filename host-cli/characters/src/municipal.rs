//! The mapping that a municipality has of its own characters (外字): what each code of private use,
//! or one that Unicode had not assigned yet, stands for; and what a certificate holds where no
//! published table has a substitute.
//!
//! A file of comma-separated values in UTF-8, so that it can be kept in a spreadsheet:
//!
//! ```text
//! character,kind,value,note
//! U+E000,mj,MJ026196,"外字台帳 12番"
//! U+E001,ivs,U+9089 U+E0117,
//! U+E002,substitute,辺,no shape in the MJ list
//! U+20B9F,substitute,叱,
//! ```
//!
//! `mj` and `ivs` say which character it is: it stands in the record from then on. `substitute` says
//! that another one stands for it: flag 1 in a certificate. A character that Unicode has and JIS has
//! not takes `substitute` alone: the record keeps it, a certificate has the other.

use std::collections::BTreeMap;

use crate::mj::MjNumber;
use crate::readable::{Class, UnreadableCharacter, unreadable};

mod error;
mod parse;

pub use error::{MapError, MapFault};

/// The first line of a mapping file.
pub const HEADER: &str = "character,kind,value,note";
/// Most bytes of a mapping file: all of private use, with a note each, is less.
pub const MAX_BYTES: usize = 16 << 20;

/// What a municipality's characters stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MunicipalMap {
    entries: BTreeMap<char, Entry>,
}

/// What one character stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is written in its place: one character, with a selector when the shape needs one.
    pub text: String,
    /// How the mapping gives it.
    pub kind: EntryKind,
    /// What the municipality notes of it.
    pub note: String,
}

/// How a mapping gives a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// By its number in the MJ list.
    Mj(MjNumber),
    /// By a character and a selector; the number that the MJ list has for them.
    Sequence(MjNumber),
    /// By another character that stands for it.
    Substitute,
}

/// A text with the municipality's characters replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// The text, without private use and without codes that are not assigned.
    pub text: String,
    /// A flag for each written character of the text (a selector belongs to the one before it): true
    /// when it is a substitute.
    pub flags: Vec<bool>,
    /// What was replaced, in the text's order.
    pub replacements: Vec<Replacement>,
}

/// A character of a text that the mapping replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Which one of the text it was, from 1, counted in code points.
    pub position: usize,
    /// The character of the municipality.
    pub from: char,
    /// What is written now.
    pub entry: Entry,
}

impl Entry {
    /// Does another character stand for it, so that a certificate flags it?
    #[must_use]
    pub fn is_substitute(&self) -> bool {
        self.kind == EntryKind::Substitute
    }
}

impl MunicipalMap {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// The first line that is wrong, with its column and what it must be.
    pub fn parse(bytes: &[u8]) -> Result<Self, MapError> {
        parse::entries(bytes).map(|entries| Self { entries })
    }

    /// What the mapping has for a character.
    #[must_use]
    pub fn get(&self, character: char) -> Option<&Entry> {
        self.entries.get(&character)
    }

    /// All that the mapping has, in the order of the codes.
    pub fn iter(&self) -> impl Iterator<Item = (char, &Entry)> {
        self.entries.iter().map(|(character, entry)| (*character, entry))
    }

    /// Replaces the municipality's characters of a text. Characters that Unicode has stay: what is
    /// given for them is for certificates.
    ///
    /// # Errors
    /// The first character that cannot be read and that the mapping does not give. When its class is
    /// [`Class::PrivateUse`] or [`Class::Unassigned`], the mapping can give it.
    pub fn apply(&self, text: &str) -> Result<Mapped, UnreadableCharacter> {
        let mut given = BTreeMap::new();
        for found in unreadable(text) {
            let entry = is_givable(found.class).then(|| self.get(found.character)).flatten();
            given.insert(found.position, entry.ok_or(found)?);
        }
        let mut mapped =
            Mapped { text: String::new(), flags: Vec::new(), replacements: Vec::new() };
        for (position, character) in (1..).zip(text.chars()) {
            if let Some(entry) = given.get(&position) {
                mapped.text.push_str(&entry.text);
                mapped.flags.push(entry.is_substitute());
                let entry = (*entry).clone();
                mapped.replacements.push(Replacement { position, from: character, entry });
            } else {
                mapped.text.push(character);
                if !crate::readable::is_selector(character) {
                    mapped.flags.push(false);
                }
            }
        }
        Ok(mapped)
    }
}

/// Can a mapping give a character of this class?
#[must_use]
pub const fn is_givable(class: Class) -> bool {
    matches!(class, Class::PrivateUse | Class::Unassigned)
}
