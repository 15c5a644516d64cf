//! A day in a record: `YYYY-MM-DD`.

use std::fmt;

use der::DateTime;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::pki::Date;
use crate::pki::holder::days_of;

/// A day that there is, written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl Day {
    /// Reads the text; `None` when there is no such day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let mut number = |length| {
            let part = parts.next()?;
            let digits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<u16>().ok())?
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let date = Date { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? };
        exists(date).then_some(Self(date))
    }
}

/// Is there such a day?
#[must_use]
pub fn exists(date: Date) -> bool {
    (1..=days_of(date.year, date.month)).contains(&date.day)
}

/// The year of the era in which a day falls: 2 for 2020 (Reiwa 2); the Gregorian year's last two
/// digits before Meiji. When an era begins is [`Date::era`]'s business.
#[must_use]
pub fn era_year(date: Date) -> u16 {
    let first = match date.era() {
        5 => 2019,
        4 => 1989,
        3 => 1926,
        2 => 1912,
        1 => 1868,
        _ => return date.year % 100,
    };
    date.year.saturating_sub(first) + 1
}

/// So many days later.
#[must_use]
pub fn days_later(date: Date, days: u16) -> Date {
    let length = std::time::Duration::from_secs(u64::from(days) * 24 * 60 * 60);
    DateTime::new(date.year, date.month, date.day, 0, 0, 0)
        .and_then(|start| DateTime::from_unix_duration(start.unix_duration() + length))
        .map_or(date, |there| Date { year: there.year(), month: there.month(), day: there.day() })
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self.0;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("no such day"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Day::parse(text).unwrap().0
    }

    #[test]
    fn impossible_days_are_none() {
        for text in [
            "1980-02-30",
            "1981-02-29",
            "1900-02-29",
            "1980-13-01",
            "1980-00-01",
            "1980-04-31",
            "1980-4-01",
            "80-04-01",
            "1980-04-00",
            "",
            "1980-04-01-",
            "１９８０-01-01",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(Day(day("2000-02-29")).to_string(), "2000-02-29");
    }

    #[test]
    fn years_are_counted_from_the_first_of_the_era() {
        for (text, year) in [
            ("1926-12-24", 15),
            ("1926-12-25", 1),
            ("1989-01-07", 64),
            ("1989-01-08", 1),
            ("2019-04-30", 31),
            ("2019-05-01", 1),
            ("1980-02-29", 55),
        ] {
            assert_eq!(era_year(day(text)), year, "{text}");
        }
    }

    #[test]
    fn sixty_days_are_counted() {
        assert_eq!(days_later(day("2026-12-15"), 60), day("2027-02-13"));
    }
}
