//! The name as the card shows it, on its face, in its files and in its signing certificate.
//!
//! A foreign resident's has one of six forms (notice of the Ministry of Internal Affairs and
//! Communications of 3 July 2013 on Juki cards of foreign residents): the name in Roman letters;
//! in Roman letters and kanji; in kanji alone, as for those who were registered without a
//! passport; and each of these followed by the alias (通称) behind a stroke. The form follows from
//! what the record has; nothing of it is left out.
//!
//! A Japanese national's has the former surname (旧氏), when there is one on the record, in brackets
//! behind the family name, as cards of the successor show it since 5 November 2019:
//! `住基［旧氏］　太郎`. That the space stands behind the brackets is a decision of this project.

use super::validate::{characters, require};
use super::{
    FieldRule, NAME_MAX, NAME_MAX_BYTES, Names, Priority, RecordError, Resident, record_error,
};
use crate::characters::{is_kanji, is_selector};

/// Between the parts of a Japanese name, and between Roman letters and kanji.
const SPACE: char = '\u{3000}';
/// Before the alias.
const STROKE: char = '/';
/// Strokes, and characters that are shown or written as one (Unicode's compatibility forms).
const STROKES: [char; 10] = [
    STROKE, '／', '\u{2044}', '\u{2215}', '\u{2571}', '\u{29F8}', '\u{2100}', '\u{2101}',
    '\u{2105}', '\u{2106}',
];
/// Square brackets, likewise.
const BRACKETS: [char; 6] = ['[', ']', '［', '］', '\u{FE47}', '\u{FE48}'];

/// The name as it is shown.
pub(super) fn shown(record: &Resident) -> String {
    let Names { japanese, former_surname, alias, .. } = &record.name;
    match (japanese, former_surname, alias) {
        (Some(name), Some(former), None) => {
            format!("{}［{}］{SPACE}{}", name.family, former.value, name.given)
        }
        (_, _, Some(alias)) => format!("{}{STROKE}{}", own(record), alias.value),
        _ => own(record),
    }
}

/// The name without former surname and alias.
pub(super) fn own(record: &Resident) -> String {
    let Names { japanese, roman, kanji, .. } = &record.name;
    match japanese {
        Some(name) => [name.family.as_str(), name.given.as_str()].join("\u{3000}"),
        None => {
            let parts = [roman, kanji].into_iter().flatten().map(|name| name.value.as_str());
            parts.collect::<Vec<_>>().join("\u{3000}")
        }
    }
}

/// Has the name one of the forms? Its characters are known to be readable.
pub(super) fn validate(record: &Resident) -> Result<(), RecordError> {
    let Names { japanese, roman, kanji, former_surname, alias, earlier_aliases, .. } = &record.name;
    let absent = |path: &str, present: bool| require(path, !present, FieldRule::OtherNationality);
    validate_priority(&record.name)?;
    if record.foreign.is_none() {
        let name =
            japanese.as_ref().ok_or_else(|| record_error("$.name.japanese", FieldRule::Name))?;
        absent("$.name.roman", roman.is_some())?;
        absent("$.name.kanji", kanji.is_some())?;
        absent("$.name.alias", alias.is_some())?;
        absent("$.name.earlier_aliases", !earlier_aliases.is_empty())?;
        for (path, part) in
            [("$.name.japanese.family", &name.family), ("$.name.japanese.given", &name.given)]
        {
            require(path, !part.is_empty() && !part.contains([' ', SPACE]), FieldRule::Name)?;
            one_part(path, part)?;
        }
        return former_surname.as_ref().map_or(Ok(()), |former| {
            let path = "$.name.former_surname.value";
            require(path, !former.value.contains([' ', SPACE]), FieldRule::NoSpace)?;
            one_part(path, &former.value)
        });
    }
    absent("$.name.japanese", japanese.is_some())?;
    absent("$.name.former_surname", former_surname.is_some())?;
    require("$.name.roman", roman.is_some() || kanji.is_some(), FieldRule::RomanName)?;
    if let Some(roman) = roman {
        require("$.name.roman.value", is_roman(&roman.value), FieldRule::RomanName)?;
    }
    if let Some(kanji) = kanji {
        require("$.name.kanji.value", is_kanji_name(&kanji.value), FieldRule::KanjiName)?;
    }
    let both = alias.is_some() && !earlier_aliases.is_empty();
    require("$.name.earlier_aliases", !both, FieldRule::NoAlias)?;
    alias.as_ref().map_or(Ok(()), |alias| one_part("$.name.alias.value", &alias.value))
}

/// A part that is shown beside others has nothing that parts them: a stroke would make an alias of
/// what is behind it, brackets a former surname of what is in them.
fn one_part(path: &str, part: &str) -> Result<(), RecordError> {
    require(path, !part.contains(STROKES), FieldRule::NoStroke)?;
    require(path, !part.contains(BRACKETS), FieldRule::NoBrackets)
}

/// Which name letters are addressed to is a name that is there.
fn validate_priority(names: &Names) -> Result<(), RecordError> {
    let there = match names.priority {
        None => true,
        Some(Priority::Japanese) => names.japanese.is_some(),
        Some(Priority::Roman) => names.roman.is_some(),
        Some(Priority::Kanji) => names.kanji.is_some(),
        Some(Priority::FormerSurname) => names.former_surname.is_some(),
        Some(Priority::Alias) => names.alias.is_some(),
    };
    require("$.name.priority", there, FieldRule::Priority)
}

