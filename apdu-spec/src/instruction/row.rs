//! A row of the table of commands.

use core::fmt::{self, Write as _};

use super::{Instruction, TABLE};
use crate::class::Family;
use crate::command::{Command, Le};
use crate::status::StatusWord;

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Which command.
    pub instruction: Instruction,
    /// Its name in the standard, such as `READ BINARY`.
    pub name: &'static str,
    /// Interindustry or proprietary class.
    pub family: Family,
    /// The instruction byte.
    pub ins: u8,
    /// Where it is defined; "ours" when the project decided.
    pub clause: &'static str,
    /// What the chaining bit of its class means.
    pub chaining: Chaining,
    /// Whether it comes inside a session of secure messaging.
    pub secure_messaging: SecureMessagingRule,
    /// Its forms; the first that fits P1-P2, data and Le is taken.
    pub forms: &'static [Form],
    /// The status words it may answer besides [`COMMON`].
    pub status: &'static [StatusWord],
}

/// What the chaining bit (b5 of CLA) means to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chaining {
    /// The data fields of the chain are one behind the other the data field of one command
    /// (ISO/IEC 7816-4:2020, 5.3.3).
    Concatenated,
    /// Every command of the chain is a step of its own, with an answer of its own
    /// (ISO/IEC 7816-4:2020, 11.6.5).
    StepByStep,
}

/// Whether a command comes inside a session of secure messaging. What the card asks of everybody
/// stands here; what an application asks for its files, PINs and keys stands in their access rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecureMessagingRule {
    /// Inside a session, or in the clear while none is open.
    Accepted,
    /// Inside a session alone.
    Compulsory,
    /// In the clear alone: what it carries was secured before.
    Never,
}

impl SecureMessagingRule {
    /// May the command come so?
    ///
    /// # Errors
    /// `6987` in the clear, where a session is compulsory; `6882` inside one, where it never is.
    pub const fn check(self, is_secured: bool) -> Result<(), StatusWord> {
        match (self, is_secured) {
            (Self::Compulsory, false) => Err(StatusWord::SM_DATA_OBJECTS_MISSING),
            (Self::Never, true) => Err(StatusWord::SECURE_MESSAGING_NOT_SUPPORTED),
            _ => Ok(()),
        }
    }
}

/// A form of P1-P2.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// A name of its own within the row, such as `by-df-name`.
    pub name: &'static str,
    /// What P1 must be.
    pub p1: Byte,
    /// What P2 must be.
    pub p2: Byte,
    /// What the command data field must be.
    pub data: Field,
    /// What the Le field must be.
    pub le: Field,
    /// The command data field carries a secret: never shown in a trace.
    pub secret: bool,
}

/// The values that a parameter byte may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Byte {
    /// Any.
    Any,
    /// One value.
    Is(u8),
    /// From, to.
    Range(u8, u8),
    /// One of several.
    OneOf(&'static [u8]),
    /// The bits of the mask have this value: mask, value.
    Bits(u8, u8),
    /// A reference to a PIN or key: `80`, `81` to `9E`, `01` to `1E`.
    Reference,
    /// The same, or `00`: no information given, a key of the environment or the only one of the DF.
    KeyReference,
}

impl Byte {
    /// Is this one of the values?
    #[must_use]
    pub fn matches(self, byte: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Is(value) => byte == value,
            Self::Range(from, to) => from <= byte && byte <= to,
            Self::OneOf(values) => values.contains(&byte),
            Self::Bits(mask, value) => byte & mask == value,
            Self::Reference => matches!(byte, 0x01..=0x1E | 0x80..=0x9E),
            Self::KeyReference => matches!(byte, 0x00..=0x1E | 0x80..=0x9E),
        }
    }
}

/// Whether a field of the command is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Must be absent.
    Absent,
    /// Must be there.
    Present,
    /// May be there.
    Optional,
    /// Must be there, from so many to so many bytes (for Le: Ne).
    Length(u16, u16),
}

impl Field {
    fn fits_data(self, data: &[u8]) -> bool {
        match self {
            Self::Absent => data.is_empty(),
            Self::Present => !data.is_empty(),
            Self::Optional => true,
            Self::Length(from, to) => (usize::from(from)..=usize::from(to)).contains(&data.len()),
        }
    }

