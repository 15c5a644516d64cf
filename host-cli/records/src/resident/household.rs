//! The household.

use serde::{Deserialize, Serialize};

use super::hidden::hide;

/// The resident's household (世帯), and the place in it.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Household {
    /// Its number (世帯番号), up to 15 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Relationship to the head (続柄コード1 to 4), 2 digits each: a child's wife has two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relationships: Vec<String>,
    /// The same in words (続柄表記).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wording: Option<String>,
    /// Place among the members (記載順位), from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<u16>,
    /// Name of the head (世帯主).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
}

hide!(Household);
