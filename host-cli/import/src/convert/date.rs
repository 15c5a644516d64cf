//! Days as tables write them, whole or with parts that nobody knows.

use std::fmt;

use juki_records::Date;
use juki_records::day::{self, era_year};
use serde::Deserialize;

use super::ConvertFault;
use super::width::Width;

/// How a day is written. But for [`Digits`](Self::Digits) it is read with full-width digits and with
/// months and days of one digit too, as spreadsheets write them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum DateFormat {
    /// `19800229`.
    #[serde(rename = "YYYYMMDD")]
    Digits,
    /// `1980-02-29`.
    #[serde(rename = "YYYY-MM-DD")]
    Hyphens,
    /// `1980/02/29`.
    #[serde(rename = "YYYY/MM/DD")]
    Strokes,
    /// `1980年2月29日`.
    #[serde(rename = "YYYY年M月D日")]
    Kanji,
    /// `昭和55年2月29日`; the first year is `元年`. Read as `1年` too.
    #[serde(rename = "era")]
    Era,
    /// `S55.02.29`. Read with the era's first kanji (`昭55.2.29`) too.
    #[serde(rename = "era-letter")]
    EraLetter,
}

impl DateFormat {
    /// Its name, as a mapping has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Digits => "YYYYMMDD",
            Self::Hyphens => "YYYY-MM-DD",
            Self::Strokes => "YYYY/MM/DD",
            Self::Kanji => "YYYY年M月D日",
            Self::Era => "era",
            Self::EraLetter => "era-letter",
        }
    }

    /// A day in it, for who has not seen the mapping.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::Digits => "19800229",
            Self::Hyphens => "1980-02-29",
            Self::Strokes => "1980/02/29",
            Self::Kanji => "1980年2月29日",
            Self::Era => "昭和55年2月29日",
            Self::EraLetter => "S55.02.29",
        }
    }
}

impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The eras: digit ([`Date::era`]), name, letter.
const ERAS: [(u8, &str, char); 5] =
    [(1, "明治", 'M'), (2, "大正", 'T'), (3, "昭和", 'S'), (4, "平成", 'H'), (5, "令和", 'R')];
/// The first year that eras count by the Gregorian calendar (明治6年).
const GREGORIAN: u16 = 1873;

/// A day, of which the day, or the day and the month, may be unknown: they are 0 then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartialDate(Date);

impl PartialDate {
    /// One that there is, as far as it is known; `None` otherwise.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let earliest = Date { year, month: month.max(1), day: day.max(1) };
        let is_ordered = month > 0 || day == 0;
        let exists = (1..=9999).contains(&year) && is_ordered && day::exists(earliest);
        exists.then_some(Self(Date { year, month, day }))
    }

    /// Is every part known?
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.0.day > 0
    }

    /// As records write it: `1980-02-29`, `1980-02`, `1980`.
    #[must_use]
    pub fn iso(self) -> String {
        self.0.to_string()
    }

    /// Reads what [`Self::iso`] writes.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month =
            parts.next().map_or(Some(0), |part| digits(part, 2).filter(|month| *month > 0))?;
        let day = parts.next().map_or(Some(0), |part| digits(part, 2).filter(|day| *day > 0))?;
        let is_over = parts.next().is_none();
        is_over
            .then(|| Self::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
            .flatten()
    }
}

/// Exactly so many digits.
fn digits(text: &str, count: usize) -> Option<u16> {
    let are_digits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits.then(|| text.parse().ok()).flatten()
}

