//! Days of the calendar: births, terms, eras.

use std::fmt;

use der::DateTime;

use crate::japan::LATER;

/// A day of the Gregorian calendar; births lie before what [`DateTime`] can say.
///
/// Of a birth the register may not know the day, or month and day (不詳). What follows from such a
/// one is a decision of this project: an age is the least that the holder may have, a birthday and
/// the era are those of the earliest day that it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// 1 to 9999.
    pub year: u16,
    /// 1 to 12; 0 when it is not known.
    pub month: u8,
    /// 1 to 31; 0 when it is not known.
    pub day: u8,
}

/// The first day of each era, the latest first.
const ERAS: [(u8, Date); 5] = [
    (5, Date { year: 2019, month: 5, day: 1 }),
    (4, Date { year: 1989, month: 1, day: 8 }),
    (3, Date { year: 1926, month: 12, day: 25 }),
    (2, Date { year: 1912, month: 7, day: 30 }),
    (1, Date { year: 1868, month: 1, day: 25 }),
];

impl Date {
    /// The day in Japan at a moment.
    #[must_use]
    pub fn in_japan(moment: DateTime) -> Self {
        let there = DateTime::from_unix_duration(moment.unix_duration() + LATER).unwrap_or(moment);
        Self { year: there.year(), month: there.month(), day: there.day() }
    }

    /// The earliest day that it may be: the day itself unless a part of it is not known.
    #[must_use]
    pub const fn earliest(self) -> Self {
        let Self { year, month, day } = self;
        match (month, day) {
            (0, _) => Self { year, month: 1, day: 1 },
            (_, 0) => Self { year, month, day: 1 },
            _ => self,
        }
    }

    /// The latest day that it may be.
    #[must_use]
    pub const fn latest(self) -> Self {
        let Self { year, month, day } = self;
        match (month, day) {
            (0, _) => Self { year, month: 12, day: 31 },
            (_, 0) => Self { year, month, day: days_of(year, month) },
            _ => self,
        }
    }

    /// `YYYYMMDD`, with 00 for what is not known.
    #[must_use]
    pub fn digits(self) -> String {
        format!("{:04}{:02}{:02}", self.year, self.month, self.day)
    }

    /// The last day of a period of so many years that begins with something on this day. That day
    /// is not counted (Civil Code, article 140), and the period ends on the day before the one that
    /// corresponds to its first (article 143(2)): 28 February for one that began on 28 or 29
    /// February of a leap year, as the month then has no corresponding day or it is 1 March.
    #[must_use]
    pub const fn after_years(self, years: u16) -> Self {
        let first = self.next_day();
        let year = first.year.saturating_add(years);
        match (first.month, first.day) {
            // No corresponding day: the last one of the month.
            (2, 29) if !is_leap(year) => Self { year, month: 2, day: 28 },
            (month, day) => Self { year, month, day }.day_before(),
        }
    }

    /// The birthday in a year of somebody who was born on this day: 28 February in a common year
    /// for 29 February. Where the day is not known it is that of the [earliest](Self::earliest), so
    /// that nothing is in force longer than it may be.
    #[must_use]
    pub const fn birthday_in(self, year: u16) -> Self {
        let Self { year: _, month, day } = self.earliest();
        match (month, day) {
            (2, 29) if !is_leap(year) => Self { year, month: 2, day: 28 },
            (month, day) => Self { year, month, day },
        }
    }

    /// The birthday, counted from the day after `day`: 1 for the next one.
    #[must_use]
    pub fn birthday_after(self, day: Self, count: u16) -> Self {
        let had = u16::from(self.birthday_in(day.year) <= day);
        self.birthday_in(day.year.saturating_add(count.saturating_sub(1) + had))
    }

    /// Completed years of age on a day of somebody who was born on this day. A year is completed
    /// when the day before the birthday ends (Act on Calculation of Age): one who was born on 29
    /// February is a year older on 1 March of a common year. Where the day is not known it is the
    /// [latest](Self::latest) that counts: nobody is taken for older than is certain.
    #[must_use]
    pub fn age_on(self, day: Self) -> u16 {
        let born = self.latest();
        let years = day.year.saturating_sub(born.year);
        years.saturating_sub(u16::from((day.month, day.day) < (born.month, born.day)))
    }

