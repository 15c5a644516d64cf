use serde_json::{Value, json};

use super::*;
use crate::json_schema;

const LIBRARY: &[u8] = include_bytes!("../../../samples/services/library.json");

fn library() -> Value {
    serde_json::from_slice(LIBRARY).unwrap()
}

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn parse(value: &Value) -> Result<Profile, ProfileError> {
    Profile::parse(value.to_string().as_bytes())
}

/// The member that is wrong, or the file whose text is.
fn place(error: &ProfileError) -> &str {
    match error {
        ProfileError::Json(deviation) => &deviation.path,
        ProfileError::TooLong => "$",
        ProfileError::Form { path } => path,
        ProfileError::Field { field, .. } => field,
        ProfileError::Text(TextError::Character { file, .. } | TextError::Length { file, .. })
        | ProfileError::NoFile { file, .. } => file,
    }
}

/// A profile with this one file.
fn with_file(file: &Value) -> Value {
    json!({"files": [file]})
}

#[test]
fn the_library_card_reads() {
    let profile = Profile::parse(LIBRARY).unwrap();
    assert_eq!((profile.name.as_str(), profile.fid()), ("library", 0x4C42));
    assert!(profile.pin.is_some() && profile.files.len() >= 3);
    assert!(json_schema::accepts(&schema(), &library()));
}

#[test]
fn a_profile_that_is_too_long_is_refused() {
    let padded = |length: usize| {
        let mut bytes = LIBRARY.to_vec();
        bytes.resize(length, b' ');
        Profile::parse(&bytes)
    };
    padded(LONGEST).unwrap();
    assert_eq!(padded(LONGEST + 1), Err(ProfileError::TooLong));
}

/// What detects that a profile is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detection {
    /// A validator of the JSON schema.
    InSchema,
    /// Only juki, which knows the other applications, and compares members with one another.
    ByJuki,
}

#[test]
fn what_no_card_could_hold_is_refused_and_named() {
    use Detection::{ByJuki, InSchema};
    let file = json!({"name": "a", "fid": "0101", "structure": {"transparent": {"size": 2}}});
    let changed = |name: &str, value: Value| {
        let mut file = file.clone();
        file[name] = value;
        file
    };
    let records = |kind: &str, length: u16, count: u16| {
        with_file(&changed("structure", json!({kind: {"length": length, "count": count}})))
    };
    let access = |value| with_file(&changed("read", value));
    for (change, field, seen) in [
        (json!({"name": "Library"}), "name", InSchema),
        (json!({"name": "seventeen-letters"}), "name", InSchema),
        (json!({"label": "a label that is too long"}), "label", InSchema),
        (json!({"label": ""}), "label", InSchema),
        (json!({"aid": "D392F000260100000001"}), "aid", ByJuki),
        (json!({"aid": "D392F00026FF"}), "aid", ByJuki),
        (json!({"aid": "D3921000310001010401"}), "aid", ByJuki),
        (json!({"aid": "d3921000310001010100"}), "aid", ByJuki),
        (json!({"aid": "A000000063504B43532D3135"}), "aid", ByJuki),
        (json!({"aid": "A0000002471001"}), "aid", ByJuki),
        (json!({"aid": "D392"}), "aid", InSchema),
        (json!({"aid": "zz"}), "aid", InSchema),
        (json!({"aid": "F013101600F"}), "aid", InSchema),
        (json!({"fid": "4A50"}), "fid", ByJuki),
        (json!({"fid": "3F00"}), "fid", ByJuki),
        (json!({"fid": "00FF"}), "fid", ByJuki),
        (json!({"fid": "+4C4"}), "fid", InSchema),
        (json!({"fid": "4C4"}), "fid", InSchema),
        (json!({"pin": {"digits": 3, "tries": 3}}), "pin", InSchema),
        (json!({"pin": {"digits": 13, "tries": 3}}), "pin", InSchema),
        (json!({"pin": {"digits": 4, "tries": 0}}), "pin", InSchema),
        (json!({"pin": {"digits": 4, "tries": 11}}), "pin", InSchema),
        (with_file(&changed("name", json!("a b"))), "files[0].name", InSchema),
        (json!({"files": [file, file]}), "files[1].name", ByJuki),
        (json!({"files": [file, changed("name", json!("b"))]}), "files[1].fid", ByJuki),
        (with_file(&changed("fid", json!("011C"))), "files[0].fid", ByJuki),
        (with_file(&changed("fid", json!("0119"))), "files[0].fid", ByJuki),
        (with_file(&changed("fid", json!("0120"))), "files[0].fid", ByJuki),
        (with_file(&changed("fid", json!("+101"))), "files[0].fid", InSchema),
        (records("cyclic", 0, 1), "structure", InSchema),
        (records("cyclic", 1, 0), "structure", InSchema),
        (records("linear-fixed", 1, 255), "structure", InSchema),
        (records("linear-variable", 256, 1), "structure", InSchema),
        (
            with_file(&changed("structure", json!({"transparent": {"size": 0}}))),
            "structure",
            InSchema,
        ),
        (
            with_file(&changed("structure", json!({"transparent": {"size": 16385}}))),
            "structure",
            InSchema,
        ),
        (json!({"pin": null, "files": [changed("read", json!("pin"))]}), "files[0].read", ByJuki),
        (access(json!({"any": ["pin"]})), "files[0].read", InSchema),
        (access(json!({"all": ["pin", "key", "pin", "key"]})), "files[0].read", InSchema),
        (access(json!({"any": ["pin", "always"]})), "files[0].read.any[1]", InSchema),
        (access(json!("holder")), "files[0].read", InSchema),
        (with_file(&changed("content", json!(["abc"]))), "a", ByJuki),
        (with_file(&changed("content", json!([""]))), "a", InSchema),
        (with_file(&changed("content", json!(["a", "b"]))), "files[0].content", ByJuki),
        (json!({"unknown": 1}), "unknown", InSchema),
    ] {
        let mut profile = library();
        for (name, value) in change.as_object().unwrap() {
            profile[name] = value.clone();
        }
        let error = parse(&profile).unwrap_err();
        assert!(place(&error).contains(field), "{change}: {error:?}");
        let taken = json_schema::accepts(&schema(), &profile);
        assert_eq!(taken, seen == ByJuki, "{change}: the schema takes it: {taken}");
        // Nobody gets one by another way.
        serde_json::from_value::<Profile>(profile).unwrap_err();
    }
}

