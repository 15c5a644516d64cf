use std::collections::BTreeSet;

use serde_json::json;

use super::samples::SAMPLES;
use super::*;
use apdu_spec::profile::Profile;

mod version2;

fn sample(name: &str) -> Value {
    serde_json::from_str(samples::version_1(name).unwrap()).unwrap()
}

pub(super) fn parse(value: &Value) -> Result<Resident, RecordError> {
    Resident::parse(value.to_string().as_bytes())
}

const NOW: (u16, u8, u8) = (2026, 11, 22);

pub(super) fn now() -> DateTime {
    DateTime::new(NOW.0, NOW.1, NOW.2, 3, 0, 0).unwrap()
}

#[test]
fn every_sample_can_be_issued() {
    for sample in SAMPLES {
        let record = Resident::parse(sample.json.as_bytes()).unwrap_or_else(|error| {
            panic!("{}: {error}", sample.name);
        });
        record.issuable(now()).unwrap();
        // What is written out again is the same record.
        let again = serde_json::to_vec(&record).unwrap();
        assert_eq!(Resident::parse(&again).unwrap(), record);
    }
}

/// The names that serde knows for the place where an unknown one stands.
fn expected(value: &Value) -> BTreeSet<String> {
    let error = serde_json::from_value::<version1::Form>(value.clone()).err().unwrap().to_string();
    let (_, names) = error.split_once("expected").unwrap();
    names.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn names(schema: &Value) -> BTreeSet<String> {
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

/// A record with every member.
fn full() -> Value {
    let mut value = sample("maria");
    value["$schema"] = json!("schema");
    value["since"] = json!("2020-01-01");
    value["substituted"] = json!({ "name": "0".repeat(19), "address": "0".repeat(18) });
    value["foreign"]["kanji"] = json!("山頭");
    value["foreign"]["event"] = json!("2020-01-01");
    value
}

#[test]
fn schema_and_type_of_version_1_know_the_same_members_and_require_the_same() {
    let schema: Value = serde_json::from_str(SCHEMA_VERSION_1).unwrap();
    let full = full();
    serde_json::from_value::<version1::Form>(full.clone()).unwrap();
    for place in ["", "/municipality", "/substituted", "/foreign"] {
        let path = place.replace('/', "/properties/");
        let schema = schema.pointer(&path).unwrap();
        assert_eq!(schema["additionalProperties"], json!(false), "{place}");
        let mut other = full.clone();
        other.pointer_mut(place).unwrap()["unknown-member"] = json!(1);
        assert_eq!(expected(&other), names(schema), "{place}");
        let required: BTreeSet<_> = schema["required"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        for name in names(schema) {
            let mut without = full.clone();
            without.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(&name).unwrap();
            let refused = serde_json::from_value::<version1::Form>(without).is_err();
            assert_eq!(refused, required.contains(name.as_str()), "{place}/{name}");
        }
    }
    for place in ["/sex", "/card", "/foreign/category"] {
        let schema = schema.pointer(&place.replace('/', "/properties/")).unwrap();
        let mut other = full.clone();
        *other.pointer_mut(place).unwrap() = json!("unknown-variant");
        let known: BTreeSet<_> = schema["enum"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_str().unwrap().to_owned())
            .collect();
        assert_eq!(expected(&other), known, "{place}");
    }
}

/// However it is read and whatever was set in it, no card is issued from what is no record.
#[test]
fn a_record_is_checked_whoever_reads_it_and_before_a_card_is_issued() {
    let mut wrong = sample("taro");
    wrong["personal_number"] = json!("1");
    let refused = serde_json::from_value::<Resident>(wrong).unwrap_err();
    assert!(refused.to_string().starts_with("$.personal_number "), "{refused}");
    let listed = serde_json::from_value::<Vec<Resident>>(json!([sample("taro")])).unwrap();
    let [record] = listed.try_into().unwrap();

    let impossible = Day(Date { year: 1980, month: 255, day: 255 });
    for (path, set) in [
        ("$.record_code", Resident { record_code: Some("1".into()), ..record.clone() }),
        (
            "$.address.text",
            Resident { address: "東京都\u{1b}[2J".to_owned().into(), ..record.clone() },
        ),
        ("$.birth", Resident { birth: impossible.into(), ..record.clone() }),
        ("$.since", Resident { since: Some(impossible), ..record.clone() }),
    ] {
        assert_eq!(set.issuable(now()).unwrap_err().path, path);
        let expiry = set.card_expiry(now(), Profile::P256);
        assert_eq!(expiry.unwrap_err().path, path);
    }
}

#[test]
fn a_refusal_names_the_field_and_what_was_expected() {
    for (place, value, named) in [
        ("/name", json!("住基太郎"), "$.name"),
        ("/name", json!("住基　太　郎"), "$.name"),
        ("/name", json!("住\n基　太郎"), "$.name"),
        ("/birth", json!("1981-02-29"), "$.birth must be a day that there is"),
        ("/birth", json!("1850-01-01"), "$.birth"),
        ("/sex", json!("man"), "$.sex must be one of: unknown, male, female, not-applicable"),
        ("/address", json!(""), "$.address"),
        ("/address", json!("あ".repeat(201)), "at most 200".trim_start_matches("at most ")),
        ("/municipality/code", json!("131017"), "(here: 6)"),
        ("/municipality/code", json!("13101"), "6 digits"),
        ("/municipality/city", json!("千代田区"), "$.municipality.city"),
        (
            "/record_code",
            json!("24727059609"),
            "$.record_code must be 11 digits with their check digit (here: 8)",
        ),
        ("/personal_number", json!("379474484459"), "$.personal_number"),
        ("/personal_number", json!("３７９４７４４８４４５８"), "$.personal_number"),
        ("/card", json!("C"), "$.card"),
        ("/since", json!("2020-13-01"), "$.since"),
        ("/since", json!("1980-02-28"), "$.since must be a day not before the birth"),
        ("/name", json!("住 基　太郎"), "$.name must be family name"),
        ("/address", json!("　東京都"), "$.address must be text without spaces around it"),
    ] {
        let mut record = sample("taro");
        *record.pointer_mut(place).unwrap() = value.clone();
        let error = parse(&record).unwrap_err().to_string();
        assert!(error.contains(named), "{value}: {error}");
    }
    let mut record = sample("taro");
    record["personal_number"] = json!(379_474_484_458_u64);
    let error = parse(&record).unwrap_err().to_string();
    assert!(
        error.contains("$.personal_number") && error.contains("a text in quotation marks"),
        "{error}"
    );
    assert!(!error.contains("379474484458"), "{error}");
    let mut record = sample("taro");
    record["nickname"] = json!("x");
    assert!(parse(&record).unwrap_err().to_string().contains("nickname"));
    let mut record = sample("taro");
    record.as_object_mut().unwrap().remove("address");
    assert!(parse(&record).unwrap_err().to_string().contains("$.address must be there"));
    for text in ["", "{", "[]", "null", "{} {}"] {
        assert!(Resident::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn no_text_of_a_record_has_a_character_that_nobody_sees() {
    let hidden = [
        ("\u{3164}", "U+3164", "shows nothing"),
        ("\u{A0}", "U+00A0", "a space (Zs)"),
        ("\u{E000}", "U+E000", "private-use"),
        ("\u{202E}", "U+202E", "shows nothing"),
        ("\u{2028}", "U+2028", "separator"),
        ("\n", "U+000A", "control character"),
        ("\u{301}", "U+0301", "combining mark"),
        ("\u{E0100}", "U+E0100", "variation selector"),
    ];
    for (sample_name, place, text, path) in [
        ("taro", "/name", "住基　　", "$.name"),
        ("taro", "/address", "東京都　", "$.address"),
        ("maria", "/name", "SANTOS ", "$.name"),
        ("maria", "/address", "大阪府　", "$.address"),
        ("maria", "/foreign/nationality", "ブ", "$.foreign.nationality"),
        ("maria", "/foreign/kanji", "山　", "$.foreign.kanji"),
        ("maria", "/foreign/alias", "ヤ", "$.foreign.alias"),
        ("maria", "/foreign/alias_history/0", "ヤ", "$.foreign.alias_history[0]"),
        ("maria", "/foreign/status", "定住者　", "$.foreign.status"),
    ] {
        for (character, code, class) in hidden {
            let mut record = sample(sample_name);
            record["foreign"]["kanji"] = match sample_name {
                "maria" => json!("山　麻里亜"),
                _ => json!(null),
            };
            if sample_name == "taro" {
                record.as_object_mut().unwrap().remove("foreign");
            }
            *record.pointer_mut(place).unwrap() = json!(format!("{text}{character}x"));
            let error = parse(&record).unwrap_err().to_string();
            let position = text.chars().count() + 1;
            let expected = format!("{path} must be without {code} at position {position}: ");
            assert!(error.contains(&expected) && error.contains(class), "{error}");
        }
    }
}

#[test]
fn a_foreign_resident_has_what_the_category_asks_for() {
    for (place, value, named) in [
        ("name", json!("サントス　マリア"), "$.name"),
        ("residence_card", json!("AB1234567CD"), "$.foreign.residence_card"),
        ("period_until", json!(null), "$.foreign.period_until"),
        ("status", json!("永住者"), "$.foreign.period_until"),
        ("status", json!(null), "$.foreign.status"),
        ("category", json!("birth"), "$.foreign.event"),
    ] {
        let mut record = sample("maria");
        if place == "name" {
            record["name"] = value.clone();
        } else {
            record["foreign"][place] = value.clone();
        }
        let error = parse(&record).unwrap_err().to_string();
        assert!(error.contains(named), "{place}: {error}");
    }
}

#[test]
fn code_b_counts_by_the_era_for_japanese_holders() {
    let codes = |name: &str, profile| {
        let record = parse(&sample(name)).unwrap();
        let expiry = record.card_expiry(now(), profile).unwrap();
        let codes = crate::uses::Codes::of(
            &crate::uses::chip(&record).unwrap(),
            record.card.unwrap(),
            profile,
            expiry,
            "0042",
            "271828",
        );
        let crate::uses::Codes { a, b, birth, security, can } = codes;
        assert_eq!(a, record.personal_number);
        assert_eq!(can.is_some(), profile == Profile::P256);
        (b, birth, security)
    };
    let own = |b: &str, birth: &str| (b.to_owned(), birth.to_owned(), None);
    assert_eq!(codes("taro", Profile::Juki), own("20361122550229", "550229"));
    assert_eq!(codes("maria", Profile::P256), own("20300331901225", "901225"));
    assert_eq!(codes("hanako", Profile::Juki).0.len(), 8, "type A: the expiry");
    assert_eq!(codes("hanako", Profile::MyNumber).2, None, "type A");
    let successor = |b: &str, birth: &str| (b.to_owned(), birth.to_owned(), Some("0042".into()));
    assert_eq!(codes("taro", Profile::MyNumber), successor("55022920360042", "550229"));
    assert_eq!(codes("maria", Profile::MyNumber), successor("90122520300042", "901225"));
}

#[test]
fn nobody_under_fifteen_signs() {
    let record = parse(&sample("kenta")).unwrap();
    let day = |text: &str| Day::parse(text).unwrap().0;
    assert!(!record.may_sign(day("2039-05-04")));
    assert!(record.may_sign(day("2039-05-05")));
}
