//! Records that are written with a municipality's own characters (外字), by its mapping of them.

use std::ops::RangeInclusive;

use juki_characters::municipal::{Entry, MunicipalMap};

use crate::characters::{is_selector, unreadable};
use crate::resident::{RecordError, Resident, SubstitutionFlags};
use crate::uses::MunicipalCharacters;

/// Characters that may stand for every substitute of a record for a while: kanji, katakana, letters.
const MARKS: [RangeInclusive<char>; 3] = ['\u{4E00}'..='\u{9FA5}', 'ア'..='ヺ', 'A'..='Z'];

/// The record of a JSON text, in which the mapping gives the municipality's characters; and which of
/// its name and address stand there for others.
///
/// # Errors
/// When it is no record, also for a character that the mapping does not give.
pub fn record(
    json: &[u8],
    map: MunicipalMap,
) -> Result<(Resident, MunicipalCharacters), RecordError> {
    let (record, flags) = flagged(json, &map)?;
    Ok((record, MunicipalCharacters { map, name: flags.name, address: flags.address }))
}

/// The same record, to be kept without the mapping: it says itself (`substituted`) which characters
/// of its name and address stand there for others.
///
/// # Errors
/// As [`record`].
pub fn kept_record(json: &[u8], map: &MunicipalMap) -> Result<Resident, RecordError> {
    let (mut record, flags) = flagged(json, map)?;
    let own = record.substituted.take();
    let SubstitutionFlags { name, address, decided } = own.clone().unwrap_or_default();
    let both = SubstitutionFlags {
        name: joined(name, flags.name),
        address: joined(address, flags.address),
        decided,
    };
    let is_flagged = both.name.is_some() || both.address.is_some();
    record.substituted = if is_flagged { Some(both) } else { own };
    Ok(record)
}

/// What the mapping gives for a character that no record may have.
#[must_use]
pub fn entry(character: char, map: &MunicipalMap) -> Option<&Entry> {
    let entry = map.get(character)?;
    unreadable(character.encode_utf8(&mut [0; 4])).next().map(|_| entry)
}

/// Digits for the written characters of name and address as they are shown: 1 for a substitute.
/// Where digits are missing, there is none.
#[derive(Default)]
struct GivenFlags {
    name: String,
    address: String,
}

/// The flags of the record itself, and 1 where the mapping gave a substitute.
fn joined(own: Option<String>, given: String) -> Option<String> {
    if !given.contains('1') {
        return own;
    }
    let Some(own) = own else { return Some(given) };
    Some(own.chars().zip(given.chars()).map(|(own, given)| own.max(given)).collect())
}

fn flagged(json: &[u8], map: &MunicipalMap) -> Result<(Resident, GivenFlags), RecordError> {
    let Ok(text) = std::str::from_utf8(json) else {
        return Ok((Resident::parse(json)?, GivenFlags::default()));
    };
    let given = replaced(text, map, None);
    let record = Resident::parse(given.as_bytes())?;
    if given == text {
        return Ok((record, GivenFlags::default()));
    }
    // Read once more with a character that the record has nowhere in the place of every substitute:
    // where it stands in the name and the address as they are shown, a flag is due. It is of a kind
    // that the field takes: a kanji in most, a kana in a reading, a letter in a Roman name.
    for marks in MARKS {
        let Some(mark) = marks.into_iter().find(|mark| !given.contains(*mark)) else { continue };
        let marked = replaced(text, map, Some(mark));
        if marked == given {
            return Ok((record, GivenFlags::default()));
        }
        if let Ok(marked) = Resident::parse(marked.as_bytes()) {
            let flags = |shown: String| {
                let shown = shown.chars().filter(|found| !is_selector(*found));
                shown.map(|found| if found == mark { '1' } else { '0' }).collect()
            };
            let (name, address) = (flags(marked.shown_name()), flags(marked.address_line()));
            return Ok((record, GivenFlags { name, address }));
        }
    }
    // A substitute where no text stands, a digit of a number for instance: told as what it is.
    Resident::parse(json)?;
    Ok((record, GivenFlags::default()))
}

/// A JSON text with the municipality's characters replaced, also those that are written as escapes
/// (RFC 8259, 7). Everything else stays as it is. With a mark it stands for every substitute.
fn replaced(json: &str, map: &MunicipalMap, mark: Option<char>) -> String {
    let (mut text, mut rest) = (String::new(), json);
    while let Some(first) = rest.chars().next() {
        let (character, length) = escaped(rest).unwrap_or((first, first.len_utf8()));
        let (piece, after) = rest.split_at(length);
        match given(character, map, mark) {
            Some(written) => text.push_str(&written),
            None => text.push_str(piece),
        }
        rest = after;
    }
    text
}

