//! A day as a register has it, which may be unknown in part (不詳).

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hidden::hide;
use crate::Date;
use crate::day::Day;

/// A day as a register has it. In JSON `"1980-02-29"`, or
/// `{"known": "1980-02", "wording": "昭和55年2月日不詳"}`.
#[derive(Clone, PartialEq, Eq)]
pub enum RegisterDate {
    /// A day.
    Known(Day),
    /// A day of which the register does not know all.
    Unknown {
        /// What is known of it.
        known: KnownPart,
        /// How the register says it (不詳表記).
        wording: String,
    },
}

hide!(RegisterDate);

/// What is known of a day.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum KnownPart {
    /// Nothing.
    Nothing,
    /// The year.
    Year(u16),
    /// Year and month.
    Month {
        /// The year.
        year: u16,
        /// The month, 1 to 12.
        month: u8,
    },
}

hide!(KnownPart);

impl KnownPart {
    /// Reads `YYYY` or `YYYY-MM`; `None` when there is no such year or month.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let first = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => return None,
        };
        let Day(Date { year, month, .. }) = Day::parse(&first)?;
        if year == 0 {
            return None;
        }
        Some(if text.len() == 4 { Self::Year(year) } else { Self::Month { year, month } })
    }
}

/// `YYYY` or `YYYY-MM`; nothing of what is not known.
impl fmt::Display for KnownPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
        }
    }
}

impl From<Day> for RegisterDate {
    fn from(day: Day) -> Self {
        Self::Known(day)
    }
}

impl RegisterDate {
    /// The day, when all of it is known.
    #[must_use]
    pub const fn day(&self) -> Option<Day> {
        match self {
            Self::Known(day) => Some(*day),
            Self::Unknown { .. } => None,
        }
    }

    /// Year, month and day, 0 for each that is not known.
    #[must_use]
    pub const fn date(&self) -> Date {
        match self {
            Self::Known(Day(date)) => *date,
            Self::Unknown { known, .. } => match *known {
                KnownPart::Nothing => Date { year: 0, month: 0, day: 0 },
                KnownPart::Year(year) => Date { year, month: 0, day: 0 },
                KnownPart::Month { year, month } => Date { year, month, day: 0 },
            },
        }
    }

    /// The earliest day that it can be; `None` when not even the year is known.
    #[must_use]
    pub const fn earliest(&self) -> Option<Date> {
        match self {
            Self::Unknown { known: KnownPart::Nothing, .. } => None,
            _ => Some(self.date().earliest()),
        }
    }

    /// The latest day that it can be; `None` when not even the year is known.
    #[must_use]
    pub const fn latest(&self) -> Option<Date> {
        match self {
            Self::Unknown { known: KnownPart::Nothing, .. } => None,
            _ => Some(self.date().latest()),
        }
    }

    /// Can it be before the other one, or on the same day? So as far as it is known.
    #[must_use]
    pub fn may_precede(&self, other: &Self) -> bool {
        match (self.earliest(), other.latest()) {
            (Some(own), Some(other)) => own <= other,
            _ => true,
        }
    }
}

/// The members of one that is unknown in part.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct UnknownForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<KnownText>,
    wording: String,
}

struct KnownText(KnownPart);

impl Serialize for KnownText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for KnownText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        KnownPart::parse(&text).map(Self).ok_or_else(|| D::Error::custom("no such month"))
    }
}

impl Serialize for RegisterDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(day) => day.serialize(serializer),
            Self::Unknown { known, wording } => {
                let known = match known {
                    KnownPart::Nothing => None,
                    known => Some(KnownText(*known)),
                };
                UnknownForm { known, wording: wording.clone() }.serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for RegisterDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DateVisitor;

        impl<'de> Visitor<'de> for DateVisitor {
            type Value = RegisterDate;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day, or what is known of one")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Day::parse(text).map(RegisterDate::Known).ok_or_else(|| E::custom("no such day"))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let form = UnknownForm::deserialize(MapAccessDeserializer::new(map))?;
                let known = form.known.map_or(KnownPart::Nothing, |KnownText(known)| known);
                Ok(RegisterDate::Unknown { known, wording: form.wording })
            }
        }

        deserializer.deserialize_any(DateVisitor)
    }
}
