//! The members of a record in JSON. Deserialising a record also checks it.

use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::{
    Address, CardType, Change, Domicile, ForeignResident, Household, Municipality, Names,
    RegisterDate, Residence, Resident, ResidentKind, Sex, SubstitutionFlags,
};
use crate::day::Day;

/// The version that is written.
const VERSION: u8 = 2;

/// A record as far as its members have the right types.
#[derive(Debug)]
pub(super) struct Form(pub(super) Resident);

/// The members, and both ways between them and the fields of [`Resident`]: the compiler sees that
/// they are the same.
macro_rules! members {
    ($($(#[$attribute:meta])* $member:ident: $type:ty,)+) => {
        #[derive(Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        struct Members {
            version: u8,
            $($(#[$attribute])* $member: $type,)+
        }

        impl From<Members> for Resident {
            fn from(members: Members) -> Self {
                let Members { version: _, $($member,)+ } = members;
                Self { $($member,)+ }
            }
        }

        impl From<Resident> for Members {
            fn from(record: Resident) -> Self {
                let Resident { $($member,)+ } = record;
                Self { version: VERSION, $($member,)+ }
            }
        }
    };
}

members! {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    register_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<ResidentKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    name: Names,
    birth: RegisterDate,
    sex: Sex,
    #[serde(skip_serializing_if = "Option::is_none")]
    sex_wording: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    household: Option<Household>,
    #[serde(skip_serializing_if = "Option::is_none")]
    domicile: Option<Domicile>,
    address: Address,
    #[serde(default, skip_serializing_if = "Residence::is_empty")]
    residence: Residence,
    municipality: Municipality,
    #[serde(skip_serializing_if = "Option::is_none")]
    record_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    personal_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    foreign: Option<ForeignResident>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Change>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<CardType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    substituted: Option<SubstitutionFlags>,
}

impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Members::deserialize(deserializer).map(|members| Self(members.into()))
    }
}

/// Has a document a member `version`? Version 1 has none. What is no object at all counts as one of
/// the version of today.
pub(super) fn has_version(json: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Versioned {
        #[serde(default, deserialize_with = "present")]
        version: bool,
    }

    fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| true)
    }

    serde_json::from_slice::<Versioned>(json).map_or(true, |found| found.version)
}

/// Reads a record of either version and checks everything in it, as [`Resident::parse`] does.
impl<'de> Deserialize<'de> for Resident {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::parse(value.to_string().as_bytes()).map_err(D::Error::custom)
    }
}

/// Writes a record of version 2.
impl Serialize for Resident {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Members::from(self.clone()).serialize(serializer)
    }
}