/// The profile with one change at every place: a member gone, a member more, another value.
fn changes(value: &Value) -> Vec<Value> {
    let others = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(255),
        json!(65536),
        json!(1.5),
        json!(""),
        json!("pin"),
        json!("0102"),
        json!([]),
        json!(["pin", "key"]),
        json!({}),
        json!({"any": ["key", "issuer"]}),
        json!({"any": ["key", "issuer"], "all": ["key", "issuer"]}),
        json!({"size": 1}),
    ];
    let mut all = others.to_vec();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let mut without = members.clone();
                without.remove(name);
                all.push(without.into());
                for changed in changes(member) {
                    let mut other = members.clone();
                    other.insert(name.clone(), changed);
                    all.push(other.into());
                }
            }
            let mut more = members.clone();
            more.insert("unknown".to_owned(), json!("pin"));
            all.push(more.into());
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                for changed in changes(item) {
                    let mut other = items.clone();
                    other[at] = changed;
                    all.push(other.into());
                }
            }
        }
        _ => {}
    }
    all
}

#[test]
fn schema_and_type_refuse_the_same() {
    let mut full = library();
    full["$schema"] = json!("service.schema.json");
    let schema = schema();
    let (mut taken, mut refused) = (0, 0);
    for profile in changes(&full) {
        if json_schema::accepts(&schema, &profile) {
            // What is wrong beyond the schema is nothing of its form.
            taken += 1;
            let read = serde_json::from_value::<Form>(profile.clone());
            assert!(read.is_ok(), "only the schema takes {profile}");
        } else {
            refused += 1;
            assert!(parse(&profile).is_err(), "only the schema refuses {profile}");
        }
    }
    assert!(taken > 20 && refused > 500, "{taken} {refused}");
}

#[test]
fn no_text_of_a_file_has_a_character_that_nobody_sees() {
    let profile = parse(&library()).unwrap();
    let file = &profile.files[0];
    for (text, character, position) in [
        ("図\u{3164}書", '\u{3164}', 2),
        ("図書\u{202E}", '\u{202E}', 3),
        ("\u{E000}", '\u{E000}', 1),
        ("図\n書", '\n', 2),
    ] {
        match file.padded(text).unwrap_err() {
            TextError::Character { found, .. } => {
                assert_eq!((found.character, found.position), (character, position));
            }
            error => panic!("{error:?}"),
        }
    }
    assert!(file.padded("葛\u{E0100}").is_ok());
    // What a file holds from the beginning is looked at with the profile.
    let mut hidden = library();
    hidden["files"][0]["content"] = json!(["a\u{200B}"]);
    match parse(&hidden).unwrap_err() {
        ProfileError::Text(TextError::Character { found, .. }) => {
            assert_eq!((found.character, found.position), ('\u{200B}', 2));
        }
        error => panic!("{error:?}"),
    }
}
