//! How long a card is in force, by the kind of holder.

use super::{Category, Resident, day};
use crate::pki::Date;

/// A card of a Japanese, permanent or special permanent resident is in force so many years.
const YEARS: u16 = 10;
/// A transitional resident's card is in force so many days from the event.
const TRANSITION_DAYS: u16 = 60;

/// Statuses of stay without an end.
pub(super) const WITHOUT_END: [&str; 2] = ["永住者", "高度専門職2号"];

/// The last day, and the field that decides it.
pub(super) fn expiry(record: &Resident, today: Date) -> (&'static str, Date) {
    let ten_years = ("$", today.years_later(YEARS));
    let Some(foreign) = &record.foreign else {
        return ten_years;
    };
    let after_event = |event: Option<super::Day>| {
        event.map_or(ten_years, |event| {
            ("$.foreign.event", day::days_later(event.0, TRANSITION_DAYS))
        })
    };
    match foreign.category {
        Category::SpecialPermanent => ten_years,
        Category::MidLongTerm | Category::TemporaryRefuge | Category::ProvisionalStay => {
            // Never beyond ten years, and never extended by itself.
            foreign
                .period_until
                .map_or(ten_years, |until| ("$.foreign.period_until", until.0.min(ten_years.1)))
        }
        Category::Birth | Category::LossOfNationality => after_event(foreign.event),
    }
}
