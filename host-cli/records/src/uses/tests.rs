mod certificate;
mod items;

use serde_json::{Value, json};

use super::*;
use crate::day::Day;
use crate::resident::Resident;
use apdu_spec::profile::Profile;

/// A Japanese resident with most of what a record can have.
pub(super) fn japanese() -> Value {
    json!({
        "version": 2,
        "register_number": "1001",
        "kind": "japanese",
        "name": {
            "japanese": {
                "family": "住基",
                "given": "太郎",
                "furigana": { "family": "ジュウキ", "given": "タロウ" },
                "confirmation": "confirmed"
            },
            "former_surname": { "value": "番号", "furigana": "バンゴウ" },
            "priority": "japanese"
        },
        "birth": "1980-02-29",
        "sex": "male",
        "sex_wording": "男",
        "household": {
            "number": "2001",
            "relationships": ["20"],
            "wording": "子",
            "order": 2,
            "head": "住基　一郎"
        },
        "domicile": {
            "text": "東京都千代田区霞が関二丁目１番",
            "head": { "family": "住基", "given": "一郎" }
        },
        "address": {
            "prefecture": "東京都",
            "city": "千代田区",
            "town": "霞が関二丁目",
            "number": "１番２号",
            "building": "見本荘１０１号"
        },
        "residence": {
            "became_resident": "2001-04-01",
            "settled": "2020-04-01",
            "before_moving": { "text": "東京都千代田区永田町一丁目１番" }
        },
        "municipality": { "code": "131016", "prefecture": "Tokyo-to", "city": "Chiyoda-ku" },
        "record_code": "24727059608",
        "personal_number": "379474484458",
        "changes": [{ "date": "2020-04-01", "notified": "2020-04-02", "reason": { "code": "10" } }],
        "card": "B",
        "since": "2020-04-01"
    })
}

/// A foreign resident with every name.
pub(super) fn foreign() -> Value {
    let mut record = japanese();
    record["kind"] = json!("foreign");
    record["name"] = json!({
        "roman": { "value": "KIM TARO" },
        "kanji": { "value": "金　太郎" },
        "alias": { "value": "山田　太郎" },
        "priority": "alias"
    });
    record["foreign"] = json!({
        "nationality": "韓国",
        "category": "mid-long-term",
        "status": "留学",
        "period_until": "2030-03-31",
        "residence_card": "AB12345678CD"
    });
    record.as_object_mut().unwrap().remove("domicile");
    record
}

pub(super) fn parsed(record: &Value) -> Resident {
    Resident::parse(record.to_string().as_bytes()).unwrap()
}

/// The record with other members at JSON pointers; `null` takes one away.
pub(super) fn with(mut record: Value, changes: &[(&str, Value)]) -> Resident {
    for (pointer, value) in changes {
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        let parent = record.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        if value.is_null() {
            parent.remove(member).unwrap();
        } else {
            parent.insert(member.to_owned(), value.clone());
        }
    }
    parsed(&record)
}

fn today() -> Date {
    Day::parse("2026-11-30").unwrap().0
}

/// Use, path and rule of each refusal of a card.
fn refusals(record: &Resident) -> Vec<(Use, String, UseRule)> {
    let UseErrors(errors) = card(record, today()).unwrap_err();
    errors.into_iter().map(|error| (error.usage, error.path, error.rule)).collect()
}

#[test]
fn a_former_surname_stands_in_brackets_behind_the_family_name() {
    let content = card(&parsed(&japanese()), today()).unwrap();
    assert_eq!(content.chip.name, "住基［番号］　太郎");
    assert_eq!(content.face.name, "住基［番号］　太郎");
    assert_eq!(content.certificate.unwrap().name.text, "住基［番号］　太郎");
    // The network has it beside the name.
    let name = network(&parsed(&japanese())).unwrap().name;
    assert_eq!((&*name.own, name.former_surname.as_deref()), ("住基　太郎", Some("番号")));
}

#[test]
fn what_is_not_known_of_a_birth_is_00_on_card_and_certificate() {
    let partial = |known, wording| {
        with(japanese(), &[("/birth", json!({ "known": known, "wording": wording }))])
    };
    for (known, wording, digits, code) in [
        ("1980-02", "昭和55年2月日不詳", "19800200", "550200"),
        ("1989", "昭和64年月日不詳", "19890000", "640000"),
    ] {
        let record = partial(known, wording);
        let content = card(&record, today()).unwrap();
        assert_eq!(content.chip.birth.digits(), digits);
        assert_eq!(content.face.beside_photo.unwrap().birth.digits(), digits);
        assert_eq!(content.certificate.unwrap().birth.digits(), digits);
        let expiry =
            record.card_expiry(der::DateTime::new(2026, 11, 30, 3, 0, 0).unwrap(), Profile::Juki);
        let card = content.face.card;
        let codes =
            Codes::of(&content.chip, card, Profile::Juki, expiry.unwrap(), "0042", "271828");
        assert_eq!((&*codes.birth, &*codes.b), (code, &*format!("20361130{code}")));
        // The copy and the network have the register's words.
        assert_eq!(network(&record).unwrap().birth, record.birth);
        assert_eq!(copy(&record, CopyRequest::of(CopyKind::Own)).unwrap().birth, record.birth);
    }
}

