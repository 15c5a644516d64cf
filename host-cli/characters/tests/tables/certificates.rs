//! What chips and certificates hold of every character that there is a table of, counted. The counts
//! stand in docs/characters.md, made here: `JUKI_COUNTS=write cargo test -p juki-characters --test
//! tables`.

use std::collections::BTreeMap;
use std::path::Path;

use juki_characters::jis::{is_x0208, is_x0212, x0213, x0213_sequences};
use juki_characters::mj::{MjNumber, characters};
use juki_characters::municipal::MunicipalMap;
use juki_characters::readable::{first_unreadable, is_kanji};
use juki_characters::substitute::{NoSubstitute, Rule, for_certificate, with_flags};

use crate::iconv::encodes;

const DOCUMENT: &str = "../../docs/characters.md";

/// What is counted: its words in the document, and how many.
type Counts = BTreeMap<(u8, String), usize>;

/// What a certificate does with a text, for the count; what it holds is put beside the others.
fn judged(text: &str, held: &mut Vec<String>) -> (u8, String) {
    if let Some(found) = first_unreadable(text) {
        let refused = for_certificate(text, &MunicipalMap::default()).unwrap_err();
        assert_eq!(refused, NoSubstitute::Unreadable(found), "{text}");
        return (90, format!("refused, as in every use: {}", found.class));
    }
    match for_certificate(text, &MunicipalMap::default()) {
        Ok(certified) => {
            assert_eq!(certified.flags.len(), certified.text.chars().count(), "{text}");
            let said = match certified.substitutions.as_slice() {
                [] => {
                    assert!(!certified.flags.contains('1'), "{text}");
                    (0, "the same, flag 0".to_owned())
                }
                [one] => {
                    assert!(!certified.flags.contains('0'), "{text}");
                    assert_eq!((one.position, one.from.as_str()), (1, text));
                    assert_eq!(one.to, certified.text);
                    match &one.rule {
                        Rule::Shape => (1, "the character without its selector, flag 1".to_owned()),
                        Rule::Reduction(way) => {
                            assert_eq!(way.last().unwrap().character.to_string(), one.to);
                            let reason = way[0].reason;
                            let at = 10 + u8::try_from(reason as usize).unwrap();
                            let more = if way.len() > 1 { ", by more than one step" } else { "" };
                            (at, format!("another, flag 1: {}{more}", reason.title()))
                        }
                        Rule::Letter => {
                            (40, "another, flag 1: the letter without its marks".to_owned())
                        }
                        Rule::Compatibility => (
                            41,
                            "another, flag 1: Unicode's compatibility decomposition".to_owned(),
                        ),
                        rule => panic!("{text}: {rule:?}"),
                    }
                }
                more => panic!("{text}: {more:?}"),
            };
            for character in certified.text.chars() {
                let is_in = character.is_ascii() || is_x0208(character) || is_x0212(character);
                assert!(is_in, "{text}: {character}");
            }
            held.push(certified.text);
            said
        }
        Err(NoSubstitute::NoCandidate { position, character, .. }) => {
            assert_eq!(position, 1, "{text}");
            match is_kanji(character) {
                true => (80, "refused, no table has a substitute: kanji".to_owned()),
                false => (81, "refused, no table has a substitute: other signs".to_owned()),
            }
        }
        Err(other) => panic!("{text}: {other}"),
    }
}

fn table(title: &str, texts: impl Iterator<Item = String>, held: &mut Vec<String>) -> String {
    let mut counts = Counts::new();
    let (mut all, mut on_chip) = (0, 0);
    for text in texts {
        all += 1;
        on_chip += usize::from(first_unreadable(&text).is_none());
        *counts.entry(judged(&text, held)).or_default() += 1;
    }
    let rows: String = counts
        .iter()
        .map(|((_, what), count)| format!("| certificate: {what} | {count} |\n"))
        .collect();
    format!("| {title} | {all} |\n|---|---|\n| chip and picture: as it is | {on_chip} |\n{rows}")
}