/// Is the name short enough for a card?
pub(super) fn fits_card(record: &Resident) -> Result<(), RecordError> {
    let shown = shown(record);
    let (count, bytes) = (characters(&shown), shown.len());
    let (most, most_bytes) = (NAME_MAX, NAME_MAX_BYTES);
    let expected = FieldRule::ShortName { most, bytes: most_bytes, found: count, length: bytes };
    require("$.name", count <= most && bytes <= most_bytes, expected)
}

/// Family name, U+3000, given name.
pub(super) fn is_japanese(name: &str) -> bool {
    let parts: Vec<_> = name.split(SPACE).collect();
    let two = matches!(parts[..], [family, given] if !family.is_empty() && !given.is_empty());
    two && !name.contains(' ')
}

/// As a passport has it.
pub(super) fn is_roman(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphabetic();
    name.bytes().all(|byte| letter(byte) || matches!(byte, b' ' | b'-' | b'\'' | b'.' | b','))
        && name.bytes().any(letter)
}

/// Kanji, or kanji and kana (Ordinance for Enforcement of the Immigration Control Act, article
/// 19-7), in one part or several.
pub(super) fn is_kanji_name(name: &str) -> bool {
    let kana = |character| {
        matches!(character, '々' | 'ー' | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309E}')
            || matches!(character, '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FE}')
    };
    name.chars().any(is_kanji)
        && name.split(SPACE).all(|part| {
            !part.is_empty() && part.chars().all(|c| is_kanji(c) || kana(c) || is_selector(c))
        })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::resident::samples;

    fn record(name: &str, kanji: Option<&str>, alias: Option<&str>) -> Result<Resident, String> {
        let mut value: Value = serde_json::from_str(samples::version_1("maria").unwrap()).unwrap();
        value["name"] = json!(name);
        value["foreign"]["kanji"] = json!(kanji);
        value["foreign"]["alias"] = json!(alias);
        Resident::parse(value.to_string().as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_six_forms_of_a_foreign_residents_name_are_shown() {
        let (roman, kanji, alias) = ("KIM TARO", Some("金　太郎"), Some("山田　太郎"));
        for (name, kanji, alias, shown) in [
            (roman, None, None, "KIM TARO"),
            (roman, kanji, None, "KIM TARO　金　太郎"),
            ("金　太郎", None, None, "金　太郎"),
            (roman, None, alias, "KIM TARO/山田　太郎"),
            (roman, kanji, alias, "KIM TARO　金　太郎/山田　太郎"),
            ("金　太郎", None, alias, "金　太郎/山田　太郎"),
        ] {
            let record = record(name, kanji, alias).unwrap();
            assert_eq!(record.shown_name(), shown);
            assert_eq!(record.name_flags().len(), shown.chars().count(), "a flag for each");
        }
    }

    #[test]
    fn other_forms_are_refused_where_they_deviate() {
        for (name, kanji, alias, named) in [
            ("サントス　マリア", None, None, "$.name must be the name in Roman letters"),
            ("KIM　太郎", None, None, "$.name must be the name in Roman letters"),
            ("- .", None, None, "$.name must be the name in Roman letters"),
            ("金　　太郎", None, None, "$.name must be the name in Roman letters"),
            ("金　太郎", Some("金　太郎"), None, "$.foreign.kanji must be left out"),
            ("KIM TARO", Some("KIM TARO"), None, "$.foreign.kanji must be the name in kanji"),
            ("KIM TARO", Some("きむ　たろう"), None, "$.foreign.kanji must be the name in kanji"),
            ("KIM TARO", Some("金／太郎"), None, "$.foreign.kanji must be the name in kanji"),
            ("KIM TARO", None, Some("山田/太郎"), "$.foreign.alias must be without a stroke"),
            ("KIM TARO", None, Some("山田／太郎"), "$.foreign.alias must be without a stroke"),
            ("KIM TARO", Some(""), None, "$.foreign.kanji must be 1 to 100"),
        ] {
            let error = record(name, kanji, alias).unwrap_err();
            assert!(error.contains(named), "{name} {kanji:?} {alias:?}: {error}");
        }
        // Kanji with kana, and the shape that a selector chooses.
        for name in ["金　さくら", "葛\u{E0100}　マリ", "欧陽娜々"] {
            assert_eq!(record(name, None, None).unwrap().shown_name(), name);
        }
    }

    #[test]
    fn what_is_too_long_as_a_whole_is_refused_and_counted() {
        let roman = "A".repeat(60);
        let (kanji, alias) = ("金".repeat(20), "山".repeat(18));
        assert!(record(&roman, Some(&kanji), Some(&alias)).is_ok(), "100 characters");
        let error = record(&roman, Some(&kanji), Some(&format!("{alias}山"))).unwrap_err();
        assert!(error.contains("at most 100 characters and 200 bytes"), "{error}");
        assert!(error.contains("here: 101 and 181"), "{error}");
        let error = record("A", None, Some(&"山".repeat(67))).unwrap_err();
        assert!(error.contains("here: 69 and 203"), "{error}");
    }
}