#[test]
fn a_birth_of_which_nothing_is_known_makes_no_card_and_stands_on_the_network() {
    let record = with(japanese(), &[("/birth", json!({ "wording": "年月日不詳" }))]);
    let birth = |usage| (usage, "$.birth".to_owned(), UseRule::BirthYear);
    assert_eq!(refusals(&record), [birth(Use::Chip), birth(Use::Picture)]);
    assert_eq!(certificate(&record).unwrap_err().rule, UseRule::BirthYear);
    assert!(network(&record).is_ok());
    assert!(copy(&record, CopyRequest::of(CopyKind::Own)).is_ok());
}

#[test]
fn nobody_signs_who_may_be_under_fifteen() {
    for (known, signs) in [("2011-11", true), ("2011-12", false), ("2011", false)] {
        let birth = json!({ "known": known, "wording": "不詳" });
        let changes = [
            ("/birth", birth),
            ("/since", Value::Null),
            ("/residence", json!({})),
            ("/changes", json!([])),
        ];
        let record = with(japanese(), &changes);
        assert_eq!(card(&record, today()).unwrap().certificate.is_some(), signs, "{known}");
    }
}

#[test]
fn a_name_that_is_too_long_is_refused_by_every_use_and_counted() {
    let family = "長".repeat(95);
    let record = with(japanese(), &[("/name/japanese/family", json!(family))]);
    let rule = UseRule::LongName { most: 100, bytes: Some(200), found: 102, length: 306 };
    let long = |usage| (usage, "$.name".to_owned(), rule.clone());
    assert_eq!(refusals(&record), [long(Use::Chip), long(Use::Picture), long(Use::Certificate)]);
    // The network counts the name alone: 98 characters.
    assert!(network(&record).is_ok());
    let record = with(japanese(), &[("/name/japanese/family", json!("長".repeat(98)))]);
    let UseError { path, rule, .. } = network(&record).unwrap_err();
    let expected = UseRule::LongName { most: 100, bytes: None, found: 101, length: 303 };
    assert_eq!((&*path, rule), ("$.name", expected));
}

#[test]
fn a_roman_name_longer_than_a_machine_readable_zone_is_whole_everywhere() {
    for length in [39, 40, 60, 100] {
        let roman = "A".repeat(length);
        let changes = [
            ("/name/roman/value", json!(roman)),
            ("/name/kanji", Value::Null),
            ("/name/alias", Value::Null),
            ("/name/priority", json!("roman")),
        ];
        let record = with(foreign(), &changes);
        let content = card(&record, today()).unwrap();
        assert_eq!((&content.chip.name, &content.face.name), (&roman, &roman));
        assert_eq!(content.certificate.unwrap().name.text, roman);
        assert_eq!(network(&record).unwrap().name.own, roman);
    }
}

#[test]
fn a_person_with_one_name_has_it_on_the_card() {
    let changes = [
        ("/name/roman/value", json!("SUKARNO")),
        ("/name/kanji", Value::Null),
        ("/name/alias", Value::Null),
        ("/name/priority", json!("roman")),
    ];
    let content = card(&with(foreign(), &changes), today()).unwrap();
    assert_eq!(content.chip.name, "SUKARNO");
}

#[test]
fn every_name_of_a_foreign_resident_is_on_the_card_whichever_is_preferred() {
    for (priority, preferred) in
        [("alias", "山田　太郎"), ("kanji", "金　太郎"), ("roman", "KIM TARO")]
    {
        let record = with(foreign(), &[("/name/priority", json!(priority))]);
        assert_eq!(chip(&record).unwrap().name, "KIM TARO　金　太郎/山田　太郎");
        let names = copy(&record, CopyRequest::of(CopyKind::Own)).unwrap().names;
        assert_eq!(names.preferred, preferred);
        assert_eq!(names.own, "KIM TARO　金　太郎");
    }
    let record = with(japanese(), &[("/name/priority", json!("former-surname"))]);
    let names = copy(&record, CopyRequest::of(CopyKind::Own)).unwrap().names;
    assert_eq!(names.preferred, "番号　太郎");
}

