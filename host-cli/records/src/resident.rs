//! A resident's record, which a card is issued from.
//!
//! A record is JSON; `schema/resident.schema.json` describes it, and a test keeps the two equal.
//! [`Resident::parse`] refuses a record that a card cannot be issued from: the error has the field and
//! the rule that it breaks.

use apdu_spec::profile::Profile;
use der::DateTime;
use serde::{Deserialize, Serialize};

use crate::Date;
use crate::day::Day;
use crate::json_document;

mod codes;
mod error;
mod form;
mod name;
pub mod samples;
mod validate;
pub mod validity;

pub use codes::Codes;
pub use error::{FieldRule, RecordError};
use form::Form;

/// The JSON Schema of a record.
pub const SCHEMA: &str = include_str!("../schema/resident.schema.json");

/// Longest address, in characters.
pub const ADDRESS_MAX: usize = 200;
/// Least age for a signing certificate, in completed years.
pub const SIGNING_AGE: u16 = 15;

/// The longest record in bytes.
pub const LONGEST: usize = 64 * 1024;

/// A resident's record. One that is read is [checked](Self::check); a field that is set is not.
#[derive(Clone, PartialEq, Eq)]
pub struct Resident {
    /// For editors: where the schema is.
    pub schema: Option<String>,
    /// Family name, U+3000, given name; a foreign resident's in Roman letters, or in kanji when
    /// there is no other.
    pub name: String,
    /// Day of birth.
    pub birth: Day,
    /// Sex.
    pub sex: Sex,
    /// Address, from the prefecture on.
    pub address: String,
    /// The municipality.
    pub municipality: Municipality,
    /// Resident record code (住民票コード), 11 digits.
    pub record_code: String,
    /// Personal number, 12 digits; a record may be without.
    pub personal_number: Option<String>,
    /// The card that is wanted.
    pub card: CardType,
    /// The day from which name and address hold; without one the day of issue.
    pub since: Option<Day>,
    /// Which characters of name and address stand for one that cannot be shown.
    pub substituted: Option<SubstitutionFlags>,
    /// What is known of a foreign resident; a Japanese national has none.
    pub foreign: Option<ForeignResident>,
}

/// The record is not shown.
impl std::fmt::Debug for Resident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resident").finish_non_exhaustive()
    }
}

/// Sex as the record has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Not known.
    Unknown,
    /// Male.
    Male,
    /// Female.
    Female,
    /// Not applicable.
    NotApplicable,
}

impl Sex {
    /// The digit on the card and in the certificate (ISO/IEC 5218).
    #[must_use]
    pub const fn digit(self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Male => 1,
            Self::Female => 2,
            Self::NotApplicable => 9,
        }
    }
}

/// What the face of the card shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum CardType {
    /// No photo.
    A,
    /// With a photo.
    B,
}

impl From<CardType> for apdu_spec::profile::CardType {
    fn from(card: CardType) -> Self {
        match card {
            CardType::A => Self::A,
            CardType::B => Self::B,
        }
    }
}

/// A municipality.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Municipality {
    /// Code with its check digit, 6 digits (JIS X 0401 and 0402).
    pub code: String,
    /// Prefecture in Roman letters: `Tokyo-to`.
    pub prefecture: String,
    /// City, ward, town or village in Roman letters: `Chiyoda-ku`.
    pub city: String,
}

/// Substitution flags, a digit for each character: `0` the character itself, `1` a substitute.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SubstitutionFlags {
    /// For the name; without them no character is a substitute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// For the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// What is known of a foreign resident (Act, article 30-45).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignResident {
    /// Nationality or region.
    pub nationality: String,
    /// Category.
    pub category: Category,
    /// Name in kanji beside the one in Roman letters, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kanji: Option<String>,
    /// Alias (通称).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Earlier aliases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alias_history: Vec<String>,
    /// Status of stay; mid- and long-term residents have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Last day of the period of stay; 永住者 and 高度専門職2号 have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_until: Option<Day>,
    /// Number of the residence card or certificate: 2 letters, 8 digits, 2 letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence_card: Option<String>,
    /// The day of the birth or of the loss of nationality that began the residence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Day>,
}

