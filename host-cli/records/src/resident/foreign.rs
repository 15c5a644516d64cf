//! What is known of a foreign resident.

use serde::{Deserialize, Serialize};

use super::RegisterDate;
use super::hidden::hide;
use crate::day::Day;

/// What is known of a foreign resident beside the names (Basic Resident Registration Act,
/// 住民基本台帳法, article 30-45).
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignResident {
    /// Nationality or region (国籍名等).
    pub nationality: String,
    /// Its code (国籍等_国名コード), 3 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality_code: Option<String>,
    /// Category (第30条45規定区分).
    pub category: Category,
    /// Under which article the residence was notified (法第30条46又は47区分).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification: Option<Notification>,
    /// The day of becoming a foreign resident (外国人住民となった年月日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub became_foreign_resident: Option<RegisterDate>,
    /// Status of stay; mid- and long-term residents have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Its code (在留資格等コード), 3 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_code: Option<String>,
    /// Length of the period of stay (在留期間等).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Last day of the period of stay (満了の日); 永住者 and 高度専門職2号 have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period_until: Option<Day>,
    /// Number of the residence card or certificate (在留カード等番号): 2 letters, 8 digits, 2
    /// letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residence_card: Option<String>,
    /// Which of the two it is (在留カード等番号_区分).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residence_card_kind: Option<ResidenceCardKind>,
    /// The day of the birth or of the loss of nationality that began the residence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Day>,
}

/// A length of stay.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Years, at most 99.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<u16>,
    /// Months, at most 99.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<u16>,
    /// Days, at most 999.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
}

hide!(ForeignResident, Period);

/// Category of a foreign resident (the same article).
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

/// Under which article a foreign resident's notification was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Notification {
    /// Settling as a mid- or long-term resident (Act, article 30-46).
    #[serde(rename = "30-46")]
    Settling,
    /// Becoming one at the address (article 30-47).
    #[serde(rename = "30-47")]
    Becoming,
}

/// A document that a foreign resident carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResidenceCardKind {
    /// Residence card (在留カード).
    ResidenceCard,
    /// Special permanent resident certificate (特別永住者証明書).
    SpecialPermanentCertificate,
}