#[test]
fn an_alias_without_a_name_is_no_record() {
    let mut record = foreign();
    record["name"] = json!({ "alias": { "value": "山田　太郎" } });
    let error = Resident::parse(record.to_string().as_bytes()).unwrap_err();
    assert_eq!(error.path, "$.name.roman");
}

#[test]
fn an_address_that_is_too_long_is_refused_by_every_use_and_counted() {
    let record = with(japanese(), &[("/address/building", json!("号".repeat(190)))]);
    let rule = UseRule::LongAddress { most: 200, found: 208 };
    let found: Vec<_> = refusals(&record)
        .into_iter()
        .map(|(usage, path, found)| {
            assert_eq!(path, "$.address");
            assert_eq!(found, rule);
            usage
        })
        .collect();
    assert_eq!(found, [Use::Chip, Use::Picture, Use::Certificate]);
    assert!(network(&record).is_ok());
    let record = with(japanese(), &[("/address/building", json!("号".repeat(290)))]);
    assert!(matches!(
        network(&record).unwrap_err().rule,
        UseRule::LongAddress { most: 300, found: 308 }
    ));
    // A card without a photo shows no address; the chip has it all the same.
    let record =
        with(japanese(), &[("/address/building", json!("号".repeat(190))), ("/card", json!("A"))]);
    assert!(picture(&record).is_ok() && chip(&record).is_err());
}

#[test]
fn what_a_card_needs_is_asked_for_use_by_use() {
    let record = with(japanese(), &[("/record_code", Value::Null), ("/card", Value::Null)]);
    assert_eq!(
        refusals(&record),
        [
            (Use::Chip, "$.record_code".to_owned(), UseRule::NoRecordCode),
            (Use::Picture, "$.card".to_owned(), UseRule::NoCardType),
        ]
    );
    assert_eq!(network(&record).unwrap_err().rule, UseRule::NoRecordCode);
    // A copy goes without, unless the code is asked for.
    let request = CopyRequest::of(CopyKind::Own);
    assert!(copy(&record, request).is_ok());
    let asked = CopyRequest { record_code: true, ..request };
    assert_eq!(copy(&record, asked).unwrap_err().rule, UseRule::NoRecordCode);
    let record = with(japanese(), &[("/personal_number", Value::Null)]);
    assert_eq!(chip(&record).unwrap().personal_number, None);
    let asked = CopyRequest { personal_number: true, ..request };
    assert_eq!(copy(&record, asked).unwrap_err().rule, UseRule::NoPersonalNumber);
}

#[test]
fn who_died_moved_out_or_is_no_resident_gets_neither_card_nor_copy() {
    let died = json!([{ "date": "2026-11-01", "reason": { "code": "23" } }]);
    let departed = json!({ "planned": "2026-11-01", "confirmed": "2026-11-02" });
    let departed = ("/residence/departure", departed);
    let (moved_out, removed) = ("$.residence.departure.confirmed", "$.residence.removal");
    for (pointer, value, path, rule, on_network) in [
        ("/changes", died, "$.changes[0].reason.code", UseRule::Died, true),
        (departed.0, departed.1, moved_out, UseRule::MovedOut, true),
        // Whatever is known of it.
        ("/residence/removal", json!({}), removed, UseRule::Removed, true),
        (
            "/residence/removal",
            json!({ "notified": "2026-11-02" }),
            removed,
            UseRule::Removed,
            true,
        ),
        ("/residence/removal", json!({ "date": "2026-11-02" }), removed, UseRule::Removed, true),
        ("/kind", json!("non-resident-3"), "$.kind", UseRule::NoResident, false),
        ("/kind", json!("non-resident-4"), "$.kind", UseRule::NoResident, false),
    ] {
        let mut record = japanese();
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        record.pointer_mut(parent).unwrap()[member] = value;
        let Ok(record) = Resident::parse(record.to_string().as_bytes()) else {
            panic!("{pointer} is refused as a record");
        };
        assert_eq!(record.lives_here().unwrap_err().path(), path);
        let each = |usage| (usage, path.to_owned(), rule.clone());
        assert_eq!(refusals(&record), [Use::Chip, Use::Picture, Use::Certificate].map(each));
        let error = copy(&record, CopyRequest::of(CopyKind::Own)).unwrap_err();
        assert_eq!((&*error.path, error.rule), (path, rule));
        assert_eq!(network(&record).is_ok(), on_network, "{pointer}");
    }
    // One that is planned only is still to come.
    let departure = json!({ "planned": "2026-12-24" });
    let record = with(japanese(), &[("/residence/departure", departure)]);
    let content = copy(&record, CopyRequest::of(CopyKind::Own)).unwrap();
    assert_eq!(content.departure_planned, Day::parse("2026-12-24"));
}

