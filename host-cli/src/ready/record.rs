//! The record that a ready card is issued from.

use der::DateTime;

use super::Wanted;
use super::catalogue::Change;
use crate::error::Error;
use crate::issue::create_faulty;
use crate::pki::Date;
use crate::resident::{Day, Resident, day, samples};

/// The record as it was on the day of issue, seen from today.
pub(super) fn of(wanted: &Wanted<'_>, since: DateTime, now: DateTime) -> Result<Resident, Error> {
    let mut record = match wanted.record {
        Some(record) => record.clone(),
        None => {
            let sample = samples::find(wanted.card.sample).ok_or_else(create_faulty)?;
            Resident::parse(sample.json.as_bytes())?
        }
    };
    let (then, today) = (Date::in_japan(since), Date::in_japan(now));
    for change in wanted.card.changes {
        match *change {
            Change::Years(years) => record.birth = birth(record.birth, today, years),
            Change::Stay(years) => {
                if let Some(until) = record.foreign.as_mut().and_then(|f| f.period_until.as_mut()) {
                    *until = Day(today.years_later(years));
                }
            }
            Change::Type(card) => record.card = card,
        }
    }
    // A sample does not know when it is used: the address holds since the day of issue at the latest.
    if wanted.record.is_none() && record.since.is_some_and(|day| day.0 > then) {
        record.since = None;
    }
    Ok(record)
}

/// The same day, so many years before this one.
fn birth(birth: Day, today: Date, years: u16) -> Day {
    let date = Date { year: today.year.saturating_sub(years), ..birth.0 };
    // A 29 February that does not come.
    Day(if day::exists(date) { date } else { Date { day: 28, ..date } })
}
