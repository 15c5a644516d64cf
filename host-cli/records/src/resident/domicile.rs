//! The place of the family register.

use serde::{Deserialize, Serialize};

use super::FullName;
use super::hidden::hide;

/// Registered domicile (本籍) of a Japanese national.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Domicile {
    /// Code of the municipality, 6 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Code of the town or district, 7 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub town_code: Option<String>,
    /// The place, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The first entry of the family register (筆頭者).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<FullName>,
}

hide!(Domicile);
