//! The holder in the signing certificate.

use juki_characters::substitute::{self, Certified, NoSubstitute};

use super::rules::{self, with_address};
use super::{MunicipalCharacters, Use, UseError, UseRule};
use crate::Date;
use crate::resident::{Resident, Sex, hide};

/// The items that it holds or asks.
pub(super) const ITEMS: &[(&str, &str)] = with_address!(
    "common address",
    [
        ("$.kind", "residents only"),
        ("$.name.japanese.family", "common name"),
        ("$.name.japanese.given", "common name"),
        ("$.name.former_surname.value", "common name, in brackets"),
        ("$.name.roman.value", "common name"),
        ("$.name.kanji.value", "common name"),
        ("$.name.alias.value", "common name, behind a stroke"),
        ("$.birth", "era and YYYYMMDD, 00 for unknown"),
        ("$.sex", "gender"),
        ("$.residence.departure.confirmed", "none after it"),
        ("$.residence.removal.notified", "none after it"),
        ("$.residence.removal.date", "none after it"),
        ("$.municipality.code", "subject: common name"),
        ("$.municipality.prefecture", "subject: locality"),
        ("$.municipality.city", "subject: locality"),
        ("$.changes[].reason.code", "none after 23 (death)"),
        ("$.substituted.name", "flags; the other characters by the tables"),
        ("$.substituted.address", "flags; the other characters by the tables"),
    ]
);

/// The holder in the signing certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct CertificateText {
    /// The name.
    pub name: Certified,
    /// The address.
    pub address: Certified,
    /// The birth; month and day are 0 where they are not known.
    pub birth: Date,
    /// The year of birth counts in the Gregorian calendar, as a foreign resident's does.
    pub gregorian: bool,
    /// The sex.
    pub sex: Sex,
    /// The municipality, five digits.
    pub municipality: String,
    /// Prefecture in Roman letters.
    pub prefecture: String,
    /// City, ward, town or village in Roman letters.
    pub city: String,
}

hide!(CertificateText);

/// The holder in the signing certificate that a card gets which is issued from the record, by the
/// published tables alone: [`certificate_with`].
///
/// # Errors
/// As [`certificate_with`].
pub fn certificate(record: &Resident) -> Result<CertificateText, UseError> {
    certificate_with(record, &MunicipalCharacters::default())
}

/// The holder in the signing certificate, with what the municipality says of characters. A character
/// that the record or the mapping flags is the municipality's substitute; all others go through the
/// tables, beside substitutes too. A record of version 1 with flags was decided as a whole: its text
/// is as it is.
///
/// # Errors
/// When the holder is no resident or not one any more, the year of birth is not known, name or
/// address are too long, or have a character that nothing stands for.
pub fn certificate_with(
    record: &Resident,
    characters: &MunicipalCharacters,
) -> Result<CertificateText, UseError> {
    const USE: Use = Use::Certificate;
    rules::living_here(record, USE)?;
    let decided = record.substituted.as_ref().is_some_and(|flags| flags.decided);
    let certified = |path, text: String, own: String, given: &str| {
        let given = given.chars().chain(std::iter::repeat('0'));
        let flags: String = own.chars().zip(given).map(|(own, given)| own.max(given)).collect();
        if decided {
            return Ok(Certified { text, flags, substitutions: Vec::new() });
        }
        let found = substitute::with_flags(&text, &flags, &characters.map);
        found.map_err(|cause| no_substitute(path, &cause))
    };
    let (name, address) = (rules::name(record, USE)?, rules::address(record, USE)?);
    Ok(CertificateText {
        name: certified("$.name", name, record.name_flags(), &characters.name)?,
        address: certified("$.address", address, record.address_flags(), &characters.address)?,
        birth: rules::birth(record, USE)?,
        gregorian: record.foreign.is_some(),
        sex: record.sex,
        municipality: record.municipality_code().to_owned(),
        prefecture: record.municipality.prefecture.clone(),
        city: record.municipality.city.clone(),
    })
}

fn no_substitute(path: &str, cause: &NoSubstitute) -> UseError {
    // The crate of characters may come to know other causes.
    let (character, position) = if let NoSubstitute::NoCandidate { character, position, .. } = cause
    {
        (*character, *position)
    } else if let NoSubstitute::Unreadable(found) = cause {
        (found.character, found.position)
    } else {
        (char::REPLACEMENT_CHARACTER, 1)
    };
    let code = format!("U+{:04X}", u32::from(character));
    rules::error(Use::Certificate, path, UseRule::NoSubstitute { code, position })
}
