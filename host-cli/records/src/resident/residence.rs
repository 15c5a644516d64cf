//! Residence: since when a resident is one, and where from and where to.

use serde::{Deserialize, Serialize};

use super::hidden::hide;
use super::{Address, Reason, RegisterDate};
use crate::day::Day;

/// How the resident came to live here, and where the resident goes.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Residence {
    /// The day of becoming a resident of the municipality (住民となった年月日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub became_resident: Option<RegisterDate>,
    /// The day of settling at the address (住定日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled: Option<RegisterDate>,
    /// Address before moving into the municipality (転入前住所).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_moving_in: Option<Address>,
    /// Address before moving within the municipality (転居前住所).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_moving: Option<Address>,
    /// Moving out (転出).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departure: Option<Departure>,
    /// The removal of the record (消除).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removal: Option<Removal>,
    /// Earlier addresses in the municipality, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
}

/// Moving out of the municipality (転出).
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Departure {
    /// The day on which it was notified (転出届出年月日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notified: Option<Day>,
    /// The day for which it is planned (転出予定年月日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned: Option<Day>,
    /// Where to, as planned (転出先住所（予定）).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned_address: Option<Address>,
    /// The day of it (転出年月日（確定）).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Day>,
    /// Where to (転出先住所（確定）).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_address: Option<Address>,
    /// The day of the other municipality's notice (転入通知年月日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrival_notice: Option<Day>,
}

/// The removal of a record (消除).
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// The day on which its reason was notified (消除の届出年月日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notified: Option<RegisterDate>,
    /// The day of it (消除の異動年月日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<RegisterDate>,
}

/// An earlier address.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The address.
    pub address: Address,
    /// The day of settling there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<RegisterDate>,
    /// The day of leaving it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<RegisterDate>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

hide!(Residence, Departure, Removal, Move);

impl Residence {
    /// Is nothing known of it?
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
