//! Dates as records, files of a card and users write them: `YYYY-MM-DD` or `YYYYMMDD`.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Date;
use crate::date::days_of;
use crate::harmless::harmless;

/// An existing date, written `YYYY-MM-DD`.
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

/// A day of birth as in a signing certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertifiedBirth {
    /// The day; month and day are 0 where they are not known.
    pub day: Date,
    /// The digit of its era when the record counts by it: [`Date::era`], or where the day is not
    /// known the era of another day that it may be.
    pub era: Option<u8>,
}

impl CertifiedBirth {
    /// Reads digit of the era and `YYYYMMDD`, in which month and day may be 00 ([`birth`]); a record
    /// that does not count by eras has the digit 0.
    /// `None` when the text is no such day, or the era another one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (era, digits) = text.split_at_checked(1)?;
        let day = birth(digits)?;
        match era.parse().ok()? {
            0 => Some(Self { day, era: None }),
            era if (day.era()..=day.latest().era()).contains(&era) => {
                Some(Self { day, era: Some(era) })
            }
            _ => None,
        }
    }

    /// The year of that era; `None` when the record does not count by eras.
    #[must_use]
    pub fn era_year(self) -> Option<u16> {
        self.era.map(|era| year_of_era(self.day.year, era))
    }
}

/// Is this an existing date, written YYYYMMDD?
#[must_use]
pub fn is_day(digits: &str) -> bool {
    let part = |from, to| digits.get(from..to).unwrap_or_default();
    digits.len() == 8
        && Day::parse(&format!("{}-{}-{}", part(0, 4), part(4, 6), part(6, 8))).is_some()
}

/// Is this a day of birth, written YYYYMMDD: an existing date, or one with an unknown day, or month
/// and day, which are 00?
#[must_use]
pub fn is_birth(digits: &str) -> bool {
    birth(digits).is_some()
}

/// The day of birth that is written so, YYYYMMDD: an existing date, or one with an unknown day, or
/// month and day, which are 00. A month without a year or a day without a month is none.
#[must_use]
pub fn birth(digits: &str) -> Option<Date> {
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from, to| digits.get(from..to)?.parse::<u16>().ok();
    let part = |from, to| u8::try_from(number(from, to)?).ok();
    let date = Date { year: number(0, 4)?, month: part(4, 6)?, day: part(6, 8)? };
    let whole = date.month != 0 || date.day == 0;
    (whole && exists(date.earliest())).then_some(date)
}

/// YYYYMMDD with hyphens; without the parts of it that are 00, from the right; any other text
/// unchanged, but safe to display.
#[must_use]
pub fn hyphenated(digits: &str) -> String {
    if let Some(birth) = birth(digits) {
        return birth.to_string();
    }
    match (digits.get(..4), digits.get(4..6), digits.get(6..8), digits.len()) {
        (Some(year), Some(month), Some(day), 8) => harmless(&format!("{year}-{month}-{day}")),
        _ => harmless(digits),
    }
}

/// Is there such a day, in the years 1 to 9999?
#[must_use]
pub fn exists(date: Date) -> bool {
    (1..=9999).contains(&date.year) && (1..=days_of(date.year, date.month)).contains(&date.day)
}

/// The year of the era in which a day falls: 2 for 2020 (Reiwa 2); the Gregorian year's last two
/// digits before Meiji. When an era begins is [`Date::era`]'s business.
#[must_use]
pub fn era_year(date: Date) -> u16 {
    year_of_era(date.year, date.era())
}

fn year_of_era(year: u16, era: u8) -> u16 {
    match Date::first_year_of_era(era) {
        Some(first) => year.saturating_sub(first) + 1,
        None => year % 100,
    }
}

/// So many days later.
#[must_use]
pub fn days_later(date: Date, days: u16) -> Date {
    (0..days).fold(date, |day, _| day.next_day())
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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
    fn a_birth_may_have_a_day_that_nobody_knows() {
        for (digits, day, birth) in [
            ("19800229", true, true),
            ("19800200", false, true),
            ("19800000", false, true),
            ("19810229", false, false),
            ("19801300", false, false),
            ("19800015", false, false),
            ("1980020", false, false),
            ("1980０", false, false),
        ] {
            assert_eq!((is_day(digits), is_birth(digits)), (day, birth), "{digits}");
        }
    }

    #[test]
    fn eight_digits_are_shown_with_hyphens_and_other_texts_as_they_are() {
        assert_eq!(hyphenated("20260401"), "2026-04-01");
        assert_eq!(hyphenated("19800200"), "1980-02");
        assert_eq!(hyphenated("19800000"), "1980");
        assert_eq!(hyphenated("19800015"), "1980-00-15");
        assert_eq!(hyphenated("2026041"), "2026041");
        assert_eq!(hyphenated("202604011"), "202604011");
        assert_eq!(hyphenated("2026０4\u{1b}"), "2026０4\u{FFFD}");
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
            "0000-01-01",
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
    fn a_birth_of_a_certificate_has_the_era_of_its_day() {
        for (text, on, era) in [
            ("319800229", "1980-02-29", Some(3)),
            ("520190501", "2019-05-01", Some(5)),
            ("118681231", "1868-12-31", Some(1)),
            ("219260102", "1926-01-02", Some(2)),
            ("419890108", "1989-01-08", Some(4)),
            // A foreign resident's year is the Gregorian one.
            ("019901225", "1990-12-25", None),
        ] {
            let birth = CertifiedBirth { day: day(on), era };
            assert_eq!(CertifiedBirth::parse(text), Some(birth), "{text}");
        }
        // A day that is not known lies in any era that it may lie in, and in no other.
        for (text, known, year) in [
            ("319800200", (1980, 2), Some(55)),
            ("319890000", (1989, 0), Some(64)),
            ("419890000", (1989, 0), Some(1)),
            ("419890200", (1989, 2), Some(1)),
            ("019800000", (1980, 0), None),
        ] {
            let birth = CertifiedBirth::parse(text).unwrap();
            assert_eq!(((birth.day.year, birth.day.month), birth.day.day), (known, 0), "{text}");
            assert_eq!(birth.era_year(), year, "{text}");
        }
        for text in ["319890200", "419800200", "519890000", "319800015", "319801300"] {
            assert_eq!(CertifiedBirth::parse(text), None, "{text}");
        }
        for text in ["", "3", "319800230", "419800229", "x19800229", "3198002291", "3昭和五十五年"]
        {
            assert_eq!(CertifiedBirth::parse(text), None, "{text}");
        }
    }

    #[test]
    fn sixty_days_are_counted() {
        for (from, days, to) in [
            ("2026-12-15", 60, "2027-02-13"),
            ("2028-02-28", 2, "2028-03-01"),
            // Where no clock of Unix counts.
            ("1912-12-15", 60, "1913-02-13"),
            ("1969-12-31", 1, "1970-01-01"),
        ] {
            assert_eq!(days_later(day(from), days), day(to), "{from}");
        }
    }
}
