//! What the signing certificate has of characters.

use serde_json::{Value, json};

use super::*;

#[test]
fn the_certificate_has_substitutes_and_card_and_picture_the_records_own() {
    let changes = [("/name/japanese/family", json!("髙橋")), ("/name/former_surname", Value::Null)];
    let record = with(japanese(), &changes);
    let content = card(&record, today()).unwrap();
    assert_eq!((&*content.chip.name, &*content.face.name), ("髙橋　太郎", "髙橋　太郎"));
    let name = content.certificate.unwrap().name;
    assert_eq!((&*name.text, &*name.flags), ("高橋　太郎", "10000"));
    assert_eq!((&*name.substitutions[0].from, &*name.substitutions[0].to), ("髙", "高"));
    let found = correspondence(&content.chip.name, &name.text, Some(&name.flags));
    assert_eq!(found, Correspondence::Same);
}

/// A record whose name is in that of the sample's place, with these flags.
fn flagged(family: &str, flags: &str) -> Resident {
    let changes = [
        ("/name/japanese/family", json!(family)),
        ("/name/former_surname", Value::Null),
        ("/substituted", json!({ "name": flags })),
    ];
    with(japanese(), &changes)
}

#[test]
fn a_flag_is_the_municipalitys_and_what_has_none_goes_by_the_tables() {
    for (family, flags, text, certified, told) in [
        ("渡辺", "01000", "渡辺　太郎", "01000", 0),
        ("髙橋", "00000", "高橋　太郎", "10000", 1),
        ("髙辺", "01000", "高辺　太郎", "11000", 1),
        // A substitute that no certificate can hold goes on to one, and is told.
        ("髙橋", "10000", "高橋　太郎", "10000", 1),
    ] {
        let record = flagged(family, flags);
        let content = card(&record, today()).unwrap();
        let name = content.certificate.unwrap().name;
        assert_eq!((&*name.text, &*name.flags), (text, certified), "{family} {flags}");
        assert_eq!(name.substitutions.len(), told, "{family} {flags}");
        assert_eq!(content.chip.name, format!("{family}　太郎"));
        let found = correspondence(&content.chip.name, &name.text, Some(&name.flags));
        assert_eq!(found, Correspondence::Same, "{family} {flags}");
    }
    // A flag on another character is no decision of this one.
    for flags in ["00000", "01000"] {
        let refused = certificate(&flagged("한辺", flags)).unwrap_err();
        let rule = UseRule::NoSubstitute { code: "U+D55C".to_owned(), position: 1 };
        assert_eq!((&*refused.path, refused.rule), ("$.name", rule), "{flags}");
    }
}

#[test]
fn flags_of_name_and_address_are_each_for_their_own_text() {
    let mut record = flagged("渡辺", "01000");
    record.address.building = Some("髙見荘".to_owned());
    let address = certificate(&record).unwrap().address;
    let at = address.text.chars().position(|found| found == '高').unwrap();
    assert_eq!((address.flags.find('1'), address.flags.matches('1').count()), (Some(at), 1));
}

#[test]
fn flags_of_a_record_and_of_a_mapping_stand_together() {
    let record = flagged("渡辺", "10000");
    let given = MunicipalCharacters { name: "01000".to_owned(), ..MunicipalCharacters::default() };
    let name = certificate_with(&record, &given).unwrap().name;
    assert_eq!((&*name.text, &*name.flags), ("渡辺　太郎", "11000"));
}

/// Version 1 said no more than that the municipality had decided: such cards stay what they are.
#[test]
fn a_record_of_version_1_with_flags_was_decided_as_a_whole() {
    let sample = crate::resident::samples::version_1("rare-characters").unwrap();
    let record = Resident::parse(sample.as_bytes()).unwrap();
    let name = certificate(&record).unwrap().name;
    assert_eq!((&*name.text, &*name.flags), ("𠮷髙　葛\u{E0100}之介", "000000"));
    assert!(certificate(&record).unwrap().address.text.contains("𠮷塚荘"));
    // Written as version 2 it is one of version 2.
    let written = serde_json::to_vec(&record).unwrap();
    let name = certificate(&Resident::parse(&written).unwrap()).unwrap().name;
    assert_eq!((&*name.text, &*name.flags), ("吉高　葛之介", "110100"));
    // Without flags nothing was decided.
    let mut value: Value = serde_json::from_str(sample).unwrap();
    value.as_object_mut().unwrap().remove("substituted");
    assert_eq!(certificate(&parsed(&value)).unwrap().name.text, "吉高　葛之介");
}