/// What the mapping gives for a character that no record may have, as it stands in JSON.
fn given(character: char, map: &MunicipalMap, mark: Option<char>) -> Option<String> {
    let entry = entry(character, map)?;
    let marked = mark.filter(|_| entry.is_substitute()).map(String::from);
    let quoted = serde_json::to_string(&marked.unwrap_or_else(|| entry.text.clone())).ok()?;
    let text = quoted.strip_prefix('"')?.strip_suffix('"')?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// The character of an escape at the beginning, `\uXXXX` or two of them, and how long it is. Another
/// escape is two bytes of which none is given, so that `\\u` is not taken for one.
fn escaped(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    };
    if !text.starts_with('\\') {
        return None;
    }
    let Some(first) = unit(0) else {
        return Some(('\\', 1 + text.chars().nth(1).map_or(0, char::len_utf8)));
    };
    let (units, length) = match unit(6).filter(|_| (0xD800..0xDC00).contains(&first)) {
        Some(second) => (vec![first, second], 12),
        None => (vec![first], 6),
    };
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((character, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resident::samples;

    const MAP: &str = "character,kind,value,note\nU+E000,mj,MJ026191,\nU+F0000,substitute,辺,\n\
                       U+E003,substitute,\\,\nU+E006,substitute,\"\"\"\",\n";

    fn mapping() -> MunicipalMap {
        MunicipalMap::parse(MAP.as_bytes()).unwrap()
    }

    #[test]
    fn characters_are_replaced_however_json_writes_them() {
        for (json, expected) in [
            ("\"渡\u{E000}\"", "\"渡邉\u{E0119}\""),
            (r#""渡\uE000""#, "\"渡邉\u{E0119}\""),
            (r#""渡\ue000\n""#, "\"渡邉\u{E0119}\\n\""),
            (r#""\uDB80\uDC00""#, r#""辺""#),
            // No escape of that character: a backslash, and letters.
            (r#""\\uE000""#, r#""\\uE000""#),
            (r#""\uE002\uD800x""#, r#""\uE002\uD800x""#),
            (r#""\u"#, r#""\u"#),
            // Written as JSON has it.
            ("\"\u{E003}\"", r#""\\""#),
            ("\"\u{E006}\"", r#""\"""#),
        ] {
            assert_eq!(replaced(json, &mapping(), None), expected, "{json}");
        }
    }

    #[test]
    fn a_substitute_has_its_flag_in_name_and_address() {
        let json = samples::find("taro").unwrap().json;
        let json = json.replace("住基", "渡\u{F0000}").replace("太郎", "\u{E000}郎");
        let json = json.replace("霞", "\u{F0000}");
        let refused = record(json.as_bytes(), MunicipalMap::default()).unwrap_err();
        assert_eq!(refused.path, "$.address.town");
        let (record, characters) = record(json.as_bytes(), mapping()).unwrap();
        assert_eq!(record.shown_name(), "渡辺　邉\u{E0119}郎");
        assert_eq!(characters.name, "01000");
        let (address, flags) = (record.address_line(), characters.address);
        let at = address.chars().position(|found| found == '辺').unwrap();
        assert_eq!(flags.find('1'), Some(at));
        assert_eq!(flags.matches('1').count(), 1);
        assert!(record.substituted.is_none(), "the rest is for the tables");
    }

    /// Given: a record with flags of its own, or none. Then: it keeps them, and has one for each
    /// substitute of the mapping; without a substitute it has none that it had not.
    #[test]
    fn a_record_that_is_kept_says_itself_where_a_substitute_stands() {
        let json = samples::find("taro").unwrap().json.replace("住基", "渡\u{F0000}");
        let flags = |json: &str| {
            let record = kept_record(json.as_bytes(), &mapping()).unwrap();
            // It is a record without the mapping too.
            let again = serde_json::to_vec(&record).unwrap();
            assert!(Resident::parse(&again).unwrap() == record);
            record.substituted.map(|flags| (flags.name, flags.address))
        };
        assert_eq!(flags(&json), Some((Some("01000".to_owned()), None)));
        let own = |own: &str| json.replacen('{', &format!(r#"{{"substituted": {own},"#), 1);
        assert_eq!(
            flags(&own(r#"{"name": "00010"}"#)),
            Some((Some("01010".to_owned()), None)),
            "both"
        );
        let exact = json.replace('\u{F0000}', "\u{E000}");
        assert_eq!(flags(&exact), None);
        let exact = exact.replacen('{', r#"{"substituted": {"name": "00010"},"#, 1);
        assert_eq!(flags(&exact), Some((Some("00010".to_owned()), None)));
    }

    #[test]
    fn a_substitute_has_its_flag_beside_one_in_a_reading() {
        let json = samples::find("taro").unwrap().json;
        let json = json.replace("住基", "渡\u{F0000}").replace("ジュウキ", "ワタナ\u{E004}");
        let map = format!("{MAP}U+E004,substitute,ベ,\n");
        let map = MunicipalMap::parse(map.as_bytes()).unwrap();
        let (record, characters) = record(json.as_bytes(), map).unwrap();
        assert_eq!((&*record.shown_name(), &*characters.name), ("渡辺　太郎", "01000"));
    }

    #[test]
    fn a_digit_of_a_number_is_no_text_that_a_substitute_stands_in() {
        let json = samples::find("taro").unwrap().json.replace("24727059608", "2472705960\u{E005}");
        let map = MunicipalMap::parse(format!("{MAP}U+E005,substitute,8,\n").as_bytes()).unwrap();
        let refused = record(json.as_bytes(), map).unwrap_err();
        assert_eq!(refused.path, "$.record_code");
    }

    #[test]
    fn a_record_without_them_is_what_it_was() {
        for sample in samples::SAMPLES {
            let own = Resident::parse(sample.json.as_bytes()).unwrap();
            let (record, characters) = record(sample.json.as_bytes(), mapping()).unwrap();
            assert!(record == own, "{}", sample.name);
            assert_eq!((&*characters.name, &*characters.address), ("", ""), "{}", sample.name);
        }
    }
}