/// All of JIS X 0213, and every shape of the MJ list that is written at all: what a certificate
/// holds of each is in JIS X 0208, X 0212 or ASCII as glibc has them, or it is refused by a rule.
#[test]
fn the_counts_are_those_of_the_document() {
    let mut held = Vec::new();
    let singles = x0213().map(String::from);
    let all = singles.chain(x0213_sequences().map(str::to_owned));
    let x0213 = table("JIS X 0213:2004", all, &mut held);
    let mj = table("MJ list", characters().filter_map(|shape| shape.text()), &mut held);

    // Characters of X 0208 that have two codes: glibc has the standard's.
    let other = "～∥－￠￡￢—￤".chars().zip("〜‖−¢£¬―¦".chars()).collect::<BTreeMap<_, _>>();
    let standard = |found: char| other.get(&found).copied().unwrap_or(found);
    let judged: Vec<String> =
        held.iter().map(|text| text.chars().map(standard).collect()).collect();
    assert!(judged.len() > 45_000, "{}", judged.len());
    assert!(encodes("EUC-JP", &judged));
    assert!(!encodes("EUC-JP", &["髙".to_owned()]), "a judge that refuses nothing");

    let made = format!("{x0213}\n{mj}");
    println!("{made}");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    let document = std::fs::read_to_string(&file).unwrap();
    let (begin, end) = ("<!-- counts -->\n", "<!-- end of counts -->");
    let (before, rest) = document.split_once(begin).unwrap();
    let (counts, after) = rest.split_once(end).unwrap();
    if std::env::var_os("JUKI_COUNTS").is_some_and(|value| value == "write") {
        std::fs::write(&file, format!("{before}{begin}{made}{end}{after}")).unwrap();
    } else {
        assert_eq!(counts, made, "JUKI_COUNTS=write makes the document anew");
    }
}

/// Number and text name each other, but for 16 that have no code of their own; 3 were given up.
#[test]
fn a_number_and_its_text_name_each_other() {
    let (mut all, mut apart, mut none) = (0, Vec::new(), Vec::new());
    for shape in characters() {
        all += 1;
        assert_eq!(shape.number.to_string().parse(), Ok(shape.number));
        let Some(text) = shape.text() else {
            none.push(shape.number.to_string());
            continue;
        };
        let mut parts = text.chars();
        let (base, selector) = (parts.next().unwrap(), parts.next());
        assert_eq!(parts.next(), None, "{}", shape.number);
        if MjNumber::of(base, selector) != Some(shape.number) {
            apart.push(shape);
        }
        // Every way of writing it is found.
        for selector in [shape.selector, shape.standardized].into_iter().flatten() {
            let base = shape.base.unwrap();
            assert_eq!(MjNumber::of(base, Some(selector)), Some(shape.number));
        }
        if let Some(own) = shape.own {
            assert_eq!(MjNumber::of(own, None), Some(shape.number));
        }
    }
    assert_eq!(all, 58_862);
    assert_eq!(none, ["MJ037229", "MJ040579", "MJ042077"]);
    // The list says of these that they are the same shape as their neighbour, which has the code.
    assert_eq!(apart.len(), 16);
    assert!(apart.iter().all(|shape| shape.own.is_none() && shape.selector.is_none()));
}