#[test]
fn a_copy_has_what_is_asked_for_and_by_another_municipality_never_the_domicile() {
    let record = parsed(&japanese());
    for kind in [CopyKind::Own, CopyKind::WideArea] {
        let plain = copy(&record, CopyRequest::of(kind)).unwrap();
        assert!(plain.household.is_none() && plain.domicile.is_none());
        assert!(plain.personal_number.is_none() && plain.record_code.is_none());
    }
    let all = CopyRequest {
        kind: CopyKind::Own,
        household: true,
        domicile: true,
        personal_number: true,
        record_code: true,
        foreign: true,
    };
    let whole = copy(&record, all).unwrap();
    let household = whole.household.unwrap();
    assert_eq!((&*household.head, &*household.relationship), ("住基　一郎", "子"));
    assert!(!household.alone);
    let domicile = whole.domicile.unwrap();
    assert_eq!(domicile.head.as_deref(), Some("住基　一郎"));
    assert_eq!(whole.personal_number.as_deref(), Some("379474484458"));
    assert_eq!(whole.record_code.as_deref(), Some("24727059608"));
    assert!(whole.foreign.is_none(), "there is nothing of a foreign resident");
    assert_eq!(whole.before_moving.as_deref(), Some("東京都千代田区永田町一丁目１番"));

    let wide = CopyRequest { kind: CopyKind::WideArea, ..all };
    let error = copy(&record, wide).unwrap_err();
    assert_eq!((&*error.path, error.rule), ("$.domicile", UseRule::NeverOnWideAreaCopy));
    let wide = CopyRequest { domicile: false, ..wide };
    assert!(copy(&record, wide).unwrap().personal_number.is_some());
    let none = with(japanese(), &[("/domicile", Value::Null)]);
    assert_eq!(copy(&none, all).unwrap_err().rule, UseRule::NoDomicile);

    let request = CopyRequest { foreign: true, ..CopyRequest::of(CopyKind::WideArea) };
    let content = copy(&parsed(&foreign()), request).unwrap().foreign.unwrap();
    assert_eq!((&*content.nationality, content.status.as_deref()), ("韓国", Some("留学")));
}

#[test]
fn a_household_of_one_has_the_resident_for_its_head() {
    let request = CopyRequest { household: true, ..CopyRequest::of(CopyKind::Own) };
    let of = |household: Value| {
        copy(&with(japanese(), &[("/household", household)]), request)
            .map(|content| content.household.unwrap())
            .map_err(|error| (error.path, error.rule))
    };
    let alone = of(json!({ "number": "2001" })).unwrap();
    assert_eq!((&*alone.head, &*alone.relationship), ("住基　太郎", "世帯主"));
    assert!(alone.alone);
    let head = of(json!({ "wording": "世帯主" })).unwrap();
    assert_eq!((&*head.head, head.alone), ("住基　太郎", false));
    // What is known in part is not made up.
    let no_head = of(json!({ "wording": "子" })).unwrap_err();
    assert_eq!(no_head, ("$.household.head".to_owned(), UseRule::NoHousehold));
    for partial in [json!({ "head": "住基　一郎" }), json!({ "relationships": ["20"] })] {
        let refused = of(partial).unwrap_err();
        assert_eq!(refused, ("$.household.wording".to_owned(), UseRule::NoRelationship));
    }
    let none = with(japanese(), &[("/household", Value::Null)]);
    let error = copy(&none, request).unwrap_err();
    assert_eq!((&*error.path, error.rule), ("$.household", UseRule::NoHousehold));
}

#[test]
fn a_reading_is_on_a_copy_when_it_is_confirmed() {
    for (confirmation, there) in [("confirmed", true), ("notified", false), ("unconfirmed", false)]
    {
        let record = with(japanese(), &[("/name/japanese/confirmation", json!(confirmation))]);
        let names = copy(&record, CopyRequest::of(CopyKind::Own)).unwrap().names;
        assert_eq!(names.furigana.is_some(), there, "{confirmation}");
    }
}

#[test]
fn no_content_shows_itself() {
    let record = parsed(&japanese());
    let request = CopyRequest { household: true, ..CopyRequest::of(CopyKind::Own) };
    let shown = format!(
        "{:?} {:?} {:?}",
        card(&record, today()).unwrap(),
        copy(&record, request).unwrap(),
        network(&record).unwrap()
    );
    for personal in ["住基", "千代田", "24727059608", "379474484458", "1980"] {
        assert!(!shown.contains(personal), "{personal}: {shown}");
    }
}
