//! What a certificate says of its holder, and until when.

use core::time::Duration;

use der::DateTime;

use super::not_encodable;
use crate::error::Error;

/// Longest address in a certificate, in characters.
pub const ADDRESS_MAX: usize = 200;

/// Japan is nine hours ahead of UTC all year.
const JAPAN: Duration = Duration::from_secs(9 * 60 * 60);

/// A day of the Gregorian calendar; births lie before what [`DateTime`] can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// 1 to 9999.
    pub year: u16,
    /// 1 to 12; 0 when it is not known.
    pub month: u8,
    /// 1 to 31; 0 when it is not known.
    pub day: u8,
}

impl Date {
    /// The day in Japan at a moment.
    #[must_use]
    pub fn in_japan(moment: DateTime) -> Self {
        let there = DateTime::from_unix_duration(moment.unix_duration() + JAPAN).unwrap_or(moment);
        Self { year: there.year(), month: there.month(), day: there.day() }
    }

    /// `YYYYMMDD`.
    #[must_use]
    pub fn digits(self) -> String {
        format!("{:04}{:02}{:02}", self.year, self.month, self.day)
    }

    /// The same day that many years later; 1 March for a 29 February that does not come.
    #[must_use]
    pub const fn years_later(self, years: u16) -> Self {
        let year = self.year.saturating_add(years);
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        match (self.month, self.day) {
            (2, 29) if !leap => Self { year, month: 3, day: 1 },
            (month, day) => Self { year, month, day },
        }
    }

    /// Digit of the era in which this day falls: 1 Meiji, 2 Taisho, 3 Showa, 4 Heisei, 5 Reiwa;
    /// 0 before. An era begins on the day of its proclamation.
    #[must_use]
    pub fn era(self) -> u8 {
        const BEGINNINGS: [(u8, (u16, u8, u8)); 5] = [
            (5, (2019, 5, 1)),
            (4, (1989, 1, 8)),
            (3, (1926, 12, 25)),
            (2, (1912, 7, 30)),
            (1, (1868, 1, 25)),
        ];
        let day = (self.year, self.month, self.day);
        BEGINNINGS.into_iter().find(|(_, beginning)| day >= *beginning).map_or(0, |(era, _)| era)
    }

    /// The last second of this day in Japan, in UTC.
    ///
    /// # Errors
    /// When there is no such day.
    pub fn end_in_japan(self) -> Result<DateTime, Error> {
        let there = DateTime::new(self.year, self.month, self.day, 23, 59, 59)
            .map_err(not_encodable)?
            .unix_duration();
        let utc = there.checked_sub(JAPAN).unwrap_or_default();
        DateTime::from_unix_duration(utc).map_err(not_encodable)
    }
}

/// The holder of a signing certificate. Every text is as the resident record has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningHolder {
    /// Name: family name, U+3000, given name.
    pub name: String,
    /// Which characters of the name stand for one that the card cannot show, a digit a
    /// character: `0` the character itself, `1` a substitute.
    pub name_substituted: String,
    /// Sex: `1` male, `2` female, `9` not applicable, `0` not known.
    pub sex: u8,
    /// Day of birth.
    pub birth: Date,
    /// The record has the year of birth in the Gregorian calendar, as for foreign residents: the
    /// era digit is 0.
    pub gregorian: bool,
    /// Address, at most [`ADDRESS_MAX`] characters.
    pub address: String,
    /// As `name_substituted`, for the address.
    pub address_substituted: String,
    /// Code of the municipality: five digits (JIS X 0401 and 0402).
    pub municipality: String,
    /// Prefecture in Roman letters: `Tokyo-to`.
    pub prefecture: String,
    /// City, ward, town or village in Roman letters: `Chiyoda-ku`.
    pub city: String,
}

impl SigningHolder {
    /// Birth as the certificate says it: era digit and `YYYYMMDD`.
    #[must_use]
    pub fn birth_text(&self) -> String {
        let era = if self.gregorian { 0 } else { self.birth.era() };
        format!("{era}{}", self.birth.digits())
    }
}

/// The common name of a holder, 28 digits: moment of issue in Japan `YYYYMMDDhhmmss`, eight
/// digits that tell certificates of one second apart, municipality, check digit. The parts are
/// public; the check digit (Luhn, ISO/IEC 7812-1) is ours.
#[must_use]
pub fn common_name(now: DateTime, number: u32, municipality: &str) -> String {
    let day = Date::in_japan(now).digits();
    let there = DateTime::from_unix_duration(now.unix_duration() + JAPAN).unwrap_or(now);
    let (hour, minute, second) = (there.hour(), there.minutes(), there.seconds());
    let number = number % 100_000_000;
    let digits = format!("{day}{hour:02}{minute:02}{second:02}{number:08}{municipality:0>5}");
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit.wrapping_sub(b'0'));
            match (place % 2, digit * 2) {
                (1, _) => digit,
                (_, double) if double > 9 => double - 9,
                (_, double) => double,
            }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
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
        assert_eq!(date(2024, 2, 29).years_later(3), date(2027, 3, 1));
        assert_eq!(date(2024, 2, 29).years_later(4), date(2028, 2, 29));
    }

    #[test]
    fn a_common_name_has_28_digits_and_its_check_fits() {
        let now = DateTime::new(2026, 11, 22, 15, 0, 1).unwrap();
        let name = common_name(now, 42, "13101");
        assert_eq!(&name[..27], "202611230000010000004213101");
        assert_eq!(name.len(), 28);
        // The example of ISO/IEC 7812-1: 7992739871 has the check digit 3.
        let luhn = |text: &str| {
            let digits = text.bytes().rev().enumerate();
            digits
                .map(|(i, d)| {
                    let d = u32::from(d - b'0') * if i % 2 == 1 { 2 } else { 1 };
                    d / 10 + d % 10
                })
                .sum::<u32>()
                % 10
        };
        assert_eq!(luhn("79927398713"), 0);
        assert_eq!(luhn(&name), 0);
    }
}