#[test]
fn names_are_certified_as_the_tables_say() {
    for (text, certified, flags) in [
        ("住基　太郎", "住基　太郎", "00000"),
        ("髙橋", "高橋", "10"),
        ("𠮷田", "吉田", "10"),
        ("山﨑", "山崎", "01"),
        ("渡邉", "渡邉", "00"),
        // Not the shape that 邉 has alone, and the one that it has.
        ("渡邉\u{E0119}", "渡邉", "01"),
        ("渡邉\u{E010F}", "渡邉", "00"),
        // A selector that the MJ list has not.
        ("葛\u{E0100}", "葛", "1"),
        ("神\u{FE00}", "神", "1"),
        ("NGUYỄN", "NGUYEN", "000010"),
        ("メゾンⅢ－①", "メゾンＩＩＩ－１", "00011101"),
        ("ﾊﾟｰｸ", "パーク", "111"),
        ("SANTOS MARIA", "SANTOS MARIA", "000000000000"),
        ("１－２－３", "１－２－３", "00000"),
    ] {
        let found = for_certificate(text, &MunicipalMap::default()).unwrap();
        assert_eq!((found.text.as_str(), found.flags.as_str()), (certified, flags), "{text}");
    }
}

#[test]
fn what_no_table_has_is_refused_with_its_position() {
    for (text, position) in [("김영희", 1), ("山田\u{E0100}\u{1F600}", 4)] {
        let refused = for_certificate(text, &MunicipalMap::default()).unwrap_err();
        let NoSubstitute::NoCandidate { position: found, .. } = refused else {
            panic!("{text}: {refused}");
        };
        assert_eq!(found, position, "{text}");
    }
    for (text, said) in [
        ("渡\u{E000}", "must be without U+E000 at position 2: a private-use character (Co)"),
        (
            "渡\u{378}",
            "must be without U+0378 at position 2: a code that is no known character (Cn)",
        ),
        ("a\u{301}", "must be without U+0301 at position 2: a combining mark (M)"),
    ] {
        let refused = for_certificate(text, &MunicipalMap::default()).unwrap_err();
        assert_eq!(refused.to_string(), said);
    }
}

#[test]
fn what_a_municipality_flagged_has_its_flag_and_all_goes_by_the_tables() {
    let map = MunicipalMap::default();
    for (text, flags, certified, said) in [
        ("渡辺太郎", "0100", "渡辺太郎", "0100"),
        ("渡辺太郎", "01", "渡辺太郎", "0100"),
        ("髙辺", "01", "高辺", "11"),
        ("髙辺", "11", "高辺", "11"),
        ("葛\u{E0100}辺", "01", "葛辺", "11"),
        ("Ⅲ辺", "01", "ＩＩＩ辺", "1111"),
        ("ﾊﾞ辺ﾊ", "0010", "バ辺ハ", "111"),
        ("バ辺", "01", "バ辺", "01"),
    ] {
        let found = with_flags(text, flags, &map).unwrap();
        assert_eq!((found.text.as_str(), found.flags.as_str()), (certified, said), "{text}");
    }
    let found = with_flags("渡葛\u{E0100}髙", "000", &map).unwrap();
    let positions: Vec<_> = found.substitutions.iter().map(|one| one.position).collect();
    assert_eq!(positions, [2, 4]);
    let refused = with_flags("渡\u{E000}", "01", &map).unwrap_err();
    assert!(refused.to_string().contains("position 2"), "{refused}");
    let refused = with_flags("渡김", "01", &map).unwrap_err();
    assert!(refused.to_string().contains("position 2"), "{refused}");
}

#[test]
fn a_shape_that_the_mapping_gives_has_the_mappings_substitute() {
    let number = MjNumber::of('𠮷', None).unwrap();
    let lines = format!("character,kind,value,note\nU+E000,mj,{number},\nU+20BB7,substitute,辺,\n");
    let map = MunicipalMap::parse(lines.as_bytes()).unwrap();
    let (by_code, by_shape) = (for_certificate("\u{E000}", &map), for_certificate("𠮷", &map));
    let (by_code, by_shape) = (by_code.unwrap(), by_shape.unwrap());
    assert_eq!((&*by_code.text, &*by_code.flags), ("辺", "1"));
    assert_eq!((by_shape.text, by_shape.flags), (by_code.text, by_code.flags));
    assert_eq!(by_code.substitutions[0].rule, Rule::Municipality);
}