    pub(crate) const fn next_day(self) -> Self {
        let Self { year, month, day } = self;
        match (month, day) {
            (12, 31..) => Self { year: year.saturating_add(1), month: 1, day: 1 },
            _ if day >= days_of(year, month) => {
                Self { year, month: month.saturating_add(1), day: 1 }
            }
            _ => Self { year, month, day: day + 1 },
        }
    }

    const fn day_before(self) -> Self {
        let Self { year, month, day } = self;
        match (month, day) {
            (..=1, ..=1) => Self { year: year.saturating_sub(1), month: 12, day: 31 },
            (_, ..=1) => Self { year, month: month - 1, day: days_of(year, month - 1) },
            _ => Self { year, month, day: day - 1 },
        }
    }

    /// Digit of the era in which this day falls: 1 Meiji, 2 Taisho, 3 Showa, 4 Heisei, 5 Reiwa;
    /// 0 before. An era begins on the day from which it counts. Where the day is not known it is the
    /// era of the [earliest](Self::earliest).
    #[must_use]
    pub fn era(self) -> u8 {
        let day = self.earliest();
        ERAS.into_iter().find(|(_, first)| day >= *first).map_or(0, |(era, _)| era)
    }

    /// The year of the Gregorian calendar in which the era of this digit began.
    #[must_use]
    pub fn first_year_of_era(era: u8) -> Option<u16> {
        ERAS.into_iter().find(|(digit, _)| *digit == era).map(|(_, first)| first.year)
    }

    /// The last second of this day in Japan, in UTC.
    ///
    /// # Errors
    /// When there is no such day, or it lies before 1970.
    pub fn end_in_japan(self) -> Result<DateTime, der::Error> {
        let there = DateTime::new(self.year, self.month, self.day, 23, 59, 59)?.unix_duration();
        DateTime::from_unix_duration(there.checked_sub(LATER).unwrap_or_default())
    }
}

