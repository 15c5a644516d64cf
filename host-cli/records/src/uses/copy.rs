//! A copy of the record (住民票の写し): which items are on it, in one place for every way of giving
//! one. How they are laid out is not decided here.

use super::rules::{self, with_address};
use super::{Use, UseError, UseRule};
use crate::day::Day;
use crate::resident::{
    Address, Category, Confirmation, FullName, Names, Priority, RegisterDate, Resident, Sex, hide,
};

/// The items that it holds or asks.
pub(super) const ITEMS: &[(&str, &str)] = with_address!(
    "address",
    [
        ("$.kind", "residents only"),
        ("$.name.japanese.family", "name"),
        ("$.name.japanese.given", "name"),
        ("$.name.japanese.furigana.family", "reading, when confirmed"),
        ("$.name.japanese.furigana.given", "reading, when confirmed"),
        ("$.name.japanese.confirmation", "whether the reading is on it"),
        ("$.name.former_surname.value", "former surname"),
        ("$.name.roman.value", "name"),
        ("$.name.kanji.value", "name"),
        ("$.name.alias.value", "alias"),
        ("$.name.priority", "whom it is addressed to"),
        ("$.birth", "birth, with its wording"),
        ("$.sex", "sex"),
        ("$.sex_wording", "sex"),
        ("$.household.relationships[]", "asked for: household of one?"),
        ("$.household.wording", "asked for: relationship"),
        ("$.household.head", "asked for: head"),
        ("$.domicile.text", "own municipality, asked for"),
        ("$.domicile.head.family", "own municipality, asked for"),
        ("$.domicile.head.given", "own municipality, asked for"),
        ("$.residence.became_resident", "day"),
        ("$.residence.settled", "day"),
        ("$.residence.before_moving_in.text", "former address"),
        ("$.residence.before_moving_in.prefecture", "former address"),
        ("$.residence.before_moving_in.city", "former address"),
        ("$.residence.before_moving_in.town", "former address"),
        ("$.residence.before_moving_in.number", "former address"),
        ("$.residence.before_moving_in.building", "former address"),
        ("$.residence.before_moving_in.country", "former address"),
        ("$.residence.before_moving_in.abroad", "former address"),
        ("$.residence.before_moving.text", "former address"),
        ("$.residence.before_moving.prefecture", "former address"),
        ("$.residence.before_moving.city", "former address"),
        ("$.residence.before_moving.town", "former address"),
        ("$.residence.before_moving.number", "former address"),
        ("$.residence.before_moving.building", "former address"),
        ("$.residence.before_moving.country", "former address"),
        ("$.residence.before_moving.abroad", "former address"),
        ("$.residence.departure.planned", "planned move"),
        ("$.residence.departure.confirmed", "none after it"),
        ("$.residence.removal.notified", "none after it"),
        ("$.residence.removal.date", "none after it"),
        ("$.record_code", "asked for"),
        ("$.personal_number", "asked for"),
        ("$.foreign.nationality", "asked for"),
        ("$.foreign.category", "asked for"),
        ("$.foreign.status", "asked for"),
        ("$.foreign.period_until", "asked for"),
        ("$.foreign.residence_card", "asked for"),
        ("$.changes[].reason.code", "none after 23 (death)"),
    ]
);

/// What is asked for. Without anything but the kind, the copy has name, birth, sex, address and the
/// days of residence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyRequest {
    /// Who gives it.
    pub kind: CopyKind,
    /// With the head of the household and the relationship.
    pub household: bool,
    /// With the registered domicile and the head of the family register.
    pub domicile: bool,
    /// With the personal number.
    pub personal_number: bool,
    /// With the resident record code.
    pub record_code: bool,
    /// With what is known of a foreign resident.
    pub foreign: bool,
}

/// Who gives a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyKind {
    /// The municipality of the record (Basic Resident Registration Act, 住民基本台帳法, article 12).
    Own,
    /// Another municipality (広域交付; article 12-4).
    WideArea,
}

impl CopyRequest {
    /// A copy of this kind with nothing that has to be asked for.
    #[must_use]
    pub const fn of(kind: CopyKind) -> Self {
        Self {
            kind,
            household: false,
            domicile: false,
            personal_number: false,
            record_code: false,
            foreign: false,
        }
    }
}

