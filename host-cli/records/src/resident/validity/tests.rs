//! Each rule of each generation, on the days on which it is counted in another way.

use der::DateTime;
use serde_json::{Value, json};

use super::*;
use crate::day::Day;
use crate::resident::samples;

fn record(sample: &str, members: &[(&str, Value)]) -> Resident {
    let mut value: Value = serde_json::from_str(samples::version_1(sample).unwrap()).unwrap();
    value["since"] = json!(null);
    for (place, member) in members {
        match place.split_once('/') {
            Some((outer, inner)) => value[outer][inner] = member.clone(),
            None => value[*place] = member.clone(),
        }
    }
    Resident::parse(value.to_string().as_bytes()).unwrap()
}

/// Noon in Japan.
fn on(day: &str) -> DateTime {
    at(day, 3, 0, 0)
}

/// A moment of UTC.
fn at(day: &str, hour: u8, minute: u8, second: u8) -> DateTime {
    let Date { year, month, day } = Day::parse(day).unwrap().0;
    DateTime::new(year, month, day, hour, minute, second).unwrap()
}

/// The last days of card and certificates.
fn ends(record: &Resident, profile: Profile, issued: DateTime) -> (String, String) {
    let card = record.card_expiry(issued, profile).unwrap();
    let certificate = record.certificate_expiry(Date::in_japan(issued), profile);
    assert!(certificate <= card, "no certificate outlives its card");
    (Day(card).to_string(), Day(certificate).to_string())
}

#[test]
fn a_juki_card_is_good_for_ten_years_and_its_certificates_for_three() {
    let taro = record("taro", &[]);
    for profile in [Profile::Juki, Profile::P256] {
        for (issued, card, certificate) in [
            ("2026-11-22", "2036-11-22", "2029-11-22"),
            ("2026-12-31", "2036-12-31", "2029-12-31"),
            // Counted from 1 March: the periods end on the day before 1 March.
            ("2028-02-29", "2038-02-28", "2031-02-28"),
            ("2022-02-28", "2032-02-29", "2025-02-28"),
            // Counted from 29 February, which does not come.
            ("2028-02-28", "2038-02-28", "2031-02-28"),
        ] {
            let found = ends(&taro, profile, on(issued));
            assert_eq!(found, (card.to_owned(), certificate.to_owned()), "{issued}");
        }
    }
}

#[test]
fn a_card_as_the_successors_is_good_to_a_birthday_after_its_issue() {
    for (birth, issued, card, certificate) in [
        ("1984-07-07", "2026-11-22", "2036-07-07", "2031-07-07"),
        // The birthday on the day of issue does not count.
        ("1984-07-07", "2026-07-06", "2035-07-07", "2030-07-07"),
        ("1984-07-07", "2026-07-07", "2036-07-07", "2031-07-07"),
        // Born on 29 February.
        ("1980-02-29", "2026-11-22", "2036-02-29", "2031-02-28"),
        ("1980-02-29", "2028-02-29", "2038-02-28", "2033-02-28"),
        ("1980-02-29", "2027-02-28", "2037-02-28", "2032-02-29"),
        // Of age on the eighteenth birthday, not on the day before.
        ("2008-07-07", "2026-07-06", "2030-07-07", "2030-07-07"),
        ("2008-07-07", "2026-07-07", "2036-07-07", "2031-07-07"),
        ("2008-02-29", "2026-02-28", "2031-02-28", "2031-02-28"),
        ("2008-02-29", "2026-03-01", "2036-02-29", "2031-02-28"),
        ("2024-05-05", "2026-11-22", "2031-05-05", "2031-05-05"),
    ] {
        let holder = record("taro", &[("birth", json!(birth))]);
        let found = ends(&holder, Profile::MyNumber, on(issued));
        assert_eq!(found, (card.to_owned(), certificate.to_owned()), "{birth} {issued}");
        // The same child has a Juki card for ten years.
        let juki = ends(&holder, Profile::Juki, on(issued)).0;
        assert_eq!(juki, Day(Date::in_japan(on(issued)).after_years(10)).to_string());
    }
}