#[test]
fn a_character_that_nothing_stands_for_is_refused_for_the_certificate_alone() {
    let changes = [("/name/japanese/family", json!("한")), ("/name/former_surname", Value::Null)];
    let record = with(japanese(), &changes);
    let rule = UseRule::NoSubstitute { code: "U+D55C".to_owned(), position: 1 };
    assert_eq!(refusals(&record), [(Use::Certificate, "$.name".to_owned(), rule)]);
    let map = b"character,kind,value,note\nU+D55C,substitute,\xE9\x9F\x93,\n";
    let map = juki_characters::municipal::MunicipalMap::parse(map).unwrap();
    let name = card_with(&record, today(), &map.into()).unwrap().certificate.unwrap().name;
    assert_eq!((&*name.text, &*name.flags), ("韓　太郎", "1000"));
}

#[test]
fn a_substitute_of_the_mapping_is_flagged_and_the_rest_goes_by_the_tables() {
    let changes = [("/name/japanese/family", json!("髙辺")), ("/name/former_surname", Value::Null)];
    let record = with(japanese(), &changes);
    let given = MunicipalCharacters { name: "01000".to_owned(), ..MunicipalCharacters::default() };
    let content = card_with(&record, today(), &given).unwrap();
    assert_eq!((&*content.chip.name, &*content.face.name), ("髙辺　太郎", "髙辺　太郎"));
    let name = content.certificate.unwrap().name;
    assert_eq!((&*name.text, &*name.flags), ("高辺　太郎", "11000"));
    let found = correspondence(&content.chip.name, &name.text, Some(&name.flags));
    assert_eq!(found, Correspondence::Same);
}

/// Records that cards are mixed from: each is awkward in another way.
fn awkward() -> Vec<(&'static str, Resident)> {
    let name = |family: &str| {
        with(
            japanese(),
            &[("/name/japanese/family", json!(family)), ("/name/former_surname", Value::Null)],
        )
    };
    let foreigner = |changes: &[(&str, Value)]| with(foreign(), changes);
    let no_kanji = [("/name/kanji", Value::Null), ("/name/priority", json!("roman"))];
    let mut only_kanji = foreign();
    only_kanji["name"] = json!({ "kanji": { "value": "金　太郎" }, "priority": "kanji" });
    vec![
        ("plain", name("住基")),
        ("substitute", name("髙橋")),
        ("what stands for it", name("高橋")),
        ("another kanji in its place", name("土橋")),
        ("selector", name("葛\u{E0100}城")),
        ("without the selector", name("葛原")),
        ("former surname", parsed(&japanese())),
        (
            "other former surname",
            with(japanese(), &[("/name/former_surname/value", json!("髙木"))]),
        ),
        ("longest", name(&"長".repeat(63))),
        ("longest but one", name(&"長".repeat(62))),
        ("every name", foreigner(&[])),
        ("other alias", foreigner(&[("/name/alias/value", json!("山田　次郎"))])),
        ("no kanji", foreigner(&no_kanji)),
        ("kanji alone", parsed(&only_kanji)),
        ("other building", with(japanese(), &[("/address/building", json!("Ⅲ号館"))])),
    ]
}

/// The text of one card and the certificate of another, of the same birth and sex.
#[test]
fn text_and_certificate_of_two_residents_are_found() {
    let all = awkward();
    let (mut same, mut undecided) = (Vec::new(), Vec::new());
    for (of_text, text) in &all {
        let text = chip(text).unwrap();
        for (of_certificate, record) in &all {
            let found = certificate(record).unwrap();
            let name = correspondence(&text.name, &found.name.text, Some(&found.name.flags));
            let address = &found.address;
            let address = correspondence(&text.address, &address.text, Some(&address.flags));
            let mixed = (*of_text, *of_certificate);
            match name.max(address) {
                Correspondence::Same if of_text == of_certificate => {}
                Correspondence::Same => same.push(mixed),
                Correspondence::Undecided => undecided.push(mixed),
                Correspondence::Other => assert_ne!(of_text, of_certificate),
            }
        }
    }
    // A chip may itself hold the municipality's substitute, and does not tell it from the character.
    assert_eq!(same, [("what stands for it", "substitute")]);
    // A flag says that another character stood there: the municipality may have chosen so.
    assert_eq!(undecided, [("another kanji in its place", "substitute")]);
}
