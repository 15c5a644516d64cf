//! Why a use does not take a record.

use std::error::Error;
use std::fmt;

use super::Use;

/// A use that does not take a record: the field, and the rule. No value is part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseError {
    /// The use.
    pub usage: Use,
    /// The field, as a path from `$`.
    pub path: String,
    /// The rule.
    pub rule: UseRule,
}

/// All the uses that do not take a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseErrors(pub Vec<UseError>);

impl fmt::Display for UseErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refusals = self.0.iter().map(UseError::to_string).collect::<Vec<_>>();
        f.write_str(&refusals.join("; "))
    }
}

impl Error for UseErrors {}

/// The rule of a use that a record breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum UseRule {
    /// Not even the year of birth is known.
    BirthYear,
    /// The name is too long.
    LongName {
        /// The most characters.
        most: usize,
        /// The most bytes of UTF-8; `None` when bytes do not count.
        bytes: Option<usize>,
        /// Characters found.
        found: usize,
        /// Bytes found.
        length: usize,
    },
    /// There is no address.
    NoAddress,
    /// The address is too long.
    LongAddress {
        /// The most characters.
        most: usize,
        /// Characters found.
        found: usize,
    },
    /// Name and address together are too long for the file.
    LongFile {
        /// The most bytes.
        most: usize,
        /// Bytes found.
        found: usize,
    },
    /// There is no resident record code.
    NoRecordCode,
    /// The record does not say which card is wanted.
    NoCardType,
    /// There is no personal number, and it is asked for.
    NoPersonalNumber,
    /// There is nothing of the household, and it is asked for.
    NoHousehold,
    /// The record has a head of the household or codes, and does not say the relationship in words.
    NoRelationship,
    /// There is no registered domicile, and it is asked for.
    NoDomicile,
    /// The record is not one of a resident (住民種別 3 and 4).
    NoResident,
    /// The resident died (異動事由 23).
    Died,
    /// The resident moved out.
    MovedOut,
    /// The record was removed.
    Removed,
    /// A copy by another municipality never has it.
    NeverOnWideAreaCopy,
    /// A certificate has no character for this one: the municipality's mapping file can give it.
    NoSubstitute {
        /// The character, as `U+XXXX`.
        code: String,
        /// Which one of the text it is, from 1, counted in code points.
        position: usize,
    },
}

impl fmt::Display for UseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { usage, path, rule } = self;
        write!(f, "{}: {path}: {rule}", usage.name())
    }
}

impl Error for UseError {}

impl fmt::Display for UseRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LongName { most, bytes: Some(bytes), found, length } => {
                return write!(
                    f,
                    "at most {most} characters and {bytes} bytes, and there are {found} and {length}"
                );
            }
            Self::LongName { most, found, .. } | Self::LongAddress { most, found } => {
                return write!(f, "at most {most} characters, and there are {found}");
            }
            Self::LongFile { most, found } => {
                return write!(f, "the attributes fill {found} bytes of {most}");
            }
            Self::NoSubstitute { code, position } => {
                return write!(f, "{code} at position {position} has no substitute");
            }
            Self::BirthYear => "the year of birth is not known",
            Self::NoAddress => "there is no address",
            Self::NoRecordCode => "there is no resident record code",
            Self::NoCardType => "the type of the card is not said",
            Self::NoPersonalNumber => "there is no personal number",
            Self::NoHousehold => "there is no household",
            Self::NoRelationship => "the relationship is not said in words",
            Self::NoDomicile => "there is no registered domicile",
            Self::NoResident => "the record is not one of a resident",
            Self::Died => "the resident died",
            Self::MovedOut => "the resident moved out",
            Self::Removed => "the record was removed",
            Self::NeverOnWideAreaCopy => "never on a copy by another municipality",
        })
    }
}