/// Category of a foreign resident (Act, article 30-45).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Mid- and long-term resident (中長期在留者).
    MidLongTerm,
    /// Special permanent resident (特別永住者).
    SpecialPermanent,
    /// Landing permission for temporary refuge (一時庇護許可者).
    TemporaryRefuge,
    /// Provisional stay (仮滞在許可者).
    ProvisionalStay,
    /// Transitional resident by birth (出生による経過滞在者).
    Birth,
    /// Transitional resident by loss of Japanese nationality (国籍喪失による経過滞在者).
    LossOfNationality,
}

impl Resident {
    /// Reads a record and checks everything in it.
    ///
    /// # Errors
    /// The first field that breaks a rule, and the rule.
    pub fn parse(json: &[u8]) -> Result<Self, RecordError> {
        if json.len() > LONGEST {
            return Err(record_error("$", FieldRule::ShortRecord(LONGEST)));
        }
        let text = json_document::read(json, SCHEMA).map_err(|deviation| RecordError {
            path: deviation.path.clone(),
            expected: FieldRule::Form(deviation),
        })?;
        let mut parser = serde_json::Deserializer::from_str(text);
        // The form is known to be right. What is left is a day that there is not.
        let Form(record) = serde_path_to_error::deserialize(&mut parser)
            .map_err(|cause| record_error(&format!("$.{}", cause.path()), FieldRule::Day))?;
        record.check()?;
        Ok(record)
    }

    /// The name as the card shows it, everywhere: a foreign resident's with the name in kanji and
    /// the alias, as the record has them.
    #[must_use]
    pub fn shown_name(&self) -> String {
        name::shown(self)
    }

    /// Which characters of the shown name stand for one that cannot be shown, a digit a
    /// character: `0` the character itself, `1` a substitute.
    #[must_use]
    pub fn name_flags(&self) -> String {
        let own = self.substituted.as_ref().and_then(|own| own.name.clone());
        own.unwrap_or_else(|| "0".repeat(validate::characters(&self.shown_name())))
    }

    /// As [`Self::name_flags`], for the address.
    #[must_use]
    pub fn address_flags(&self) -> String {
        let own = self.substituted.as_ref().and_then(|own| own.address.clone());
        own.unwrap_or_else(|| "0".repeat(validate::characters(&self.address)))
    }

    /// The municipality's code without its check digit, 5 digits.
    #[must_use]
    pub fn municipality_code(&self) -> &str {
        self.municipality.code.get(..5).unwrap_or_default()
    }

    /// Completed years of age on a day.
    #[must_use]
    pub fn age(&self, today: Date) -> u16 {
        self.birth.0.age_on(today)
    }

    /// Is there a signing certificate for this holder on a day? None under [`SIGNING_AGE`].
    #[must_use]
    pub fn may_sign(&self, today: Date) -> bool {
        self.age(today) >= SIGNING_AGE
    }

    /// Can a card be issued from the record at this moment? That does not depend on its profile.
    ///
    /// # Errors
    /// As [`Self::check`]; when the holder's stay has ended, or the record speaks of a day to come.
    pub fn issuable(&self, issued: DateTime) -> Result<(), RecordError> {
        self.check()?;
        let today = Date::in_japan(issued);
        let event = self.foreign.as_ref().and_then(|foreign| foreign.event);
        for (path, day) in
            [("$.birth", Some(self.birth)), ("$.since", self.since), ("$.foreign.event", event)]
        {
            if day.is_some_and(|day| day.0 > today) {
                return Err(record_error(path, FieldRule::Past(Day(today))));
            }
        }
        match validity::stay(self) {
            Some((path, last)) if last < today => {
                Err(record_error(path, FieldRule::InForce(Day(last))))
            }
            _ => Ok(()),
        }
    }

    /// The last day on which a card of this profile is in force that is issued at this moment.
    ///
    /// # Errors
    /// When none can be: [`Self::issuable`].
    pub fn card_expiry(&self, issued: DateTime, profile: Profile) -> Result<Date, RecordError> {
        self.issuable(issued)?;
        Ok(validity::card(self, profile, Date::in_japan(issued)))
    }

    /// The last day on which a certificate is good that such a card gets on this day of issue.
    #[must_use]
    pub fn certificate_expiry(&self, issued: Date, profile: Profile) -> Date {
        validity::certificate(self, profile, issued)
    }
}

/// A record that no card can be issued from.
fn record_error(path: &str, expected: FieldRule) -> RecordError {
    RecordError { path: path.to_owned(), expected }
}

#[cfg(test)]
mod tests;
