//! The data of the holder in a signing certificate.

use der::DateTime;
use juki_records::uses::CertificateText;
use juki_records::{Date, japan::LATER};

/// The holder of a signing certificate. Every text is as the resident record has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningHolder {
    /// Name: family name, U+3000, given name.
    pub name: String,
    /// Which characters of the name are substitutes for one that the card cannot show, a digit a
    /// character: `0` the character itself, `1` a substitute.
    pub name_substituted: String,
    /// Sex: `1` male, `2` female, `9` not applicable, `0` not known.
    pub sex: u8,
    /// Day of birth; month and day are 0 where the register does not know them.
    pub birth: Date,
    /// The record has the year of birth in the Gregorian calendar, as for foreign residents: the
    /// era digit is 0.
    pub gregorian: bool,
    /// Address, at most [`ADDRESS_MAX`](juki_records::resident::ADDRESS_MAX) characters.
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

/// The data of the holder that a certificate is to have.
impl From<&CertificateText> for SigningHolder {
    fn from(holder: &CertificateText) -> Self {
        Self {
            name: holder.name.text.clone(),
            name_substituted: holder.name.flags.clone(),
            sex: b'0' + holder.sex.digit(),
            birth: holder.birth,
            gregorian: holder.gregorian,
            address: holder.address.text.clone(),
            address_substituted: holder.address.flags.clone(),
            municipality: holder.municipality.clone(),
            prefecture: holder.prefecture.clone(),
            city: holder.city.clone(),
        }
    }
}

impl SigningHolder {
    /// Day of birth as in the certificate: era digit and `YYYYMMDD`, with 00 for what is not known;
    /// the era is then that of the earliest day that it may be ([`Date::era`]).
    #[must_use]
    pub fn birth_text(&self) -> String {
        let era = if self.gregorian { 0 } else { self.birth.era() };
        format!("{era}{}", self.birth.digits())
    }
}

/// The common name of a holder, 28 digits: moment of issue in Japan `YYYYMMDDhhmmss`, eight
/// digits that distinguish certificates of one second, municipality, check digit. The parts are
/// public; the check digit (Luhn, ISO/IEC 7812-1) is ours.
#[must_use]
pub fn common_name(now: DateTime, number: u32, municipality: &str) -> String {
    let day = Date::in_japan(now).digits();
    let there = DateTime::from_unix_duration(now.unix_duration() + LATER).unwrap_or(now);
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
