//! How long a card and its certificates are in force, by its generation and the kind of holder.

use apdu_spec::profile::Profile;

use super::{Category, Resident};
use crate::{Date, day};

/// A card of the generations before the successor is in force so many years.
const YEARS: u16 = 10;
/// And a certificate on it so many.
pub const CERTIFICATE_YEARS: u16 = 3;
/// A card as the successor's is in force until this birthday after its issue,
const BIRTHDAYS: u16 = 10;
/// until this one when the holder is not of age on the day of issue,
const CHILDS_BIRTHDAYS: u16 = 5;
/// and a certificate on it until this one.
const CERTIFICATE_BIRTHDAYS: u16 = 5;
/// Of age (Civil Code, article 4).
const OF_AGE: u16 = 18;
/// A transitional resident's card is in force so many days from the event.
const TRANSITION_DAYS: u16 = 60;

/// Statuses of stay without an end.
pub(super) const WITHOUT_END: [&str; 2] = ["永住者", "高度専門職2号"];

/// The last day of a card that is issued on a day.
pub(super) fn card(record: &Resident, profile: Profile, issued: Date) -> Date {
    let birth = record.birth_date();
    let end = match profile {
        Profile::Juki | Profile::P256 => issued.after_years(YEARS),
        Profile::MyNumber if birth.age_on(issued) < OF_AGE => {
            birth.birthday_after(issued, CHILDS_BIRTHDAYS)
        }
        Profile::MyNumber => birth.birthday_after(issued, BIRTHDAYS),
    };
    stay(record).map_or(end, |(_, last)| end.min(last))
}

/// The last day of a certificate that is issued with such a card: never after the card's.
pub(super) fn certificate(record: &Resident, profile: Profile, issued: Date) -> Date {
    let end = match profile {
        Profile::Juki | Profile::P256 => issued.after_years(CERTIFICATE_YEARS),
        Profile::MyNumber => record.birth_date().birthday_after(issued, CERTIFICATE_BIRTHDAYS),
    };
    end.min(card(record, profile, issued))
}

/// The last day of a foreign resident's stay, where it has one, and the field that says it. It is
/// never extended by itself.
pub(super) fn stay(record: &Resident) -> Option<(&'static str, Date)> {
    let foreign = record.foreign.as_ref()?;
    match foreign.category {
        Category::SpecialPermanent => None,
        Category::MidLongTerm | Category::TemporaryRefuge | Category::ProvisionalStay => {
            foreign.period_until.map(|until| ("$.foreign.period_until", until.0))
        }
        Category::Birth | Category::LossOfNationality => foreign
            .event
            .map(|event| ("$.foreign.event", day::days_later(event.0, TRANSITION_DAYS))),
    }
}

#[cfg(test)]
mod tests;
