//! Why a text is no record, or why no card is issued from one on a day.

use std::error::Error;
use std::fmt;

use crate::characters::UnreadableCharacter;
use crate::day::Day;
use crate::json_document::{self, Deviation};

/// The field of a record, and the rule that it breaks. Its value is not part of the error: it may be a
/// personal number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordError {
    /// The field, as a path from `$`.
    pub path: String,
    /// The rule.
    pub expected: FieldRule,
}

/// The rule that a field breaks. [`Display`](fmt::Display) goes on from "must be".
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum FieldRule {
    /// JSON of the form that the schema says.
    Form(Deviation),
    /// At most so many bytes for the whole record.
    ShortRecord(usize),
    /// A day that there is.
    Day,
    /// Family name, U+3000, given name.
    Name,
    /// A foreign resident's name in Roman letters, or in kanji.
    RomanName,
    /// A name in kanji, or kanji and kana.
    KanjiName,
    /// No name in kanji beside one that is in kanji.
    NoKanji,
    /// An alias without a stroke.
    NoStroke,
    /// A name without square brackets, or what looks like them.
    NoBrackets,
    /// A name without spaces.
    NoSpace,
    /// A name that is short enough as it is shown.
    ShortName {
        /// The most characters.
        most: usize,
        /// The most bytes of UTF-8.
        bytes: usize,
        /// Characters found.
        found: usize,
        /// Bytes found.
        length: usize,
    },
    /// A text of so many characters at most, and one at least.
    Text(usize),
    /// One line without spaces around it.
    OneLine,
    /// Nothing that cannot be read.
    Readable(UnreadableCharacter),
    /// A birth in an era.
    Birth,
    /// A day not before the birth.
    Lifetime,
    /// An address of so many characters at most, and one at least.
    Address(usize),
    /// Attributes that fit so many bytes.
    FitsFile(usize),
    /// Digits with their check digit.
    Number {
        /// How many digits.
        count: u8,
        /// The check digit that fits the others; `None` when they are none.
        check: Option<char>,
    },
    /// The name of a place in Roman letters.
    RomanPlace,
    /// The number of a residence card.
    ResidenceCard,
    /// A status of stay.
    Status,
    /// The last day of the period of stay, or none.
    Period,
    /// The day of the birth or of the loss of nationality.
    Event,
    /// A flag for each of so many characters.
    Flags(usize),
    /// A day not after this one.
    Past(Day),
    /// A stay that has not ended; it did on this day.
    InForce(Day),
    /// A month or a year that there is.
    Month,
    /// A reading in full-width katakana.
    Furigana,
    /// So many digits.
    Digits {
        /// At least.
        least: u16,
        /// At most.
        most: u16,
    },
    /// So many digits and Latin letters.
    Alphanumeric {
        /// At least.
        least: u16,
        /// At most.
        most: u16,
    },
    /// A whole number.
    Count {
        /// At least.
        least: u16,
        /// At most.
        most: u16,
    },
    /// A list of so many entries at most.
    ShortList(usize),
    /// A day not before the one of the entry above, and not before the one on which the entry
    /// itself begins.
    InOrder,
    /// A name that is there.
    Priority,
    /// Nothing: where there is an alias its history has the earlier ones.
    NoAlias,
    /// A code, a wording, or both.
    Reason,
    /// The kind of resident that the record is of.
    Kind,
    /// Parts of an address, or one text.
    AddressParts,
    /// An address in Japan.
    Domestic,
    /// Nothing: the head of the resident's own household is in the household.
    HouseholdHead,
    /// Nothing: it belongs to a record of the other kind, of Japanese nationals or of foreign
    /// residents.
    OtherNationality,
    /// For a card: a birth of which at least the year is known.
    KnownBirth,
    /// For a card: a resident record code.
    RecordCode,
    /// For a card: its type.
    Card,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} must be {}", json_document::path_in_words(&self.path), self.expected)
    }
}

impl Error for RecordError {}

impl fmt::Display for FieldRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(deviation) => return deviation.fmt(f),
            Self::ShortRecord(most) => return write!(f, "a record of at most {most} bytes"),
            Self::ShortName { most, bytes, found, length } => {
                return write!(
                    f,
                    "at most {most} characters and {bytes} bytes of UTF-8, with kanji and alias \
                     (here: {found} and {length})"
                );
            }
            Self::Text(most) | Self::Address(most) => return write!(f, "1 to {most} characters"),
            Self::Readable(found) => return found.fmt(f),
            Self::FitsFile(most) => {
                return write!(f, "so short that the attributes fit {most} bytes");
            }
            Self::Number { count, check } => {
                let check = check.unwrap_or('?');
                return write!(f, "{count} digits with their check digit (here: {check})");
            }
            Self::Flags(count) => return write!(f, "{count} digits, 0 or 1, one a character"),
            Self::Past(day) => return write!(f, "a day not after {day}"),
            Self::InForce(day) => {
                return write!(f, "such that the card is still in force; it would end on {day}");
            }
            Self::Digits { least, most } if least == most => return write!(f, "{most} digits"),
            Self::Digits { least, most } => return write!(f, "{least} to {most} digits"),
            Self::Alphanumeric { least, most } if least == most => {
                return write!(f, "{most} digits or Latin letters");
            }
            Self::Alphanumeric { least, most } => {
                return write!(f, "{least} to {most} digits or Latin letters");
            }
            Self::Count { least, most } => {
                return write!(f, "a whole number from {least} to {most}");
            }
            Self::ShortList(most) => return write!(f, "a list of at most {most} entries"),
            Self::Month => "a year or a month that there is, written YYYY or YYYY-MM",
            Self::Furigana => "full-width katakana, with full-width spaces (U+3000) between parts",
            Self::InOrder => "a day not before the one that it follows",
            Self::Priority => "the kind of a name that the record has",
            Self::NoAlias => "left out: the history of the alias has the earlier ones",
            Self::Reason => "a code, a wording, or both",
            Self::Kind => "foreign for one with the member foreign, else japanese",
            Self::AddressParts => "the parts of the address or one text, not both, not neither",
            Self::Domestic => "an address in Japan",
            Self::HouseholdHead => "left out: $.household.head has the head of the household",
            Self::OtherNationality => {
                "left out: it is for foreign residents, or for Japanese nationals, and this is the \
                 other"
            }
            Self::KnownBirth => "a birth of which at least the year is known, for a card",
            Self::RecordCode => "there for a card: 11 digits",
            Self::Card => "there for a card: A or B",
            Self::Day => "a day that there is, written YYYY-MM-DD",
            Self::Name => "family name, full-width space (U+3000), given name",
            Self::RomanName => "the name in Roman letters, or in kanji where there is no other",
            Self::KanjiName => "the name in kanji, or kanji and kana",
            Self::NoKanji => "left out: the name itself is in kanji",
            Self::NoStroke => "without a stroke (/): on the card one stands before the alias",
            Self::NoBrackets => {
                "without square brackets ([ ]): on the card a former surname stands in them"
            }
            Self::NoSpace => "without spaces",
            Self::OneLine => "text without spaces around it",
            Self::Birth => "a birth from 1868-01-25 on",
            Self::Lifetime => "a day not before the birth",
            Self::RomanPlace => "a name in Roman letters, as Chiyoda-ku",
            Self::ResidenceCard => "2 capital letters, 8 digits, 2 capital letters",
            Self::Status => "the status of stay, for a mid- or long-term resident",
            Self::Period => "the last day of the period of stay; none for 永住者 and 高度専門職2号",
            Self::Event => "the day of the birth or of the loss of nationality",
        }
        .fmt(f)
    }
}
