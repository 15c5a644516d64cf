//! Rules that several uses share.

use super::{Use, UseError, UseRule};
use crate::Date;
use crate::resident::{ADDRESS_MAX, NAME_MAX, NAME_MAX_BYTES, NotResident, Resident, characters};

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
    record.is_of_resident().map_err(|cause| no_resident(cause, usage))
}

/// And of one who lives here?
pub(super) fn living_here(record: &Resident, usage: Use) -> Result<(), UseError> {
    record.lives_here().map_err(|cause| no_resident(cause, usage))
}

fn no_resident(cause: NotResident, usage: Use) -> UseError {
    let rule = match cause {
        NotResident::NoResident => UseRule::NoResident,
        NotResident::Died { .. } => UseRule::Died,
        NotResident::MovedOut => UseRule::MovedOut,
        NotResident::Removed => UseRule::Removed,
    };
    error(usage, &cause.path(), rule)
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
