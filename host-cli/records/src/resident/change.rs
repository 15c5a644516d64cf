//! Changes of a record, and why they are made.

use serde::{Deserialize, Serialize};

use super::RegisterDate;
use super::hidden::hide;
use crate::day::Day;

/// A change of the record (異動).
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The day of it (異動年月日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<RegisterDate>,
    /// The day on which it was notified (異動届出年月日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notified: Option<Day>,
    /// Its reason (異動事由).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// A reason (異動事由).
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The standard's code, 2 digits: 23 is death.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wording: Option<String>,
}

hide!(Change, Reason);
