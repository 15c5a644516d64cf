//! A resident's record: what a municipality knows of a person, and a card is issued from.
//!
//! A record is JSON; `schema/resident.schema.json` describes it, and a test keeps the two equal.
//! [`Resident::parse`] takes nothing that a card cannot be issued from: a refusal names the
//! field and what was expected there.

use apdu_spec::profile::Profile;
use der::DateTime;
use serde::{Deserialize, Serialize};

use crate::card::text::Attributes;
use crate::day::Day;
use crate::error::Error;
use crate::exit::Exit;
use crate::json_document::{self, Deviation};
use crate::locale::Message;
use crate::msg;
use crate::pki::{Date, SigningHolder};

mod codes;
mod name;
pub mod samples;
mod validate;
pub mod validity;

pub use codes::Codes;

/// The JSON Schema of a record.
pub const SCHEMA: &str = include_str!("../schema/resident.schema.json");

/// The longest record in bytes.
pub const LONGEST: usize = 64 * 1024;

/// A resident's record.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Resident {
    /// For editors: where the schema is.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal_number: Option<String>,
    /// The card that is wanted.
    pub card: CardType,
    /// The day from which name and address hold; without one the day of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// Which characters of name and address stand for one that cannot be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substituted: Option<Substituted>,
    /// What is known of a foreign resident; a Japanese national has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<Foreign>,
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
pub struct Substituted {
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
pub struct Foreign {
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
    /// Exit code 10: the field, as a path, and what was expected there.
    pub fn parse(json: &[u8]) -> Result<Self, Error> {
        if json.len() > LONGEST {
            return Err(refused("$", msg!("expected-short-record", most = LONGEST)));
        }
        let text = json_document::read(json, SCHEMA).map_err(|deviation| deviates(&deviation))?;
        let mut parser = serde_json::Deserializer::from_str(text);
        // The form is known to be right. What is left is a day that there is not.
        let record: Self = serde_path_to_error::deserialize(&mut parser)
            .map_err(|cause| refused(&format!("$.{}", cause.path()), msg!("expected-day")))?;
        record.validate()?;
        Ok(record)
    }

    /// The name as the card shows it, everywhere: a foreign resident's with the name in kanji and
    /// the alias, as the record has them.
    #[must_use]
    pub fn shown_name(&self) -> String {
        name::shown(self)
    }

    /// The four basic attributes.
    #[must_use]
    pub fn attributes(&self) -> Attributes {
        Attributes {
            name: self.shown_name(),
            address: self.address.clone(),
            birth: self.birth.0.digits(),
            sex: self.sex.digit().to_string(),
        }
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

    /// Is there a signing certificate for this holder on a day? None under 15 years.
    #[must_use]
    pub fn may_sign(&self, today: Date) -> bool {
        self.age(today) >= crate::pki::authority::SIGNING_AGE
    }

    /// What the signing certificate says.
    #[must_use]
    pub fn signing_holder(&self) -> SigningHolder {
        let name = self.shown_name();
        let flags = |own: Option<&String>, text: &str| {
            own.cloned().unwrap_or_else(|| "0".repeat(validate::characters(text)))
        };
        let own = self.substituted.as_ref();
        SigningHolder {
            name_substituted: flags(own.and_then(|own| own.name.as_ref()), &name),
            name,
            sex: b'0' + self.sex.digit(),
            birth: self.birth.0,
            gregorian: self.foreign.is_some(),
            address_substituted: flags(own.and_then(|own| own.address.as_ref()), &self.address),
            address: self.address.clone(),
            municipality: self.municipality_code().to_owned(),
            prefecture: self.municipality.prefecture.clone(),
            city: self.municipality.city.clone(),
        }
    }

    /// Can a card be issued from the record at this moment? That does not depend on its profile.
    ///
    /// # Errors
    /// Exit code 10 when the holder's stay has ended, or the record speaks of a day to come.
    pub fn issuable(&self, issued: DateTime) -> Result<(), Error> {
        let today = Date::in_japan(issued);
        let event = self.foreign.as_ref().and_then(|foreign| foreign.event);
        for (path, day) in
            [("$.birth", Some(self.birth)), ("$.since", self.since), ("$.foreign.event", event)]
        {
            if day.is_some_and(|day| day.0 > today) {
                return Err(refused(path, msg!("expected-past", day = Day(today).to_string())));
            }
        }
        match validity::stay(self) {
            Some((path, last)) if last < today => {
                let expected = msg!("expected-in-force", day = Day(last).to_string());
                Err(refused(path, expected))
            }
            _ => Ok(()),
        }
    }

    /// The last day on which a card of this profile is in force that is issued at this moment.
    ///
    /// # Errors
    /// When none can be: [`Self::issuable`].
    pub fn card_expiry(&self, issued: DateTime, profile: Profile) -> Result<Date, Error> {
        self.issuable(issued)?;
        Ok(validity::card(self, profile, Date::in_japan(issued)))
    }

    /// The last day on which a certificate is good that such a card gets on this day of issue.
    #[must_use]
    pub fn certificate_expiry(&self, issued: Date, profile: Profile) -> Date {
        validity::certificate(self, profile, issued)
    }
}

/// A document that is not as the schema says.
fn deviates(deviation: &Deviation) -> Error {
    let error = refused(&deviation.path, deviation.expected());
    match deviation.conversion() {
        Some(todo) => Error { todo, ..error },
        None => error,
    }
}

/// A record that no card can be issued from.
fn refused(path: &str, expected: Message) -> Error {
    Error::new(
        Exit::Rejected,
        msg!("error-record", path = json_document::shown_path(path), expected = expected),
        msg!("todo-record"),
    )
}

#[cfg(test)]
mod tests;
