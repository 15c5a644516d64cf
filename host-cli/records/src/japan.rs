//! Japan Standard Time: nine hours ahead of UTC, all year.
//!
//! Certificates, lists and signatures hold UTC (RFC 5280, 4.1.2.5). A person is shown the time in
//! Japan with its zone ([`text`]); JSON has both, the UTC
//! in a member and the time in Japan in one with `_jst` behind its name ([`members`]).

use std::time::Duration;

use der::DateTime;
use serde_json::{Map, Value};

/// How much later a clock in Japan shows.
pub const LATER: Duration = Duration::from_secs(9 * 60 * 60);

/// The moment as a person reads it: `2026-11-22 20:18:13 JST`.
#[must_use]
pub fn text(moment: DateTime) -> String {
    match there(moment) {
        Some(there) => format!("{} {} JST", day(there), clock(there)),
        // 9999-12-31T23:59:59Z, for certificates without an end (RFC 5280, 4.1.2.5), has no time in
        // Japan before the year 10000.
        None => format!("{} {} UTC", day(moment), clock(moment)),
    }
}

/// The moment as a program reads it (RFC 3339): `2026-11-22T20:18:13+09:00`.
#[must_use]
pub fn rfc3339(moment: DateTime) -> String {
    match there(moment) {
        Some(there) => format!("{}T{}+09:00", day(there), clock(there)),
        None => moment.to_string(),
    }
}

/// The two members of JSON for a moment that may not be known: `name`, UTC, and `name_jst`.
#[must_use]
pub fn members(name: &str, moment: Option<DateTime>) -> [(String, Value); 2] {
    [
        (name.to_owned(), moment.map(|moment| moment.to_string()).into()),
        (format!("{name}_jst"), moment.map(rfc3339).into()),
    ]
}

/// Puts both members into an object of JSON; into nothing else.
pub fn put(object: &mut Value, name: &str, moment: Option<DateTime>) {
    if let Value::Object(object) = object {
        Map::extend(object, members(name, moment));
    }
}

/// An object of JSON with both members for a moment beside its own.
#[must_use]
pub fn with(mut object: Value, name: &str, moment: DateTime) -> Value {
    put(&mut object, name, Some(moment));
    object
}

/// What a clock in Japan shows, as if it were UTC; `None` past the year 9999.
fn there(moment: DateTime) -> Option<DateTime> {
    DateTime::from_unix_duration(moment.unix_duration() + LATER).ok()
}

fn day(time: DateTime) -> String {
    format!("{:04}-{:02}-{:02}", time.year(), time.month(), time.day())
}

fn clock(time: DateTime) -> String {
    format!("{:02}:{:02}:{:02}", time.hour(), time.minutes(), time.seconds())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn moment(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    #[test]
    fn an_evening_in_greenwich_is_the_next_morning_in_japan() {
        for (utc, japan) in [
            ("2026-11-22T11:18:13Z", "2026-11-22 20:18:13 JST"),
            ("2026-11-22T14:59:59Z", "2026-11-22 23:59:59 JST"),
            ("2026-11-22T15:00:00Z", "2026-11-23 00:00:00 JST"),
            ("2027-12-31T15:00:00Z", "2028-01-01 00:00:00 JST"),
            ("2028-02-28T15:00:00Z", "2028-02-29 00:00:00 JST"),
            ("1970-01-01T00:00:00Z", "1970-01-01 09:00:00 JST"),
        ] {
            assert_eq!(text(moment(utc)), japan);
            let program = japan.replacen(' ', "T", 1).replace(" JST", "+09:00");
            assert_eq!(rfc3339(moment(utc)), program);
        }
    }

    #[test]
    fn the_end_that_means_none_has_no_hour_in_japan() {
        let end = moment("9999-12-31T23:59:59Z");
        assert_eq!(text(end), "9999-12-31 23:59:59 UTC");
        assert_eq!(rfc3339(end), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn json_says_both() {
        let at = moment("2026-11-22T15:00:00Z");
        let mut object = json!({});
        put(&mut object, "end", Some(at));
        put(&mut object, "begin", None);
        let expected = json!({
            "end": "2026-11-22T15:00:00Z",
            "end_jst": "2026-11-23T00:00:00+09:00",
            "begin": null,
            "begin_jst": null,
        });
        assert_eq!(object, expected);
    }
}