/// Reads a day in the first of the formats that it is written in. Unknown parts are 00 (in eras 0
/// as well).
///
/// # Errors
/// When it is in none, or there is no such day.
pub fn read(text: &str, formats: &[DateFormat]) -> Result<PartialDate, ConvertFault> {
    let mut formats_of_text = formats.iter().filter_map(|format| parts(text, *format));
    let Some(parts) = formats_of_text.next() else {
        return Err(ConvertFault::Date(formats.to_vec()));
    };
    let Parts { era, year, month, day } = parts;
    // The first year of an era is its year 1.
    let first = era.map_or(Some(1), Date::first_year_of_era).unwrap_or(1);
    let year = (first - 1).saturating_add(year);
    let date = PartialDate::new(year, month, day).ok_or(ConvertFault::NoSuchDay)?;
    let Some(era) = era else { return Ok(date) };
    if year < GREGORIAN {
        return Err(ConvertFault::OldCalendar);
    }
    // A day that is not known whole may be in the era.
    let eras = date.0.earliest().era()..=date.0.latest().era();
    if eras.contains(&era) { Ok(date) } else { Err(ConvertFault::NoSuchDay) }
}

/// What is written, part by part.
struct Parts {
    /// The digit of the era.
    era: Option<u8>,
    year: u16,
    month: u8,
    day: u8,
}

fn parts(text: &str, format: DateFormat) -> Option<Parts> {
    let narrow = Width::Half.apply(text);
    let (era, [year, month, day]) = match format {
        DateFormat::Digits => {
            let part = |from, to| text.get(from..to).and_then(|part| digits(part, to - from));
            let is_long = text.len() == 8;
            (None, [part(0, 4)?, part(4, 6)?, is_long.then(|| part(6, 8)).flatten()?])
        }
        DateFormat::Hyphens => (None, gregorian(separated(&narrow, '-')?)?),
        DateFormat::Strokes => (None, gregorian(separated(&narrow, '/')?)?),
        DateFormat::Kanji => (None, gregorian(in_kanji(&narrow)?)?),
        DateFormat::Era => {
            let mut found =
                ERAS.iter().filter_map(|(era, name, _)| Some((*era, narrow.strip_prefix(name)?)));
            let (era, rest) = found.next()?;
            let [year, month, day] = in_kanji(rest)?;
            let year = if year == "元" { Some(1) } else { short(year) };
            (Some(era), [year?, short(month)?, short(day)?])
        }
        DateFormat::EraLetter => {
            let first = narrow.chars().next()?;
            let (era, ..) = ERAS
                .iter()
                .find(|(_, name, letter)| *letter == first || name.starts_with(first))?;
            let [year, month, day] = separated(narrow.strip_prefix(first)?, '.')?;
            (Some(*era), [short(year)?, short(month)?, short(day)?])
        }
    };
    if era.is_some() && year == 0 {
        return None;
    }
    Some(Parts { era, year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? })
}

fn gregorian([year, month, day]: [&str; 3]) -> Option<[u16; 3]> {
    Some([digits(year, 4)?, short(month)?, short(day)?])
}

fn separated(text: &str, separator: char) -> Option<[&str; 3]> {
    let parts: Vec<_> = text.split(separator).collect();
    parts.try_into().ok()
}

fn in_kanji(text: &str) -> Option<[&str; 3]> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    Some([year, month, rest.strip_suffix('日')?])
}

/// One or two digits.
fn short(text: &str) -> Option<u16> {
    digits(text, 2).or_else(|| digits(text, 1))
}

