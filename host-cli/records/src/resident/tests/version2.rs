//! Records of version 2: what each rule refuses, and that type, schema and items are one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::super::samples::SAMPLES;
use super::super::*;
use super::parse;
use crate::items::{self, ItemForm};
use crate::testing::ResidentGenerator;

/// A record of a Japanese national, and one of a foreign resident, with every member.
fn full(name: &str) -> Value {
    let text = match name {
        "japanese" => include_str!("japanese.json"),
        _ => include_str!("foreign.json"),
    };
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_record_with_every_item_is_read_and_written_again() {
    for name in ["japanese", "foreign"] {
        let value = full(name);
        let record = parse(&value).unwrap();
        assert_eq!(serde_json::to_value(&record).unwrap(), value, "{name}");
        assert_eq!(serde_json::from_value::<Resident>(value).unwrap(), record);
    }
    let record = parse(&full("japanese")).unwrap();
    assert_eq!(record.address_line(), "東京都千代田区霞が関二丁目１番２号　見本荘１０１号室");
    assert_eq!(record.birth_date(), Date { year: 1980, month: 2, day: 0 });
    assert!(!format!("{record:?} {:?}", record.name).contains("住基"), "nothing is shown");
    let record = parse(&full("foreign")).unwrap();
    assert_eq!(record.shown_name(), "KIM TARO　金　太郎/山田　太郎");
    let abroad = record.residence.before_moving_in.unwrap();
    assert_eq!(abroad.line(), "アメリカ合衆国　見本州見本市");
}

/// Each with a value that its rule refuses: where it stands, and what is said.
#[test]
fn every_rule_refuses() {
    let long = |count: usize| json!("あ".repeat(count));
    let unknown = |known: &str| json!({ "known": known, "wording": "不詳" });
    let list = |count: usize| json!(vec!["20"; count]);
    let cases: &[(&str, &str, Value, &str)] = &[
        ("japanese", "/version", json!(1), "$.version must be one of: 2"),
        ("japanese", "/register_number", json!("12A"), "$.register_number must be 1 to 15 digits"),
        ("japanese", "/register_number", json!("1234567890123456"), "1 to 15 digits"),
        ("japanese", "/kind", json!("foreign"), "$.kind must be foreign for one with"),
        ("foreign", "/kind", json!("japanese"), "$.kind must be foreign for one with"),
        ("japanese", "/state", json!("12"), "$.state must be 1 digits"),
        ("japanese", "/name/japanese/family", long(101), "$.name.japanese.family must be 1 to 100"),
        ("japanese", "/name/japanese/family", json!("住　基"), "$.name.japanese.family must be"),
        ("japanese", "/name/japanese/given", json!(""), "$.name.japanese.given must be 1 to 100"),
        ("japanese", "/name/japanese", json!(null), "$.name.japanese must be family name"),
        (
            "japanese",
            "/name/japanese/furigana/family",
            json!("じゅうき"),
            "$.name.japanese.furigana.family must be full-width katakana",
        ),
        ("japanese", "/name/japanese/furigana/given", json!("ﾀﾛｳ"), "furigana.given must be full"),
        (
            "japanese",
            "/name/japanese/history/0/until",
            json!("1970-01-01"),
            "$.name.japanese.history[0].until must be a day not before the birth",
        ),
        (
            "japanese",
            "/name/japanese/history/0/until",
            json!({ "known": "1980-02", "wording": "" }),
            "$.name.japanese.history[0].until.wording must be 1 to 72",
        ),
        ("japanese", "/name/japanese/since", json!("1980-02-30"), "since must be a day that"),
        ("japanese", "/name/japanese/since", json!("1980-01-31"), "since must be a day not before"),
        (
            "japanese",
            "/name/former_surname/value",
            long(51),
            "former_surname.value must be 1 to 50",
        ),
        (
            "japanese",
            "/name/priority",
            json!("alias"),
            "$.name.priority must be the kind of a name",
        ),
        ("japanese", "/name/former_surname/reason", json!({}), "reason must be a code, a wording"),
        (
            "japanese",
            "/name/former_surname/reason/code",
            json!("1"),
            "reason.code must be 2 digits",
        ),
        ("japanese", "/name/former_surname/reason/wording", long(101), "wording must be 1 to 100"),
        (
            "foreign",
            "/name/alias/history/0/since",
            json!("2010-01-02"),
            "$.name.alias.history[0].until must be a day not before the one",
        ),
        ("foreign", "/name/roman/value", json!("金"), "$.name.roman.value must be the name in Rom"),
        (
            "foreign",
            "/name/kanji/value",
            json!("KIM"),
            "$.name.kanji.value must be the name in kan",
        ),
        (
            "foreign",
            "/name/alias/value",
            json!("山/田"),
            "$.name.alias.value must be without a str",
        ),
        (
            "foreign",
            "/name/alias/value",
            json!("山℅田"),
            "$.name.alias.value must be without a str",
        ),
        (
            "foreign",
            "/name/alias/value",
            json!("山\u{2215}田"),
            "alias.value must be without a str",
        ),
        ("foreign", "/name/alias/value", json!("山［田］"), "alias.value must be without square"),
        ("japanese", "/name/japanese/family", json!("住基/山田"), "family must be without a str"),
        (
            "japanese",
            "/name/japanese/family",
            json!("住基［佐藤］"),
            "family must be without square",
        ),
        ("japanese", "/name/japanese/given", json!("]太郎"), "given must be without square"),
        (
            "japanese",
            "/name/former_surname/value",
            json!("佐藤］　次郎［"),
            "former_surname.value must be without spaces",
        ),
        (
            "japanese",
            "/name/former_surname/value",
            json!("佐藤］次郎［"),
            "former_surname.value must be without square",
        ),
        (
            "foreign",
            "/name/earlier_aliases",
            json!([{ "value": "鈴木" }]),
            "$.name.earlier_aliases must be left out",
        ),
        ("japanese", "/birth", unknown("1980-13"), "$.birth.known must be a year or a month"),
        ("japanese", "/birth", unknown("0000"), "$.birth.known must be a year or a month"),
        ("japanese", "/birth", json!({ "known": "1980" }), "$.birth.wording must be there"),
        ("japanese", "/birth", json!({ "wording": "あ".repeat(73) }), "wording must be 1 to 72"),
        ("japanese", "/birth", unknown("1867"), "$.birth must be a birth from 1868"),
        ("japanese", "/birth", unknown("2011"), "must be a day not before the birth"),
        ("japanese", "/birth", json!(1980), "$.birth must be"),
        ("japanese", "/sex_wording", long(11), "$.sex_wording must be 1 to 10"),
        ("japanese", "/household/number", json!(""), "$.household.number must be 1 to 15 digits"),
        ("japanese", "/household/relationships", list(5), "$.household.relationships must be a li"),
        ("japanese", "/household/relationships/1", json!("2"), "relationships[1] must be 2 digits"),
        ("japanese", "/household/wording", long(21), "$.household.wording must be 1 to 20"),
        ("japanese", "/household/order", json!(0), "$.household.order must be a whole number from"),
        ("japanese", "/household/order", json!(70000), "$.household.order must be a whole number"),
        ("japanese", "/domicile/code", json!("131017"), "$.domicile.code must be 6 digits with"),
        ("foreign", "/domicile", json!({ "text": "東京都" }), "$.domicile must be left out"),
        ("japanese", "/address", json!({}), "$.address must be the parts of the address or"),
        ("japanese", "/address/text", json!("東京都"), "$.address.text must be the parts"),
        ("japanese", "/address/code", json!("131017"), "$.address.code must be 6 digits with"),
        ("japanese", "/address/town_code", json!("12"), "$.address.town_code must be 7 digits"),
        ("japanese", "/address/prefecture", long(5), "$.address.prefecture must be 1 to 4"),
        ("japanese", "/address/city", long(13), "$.address.city must be 1 to 12"),
        ("japanese", "/address/town", long(121), "$.address.town must be 1 to 120"),
        ("japanese", "/address/number", long(51), "$.address.number must be 1 to 50"),
        ("japanese", "/address/building", long(301), "$.address.building must be 1 to 300"),
        (
            "japanese",
            "/address/building",
            json!("荘\u{E000}"),
            "$.address.building must be without",
        ),
        ("japanese", "/address/building", json!("荘 "), "$.address.building must be text without"),
        ("japanese", "/address/building_code", json!("-"), "must be 1 to 20 digits or Latin"),
        ("japanese", "/address/postcode", json!("100-0013"), "$.address.postcode must be 7 digits"),
        ("japanese", "/address/country", json!("日本"), "$.address must be an address in Japan"),
        ("japanese", "/address/householder", json!("甲"), "$.address.householder must be left out"),
        (
            "japanese",
            "/residence/before_moving/text",
            json!("東京都"),
            "$.residence.before_moving.text must be the parts",
        ),
        (
            "japanese",
            "/residence/before_moving_in/country_code",
            json!("US"),
            "$.residence.before_moving_in.country_code must be 3 digits or Latin letters",
        ),
        (
            "japanese",
            "/residence/moves/1/since",
            json!("1989-12-31"),
            "$.residence.moves[1].since must be a day not before the one that it follows",
        ),
        ("japanese", "/residence/moves/0/address", json!(null), "moves[0].address must be an obj"),
        ("japanese", "/changes/1/date", json!("1998-12-31"), "$.changes[1].date must be a day not"),
        ("foreign", "/foreign/nationality", long(201), "$.foreign.nationality must be 1 to 200"),
        ("foreign", "/foreign/status_code", json!("M1"), "$.foreign.status_code must be 3 digits"),
        ("foreign", "/foreign/period/days", json!(1000), "$.foreign.period.days must be a whole"),
        ("foreign", "/foreign/notification", json!("30-48"), "must be one of: 30-46, 30-47"),
        ("foreign", "/foreign/residence_card", json!("AB"), "must be 2 capital letters"),
        ("foreign", "/substituted/name", json!("0"), "$.substituted.name must be 19 digits"),
        ("japanese", "/substituted/address", json!("0"), "$.substituted.address must be 26 digits"),
    ];
    let mut failed = Vec::new();
    for (name, place, value, said) in cases {
        let mut record = full(name);
        let (parent, member) = place.rsplit_once('/').unwrap();
        match record.pointer_mut(parent).unwrap() {
            Value::Array(entries) => entries[member.parse::<usize>().unwrap()] = value.clone(),
            parent => parent[member] = value.clone(),
        }
        let error = parse(&record).err().map_or_else(String::new, |error| error.to_string());
        if !error.contains(said) {
            failed.push(format!("{place} {value}: {error}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What each kind of resident has alone, the other kind has not.
#[test]
fn names_belong_to_japanese_nationals_or_to_foreign_residents() {
    let entry = json!({ "value": "見本" });
    for (name, member, value) in [
        ("japanese", "roman", json!({ "value": "KIM TARO" })),
        ("japanese", "kanji", entry.clone()),
        ("japanese", "alias", entry.clone()),
        ("japanese", "earlier_aliases", json!([entry])),
        ("foreign", "former_surname", entry.clone()),
        ("foreign", "japanese", json!({ "family": "住基", "given": "太郎" })),
    ] {
        let mut record = full(name);
        record["name"][member] = value;
        let error = parse(&record).unwrap_err();
        let expected = (format!("$.name.{member}"), FieldRule::OtherNationality);
        assert_eq!((error.path, error.expected), expected);
    }
    let mut record = full("foreign");
    record["name"] = json!({ "alias": { "value": "山田" } });
    assert_eq!(parse(&record).unwrap_err().path, "$.name.roman");
}

#[test]
fn a_record_may_lack_what_a_card_needs_and_then_no_card_is_issued() {
    let now = super::now();
    let record = |changed: &[(&str, Value)]| {
        let mut value = full("japanese");
        value["birth"] = json!("1980-02-29");
        let members = value.as_object_mut().unwrap();
        members.remove("substituted");
        for (member, change) in changed {
            members.insert((*member).to_owned(), change.clone());
        }
        parse(&value).unwrap()
    };
    // What a card has no room for, or misses, its uses say (crate::uses); the days are asked here.
    let nothing = record(&[("birth", json!({ "wording": "不詳" }))]).issuable(now).unwrap_err();
    assert_eq!((&*nothing.path, nothing.expected), ("$.birth", FieldRule::KnownBirth));
    let partial = record(&[("birth", json!({ "known": "1980-02", "wording": "不詳" }))]);
    partial.issuable(now).unwrap();
    let whole = record(&[]);
    whole.issuable(now).unwrap();
    let without = record(&[("personal_number", json!(null)), ("household", json!(null))]);
    without.issuable(now).unwrap();
}

/// What is more in a sample of version 2 is nothing that a card holds.
#[test]
fn a_sample_of_version_1_says_the_same_of_the_card() {
    for sample in SAMPLES {
        let Some(first) = samples::version_1(sample.name) else { continue };
        let first = Resident::parse(first.as_bytes()).unwrap();
        let second = Resident::parse(sample.json.as_bytes()).unwrap();
        assert_ne!(first, second, "{}: version 2 has more", sample.name);
        let shown = |record: &Resident| {
            let flags = (record.name_flags(), record.address_flags());
            let texts = (record.shown_name(), record.address_line(), flags);
            let numbers = (record.record_code.clone(), record.personal_number.clone());
            let days = (record.birth.clone(), record.since, validity::stay(record));
            (texts, numbers, days, record.sex, record.card, record.municipality.clone())
        };
        assert!(shown(&first) == shown(&second), "{}", sample.name);
    }
}

/// Records drawn from a seed: what is written is read as the same record.
#[test]
fn what_is_written_of_any_record_is_read_as_the_same() {
    for seed in 0..60 {
        let mut draw = ResidentGenerator::new(seed);
        for place in 0..10 {
            let record = draw.resident();
            record.check().unwrap_or_else(|error| panic!("seed {seed}, record {place}: {error}"));
            let written = serde_json::to_vec(&record).unwrap();
            let read = Resident::parse(&written);
            assert!(read == Ok(record), "seed {seed}, record {place}: {read:?}");
        }
    }
}

/// The members of each object that the schema knows, `[]` for the places of a list, and the leaves.
struct Walk<'a> {
    root: &'a Value,
    objects: BTreeMap<String, &'a Value>,
    leaves: BTreeMap<String, &'a Value>,
}

impl<'a> Walk<'a> {
    fn of(root: &'a Value) -> Self {
        let mut walk = Self { root, objects: BTreeMap::new(), leaves: BTreeMap::new() };
        walk.look(root, "$".to_owned());
        walk
    }

    fn look(&mut self, schema: &'a Value, path: String) {
        if let Some(pointer) = schema["$ref"].as_str() {
            let target = self.root.pointer(pointer.strip_prefix('#').unwrap()).unwrap();
            return self.look(target, path);
        }
        if let Some(forms) = schema["oneOf"].as_array() {
            self.leaves.insert(path.clone(), schema);
            self.objects.insert(path, &forms[1]);
        } else if let Some(members) = schema["properties"].as_object() {
            self.objects.insert(path.clone(), schema);
            for (name, member) in members {
                self.look(member, format!("{path}.{name}"));
            }
        } else if schema["items"].is_object() {
            self.look(&schema["items"], format!("{path}[]"));
        } else {
            self.leaves.insert(path, schema);
        }
    }
}

fn pointer(path: &str) -> String {
    path.replace("[]", "/0").replace('.', "/").trim_start_matches('$').to_owned()
}

#[test]
fn schema_and_type_know_the_same_members_and_require_the_same() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let form = |value: &Value| serde_json::from_value::<Form>(value.clone());
    let mut seen = BTreeSet::new();
    for name in ["japanese", "foreign"] {
        let full = full(name);
        for (path, object) in &Walk::of(&schema).objects {
            let place = pointer(path);
            if !full.pointer(&place).is_some_and(Value::is_object) {
                continue;
            }
            seen.insert(path.clone());
            assert_eq!(object["additionalProperties"], json!(false), "{path}");
            let mut other = full.clone();
            other.pointer_mut(&place).unwrap()["unknown-member"] = json!(1);
            let error = form(&other).unwrap_err().to_string();
            let (_, known) = error.split_once("expected").unwrap();
            let known: BTreeSet<_> = known.split('`').skip(1).step_by(2).collect();
            let members = object["properties"].as_object().unwrap();
            assert_eq!(known, members.keys().map(String::as_str).collect(), "{path}");
            for member in members.keys() {
                let mut without = full.clone();
                let object_here = without.pointer_mut(&place).unwrap().as_object_mut().unwrap();
                if object_here.remove(member).is_none() {
                    continue;
                }
                let required = object["required"].as_array().unwrap().contains(&json!(member));
                assert_eq!(form(&without).is_err(), required, "{path}.{member}");
            }
        }
    }
    // Every object of the schema was one of those, but dates that are known in the records.
    let dates = |path: &&String| !matches!(items::find(path).map(|i| i.form), Some(ItemForm::Date));
    let walk = Walk::of(&schema);
    let missing: Vec<_> =
        walk.objects.keys().filter(|p| !seen.contains(*p)).filter(dates).collect();
    assert_eq!(missing, ["$.name.earlier_aliases[]", "$.name.earlier_aliases[].reason"]);
}

#[test]
fn every_leaf_of_the_schema_is_an_item_of_the_same_form() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let leaves = Walk::of(&schema).leaves;
    let paths: Vec<_> = items::all().map(|item| item.path.to_owned()).collect();
    let items: BTreeSet<_> = paths.iter().cloned().collect();
    assert_eq!(items.len(), paths.len(), "each once");
    assert_eq!(items, leaves.keys().cloned().collect());
    for item in items::all() {
        let leaf = leaves[item.path];
        let length = leaf["maxLength"].as_u64();
        let pattern = leaf["pattern"].as_str().unwrap_or_default();
        let fits = match item.form {
            ItemForm::Text(most) => length == Some(most.into()) && pattern.is_empty(),
            ItemForm::Furigana(most) => length == Some(most.into()) && pattern.contains('ァ'),
            ItemForm::Digits(least, most) if least == most => {
                pattern == format!("^[0-9]{{{most}}}$") || (most == 1 && pattern == "^[0-9]$")
            }
            ItemForm::Digits(least, most) => pattern == format!("^[0-9]{{{least},{most}}}$"),
            ItemForm::Alphanumeric(_, most) => pattern.contains(&format!("{most}}}$")),
            ItemForm::Count(least, most) => {
                (leaf["minimum"].as_u64(), leaf["maximum"].as_u64())
                    == (Some(least.into()), Some(most.into()))
            }
            ItemForm::Day => pattern.starts_with("^[0-9]{4}-"),
            ItemForm::Date => leaf["oneOf"].is_array(),
            ItemForm::Word => leaf["enum"].is_array(),
            ItemForm::Own => leaf["type"] == "string",
        };
        assert!(fits, "{}: {leaf}", item.path);
        assert_eq!(items::find(&item.path.replace("[]", "[12]")), Some(item));
    }
    assert_eq!(items::find("$.nickname"), None);
}
