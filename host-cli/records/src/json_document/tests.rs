use super::*;
use crate::resident::{SCHEMA_VERSION_1 as SCHEMA, samples};

fn taro() -> String {
    samples::version_1("taro").unwrap().to_owned()
}

fn fault(bytes: &[u8]) -> (String, Option<(usize, usize)>, Fault) {
    let Deviation { path, position, fault } = read(bytes, SCHEMA).unwrap_err();
    (path, position.map(|Position { line, column }| (line, column)), fault)
}

#[test]
fn the_encoding_is_named() {
    let text = taro();
    assert_eq!(read(text.as_bytes(), SCHEMA).unwrap(), text);
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
    // The name in the encodings that Japanese programs write: 住基　太郎.
    let with_name = |name: &[u8]| [br#"{"name": ""#, name, br#""}"#].concat();
    for (bytes, encoding, name, charset) in [
        (
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            Encoding::Utf8Mark,
            "UTF-8 with a byte order mark (BOM)",
            None,
        ),
        (
            [b"\xFF\xFE".to_vec(), utf16(u16::to_le_bytes)].concat(),
            Encoding::Utf16,
            "UTF-16",
            Some("UTF-16"),
        ),
        (
            [b"\xFE\xFF".to_vec(), utf16(u16::to_be_bytes)].concat(),
            Encoding::Utf16,
            "UTF-16",
            Some("UTF-16"),
        ),
        (utf16(u16::to_le_bytes), Encoding::Utf16Le, "UTF-16", Some("UTF-16LE")),
        (utf16(u16::to_be_bytes), Encoding::Utf16Be, "UTF-16", Some("UTF-16BE")),
        (b"\xFF\xFE\0\0{\0\0\0".to_vec(), Encoding::Utf32, "UTF-32", Some("UTF-32")),
        (
            with_name(b"\x8F\x5A\x8A\xEE\x81\x40\x91\xBE\x98\x59"),
            Encoding::ShiftJis,
            "Shift_JIS",
            Some("CP932"),
        ),
        (
            with_name(b"\xBD\xBB\xB4\xF0\xA1\xA1\xC2\xC0\xCF\xBA"),
            Encoding::EucJp,
            "EUC-JP",
            Some("EUC-JP"),
        ),
        (
            with_name(b"\x1B$B=;4p!!B@O:\x1B(B"),
            Encoding::Iso2022Jp,
            "ISO-2022-JP",
            Some("ISO-2022-JP"),
        ),
    ] {
        let deviation = read(&bytes, SCHEMA).unwrap_err();
        assert_eq!(deviation.fault, Fault::Encoding(encoding));
        assert_eq!((deviation.path.as_str(), deviation.position), ("$", None));
        assert_eq!(encoding.charset(), charset);
        let said = deviation.to_string();
        assert!(said.contains(name), "{said}");
    }
    let latin = with_name(b"Jos\xE9");
    assert_eq!(fault(&latin), ("$".into(), Some((1, 14)), Fault::Encoding(Encoding::Unknown)));
    let said = read(&latin, SCHEMA).unwrap_err().to_string();
    assert!(said.ends_with("an encoding that is not known (line 1, column 14)"), "{said}");
}

#[test]
fn a_file_that_was_cut_off_ends_early_wherever_that_was() {
    let taro = taro();
    let whole = taro.trim_end().as_bytes();
    for end in 1..whole.len() {
        let (path, position, found) = fault(&whole[..end]);
        assert_eq!((path.as_str(), found), ("$", Fault::EndsEarly), "{end}");
        assert!(position.is_some(), "{end}");
    }
    // Within the first character of a name that is EUC-JP as well, and Shift_JIS.
    let cut = b"{\n \"name\": \"\xE4\xBD".to_vec();
    assert_eq!(fault(&cut), ("$".into(), Some((2, 11)), Fault::EndsEarly));
}

#[test]
fn what_is_no_json_is_placed() {
    for (text, position, expected) in [
        ("", (1, 1), Fault::EndsEarly),
        ("{\n  \"name\": \"住基　太郎\"", (2, 17), Fault::EndsEarly),
        ("{\n  \"name\": 住基}", (2, 11), Fault::Syntax(Some('住'))),
        ("{\n \"name\": \"住基\",\n}", (3, 1), Fault::Syntax(Some('}'))),
        ("{} {}", (1, 4), Fault::Syntax(Some('{'))),
    ] {
        assert_eq!(fault(text.as_bytes()), ("$".into(), Some(position), expected), "{text}");
    }
    // Half of a pair of UTF-16 is no character.
    let half = taro().replace("住基　太郎", "\\ud842");
    assert_eq!(fault(half.as_bytes()).2, Fault::Syntax(None));
}

#[test]
fn a_member_is_there_once_known_and_of_its_kind() {
    let taro = taro();
    let second = "\"name\": \"住基　太郎\",";
    let twice = taro.replacen(second, &format!("{second}\n  {second}"), 1);
    assert_eq!(fault(twice.as_bytes()), ("$.name".into(), Some((3, 11)), Fault::Twice));
    // Written in another way it is the same name.
    let escaped = taro.replacen(second, &format!("\"n\\u0061me\": \"x\", {second}"), 1);
    assert_eq!(fault(escaped.as_bytes()).2, Fault::Twice);
    let inside = taro.replacen("\"code\"", "\"code\": \"131016\", \"code\"", 1);
    let found = fault(inside.as_bytes());
    assert_eq!((found.0.as_str(), found.2), ("$.municipality.code", Fault::Twice));

    let unknown = taro.replacen("\"city\"", "\"town\"", 1);
    let (path, _, unknown) = fault(unknown.as_bytes());
    let known = "code, prefecture, city".split(", ");
    let Fault::Unknown(names) = unknown else { panic!("{unknown:?}") };
    assert!(
        path == "$.municipality.town"
            && known.clone().all(|name| names.iter().any(|known| known == name))
    );

    let missing = taro.replacen("\"birth\": \"1980-02-29\",", "", 1);
    assert_eq!(fault(missing.as_bytes()), ("$.birth".into(), Some((1, 1)), Fault::Missing));
    for (from, to, path, expected) in [
        ("\"379474484458\"", "379474484458", "$.personal_number", Fault::Kind(Kind::String)),
        ("\"住基　太郎\"", "null", "$.name", Fault::Kind(Kind::String)),
        ("\"住基　太郎\"", "[\"住基\"]", "$.name", Fault::Kind(Kind::String)),
        ("\"B\"", "\"C\"", "$.card", Fault::NotOneOf(vec!["A".into(), "B".into()])),
        ("\"B\"", "2", "$.card", Fault::NotOneOf(vec!["A".into(), "B".into()])),
    ] {
        let other = taro.replacen(from, to, 1);
        let found = fault(other.as_bytes());
        assert_eq!((found.0.as_str(), found.2), (path, expected), "{to}");
    }
    let list = taro.replacen("\"sex\"", "\"foreign\": [], \"sex\"", 1);
    assert_eq!(fault(list.as_bytes()).2, Fault::Kind(Kind::Object));
    let maria = samples::version_1("maria").unwrap();
    let one = maria.replacen("\"鈴木　マリア\"", "\"a\", 7", 1);
    assert_eq!(fault(one.as_bytes()).0, "$.foreign.alias_history[1]");
    let none = maria.replacen("[\n      \"鈴木　マリア\"\n    ]", "null", 1);
    assert_eq!(fault(none.as_bytes()).2, Fault::Kind(Kind::Array));
    // Nothing is said of what stands there: it may be a personal number.
    let number = taro.replacen("\"379474484458\"", "379474484458", 1);
    let deviation = read(number.as_bytes(), SCHEMA).unwrap_err();
    let said = deviation.to_string();
    assert!(!said.contains("3794") && said.contains("line 12, column 22"), "{said}");
}

#[test]
fn depth_ends_no_program() {
    let deep = "[".repeat(100_000);
    assert!(matches!(fault(deep.as_bytes()).2, Fault::Syntax(_) | Fault::EndsEarly));
    let deep = format!("{{\"name\": {}{}}}", "[".repeat(60_000), "]".repeat(60_000));
    assert!(read(deep.as_bytes(), SCHEMA).is_err());
}

#[test]
fn without_a_schema_nothing_is_right() {
    for (json, schema, path) in [
        ("{}", "", "$"),
        ("{}", "no schema", "$"),
        (r##"{"a":1}"##, r##"{"properties":{"a":{"$ref":"#/$defs/nowhere"}}}"##, "$.a"),
    ] {
        let found = read(json.as_bytes(), schema).unwrap_err();
        assert_eq!((&*found.path, found.fault), (path, Fault::Form), "{schema}");
    }
}
