//! A resident's record, which a card is issued from.
//!
//! A record is JSON; `schema/resident.schema.json` describes it, and a test keeps the two equal.
//! [`Resident::parse`] refuses what is no record: the error has the field and the rule that it breaks.
//! Whether a card can be issued from one: [`uses::card`](crate::uses::card) for what it holds,
//! [`Resident::issuable`] for its days.

use std::sync::LazyLock;

use apdu_spec::profile::Profile;
use der::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Date;
use crate::day::Day;
use crate::items::{self, ItemForm};
use crate::json_document;

mod address;
mod change;
mod domicile;
mod error;
mod foreign;
mod form;
mod hidden;
mod history;
mod household;
mod leaves;
mod name;
mod names;
mod register_date;
mod residence;
pub mod samples;
mod standing;
mod validate;
pub mod validity;
mod version1;

pub use address::Address;
pub use change::{Change, Reason};
pub use domicile::Domicile;
pub use error::{FieldRule, RecordError};
pub use foreign::{Category, ForeignResident, Notification, Period, ResidenceCardKind};
use form::Form;
pub(crate) use hidden::hide;
pub use household::Household;
pub use names::{
    Confirmation, EarlierJapaneseName, EarlierName, FullName, JapaneseName, NameEntry, Names,
    Priority,
};
pub use register_date::{KnownPart, RegisterDate};
pub use residence::{Departure, Move, Removal, Residence};
pub use standing::NotResident;
pub(crate) use validate::characters;
pub use version1::SCHEMA as SCHEMA_VERSION_1;

/// The JSON Schema of a record, version 2.
pub const SCHEMA: &str = include_str!("../schema/resident.schema.json");

/// The same as JSON.
static PARSED: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(SCHEMA).unwrap_or_default());

/// Longest name on a card and in a certificate, in characters,
pub const NAME_MAX: usize = 100;
/// and in bytes of UTF-8.
pub const NAME_MAX_BYTES: usize = 200;
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
    /// Number of the person in the municipality's systems (宛名番号), up to 15 digits.
    pub register_number: Option<String>,
    /// Kind of resident (住民種別).
    pub kind: Option<ResidentKind>,
    /// State of the record (住民状態): the standard's code, a digit.
    pub state: Option<String>,
    /// The names.
    pub name: Names,
    /// Day of birth.
    pub birth: RegisterDate,
    /// Sex.
    pub sex: Sex,
    /// Sex as the register says it (性別表記).
    pub sex_wording: Option<String>,
    /// The household.
    pub household: Option<Household>,
    /// Registered domicile of a Japanese national.
    pub domicile: Option<Domicile>,
    /// Address.
    pub address: Address,
    /// Since when the resident is one, where from and where to.
    pub residence: Residence,
    /// The municipality.
    pub municipality: Municipality,
    /// Resident record code (住民票コード), 11 digits; a record may be without, a card is not.
    pub record_code: Option<String>,
    /// Personal number, 12 digits; a record may be without.
    pub personal_number: Option<String>,
    /// What is known of a foreign resident; a Japanese national has none.
    pub foreign: Option<ForeignResident>,
    /// Changes of the record, the oldest first.
    pub changes: Vec<Change>,
    /// The card that is wanted; a record may be without, a card is of one type.
    pub card: Option<CardType>,
    /// The day from which name and address hold; without one the day of issue.
    pub since: Option<Day>,
    /// Which characters of name and address stand for one that cannot be shown.
    pub substituted: Option<SubstitutionFlags>,
}

hide!(Resident);