/// Days of a month; 0 when there is no such month.
pub(crate) const fn days_of(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// ISO 8601, `YYYY-MM-DD`; with the precision that there is where a part is not known: `YYYY-MM`,
/// `YYYY`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (0, _) => write!(f, "{:04}", self.year),
            (month, 0) => write!(f, "{:04}-{month:02}", self.year),
            (month, day) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn date(year: u16, month: u8, day: u8) -> Date {
        Date { year, month, day }
    }

    #[test]
    fn eras_begin_on_their_day() {
        let eras = [
            (date(1868, 1, 24), 0),
            (date(1912, 7, 29), 1),
            (date(1912, 7, 30), 2),
            (date(1926, 12, 24), 2),
            (date(1926, 12, 25), 3),
            (date(1989, 1, 7), 3),
            (date(1989, 1, 8), 4),
            (date(2019, 4, 30), 4),
            (date(2019, 5, 1), 5),
        ];
        for (day, era) in eras {
            assert_eq!(day.era(), era, "{day:?}");
        }
    }

    #[test]
    fn a_day_ends_at_midnight_in_japan() {
        let end = date(2029, 11, 22).end_in_japan().unwrap();
        assert_eq!(end, DateTime::new(2029, 11, 22, 14, 59, 59).unwrap());
        assert_eq!(Date::in_japan(end), date(2029, 11, 22));
    }

    #[test]
    fn a_period_of_years_ends_as_the_civil_code_counts() {
        for (begun, years, end) in [
            // An ordinary day: the day of the same date.
            (date(2026, 11, 22), 10, date(2036, 11, 22)),
            (date(2026, 12, 31), 3, date(2029, 12, 31)),
            (date(2026, 1, 1), 3, date(2029, 1, 1)),
            (date(2026, 1, 31), 3, date(2029, 1, 31)),
            // Begun on 29 February: counted from 1 March, ended on the day before 1 March.
            (date(2028, 2, 29), 10, date(2038, 2, 28)),
            (date(2028, 2, 29), 3, date(2031, 2, 28)),
            (date(2028, 2, 29), 4, date(2032, 2, 29)),
            (date(2096, 2, 29), 4, date(2100, 2, 28)),
            // Counted from 29 February: a year without one ends with February, one with it on the
            // day before.
            (date(2028, 2, 28), 3, date(2031, 2, 28)),
            (date(2028, 2, 28), 4, date(2032, 2, 28)),
            // Counted from 1 March of a common year: the day before is 29 February in a leap year.
            (date(2025, 2, 28), 3, date(2028, 2, 29)),
            (date(2026, 2, 28), 10, date(2036, 2, 29)),
            (date(2027, 2, 28), 10, date(2037, 2, 28)),
        ] {
            assert_eq!(begun.after_years(years), end, "{years} years from {begun:?}");
        }
    }

    /// The fields say what they like: nothing is known of such a day, and nothing overflows.
    #[test]
    fn a_day_that_there_is_not_stops_nothing() {
        const EDGES: [u8; 8] = [0, 1, 2, 12, 13, 31, 32, 255];
        for year in [0, 1, 9999, u16::MAX] {
            for (month, day) in EDGES.into_iter().flat_map(|one| EDGES.map(|other| (one, other))) {
                let day = date(year, month, day);
                for other in [day, date(2026, 11, 22)] {
                    let _birthday = day.birthday_after(other, u16::MAX);
                    let _age = (day.age_on(other), other.age_on(day));
                }
                let _period = (day.after_years(0), day.after_years(u16::MAX));
                let _words = (day.era(), day.digits(), crate::day::era_year(day));
                let _later = crate::day::days_later(day, u16::MAX);
                let _end = day.end_in_japan();
            }
        }
    }

    #[test]
    fn birthdays_are_counted_from_the_day_after() {
        for (birth, day, count, birthday) in [
            (date(1980, 7, 7), date(2026, 7, 6), 1, date(2026, 7, 7)),
            (date(1980, 7, 7), date(2026, 7, 7), 1, date(2027, 7, 7)),
            (date(1980, 7, 7), date(2026, 7, 8), 10, date(2036, 7, 7)),
            (date(1980, 2, 29), date(2026, 2, 27), 1, date(2026, 2, 28)),
            (date(1980, 2, 29), date(2026, 2, 28), 1, date(2027, 2, 28)),
            (date(1980, 2, 29), date(2026, 11, 22), 2, date(2028, 2, 29)),
            (date(1980, 2, 29), date(2028, 2, 28), 1, date(2028, 2, 29)),
            (date(1980, 2, 29), date(2028, 2, 29), 5, date(2033, 2, 28)),
        ] {
            assert_eq!(birth.birthday_after(day, count), birthday, "{birth:?} {day:?}");
        }
        assert_eq!(date(2008, 2, 29).age_on(date(2026, 2, 28)), 17);
        assert_eq!(date(2008, 2, 29).age_on(date(2026, 3, 1)), 18);
        assert_eq!(date(2008, 7, 7).age_on(date(2026, 7, 6)), 17);
        assert_eq!(date(2008, 7, 7).age_on(date(2026, 7, 7)), 18);
    }

    #[test]
    fn of_a_birth_that_is_not_known_whole_the_cautious_day_counts() {
        // The day: one who was born in July 2011 is certainly 15 from the end of July on.
        let july = date(2011, 7, 0);
        assert_eq!((july.earliest(), july.latest()), (date(2011, 7, 1), date(2011, 7, 31)));
        assert_eq!(july.age_on(date(2026, 7, 30)), 14);
        assert_eq!(july.age_on(date(2026, 7, 31)), 15);
        assert_eq!(july.birthday_after(date(2026, 6, 30), 1), date(2026, 7, 1));
        assert_eq!(july.birthday_after(date(2026, 7, 1), 1), date(2027, 7, 1));
        assert_eq!((july.digits(), july.to_string()), ("20110700".into(), "2011-07".into()));
        // Month and day.
        let year = date(2008, 0, 0);
        assert_eq!(year.age_on(date(2026, 12, 30)), 17);
        assert_eq!(year.age_on(date(2026, 12, 31)), 18);
        assert_eq!(year.birthday_after(date(2026, 1, 1), 5), date(2031, 1, 1));
        assert_eq!((year.digits(), year.to_string()), ("20080000".into(), "2008".into()));
        // February ends when it does.
        assert_eq!(date(1980, 2, 0).latest(), date(1980, 2, 29));
        assert_eq!(date(1981, 2, 0).latest(), date(1981, 2, 28));
        // The era is that of the first day of the month or the year.
        for (day, era) in [
            (date(1989, 0, 0), 3),
            (date(1989, 1, 0), 3),
            (date(1989, 2, 0), 4),
            (date(2019, 4, 0), 4),
            (date(2019, 5, 0), 5),
            (date(1868, 1, 0), 0),
        ] {
            assert_eq!(day.era(), era, "{day:?}");
        }
    }
}