/// Writes a day; `None` when the format has no such day. Where the era is not certain it is the
/// latest one.
#[must_use]
pub fn write(date: PartialDate, format: DateFormat) -> Option<String> {
    let PartialDate(date @ Date { year, month, day }) = date;
    let in_era = || {
        let latest = date.latest();
        let era = Some(latest.era()).filter(|_| year >= GREGORIAN)?;
        Some((ERAS.iter().find(|(digit, ..)| *digit == era)?, era_year(latest)))
    };
    Some(match format {
        DateFormat::Digits => format!("{year:04}{month:02}{day:02}"),
        DateFormat::Hyphens => format!("{year:04}-{month:02}-{day:02}"),
        DateFormat::Strokes => format!("{year:04}/{month:02}/{day:02}"),
        DateFormat::Kanji => format!("{year:04}年{month}月{day}日"),
        DateFormat::Era => match in_era()? {
            ((_, name, _), 1) => format!("{name}元年{month}月{day}日"),
            ((_, name, _), year) => format!("{name}{year}年{month}月{day}日"),
        },
        DateFormat::EraLetter => {
            let ((.., letter), year) = in_era()?;
            // Two digits are all there is room for.
            (year < 100).then(|| format!("{letter}{year:02}.{month:02}.{day:02}"))?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [DateFormat; 6] = [
        DateFormat::Digits,
        DateFormat::Hyphens,
        DateFormat::Strokes,
        DateFormat::Kanji,
        DateFormat::Era,
        DateFormat::EraLetter,
    ];

    #[test]
    fn a_day_is_read_in_every_format() {
        for (text, iso) in [
            ("19800229", "1980-02-29"),
            ("1980-02-29", "1980-02-29"),
            ("1980/02/29", "1980-02-29"),
            ("昭和55年2月29日", "1980-02-29"),
            ("昭和５５年０２月２９日", "1980-02-29"),
            ("S55.02.29", "1980-02-29"),
            ("S55.2.29", "1980-02-29"),
            ("Ｓ５５．２．２９", "1980-02-29"),
            ("昭55.2.29", "1980-02-29"),
            ("R2.1.1", "2020-01-01"),
            ("1980-2-29", "1980-02-29"),
            ("1980/1/1", "1980-01-01"),
            ("１９８０／１／１", "1980-01-01"),
            ("1980年2月29日", "1980-02-29"),
            ("1980年0月0日", "1980"),
            ("平成元年1月8日", "1989-01-08"),
            ("平成1年1月8日", "1989-01-08"),
            ("昭和64年1月7日", "1989-01-07"),
            ("M06.01.01", "1873-01-01"),
            ("令和元年5月1日", "2019-05-01"),
            ("19800200", "1980-02"),
            ("1980-00-00", "1980"),
            ("昭和64年0月0日", "1989"),
        ] {
            assert_eq!(read(text, &ALL).map(PartialDate::iso), Ok(iso.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused_with_the_reason() {
        let no_format = ConvertFault::Date(ALL.to_vec());
        for (text, fault) in [
            ("1980229", &no_format),
            ("1980-2", &no_format),
            ("1980-2-29-1", &no_format),
            ("1980/1/1 0:00", &no_format),
            ("29221", &no_format),
            ("55年2月29日", &no_format),
            ("1980/2/30", &ConvertFault::NoSuchDay),
            ("80-02-29", &no_format),
            ("昭和0年1月1日", &no_format),
            ("昭和55年2月29", &no_format),
            ("天保5年1月1日", &no_format),
            ("X55.2.29", &no_format),
            ("S155.2.29", &no_format),
            ("", &no_format),
            ("不詳", &no_format),
            ("19810229", &ConvertFault::NoSuchDay),
            ("1980-00-15", &ConvertFault::NoSuchDay),
            ("0000-00-00", &ConvertFault::NoSuchDay),
            ("昭和64年1月8日", &ConvertFault::NoSuchDay),
            ("平成元年1月7日", &ConvertFault::NoSuchDay),
            ("平成31年5月1日", &ConvertFault::NoSuchDay),
            ("明治5年12月2日", &ConvertFault::OldCalendar),
        ] {
            assert_eq!(read(text, &ALL).as_ref(), Err(fault), "{text}");
        }
    }

    #[test]
    fn what_is_written_reads_as_the_same_day() {
        for year in (1873..2030).step_by(1) {
            for (month, day) in
                [(1, 7), (1, 8), (2, 28), (4, 30), (5, 1), (12, 25), (7, 30), (3, 0), (0, 0)]
            {
                let date = PartialDate::new(year, month, day).unwrap();
                assert_eq!(PartialDate::parse_iso(&date.iso()), Some(date));
                for format in ALL {
                    let text = write(date, format).unwrap();
                    assert_eq!(read(&text, &[format]), Ok(date), "{text}");
                }
            }
        }
        assert_eq!(write(PartialDate::new(1872, 12, 31).unwrap(), DateFormat::Era), None);
    }
}