/// What is on a copy.
#[derive(Clone, PartialEq, Eq)]
pub struct CopyContent {
    /// The names.
    pub names: CopyNames,
    /// The birth, with its wording where it is not known whole.
    pub birth: RegisterDate,
    /// The sex.
    pub sex: Sex,
    /// The sex as the register says it.
    pub sex_wording: Option<String>,
    /// The address, in one line.
    pub address: String,
    /// The address before moving into the municipality (転入前住所), in one line.
    pub before_moving_in: Option<String>,
    /// The address before moving within it (異動前住所), in one line.
    pub before_moving: Option<String>,
    /// The day of becoming a resident (住民となった年月日).
    pub became_resident: Option<RegisterDate>,
    /// The day of settling at the address (住定日).
    pub settled: Option<RegisterDate>,
    /// The day for which a move out is planned (転出予定年月日).
    pub departure_planned: Option<Day>,
    /// The household.
    pub household: Option<CopyHousehold>,
    /// The registered domicile.
    pub domicile: Option<CopyDomicile>,
    /// The personal number.
    pub personal_number: Option<String>,
    /// The resident record code.
    pub record_code: Option<String>,
    /// What is known of a foreign resident.
    pub foreign: Option<CopyForeign>,
}

/// The names on a copy.
#[derive(Clone, PartialEq, Eq)]
pub struct CopyNames {
    /// The name: family name, U+3000, given name; a foreign resident's in Roman letters, U+3000, in
    /// kanji.
    pub own: String,
    /// How a Japanese name is read, when that is confirmed: a municipality's guess is on no copy.
    pub furigana: Option<FullName>,
    /// Former surname (旧氏).
    pub former_surname: Option<String>,
    /// Alias (通称).
    pub alias: Option<String>,
    /// The name that is preferred (氏名優先区分), whom the copy is addressed to.
    pub preferred: String,
}

/// The household on a copy.
#[derive(Clone, PartialEq, Eq)]
pub struct CopyHousehold {
    /// Head (世帯主): of a household of one the resident.
    pub head: String,
    /// Relationship to the head (続柄): of a household of one 世帯主.
    pub relationship: String,
    /// The record knows of no other member: the copy says so.
    pub alone: bool,
}

/// The registered domicile on a copy.
#[derive(Clone, PartialEq, Eq)]
pub struct CopyDomicile {
    /// The place (本籍).
    pub text: String,
    /// First entry of the family register (筆頭者): family name, U+3000, given name.
    pub head: Option<String>,
}

/// What a copy has of a foreign resident.
#[derive(Clone, PartialEq, Eq)]
pub struct CopyForeign {
    /// Nationality or region.
    pub nationality: String,
    /// Category (第30条45規定区分).
    pub category: Category,
    /// Status of stay.
    pub status: Option<String>,
    /// Last day of the period of stay.
    pub period_until: Option<Day>,
    /// Number of the residence card or certificate.
    pub residence_card: Option<String>,
}

hide!(CopyContent, CopyNames, CopyHousehold, CopyDomicile, CopyForeign);

/// Relationship of the head of a household to itself.
const HEAD: &str = "世帯主";

