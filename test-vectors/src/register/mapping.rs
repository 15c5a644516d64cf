//! The mappings by which `juki resident import` reads the tables.

use super::{Encoding, Form, Item};

/// What every record has: the municipality that there is not.
const CONSTANTS: &str = r#"
[constant]
"municipality.code" = "131016"
"municipality.prefecture" = "Tokyo-to"
"municipality.city" = "Chiyoda-ku"
"#;

impl Form {
    /// The mapping of a table in this form, as TOML.
    #[must_use]
    pub fn mapping(self, encoding: Encoding) -> String {
        let mut toml = format!(
            "version = 1\n\n[file]\nkind = \"csv\"\nencoding = \"{}\"\nheader = true\n\
             line_end = \"crlf\"\n{CONSTANTS}",
            encoding.name()
        );
        for item in self.columns() {
            let (name, target) = (item.name(), item.target());
            toml += &format!("\n[[column]]\nname = \"{name}\"\n{target}\n");
        }
        toml
    }
}

impl Item {
    /// What its column gives a record.
    const fn target(self) -> &'static str {
        match self {
            Self::RegisterNumber => r#"path = "register_number""#,
            Self::HouseholdNumber => r#"path = "household.number""#,
            Self::Kind => {
                r#"path = "kind"
convert = { codes = { 1 = "japanese", 2 = "foreign" } }"#
            }
            Self::State => r#"path = "state""#,
            Self::Family => r#"path = "name.japanese.family""#,
            Self::Given => r#"path = "name.japanese.given""#,
            Self::FamilyFurigana => r#"path = "name.japanese.furigana.family""#,
            Self::GivenFurigana => r#"path = "name.japanese.furigana.given""#,
            Self::Roman => r#"path = "name.roman.value""#,
            Self::Kanji => r#"path = "name.kanji.value""#,
            Self::ForeignFurigana => r#"path = "name.roman.furigana""#,
            Self::FormerSurname => r#"path = "name.former_surname.value""#,
            Self::FormerSurnameFurigana => r#"path = "name.former_surname.furigana""#,
            Self::Alias => r#"path = "name.alias.value""#,
            Self::AliasFurigana => r#"path = "name.alias.furigana""#,
            Self::Sex => {
                r#"path = "sex"
convert = { codes = { 1 = "male", 2 = "female" } }"#
            }
            Self::SexWording => r#"path = "sex_wording""#,
            Self::SexWord => {
                r#"path = "sex"
convert = { codes = { "男" = "male", "女" = "female" } }"#
            }
            Self::Birth => {
                r#"path = "birth"
convert = { date = "YYYY-MM-DD" }"#
            }
            Self::EraBirth => {
                r#"path = "birth"
convert = { date = "era" }"#
            }
            Self::BirthUnknown => r#"unknown_flag = "birth""#,
            Self::BirthWording => r#"unknown_wording = "birth""#,
            Self::Relationship1 => r#"path = "household.relationships[0]""#,
            Self::Relationship2 => r#"path = "household.relationships[1]""#,
            Self::RelationshipWording | Self::RelationshipWord => r#"path = "household.wording""#,
            Self::Order => {
                r#"path = "household.order"
convert = { number = true }"#
            }
            Self::PersonalNumber => r#"path = "personal_number""#,
            Self::RecordCode => r#"path = "record_code""#,
            Self::MunicipalityCode => r#"path = "address.code""#,
            Self::TownCode => r#"path = "address.town_code""#,
            Self::Prefecture => r#"path = "address.prefecture""#,
            Self::City => r#"path = "address.city""#,
            Self::Town => r#"path = "address.town""#,
            Self::Block => r#"path = "address.number""#,
            Self::Building => r#"path = "address.building""#,
            Self::BuildingFurigana => r#"path = "address.building_furigana""#,
            Self::Postcode => r#"path = "address.postcode""#,
            Self::Householder => r#"path = "household.head""#,
            Self::ResidentSince => {
                r#"path = "residence.became_resident"
convert = { date = "YYYY-MM-DD" }"#
            }
            Self::SettledSince => {
                r#"path = "residence.settled"
convert = { date = "YYYY-MM-DD" }"#
            }
            Self::ForeignSince => {
                r#"path = "foreign.became_foreign_resident"
convert = { date = "YYYY-MM-DD" }"#
            }
            Self::NationalityCode => r#"path = "foreign.nationality_code""#,
            Self::Nationality => r#"path = "foreign.nationality""#,
            Self::Provision => {
                r#"path = "foreign.category"
convert = { codes = { 01 = "mid-long-term", 02 = "special-permanent" } }"#
            }
            Self::StatusCode => r#"path = "foreign.status_code""#,
            Self::Status => r#"path = "foreign.status""#,
            Self::PeriodUntil => {
                r#"path = "foreign.period_until"
convert = { date = "YYYY-MM-DD" }"#
            }
            Self::ResidenceCard => r#"path = "foreign.residence_card""#,
            Self::WholeName => r#"split = ["name.japanese.family", "name.japanese.given"]"#,
            Self::WholeFurigana => {
                r#"split = ["name.japanese.furigana.family", "name.japanese.furigana.given"]"#
            }
            Self::WholeAddress => r#"path = "address.text""#,
        }
    }
}
