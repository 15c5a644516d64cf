//! Codes of the face that follow from what is on the card already. Whoever sees the card reads
//! them off it; with the personal data nobody needs to type them.

use apdu_spec::profile::{Profile, text as layout};

use crate::card::CardError;
use crate::card::common::CardRecord;
use crate::card::files;
use crate::card::pins::{self, Pin, Tries};
use crate::card::session::Session;
use crate::card::text::{self, Attributes};
use juki_pki::Date;
use juki_records::day;

/// The codes that may open the face, the likeliest first, as far as they follow from the files of the
/// text application and the card record: code A is the personal number; code B of a card without a photo is its expiry,
/// of another card of 2003 to 2015 its expiry and the birth code. That of an Individual Number Card
/// has digits that stand on its face alone.
///
/// # Errors
/// When the card does not answer.
pub fn known_codes(
    session: &mut Session<'_>,
    text: &text::Files,
    record: Option<&CardRecord>,
) -> Result<Vec<(Pin, String)>, CardError> {
    if let Some(number) = text.number() {
        return Ok(vec![(Pin::VisualA, number)]);
    }
    let Some(record) = record else { return Ok(Vec::new()) };
    let expiry = &record.expiry;
    if files::find_application(session, &layout::APPLICATION)?.is_none() {
        return Ok(Vec::new());
    }
    // A card without a photo has no code B there, and the expiry for it on its face.
    if pins::tries(session, Pin::CodeB)? == Tries::Absent {
        return Ok(vec![(Pin::VisualB, expiry.clone())]);
    }
    let pre_issuing = match files::pre_issuing(session) {
        Err(CardError::UnknownProfile) => return Ok(Vec::new()),
        pre_issuing => pre_issuing?,
    };
    if pre_issuing.is_some_and(|pre_issuing| pre_issuing.profile == Profile::MyNumber) {
        return Ok(Vec::new());
    }
    let births = text.attributes().map(|known| birth_codes(&known.birth, &known));
    let births = births.into_iter().flatten();
    Ok(births.map(|birth| (Pin::VisualB, format!("{expiry}{birth}"))).collect())
}

/// YYMMDD, with the year of the era, or for a foreign resident the last two digits of the Gregorian
/// one. At issue the record decides; a card does not say which of them its holder is. So there are
/// two, the likelier first: a name in Roman letters is that of a foreign resident, who may have one
/// in kanji alone, too.
#[must_use]
pub fn birth_codes(birth: &str, known: &Attributes) -> Vec<String> {
    let mut codes: Vec<String> = codes_of(birth).into_iter().flatten().collect();
    if known.name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        codes.reverse();
    }
    codes
}

/// The code with the year of the era, and with the Gregorian one.
fn codes_of(birth: &str) -> Option<[String; 2]> {
    let number = |from, to| birth.get(from..to)?.parse().ok();
    let (month, day) = (birth.get(4..6)?, birth.get(6..8)?);
    let date = Date {
        year: number(0, 4)?,
        month: u8::try_from(number(4, 6)?).ok()?,
        day: u8::try_from(number(6, 8)?).ok()?,
    };
    Some([day::era_year(date), date.year % 100].map(|year| format!("{year:02}{month}{day}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_birth_code_has_the_year_of_either_calendar() {
        let known = |name: &str| Attributes {
            name: name.into(),
            address: String::new(),
            birth: String::new(),
            sex: String::new(),
        };
        let (japanese, foreign) = (known("住基　太郎"), known("SANTOS MARIA"));
        for (birth, era, gregorian) in [
            ("19800229", "550229", "800229"),
            ("20190501", "010501", "190501"),
            // What is not known is 00, and the era that of the earliest day that it may be.
            ("19800200", "550200", "800200"),
            ("20190500", "010500", "190500"),
            ("19890000", "640000", "890000"),
        ] {
            // A foreign resident may have a name in kanji alone, as a Japanese has.
            assert_eq!(birth_codes(birth, &japanese), [era, gregorian], "{birth}");
            assert_eq!(birth_codes(birth, &foreign), [gregorian, era], "{birth}");
        }
        for wrong in ["", "1980", "198x0229", "１９８００２２９"] {
            assert_eq!(birth_codes(wrong, &japanese), Vec::<String>::new(), "{wrong}");
        }
    }
}
