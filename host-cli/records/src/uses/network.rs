//! What the network holds: identity-confirmation information (本人確認情報), and nothing else. No
//! household, no domicile, no reading, no former address.
//!
//! It is that of the years of the card: name, birth, sex, address, record code and matters of change
//! (Basic Resident Registration Act, 住民基本台帳法, as in force until October 2015, article 30-5).
//! Today's has the personal number and more (article 30-6), which this network never carries.

use super::rules::{self, with_address};
use super::{Use, UseError, UseRule};
use crate::resident::{Names, Reason, RegisterDate, Resident, Sex, characters, hide};

/// Longest name, in characters: the width of 氏名.
const NAME_MAX: usize = 100;
/// Longest address, in characters; the parts of the standard may be longer.
const ADDRESS_MAX: usize = 300;

/// The items that it holds or asks.
pub(super) const ITEMS: &[(&str, &str)] = with_address!(
    "address",
    [
        ("$.kind", "residents only"),
        ("$.name.japanese.family", "name"),
        ("$.name.japanese.given", "name"),
        ("$.name.former_surname.value", "name"),
        ("$.name.roman.value", "name"),
        ("$.name.kanji.value", "name"),
        ("$.name.alias.value", "name"),
        ("$.birth", "birth, with its wording"),
        ("$.sex", "sex"),
        ("$.record_code", "record code"),
        ("$.changes[].date", "matter of change"),
        ("$.changes[].reason.code", "matter of change"),
        ("$.changes[].reason.wording", "matter of change"),
    ]
);

/// Identity-confirmation information.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityInformation {
    /// The name.
    pub name: NetworkName,
    /// The birth.
    pub birth: RegisterDate,
    /// The sex.
    pub sex: Sex,
    /// The address, in one line.
    pub address: String,
    /// The resident record code.
    pub record_code: String,
    /// Matters of change, the oldest first.
    pub changes: Vec<MatterOfChange>,
}

/// The name in it: what a record has of former surname and alias belongs to it.
#[derive(Clone, PartialEq, Eq)]
pub struct NetworkName {
    /// Family name, U+3000, given name; a foreign resident's in Roman letters, U+3000, in kanji.
    pub own: String,
    /// Former surname (旧氏).
    pub former_surname: Option<String>,
    /// Alias (通称).
    pub alias: Option<String>,
}

/// A matter of change (異動等): why, and on which day.
#[derive(Clone, PartialEq, Eq)]
pub struct MatterOfChange {
    /// The day.
    pub date: Option<RegisterDate>,
    /// The reason.
    pub reason: Option<Reason>,
}

hide!(IdentityInformation, NetworkName, MatterOfChange);

/// The identity-confirmation information of a record. That of one who died or moved out is held on:
/// the matters of change say so.
///
/// # Errors
/// When the record is not one of a resident, has no record code or no address, or a name or an
/// address that is too long.
pub fn network(record: &Resident) -> Result<IdentityInformation, UseError> {
    const USE: Use = Use::Network;
    rules::resident(record, USE)?;
    let Names { former_surname, alias, .. } = &record.name;
    let name = NetworkName {
        own: record.own_name(),
        former_surname: former_surname.as_ref().map(|name| name.value.clone()),
        alias: alias.as_ref().map(|name| name.value.clone()),
    };
    let (found, length) = (characters(&name.own), name.own.len());
    if found > NAME_MAX {
        let rule = UseRule::LongName { most: NAME_MAX, bytes: None, found, length };
        return Err(rules::error(USE, "$.name", rule));
    }
    let address = record.address_line();
    match characters(&address) {
        0 => return Err(rules::error(USE, "$.address", UseRule::NoAddress)),
        found if found > ADDRESS_MAX => {
            let rule = UseRule::LongAddress { most: ADDRESS_MAX, found };
            return Err(rules::error(USE, "$.address", rule));
        }
        _ => {}
    }
    let Some(record_code) = record.record_code.clone() else {
        return Err(rules::error(USE, "$.record_code", UseRule::NoRecordCode));
    };
    let changes = record
        .changes
        .iter()
        .map(|change| MatterOfChange { date: change.date.clone(), reason: change.reason.clone() });
    Ok(IdentityInformation {
        name,
        birth: record.birth.clone(),
        sex: record.sex,
        address,
        record_code,
        changes: changes.collect(),
    })
}
