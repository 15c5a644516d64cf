//! Version 1 of a record in JSON, which has no member `version`: one text for each name and for the
//! address. It is read into the same type, and never written.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use super::name::{is_japanese, is_kanji_name, is_roman};
use super::validate::{characters, require, sized_text, text};
use super::{
    ADDRESS_MAX, Address, CardType, Category, FieldRule, ForeignResident, FullName, Municipality,
    Names, RecordError, Resident, Sex, SubstitutionFlags,
};
use crate::day::Day;

/// The JSON Schema of version 1.
pub const SCHEMA: &str = include_str!("../../schema/resident-v1.schema.json");

/// The same as JSON.
pub(super) static PARSED: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(SCHEMA).unwrap_or_default());

/// Longest text that is no address, in characters.
const TEXT_MAX: usize = 100;

/// The members.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    #[serde(rename = "$schema")]
    schema: Option<String>,
    name: String,
    birth: Day,
    sex: Sex,
    address: String,
    municipality: Municipality,
    record_code: String,
    personal_number: Option<String>,
    card: CardType,
    since: Option<Day>,
    substituted: Option<SubstitutionFlags>,
    foreign: Option<ForeignForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ForeignForm {
    nationality: String,
    category: Category,
    kanji: Option<String>,
    alias: Option<String>,
    #[serde(default)]
    alias_history: Vec<String>,
    status: Option<String>,
    period_until: Option<Day>,
    residence_card: Option<String>,
    event: Option<Day>,
}

impl Form {
    /// The record; it is checked, and a card can be issued from it as far as its members go.
    pub(super) fn into_record(self) -> Result<Resident, RecordError> {
        let schema = self.schema.clone();
        let name = self.names()?;
        text("$.address", &self.address)?;
        let fits = (1..=ADDRESS_MAX).contains(&characters(&self.address));
        require("$.address", fits, FieldRule::Address(ADDRESS_MAX))?;
        let foreign = self.foreign.map(|foreign| ForeignResident {
            nationality: foreign.nationality,
            nationality_code: None,
            category: foreign.category,
            notification: None,
            became_foreign_resident: None,
            status: foreign.status,
            status_code: None,
            period: None,
            period_until: foreign.period_until,
            residence_card: foreign.residence_card,
            residence_card_kind: None,
            event: foreign.event,
        });
        let record = Resident {
            schema,
            register_number: None,
            kind: None,
            state: None,
            name,
            birth: self.birth.into(),
            sex: self.sex,
            sex_wording: None,
            household: None,
            domicile: None,
            address: Address::from(self.address),
            residence: super::Residence::default(),
            municipality: self.municipality,
            record_code: Some(self.record_code),
            personal_number: self.personal_number,
            foreign,
            changes: Vec::new(),
            card: Some(self.card),
            since: self.since,
            substituted: self.substituted.map(|own| SubstitutionFlags { decided: true, ..own }),
        };
        record.check().and_then(|()| record.fits_card()).map_err(|error| {
            let path = path(&error.path, &record.name);
            RecordError { path, ..error }
        })?;
        Ok(record)
    }

    /// The names, which one text had.
    fn names(&self) -> Result<Names, RecordError> {
        require("$.name", !self.name.is_empty(), FieldRule::Name)?;
        text("$.name", &self.name)?;
        let Some(foreign) = &self.foreign else {
            require("$.name", is_japanese(&self.name), FieldRule::Name)?;
            let (family, given) = self.name.split_once('\u{3000}').unwrap_or_default();
            let name = FullName { family: family.to_owned(), given: given.to_owned() };
            return Ok(Names { japanese: Some(name.into()), ..Names::default() });
        };
        for (path, value) in [
            ("$.foreign.nationality", Some(&foreign.nationality)),
            ("$.foreign.kanji", foreign.kanji.as_ref()),
            ("$.foreign.alias", foreign.alias.as_ref()),
        ] {
            let Some(value) = value else { continue };
            sized_text(path, value, TEXT_MAX)?;
        }
        let mut names = Names::default();
        let own = Some(self.name.clone().into());
        if is_roman(&self.name) {
            names.roman = own;
            names.kanji = foreign.kanji.clone().map(Into::into);
        } else {
            require("$.name", is_kanji_name(&self.name), FieldRule::RomanName)?;
            require("$.foreign.kanji", foreign.kanji.is_none(), FieldRule::NoKanji)?;
            names.kanji = own;
        }
        let history = foreign.alias_history.iter().cloned().map(Into::into).collect::<Vec<_>>();
        match &foreign.alias {
            Some(alias) => {
                let alias = super::NameEntry { history, ..alias.clone().into() };
                names.alias = Some(alias);
            }
            None => names.earlier_aliases = history,
        }
        Ok(names)
    }
}

/// The path in version 1 of what the record's own path names.
fn path(path: &str, names: &Names) -> String {
    let foreign = path
        .strip_prefix("$.name.alias.history")
        .or_else(|| path.strip_prefix("$.name.earlier_aliases"));
    if let Some(rest) = foreign {
        return format!("$.foreign.alias_history{}", rest.trim_end_matches(".value"));
    }
    let own = match path {
        "$.name.alias.value" => "$.foreign.alias",
        "$.name.kanji.value" if names.roman.is_some() => "$.foreign.kanji",
        "$.address.text" => "$.address",
        _ if path.starts_with("$.name.") => "$.name",
        other => other,
    };
    own.to_owned()
}