/// What is on a copy of the record.
///
/// # Errors
/// When the holder is no resident or not one any more (a copy of a removed record, 除票, is another
/// document); when something is asked for that the record does not have, or that a copy by another
/// municipality never has.
pub fn copy(record: &Resident, request: CopyRequest) -> Result<CopyContent, UseError> {
    const USE: Use = Use::Copy;
    rules::living_here(record, USE)?;
    if request.kind == CopyKind::WideArea && request.domicile {
        return Err(rules::error(USE, "$.domicile", UseRule::NeverOnWideAreaCopy));
    }
    let address = record.address_line();
    if address.is_empty() {
        return Err(rules::error(USE, "$.address", UseRule::NoAddress));
    }
    let names = names(record);
    let asked = |asked: bool, path, value: &Option<String>, rule| match value {
        _ if !asked => Ok(None),
        Some(value) => Ok(Some(value.clone())),
        None => Err(rules::error(USE, path, rule)),
    };
    let line = |address: &Option<Address>| address.as_ref().map(Address::line);
    let residence = &record.residence;
    Ok(CopyContent {
        birth: record.birth.clone(),
        sex: record.sex,
        sex_wording: record.sex_wording.clone(),
        address,
        before_moving_in: line(&residence.before_moving_in),
        before_moving: line(&residence.before_moving),
        became_resident: residence.became_resident.clone(),
        settled: residence.settled.clone(),
        departure_planned: residence.departure.as_ref().and_then(|departure| departure.planned),
        household: request.household.then(|| household(record, &names.own)).transpose()?,
        domicile: request.domicile.then(|| domicile(record)).transpose()?,
        personal_number: asked(
            request.personal_number,
            "$.personal_number",
            &record.personal_number,
            UseRule::NoPersonalNumber,
        )?,
        record_code: asked(
            request.record_code,
            "$.record_code",
            &record.record_code,
            UseRule::NoRecordCode,
        )?,
        foreign: record.foreign.as_ref().filter(|_| request.foreign).map(|foreign| CopyForeign {
            nationality: foreign.nationality.clone(),
            category: foreign.category,
            status: foreign.status.clone(),
            period_until: foreign.period_until,
            residence_card: foreign.residence_card.clone(),
        }),
        names,
    })
}

fn names(record: &Resident) -> CopyNames {
    let Names { japanese, roman, kanji, former_surname, alias, priority, .. } = &record.name;
    let own = record.own_name();
    let preferred = match priority {
        None | Some(Priority::Japanese) => None,
        Some(Priority::Roman) => roman.as_ref().map(|name| name.value.clone()),
        Some(Priority::Kanji) => kanji.as_ref().map(|name| name.value.clone()),
        Some(Priority::Alias) => alias.as_ref().map(|name| name.value.clone()),
        Some(Priority::FormerSurname) => former_surname
            .as_ref()
            .zip(japanese.as_ref())
            .map(|(former, name)| format!("{}\u{3000}{}", former.value, name.given)),
    };
    let attested =
        |name: &&crate::resident::JapaneseName| name.confirmation == Some(Confirmation::Confirmed);
    CopyNames {
        preferred: preferred.unwrap_or_else(|| own.clone()),
        own,
        furigana: japanese.as_ref().filter(attested).and_then(|name| name.furigana.clone()),
        former_surname: former_surname.as_ref().map(|name| name.value.clone()),
        alias: alias.as_ref().map(|name| name.value.clone()),
    }
}

/// A household of which the record has neither a head nor a relationship has no other member.
fn household(record: &Resident, own: &str) -> Result<CopyHousehold, UseError> {
    let refused = |path, rule| Err(rules::error(Use::Copy, path, rule));
    let Some(household) = &record.household else {
        return refused("$.household", UseRule::NoHousehold);
    };
    let head = household.head.clone().unwrap_or_else(|| own.to_owned());
    match (&household.wording, &household.head) {
        (None, None) if household.relationships.is_empty() => {
            Ok(CopyHousehold { head, relationship: HEAD.to_owned(), alone: true })
        }
        (Some(wording), Some(_)) => {
            Ok(CopyHousehold { head, relationship: wording.clone(), alone: false })
        }
        (Some(wording), None) if wording == HEAD => {
            Ok(CopyHousehold { head, relationship: wording.clone(), alone: false })
        }
        (Some(_), None) => refused("$.household.head", UseRule::NoHousehold),
        (None, _) => refused("$.household.wording", UseRule::NoRelationship),
    }
}

fn domicile(record: &Resident) -> Result<CopyDomicile, UseError> {
    let found = record.domicile.as_ref();
    match found.and_then(|domicile| domicile.text.clone().map(|text| (text, &domicile.head))) {
        Some((text, head)) => {
            let head = head.as_ref().map(|head| [&*head.family, &head.given].join("\u{3000}"));
            Ok(CopyDomicile { text, head })
        }
        None => Err(rules::error(Use::Copy, "$.domicile.text", UseRule::NoDomicile)),
    }
}
