//! Rules that several uses share.

use super::{Use, UseError, UseRule};
use crate::Date;
use crate::resident::{ADDRESS_MAX, Resident, ResidentKind, characters};

/// Longest name on a card and in a certificate, in characters,
pub(super) const NAME_MAX: usize = 100;
/// and in bytes of UTF-8.
pub(super) const NAME_MAX_BYTES: usize = 200;
/// Reason of a change (異動事由): death.
const DEATH: &str = "23";

/// The items of an address that its line is made of, each with the word of a use.
macro_rules! with_address {
    ($word:literal, [$($item:expr,)*]) => {
        &[
            $($item,)*
            ("$.address.text", $word),
            ("$.address.prefecture", $word),
            ("$.address.city", $word),
            ("$.address.town", $word),
            ("$.address.number", $word),
            ("$.address.building", $word),
        ]
    };
}
pub(super) use with_address;

pub(super) fn error(usage: Use, path: &str, rule: UseRule) -> UseError {
    UseError { usage, path: path.to_owned(), rule }
}

/// Is the record one of a resident?
pub(super) fn resident(record: &Resident, usage: Use) -> Result<(), UseError> {
    match record.kind {
        Some(ResidentKind::NonResident3 | ResidentKind::NonResident4) => {
            Err(error(usage, "$.kind", UseRule::NoResident))
        }
        None | Some(ResidentKind::Japanese | ResidentKind::Foreign) => Ok(()),
    }
}

/// And of one who lives here? The reason of death is a public code; what 住民状態 says is none.
pub(super) fn living_here(record: &Resident, usage: Use) -> Result<(), UseError> {
    resident(record, usage)?;
    let died = record.changes.iter().position(|change| {
        change.reason.as_ref().and_then(|reason| reason.code.as_deref()) == Some(DEATH)
    });
    if let Some(place) = died {
        let path = format!("$.changes[{place}].reason.code");
        return Err(error(usage, &path, UseRule::Died));
    }
    let residence = &record.residence;
    if residence.departure.as_ref().is_some_and(|departure| departure.confirmed.is_some()) {
        return Err(error(usage, "$.residence.departure.confirmed", UseRule::MovedOut));
    }
    if residence.removal.as_ref().is_some_and(|removal| removal.date.is_some()) {
        return Err(error(usage, "$.residence.removal.date", UseRule::Removed));
    }
    Ok(())
}

/// The name as a card and a certificate have it.
pub(super) fn name(record: &Resident, usage: Use) -> Result<String, UseError> {
    let name = record.shown_name();
    let (found, length) = (characters(&name), name.len());
    if found > NAME_MAX || length > NAME_MAX_BYTES {
        let bytes = Some(NAME_MAX_BYTES);
        let rule = UseRule::LongName { most: NAME_MAX, bytes, found, length };
        return Err(error(usage, "$.name", rule));
    }
    Ok(name)
}

/// The address as a card and a certificate have it.
pub(super) fn address(record: &Resident, usage: Use) -> Result<String, UseError> {
    let address = record.address_line();
    match characters(&address) {
        0 => Err(error(usage, "$.address", UseRule::NoAddress)),
        found if found > ADDRESS_MAX => {
            let rule = UseRule::LongAddress { most: ADDRESS_MAX, found };
            Err(error(usage, "$.address", rule))
        }
        _ => Ok(address),
    }
}

/// The birth, of which the year at least is known.
pub(super) fn birth(record: &Resident, usage: Use) -> Result<Date, UseError> {
    match record.birth.earliest() {
        Some(_) => Ok(record.birth_date()),
        None => Err(error(usage, "$.birth", UseRule::BirthYear)),
    }
}
