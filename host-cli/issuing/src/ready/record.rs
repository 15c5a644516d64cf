//! The record that a ready card is issued from.

use apdu_spec::profile::Profile;
use der::DateTime;

use super::catalogue::{Change, IssueDate};
use super::{CardRequest, DAY, ReadyError, earlier, later};
use juki_pki::Date;
use juki_records::day::Day;
use juki_records::resident::{RegisterDate, Resident, samples, validity};

/// Days from an issue to certificates that end with the fifth birthday after it, when that one is
/// to be far from both the fourth and the sixth: four years and a half.
const TO_FIFTH_BIRTHDAY: u16 = 4 * 365 + 183;

/// The record as it was on the day of issue, and that day, seen from today.
pub(super) fn of(
    request: &CardRequest<'_>,
    now: DateTime,
) -> Result<(Resident, DateTime), ReadyError> {
    let mut record = match request.record {
        Some(record) => record.clone(),
        None => {
            let name = request.card.sample;
            let sample = samples::find(name).ok_or(ReadyError::NoSample { name })?;
            Resident::parse(sample.json.as_bytes())?
        }
    };
    let since = match request.card.issued {
        IssueDate::DaysAgo(days) => earlier(now, DAY * days.into())?,
        IssueDate::CertificatesEndIn(days) => {
            let end = later(now, DAY * days.into())?;
            match request.profile.profile {
                Profile::MyNumber => {
                    record.birth = birthday(&record.birth, Date::in_japan(end));
                    earlier(end, DAY * TO_FIFTH_BIRTHDAY.into())?
                }
                Profile::Juki | Profile::P256 => {
                    earlier(end, DAY * (validity::CERTIFICATE_YEARS * 365).into())?
                }
            }
        }
    };
    let (then, today) = (Date::in_japan(since), Date::in_japan(now));
    for change in request.card.changes {
        match *change {
            Change::Years(years) => record.birth = birth(&record.birth, today, years),
            Change::Stay(years) => {
                if let Some(until) = record.foreign.as_mut().and_then(|f| f.period_until.as_mut()) {
                    *until = Day(today.after_years(years));
                }
            }
            Change::Type(card) => record.card = Some(card),
        }
    }
    // A sample does not know when it is used: the address holds since the day of issue at the
    // latest.
    if request.record.is_none() && record.since.is_some_and(|day| day.0 > then) {
        record.since = None;
    }
    Ok((record, since))
}

/// The same year of birth, and the birthday on this day.
fn birthday(birth: &RegisterDate, day: Date) -> RegisterDate {
    Day(day.birthday_in(birth.date().year)).into()
}

/// The same day, so many years before this one.
fn birth(birth: &RegisterDate, today: Date, years: u16) -> RegisterDate {
    Day(birth.date().birthday_in(today.year.saturating_sub(years))).into()
}