#[test]
fn a_foreign_residents_card_ends_with_the_stay_when_that_is_earlier() {
    let stay = |category: &str, status: Value, until: Value, event: Value| {
        let category = ("foreign/category", json!(category));
        let of_stay = [("foreign/status", status), ("foreign/period_until", until)];
        let event = ("foreign/event", event);
        record("maria", &[category, of_stay[0].clone(), of_stay[1].clone(), event])
    };
    let none = json!(null);
    let until = |day: &str| json!(day);
    let status = |text: &str| json!(text);
    // The 25 December of the year of issue is the first birthday after it.
    let full = [("2036-11-22", "2029-11-22"), ("2035-12-25", "2030-12-25")];
    let to_march = [("2028-03-31", "2028-03-31"); 2];
    let sixty_days = [("2026-12-31", "2026-12-31"); 2];
    for (record, expected) in [
        (stay("mid-long-term", status("定住者"), until("2028-03-31"), none.clone()), to_march),
        (stay("temporary-refuge", none.clone(), until("2028-03-31"), none.clone()), to_march),
        (stay("provisional-stay", none.clone(), until("2028-03-31"), none.clone()), to_march),
        (stay("mid-long-term", status("永住者"), none.clone(), none.clone()), full),
        (stay("mid-long-term", status("高度専門職2号"), none.clone(), none.clone()), full),
        (stay("special-permanent", none.clone(), none.clone(), none.clone()), full),
        (stay("mid-long-term", status("定住者"), until("2099-03-31"), none.clone()), full),
        (stay("birth", none.clone(), none.clone(), until("2026-11-01")), sixty_days),
        (stay("loss-of-nationality", none.clone(), none.clone(), until("2026-11-01")), sixty_days),
    ] {
        for (profile, (card, certificate)) in
            [Profile::Juki, Profile::MyNumber].into_iter().zip(expected)
        {
            let found = ends(&record, profile, on("2026-11-22"));
            let expected = (card.to_owned(), certificate.to_owned());
            assert_eq!(found, expected, "{profile:?} {:?}", record.foreign);
        }
    }
}

#[test]
fn a_day_begins_and_ends_at_midnight_in_japan() {
    let taro = record("taro", &[]);
    let last_second = ends(&taro, Profile::Juki, at("2028-02-28", 14, 59, 59));
    assert_eq!(last_second, ("2038-02-28".into(), "2031-02-28".into()));
    let midnight = at("2028-02-28", 15, 0, 0);
    assert_eq!(Date::in_japan(midnight), Day::parse("2028-02-29").unwrap().0);
    assert_eq!(ends(&taro, Profile::Juki, midnight), ("2038-02-28".into(), "2031-02-28".into()));
    let of_march = at("2028-02-29", 15, 0, 0);
    assert_eq!(ends(&taro, Profile::Juki, of_march), ("2038-03-01".into(), "2031-03-01".into()));
    // The successor's: whether the birthday is the day of issue is decided in Japan too.
    let july = record("taro", &[("birth", json!("1984-07-07"))]);
    let before = ends(&july, Profile::MyNumber, at("2026-07-06", 14, 59, 59));
    assert_eq!(before, ("2035-07-07".into(), "2030-07-07".into()));
    let on_it = ends(&july, Profile::MyNumber, at("2026-07-06", 15, 0, 0));
    assert_eq!(on_it, ("2036-07-07".into(), "2031-07-07".into()));
    // And so is the end of a stay: its last day is a day of issue, the next one is none.
    let until = [("foreign/period_until", json!("2026-11-22"))];
    let maria = record("maria", &until);
    assert!(maria.issuable(at("2026-11-22", 14, 59, 59)).is_ok());
    assert!(maria.issuable(at("2026-11-22", 15, 0, 0)).is_err());
}

#[test]
fn no_card_is_issued_on_days_that_the_record_contradicts() {
    let said = |record: &Resident| record.issuable(on("2026-11-22")).unwrap_err().to_string();
    let past = record("maria", &[("foreign/period_until", json!("2026-11-21"))]);
    assert!(said(&past).contains("$.foreign.period_until"));
    let to_come = [
        ("foreign/category", json!("loss-of-nationality")),
        ("foreign/event", json!("2062-11-01")),
    ];
    assert!(said(&record("maria", &to_come)).contains("$.foreign.event"));
    assert!(said(&record("taro", &[("birth", json!("2026-11-23"))])).contains("$.birth"));
    assert!(said(&record("taro", &[("since", json!("2026-11-23"))])).contains("$.since"));
}
