//! What a letter says of a resident.

use crate::print::notification::{Letter, NameKind, Occasion};
use crate::resident::{JapaneseName, NameEntry, Names, Priority, Resident};
use juki_codes::code::RecordCode;
use juki_codes::letters::{Letter as Entry, LetterKind};

/// Between family and given name.
const SPACE: char = '\u{3000}';

/// The letter. Its day is that on which the code was given out: printed again it is the same.
pub(super) fn compose(record: &Resident, entry: &Entry, code: RecordCode) -> Letter {
    let date = entry.run.day.0;
    let (addressee, furigana) = addressee(&record.name);
    Letter {
        number: entry.number.to_string(),
        date: (date.year, date.month, date.day),
        occasion: match entry.kind {
            LetterKind::FirstNotice => Occasion::First,
            LetterKind::Change => Occasion::Change,
            LetterKind::Correction => Occasion::Correction,
        },
        postcode: record.address.postcode.clone(),
        address: record.address.line(),
        addressee,
        furigana,
        names: names(&record.name),
        code: code.to_string(),
    }
}

/// The name that letters are addressed to, and how it is read: the one that the record puts first
/// (氏名優先区分); without that a Japanese national's own, a foreign resident's in Roman letters, or
/// else in kanji.
fn addressee(names: &Names) -> (String, Option<String>) {
    let entry = |entry: &Option<NameEntry>| {
        entry.as_ref().map(|entry| (entry.value.clone(), entry.furigana.clone()))
    };
    let japanese = || names.japanese.as_ref().map(|name| (full(name), reading(name)));
    let first = match names.priority {
        Some(Priority::Japanese) | None => None,
        Some(Priority::Roman) => entry(&names.roman),
        Some(Priority::Kanji) => entry(&names.kanji),
        Some(Priority::Alias) => entry(&names.alias),
        Some(Priority::FormerSurname) => names.former_surname.as_ref().and_then(|surname| {
            let given = names.japanese.as_ref()?;
            let furigana = surname.furigana.as_ref().zip(given.furigana.as_ref());
            let furigana = furigana.map(|(one, other)| format!("{one}{SPACE}{}", other.given));
            Some((format!("{}{SPACE}{}", surname.value, given.given), furigana))
        }),
    };
    let found = first.or_else(japanese).or_else(|| entry(&names.roman));
    found.or_else(|| entry(&names.kanji)).unwrap_or_default()
}

/// Every name that the record has.
fn names(names: &Names) -> Vec<(NameKind, String)> {
    let japanese = names.japanese.as_ref().map(|name| (NameKind::Japanese, full(name)));
    let entries = [
        (NameKind::Roman, &names.roman),
        (NameKind::Kanji, &names.kanji),
        (NameKind::Alias, &names.alias),
        (NameKind::FormerSurname, &names.former_surname),
    ];
    let entries = entries.into_iter();
    let entries = entries.filter_map(|(kind, entry)| Some((kind, entry.as_ref()?.value.clone())));
    japanese.into_iter().chain(entries).collect()
}

fn full(name: &JapaneseName) -> String {
    format!("{}{SPACE}{}", name.family, name.given)
}

fn reading(name: &JapaneseName) -> Option<String> {
    let furigana = name.furigana.as_ref()?;
    Some(format!("{}{SPACE}{}", furigana.family, furigana.given))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(value: &str) -> Option<NameEntry> {
        let json = format!(r#"{{"value":"{value}","furigana":"ヨミ"}}"#);
        serde_json::from_str(&json).ok()
    }

    #[test]
    fn a_letter_is_addressed_to_the_name_that_the_record_puts_first() {
        let foreign = Names {
            roman: entry("SANTOS MARIA"),
            kanji: entry("三都　真理亜"),
            alias: entry("山田　マリア"),
            ..Names::default()
        };
        let by = |priority| addressee(&Names { priority, ..foreign.clone() }).0;
        assert_eq!(by(None), "SANTOS MARIA");
        assert_eq!(by(Some(Priority::Roman)), "SANTOS MARIA");
        assert_eq!(by(Some(Priority::Kanji)), "三都　真理亜");
        assert_eq!(by(Some(Priority::Alias)), "山田　マリア");
        let kinds: Vec<NameKind> = names(&foreign).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [NameKind::Roman, NameKind::Kanji, NameKind::Alias]);
        // Without it, another one: a letter never has none.
        let priority = Some(Priority::Alias);
        let only = Names { kanji: entry("三都　真理亜"), priority, ..Names::default() };
        assert_eq!(addressee(&only), ("三都　真理亜".to_owned(), Some("ヨミ".to_owned())));
    }

    #[test]
    fn a_former_surname_stands_before_the_given_name() {
        let json = r#"{"japanese":{"family":"住基","given":"花子",
            "furigana":{"family":"ジュウキ","given":"ハナコ"}},
            "former_surname":{"value":"旧姓","furigana":"キュウセイ"},"priority":"former-surname"}"#;
        let names: Names = serde_json::from_str(json).unwrap();
        let expected = ("旧姓　花子".to_owned(), Some("キュウセイ　ハナコ".to_owned()));
        assert_eq!(addressee(&names), expected);
    }
}
