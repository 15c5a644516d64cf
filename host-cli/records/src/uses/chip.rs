//! The text on the chip: the four basic attributes, and the numbers that open and follow from them.

use apdu_spec::profile::text;

use super::rules::{self, with_address};
use super::{Use, UseError, UseRule};
use crate::Date;
use crate::day::Day;
use crate::resident::{Resident, Sex, hide};

/// The items that it holds or asks.
pub(super) const ITEMS: &[(&str, &str)] = with_address!(
    "DF23: one line",
    [
        ("$.kind", "residents only"),
        ("$.name.japanese.family", "DF22"),
        ("$.name.japanese.given", "DF22"),
        ("$.name.former_surname.value", "DF22, in brackets"),
        ("$.name.roman.value", "DF22"),
        ("$.name.kanji.value", "DF22"),
        ("$.name.alias.value", "DF22, behind a stroke"),
        ("$.birth", "DF24: YYYYMMDD, 00 for unknown"),
        ("$.sex", "DF25"),
        ("$.residence.departure.confirmed", "none after it"),
        ("$.residence.removal.notified", "none after it"),
        ("$.residence.removal.date", "none after it"),
        ("$.municipality.code", "5 digits"),
        ("$.record_code", "its file"),
        ("$.personal_number", "its file, code A"),
        ("$.changes[].reason.code", "none after 23 (death)"),
        ("$.since", "history"),
    ]
);

/// The text on the chip.
#[derive(Clone, PartialEq, Eq)]
pub struct ChipText {
    /// The name, in one line: [`Resident::shown_name`].
    pub name: String,
    /// The address, in one line.
    pub address: String,
    /// The birth; month and day are 0 where they are not known.
    pub birth: Date,
    /// The year of birth counts in the Gregorian calendar, as a foreign resident's does.
    pub gregorian: bool,
    /// The sex.
    pub sex: Sex,
    /// The personal number; a record may be without.
    pub personal_number: Option<String>,
    /// The resident record code.
    pub record_code: String,
    /// The municipality, five digits.
    pub municipality: String,
    /// The day from which name and address hold; without one the day of issue.
    pub since: Option<Day>,
}

hide!(ChipText);

/// The text on the chip of a card that is issued from the record.
///
/// # Errors
/// When the holder is no resident or not one any more, the year of birth is not known, name or
/// address are too long, or there is no record code.
pub fn chip(record: &Resident) -> Result<ChipText, UseError> {
    const USE: Use = Use::Chip;
    rules::living_here(record, USE)?;
    let (name, address) = (rules::name(record, USE)?, rules::address(record, USE)?);
    let (found, most) =
        (text::attributes_size(name.len(), address.len()), usize::from(text::ATTRIBUTES_SIZE));
    if found > most {
        return Err(rules::error(USE, "$.address", UseRule::LongFile { most, found }));
    }
    let Some(record_code) = record.record_code.clone() else {
        return Err(rules::error(USE, "$.record_code", UseRule::NoRecordCode));
    };
    Ok(ChipText {
        name,
        address,
        birth: rules::birth(record, USE)?,
        gregorian: record.foreign.is_some(),
        sex: record.sex,
        personal_number: record.personal_number.clone(),
        record_code,
        municipality: record.municipality_code().to_owned(),
        since: record.since,
    })
}