    fn fits_le(self, le: Le) -> bool {
        match (self, le) {
            (Self::Absent, Le::Absent) | (Self::Optional, _) => true,
            (Self::Present | Self::Length(..), Le::Any) => true,
            (Self::Present, Le::Exact(_)) => true,
            (Self::Length(from, to), Le::Exact(le)) => (from..=to).contains(&le),
            _ => false,
        }
    }
}

/// Status words that any command may answer: what is checked before its own handler runs, and
/// a flash that fails.
pub const COMMON: &[StatusWord] = &[
    StatusWord::SUCCESS,
    StatusWord::MEMORY_FAILURE,
    StatusWord::WRONG_LENGTH,
    StatusWord::CHANNEL_NOT_SUPPORTED,
    StatusWord::SECURE_MESSAGING_NOT_SUPPORTED,
    StatusWord::LAST_COMMAND_OF_CHAIN_EXPECTED,
    StatusWord::CHAINING_NOT_SUPPORTED,
    // A card whose MF is terminated.
    StatusWord::CONDITIONS_NOT_SATISFIED,
    // A chain or an answer that is longer than the card's buffer.
    StatusWord::NOT_ENOUGH_MEMORY,
    StatusWord::INCORRECT_P1_P2,
    // What is not secured as its session asks for.
    StatusWord::SM_DATA_OBJECTS_MISSING,
    StatusWord::SM_DATA_OBJECTS_INCORRECT,
    StatusWord::INSTRUCTION_NOT_SUPPORTED,
    StatusWord::CLASS_NOT_SUPPORTED,
    StatusWord::NO_PRECISE_DIAGNOSIS,
];

/// A row's name as one word, and as files are named: `read-binary-odd`.
#[derive(Clone, Copy, Debug)]
pub struct Slug(&'static str);

impl fmt::Display for Slug {
    /// Lower case; every run of other characters than letters and digits is one `-`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.0.split(|character: char| !character.is_ascii_alphanumeric());
        for (number, word) in words.filter(|word| !word.is_empty()).enumerate() {
            if number > 0 {
                f.write_char('-')?;
            }
            word.chars().try_for_each(|letter| f.write_char(letter.to_ascii_lowercase()))?;
        }
        Ok(())
    }
}

impl Row {
    /// Its name as one word.
    #[must_use]
    pub const fn slug(&self) -> Slug {
        Slug(self.name)
    }

    /// May this command answer this status word? `61xx` goes with every response data field, and
    /// ENVELOPE answers as the command that it carries.
    #[must_use]
    pub fn lists(&self, status: StatusWord) -> bool {
        let listed = |list: &[StatusWord]| {
            list.iter().any(|word| {
                let counted =
                    |word: &StatusWord| (word.tries_left().is_some(), word.exact_le().is_some());
                *word == status
                    || counted(word) == counted(&status) && counted(word) != (false, false)
            })
        };
        let carries = matches!(self.instruction, Instruction::Envelope | Instruction::EnvelopeOdd);
        status.more().is_some()
            || listed(COMMON)
            || listed(self.status)
            || carries && TABLE.iter().any(|row| listed(row.status))
    }

    /// Has one of the forms this P1-P2?
    ///
    /// # Errors
    /// `6A86`.
    pub fn check_parameters(&self, p1: u8, p2: u8) -> Result<(), StatusWord> {
        let fits = |form: &Form| form.p1.matches(p1) && form.p2.matches(p2);
        if self.forms.iter().any(fits) { Ok(()) } else { Err(StatusWord::INCORRECT_P1_P2) }
    }

    /// The form that a command takes.
    ///
    /// # Errors
    /// `6A86` when no form has its P1-P2, `6700` when one has but the data or Le field is not
    /// what it must be.
    pub fn form(&self, command: &Command<'_>) -> Result<&'static Form, StatusWord> {
        self.check_parameters(command.p1, command.p2)?;
        self.forms
            .iter()
            .filter(|form| form.p1.matches(command.p1) && form.p2.matches(command.p2))
            .find(|form| form.data.fits_data(command.data) && form.le.fits_le(command.le))
            .ok_or(StatusWord::WRONG_LENGTH)
    }
}
