//! The members of a record in JSON. Deserialising a record also checks it.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{CardType, ForeignResident, Municipality, Resident, Sex, SubstitutionFlags};
use crate::day::Day;

/// A record as far as its members have the right types.
#[derive(Debug, Deserialize)]
pub(super) struct Form(#[serde(with = "Members")] pub(super) Resident);

/// The members: the compiler sees that they are the fields of [`Resident`].
#[derive(Deserialize, Serialize)]
#[serde(remote = "Resident", deny_unknown_fields)]
struct Members {
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
    name: String,
    birth: Day,
    sex: Sex,
    address: String,
    municipality: Municipality,
    record_code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    personal_number: Option<String>,
    card: CardType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    substituted: Option<SubstitutionFlags>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    foreign: Option<ForeignResident>,
}

/// Reads a record and checks everything in it, as [`Resident::parse`] does.
impl<'de> Deserialize<'de> for Resident {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let record = Members::deserialize(deserializer)?;
        record.check().map_err(D::Error::custom)?;
        Ok(record)
    }
}

impl Serialize for Resident {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Members::serialize(self, serializer)
    }
}
