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

/// The code that opens the face, as far as it follows from the files of the text application and
/// the card record: code A is the personal number; code B of a card without a photo is its expiry,
/// of another card of 2003 to 2015 its expiry and the birth code. That of an Individual Number Card
/// has digits that stand on its face alone.
///
/// # Errors
/// When the card does not answer.
pub fn known_code(
    session: &mut Session<'_>,
    text: &text::Files,
    record: Option<&CardRecord>,
) -> Result<Option<(Pin, String)>, CardError> {
    if let Some(number) = text.number() {
        return Ok(Some((Pin::VisualA, number)));
    }
    let Some(record) = record else { return Ok(None) };
    let expiry = &record.expiry;
    if files::find_application(session, &layout::APPLICATION)?.is_none() {
        return Ok(None);
    }
    // A card without a photo has no code B there, and the expiry for it on its face.
    if pins::tries(session, Pin::CodeB)? == Tries::Absent {
        return Ok(Some((Pin::VisualB, expiry.clone())));
    }
    let pre_issuing = match files::pre_issuing(session) {
        Err(CardError::UnknownProfile) => return Ok(None),
        pre_issuing => pre_issuing?,
    };
    if pre_issuing.is_some_and(|pre_issuing| pre_issuing.profile == Profile::MyNumber) {
        return Ok(None);
    }
    let birth = text.attributes().and_then(|known| birth_code(&known.birth, &known));
    Ok(birth.map(|birth| (Pin::VisualB, format!("{expiry}{birth}"))))
}

/// YYMMDD: the year of the era, or for a foreign holder, whose name is in Roman letters, the last
/// two digits of the Gregorian one.
#[must_use]
pub fn birth_code(birth: &str, known: &Attributes) -> Option<String> {
    let number = |from, to| birth.get(from..to)?.parse().ok();
    let (month, day) = (birth.get(4..6)?, birth.get(6..8)?);
    let date = Date {
        year: number(0, 4)?,
        month: u8::try_from(number(4, 6)?).ok()?,
        day: u8::try_from(number(6, 8)?).ok()?,
    };
    let foreign = known.name.starts_with(|first: char| first.is_ascii_alphabetic());
    let year = if foreign { date.year % 100 } else { day::era_year(date) };
    Some(format!("{year:02}{month}{day}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_birth_code_has_the_year_that_the_face_shows() {
        let known = |name: &str| Attributes {
            name: name.into(),
            address: String::new(),
            birth: String::new(),
            sex: String::new(),
        };
        let japanese = known("住基　太郎");
        assert_eq!(birth_code("19800229", &japanese).as_deref(), Some("550229"));
        assert_eq!(birth_code("20190501", &japanese).as_deref(), Some("010501"));
        let foreign = known("SANTOS MARIA");
        assert_eq!(birth_code("19800229", &foreign).as_deref(), Some("800229"));
        // What is not known is 00, and the era that of the earliest day that it may be.
        assert_eq!(birth_code("19800200", &japanese).as_deref(), Some("550200"));
        assert_eq!(birth_code("20190500", &japanese).as_deref(), Some("010500"));
        assert_eq!(birth_code("19890000", &japanese).as_deref(), Some("640000"));
        assert_eq!(birth_code("19800000", &foreign).as_deref(), Some("800000"));
        for wrong in ["", "1980", "198x0229", "１９８００２２９"] {
            assert_eq!(birth_code(wrong, &japanese), None, "{wrong}");
        }
    }
}
