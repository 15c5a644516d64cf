//! An address, in the parts that the standard's items have, or as one text.

use serde::{Deserialize, Serialize};

use super::hidden::hide;

/// Between the number and the building.
const SPACE: char = '\u{3000}';

/// An address (住所). It has its parts, or one text, as records of version 1 have; one abroad has
/// the country and a text.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The whole of it as one text, from the prefecture on, where the parts are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Code of the municipality (市区町村コード), 6 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Code of the town or district (町字コード), 7 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub town_code: Option<String>,
    /// Code of the ward of a designated city (指定都市_行政区等コード), up to 12 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ward_code: Option<String>,
    /// Prefecture (都道府県).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefecture: Option<String>,
    /// City, ward, county, town or village (市区郡町村名).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Town or district (町字).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub town: Option<String>,
    /// Number of the lot or of the house (番地号表記).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The same in digits (番地枝番数値).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_digits: Option<String>,
    /// Code of the building (方書コード).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_code: Option<String>,
    /// Building and room (方書).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building: Option<String>,
    /// How the building is read (方書_フリガナ).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_furigana: Option<String>,
    /// Postcode (郵便番号), 7 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// Code of the country (国名コード), 3 characters; an address in Japan has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// Country (国名等); an address in Japan has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Address abroad (国外住所).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abroad: Option<String>,
    /// Head of the household there (世帯主氏名); the one at the resident's own address is in the
    /// household.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub householder: Option<String>,
}

hide!(Address);

impl From<String> for Address {
    fn from(text: String) -> Self {
        Self { text: Some(text), ..Self::default() }
    }
}

impl Address {
    /// The address as one line: the text, or prefecture, city, town and number without anything
    /// between them, and the building behind U+3000. One abroad is the country, U+3000, and the
    /// address there.
    #[must_use]
    pub fn line(&self) -> String {
        if let Some(text) = &self.text {
            return text.clone();
        }
        let parts = [&self.prefecture, &self.city, &self.town, &self.number];
        let mut line: String = parts.into_iter().flatten().map(String::as_str).collect();
        for part in [&self.country, &self.abroad, &self.building].into_iter().flatten() {
            if !line.is_empty() {
                line.push(SPACE);
            }
            line.push_str(part);
        }
        line
    }

    /// Is it outside Japan?
    #[must_use]
    pub const fn is_abroad(&self) -> bool {
        self.country_code.is_some() || self.country.is_some() || self.abroad.is_some()
    }
}
