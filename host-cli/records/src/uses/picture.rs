//! The pictures of the face.

use super::rules::{self, with_address};
use super::{Use, UseError, UseRule};
use crate::Date;
use crate::resident::{CardType, Resident, Sex, hide};

/// The items that it holds or asks.
pub(super) const ITEMS: &[(&str, &str)] = with_address!(
    "type B: picture",
    [
        ("$.kind", "residents only"),
        ("$.name.japanese.family", "picture"),
        ("$.name.japanese.given", "picture"),
        ("$.name.former_surname.value", "picture, in brackets"),
        ("$.name.roman.value", "picture"),
        ("$.name.kanji.value", "picture"),
        ("$.name.alias.value", "picture, behind a stroke"),
        ("$.birth", "type B: YYYYMMDD, 00 for unknown"),
        ("$.sex", "type B"),
        ("$.residence.departure.confirmed", "none after it"),
        ("$.residence.removal.notified", "none after it"),
        ("$.residence.removal.date", "none after it"),
        ("$.personal_number", "picture"),
        ("$.changes[].reason.code", "none after 23 (death)"),
        ("$.card", "which face"),
    ]
);

/// What the face of a card shows.
#[derive(Clone, PartialEq, Eq)]
pub struct FaceText {
    /// The type of the card.
    pub card: CardType,
    /// The name, in one line: [`Resident::shown_name`].
    pub name: String,
    /// What a card with a photo shows beside it.
    pub beside_photo: Option<BesidePhoto>,
    /// The personal number; a record may be without.
    pub personal_number: Option<String>,
}

/// What a card with a photo shows, and another does not.
#[derive(Clone, PartialEq, Eq)]
pub struct BesidePhoto {
    /// The address, in one line.
    pub address: String,
    /// The birth; month and day are 0 where they are not known.
    pub birth: Date,
    /// The sex.
    pub sex: Sex,
}

hide!(FaceText, BesidePhoto);

/// What the face of a card shows that is issued from the record.
///
/// # Errors
/// When the holder is no resident or not one any more, the record does not say which card is wanted,
/// or has what the face has no room for.
pub fn picture(record: &Resident) -> Result<FaceText, UseError> {
    const USE: Use = Use::Picture;
    rules::living_here(record, USE)?;
    let Some(card) = record.card else {
        return Err(rules::error(USE, "$.card", UseRule::NoCardType));
    };
    let name = rules::name(record, USE)?;
    let beside_photo = match card {
        CardType::A => None,
        CardType::B => Some(BesidePhoto {
            address: rules::address(record, USE)?,
            birth: rules::birth(record, USE)?,
            sex: record.sex,
        }),
    };
    Ok(FaceText { card, name, beside_photo, personal_number: record.personal_number.clone() })
}