/// Kind of resident (住民種別). The standard's codes are 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum ResidentKind {
    /// 1: a Japanese national.
    #[serde(rename = "japanese")]
    Japanese,
    /// 2: a foreign resident.
    #[serde(rename = "foreign")]
    Foreign,
    /// 3: somebody who is no resident of the municipality.
    #[serde(rename = "non-resident-3")]
    NonResident3,
    /// 4: somebody who is no resident of the municipality.
    #[serde(rename = "non-resident-4")]
    NonResident4,
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SubstitutionFlags {
    /// For the name; without them no character is a substitute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// For the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The municipality decided the characters without a flag too, so that a certificate has name
    /// and address as they are: what flags meant in version 1. It is not written; in version 2 a
    /// certificate has what the tables say for those.
    #[serde(skip)]
    pub decided: bool,
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
        let form = |deviation: json_document::Deviation| RecordError {
            path: deviation.path.clone(),
            expected: FieldRule::Form(deviation),
        };
        // The form is known to be right then. What is left is a day that there is not, and a number
        // that is too large.
        if form::has_version(json) {
            let text = json_document::read_by(json, &PARSED).map_err(form)?;
            let Form(record) = deserialized(text)?;
            record.check()?;
            Ok(record)
        } else {
            let text = json_document::read_by(json, &version1::PARSED).map_err(form)?;
            deserialized::<version1::Form>(text)?.into_record()
        }
    }

    /// The name as the card shows it, everywhere: a Japanese national's with the former surname, a
    /// foreign resident's with the name in kanji and the alias, as the record has them.
    #[must_use]
    pub fn shown_name(&self) -> String {
        name::shown(self)
    }

    /// The name without former surname and alias: family name, U+3000, given name; a foreign
    /// resident's in Roman letters, U+3000, in kanji.
    #[must_use]
    pub fn own_name(&self) -> String {
        name::own(self)
    }

    /// Which characters of the shown name stand for one that cannot be shown, a digit a
    /// character: `0` the character itself, `1` a substitute.
    #[must_use]
    pub fn name_flags(&self) -> String {
        let own = self.substituted.as_ref().and_then(|own| own.name.clone());
        own.unwrap_or_else(|| "0".repeat(characters(&self.shown_name())))
    }

    /// As [`Self::name_flags`], for the address.
    #[must_use]
    pub fn address_flags(&self) -> String {
        let own = self.substituted.as_ref().and_then(|own| own.address.clone());
        own.unwrap_or_else(|| "0".repeat(characters(&self.address.line())))
    }

    /// The address as the card shows it, everywhere: one line.
    #[must_use]
    pub fn address_line(&self) -> String {
        self.address.line()
    }

    /// Day of birth; month and day are 0 where they are not known, and the year too.
    #[must_use]
    pub const fn birth_date(&self) -> Date {
        self.birth.date()
    }

    /// The card that is wanted.
    ///
    /// # Errors
    /// When the record does not say.
    pub fn card_type(&self) -> Result<CardType, RecordError> {
        self.card.ok_or_else(|| record_error("$.card", FieldRule::Card))
    }

    /// The municipality's code without its check digit, 5 digits.
    #[must_use]
    pub fn municipality_code(&self) -> &str {
        self.municipality.code.get(..5).unwrap_or_default()
    }

    /// Completed years of age on a day.
    #[must_use]
    pub fn age(&self, today: Date) -> u16 {
        self.birth_date().age_on(today)
    }

    /// Is there a signing certificate for this holder on a day? None under [`SIGNING_AGE`].
    #[must_use]
    pub fn may_sign(&self, today: Date) -> bool {
        self.age(today) >= SIGNING_AGE
    }

    /// Does the record speak of nothing that has yet to happen: a birth, the day since which the
    /// address is the resident's, the event that a foreign resident's stay follows from?
    ///
    /// # Errors
    /// The first of them that lies after `today`.
    pub fn not_ahead(&self, today: Date) -> Result<(), RecordError> {
        let event = self.foreign.as_ref().and_then(|foreign| foreign.event);
        for (path, day) in [
            ("$.birth", self.birth.earliest().map(Day)),
            ("$.since", self.since),
            ("$.foreign.event", event),
        ] {
            if day.is_some_and(|day| day.0 > today) {
                return Err(record_error(path, FieldRule::Past(Day(today))));
            }
        }
        Ok(())
    }

    /// Can a card be issued from the record at this moment, as far as days go? That does not depend
    /// on its profile. What the card holds, and whether that fits: [`uses::card`](crate::uses::card).
    ///
    /// # Errors
    /// As [`Self::check`]; when not even the year of birth is known, the holder's stay has ended, or
    /// the record speaks of a day to come.
    pub fn issuable(&self, issued: DateTime) -> Result<(), RecordError> {
        self.check()?;
        if self.birth.earliest().is_none() {
            return Err(record_error("$.birth", FieldRule::KnownBirth));
        }
        let today = Date::in_japan(issued);
        self.not_ahead(today)?;
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

/// What a text of a known form says.
fn deserialized<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, RecordError> {
    let mut parser = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut parser).map_err(|cause| {
        let path = format!("$.{}", cause.path());
        let expected = match items::find(&path).map(|item| item.form) {
            Some(ItemForm::Count(least, most)) => FieldRule::Count { least, most },
            _ if path.ends_with(".known") => FieldRule::Month,
            _ => FieldRule::Day,
        };
        record_error(&path, expected)
    })
}

/// A field, and the rule that it breaks.
fn record_error(path: &str, expected: FieldRule) -> RecordError {
    RecordError { path: path.to_owned(), expected }
}

#[cfg(test)]
mod tests;
