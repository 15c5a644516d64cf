//! Every item of a record against every use: one that a use does not list changes nothing of its
//! content, one that it lists changes it. And the table of docs/records.md, from the same lists.

use std::cell::OnceCell;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::super::*;
use crate::items::{self, Item, ItemForm};
use crate::testing::ResidentGenerator;

const SEED: u64 = 0x2026_1130;
/// How many records are drawn (items that are rarely there need many), and in how many of those that
/// have an item it is changed where nothing is to show.
#[derive(Clone, Copy)]
struct Effort {
    records: usize,
    trials: usize,
}

/// What every run does.
const SHORT: Effort = Effort { records: 400, trials: 1 };
/// What takes minutes.
const LONG: Effort = Effort { records: 800, trials: 6 };

const DOCUMENT: &str = include_str!("../../../../../docs/records.md");
const BEGIN: &str = "<!-- The table is written by the test below. -->\n";
const END: &str = "<!-- End of the table. -->\n";

/// What a use makes of a record.
#[derive(PartialEq)]
enum Content {
    Chip(Box<Result<ChipText, UseError>>),
    Picture(Box<Result<FaceText, UseError>>),
    Certificate(Box<Result<CertificateText, UseError>>),
    Copy(Vec<Result<CopyContent, UseError>>),
    Network(Box<Result<IdentityInformation, UseError>>),
}

fn content(usage: Use, record: &Resident) -> Content {
    let requests = [CopyKind::Own, CopyKind::WideArea].into_iter().flat_map(|kind| {
        let plain = CopyRequest::of(kind);
        [
            plain,
            CopyRequest { household: true, ..plain },
            CopyRequest { domicile: true, ..plain },
            CopyRequest { personal_number: true, ..plain },
            CopyRequest { record_code: true, ..plain },
            CopyRequest { foreign: true, ..plain },
        ]
    });
    match usage {
        Use::Chip => Content::Chip(Box::new(chip(record))),
        Use::Picture => Content::Picture(Box::new(picture(record))),
        Use::Certificate => Content::Certificate(Box::new(certificate(record))),
        Use::Copy => Content::Copy(requests.map(|request| copy(record, request)).collect()),
        Use::Network => Content::Network(Box::new(network(record))),
    }
}

/// Other values of an item; those that a record may not have are passed over.
fn others(item: &Item, value: &Value) -> Vec<Value> {
    let mut others = match item.form {
        ItemForm::Text(_) => vec![json!("別"), json!("OTHER"), json!("世帯主")],
        ItemForm::Furigana(_) => vec![json!("ベツ")],
        ItemForm::Digits(least, _) => {
            let plain = ["1", "7"].map(|digit| json!(digit.repeat(least.into())));
            let checked = [
                "23",
                "24727059608",
                "24846016224",
                "379474484458",
                "983205673214",
                "131016",
                "261025",
            ];
            plain.into_iter().chain(checked.map(|digits| json!(digits))).collect()
        }
        ItemForm::Alphanumeric(least, _) => vec![json!("7".repeat(least.into()))],
        ItemForm::Count(least, most) => vec![json!(least), json!(most)],
        ItemForm::Day | ItemForm::Date => {
            ["1931-02-03", "1999-12-31", "2024-05-06"].map(|day| json!(day)).to_vec()
        }
        ItemForm::Word => [
            "non-resident-3",
            "japanese",
            "roman",
            "kanji",
            "alias",
            "former-surname",
            "unconfirmed",
            "confirmed",
            "male",
            "female",
            "special-permanent",
            "mid-long-term",
            "A",
            "B",
            "30-46",
            "30-47",
            "residence-card",
            "special-permanent-certificate",
        ]
        .map(|word| json!(word))
        .to_vec(),
        ItemForm::Own => vec![json!("Other"), json!("ZZ99999999ZZ"), json!("other.json")],
    };
    if let Some(flags) = value.as_str().filter(|_| item.path.starts_with("$.substituted.")) {
        others.push(json!("1".repeat(flags.len())));
    }
    others.retain(|other| other != value);
    others
}

/// The records that differ from this one in the first place of an item alone: it is changed, or
/// not there; and, where it was alone in its object, that is not there either.
fn changed(record: &Value, item: &Item) -> Vec<Resident> {
    let pointer = item.path.trim_start_matches('$').replace("[]", "/0").replace('.', "/");
    let Some(value) = record.pointer(&pointer) else { return Vec::new() };
    let mut found: Vec<Value> = others(item, value)
        .into_iter()
        .map(|other| {
            let mut record = record.clone();
            *record.pointer_mut(&pointer).unwrap() = other;
            record
        })
        .collect();
    let without = without(record, &pointer);
    let (parent, _) = pointer.rsplit_once('/').unwrap();
    if without.pointer(parent).unwrap().as_object().is_some_and(serde_json::Map::is_empty) {
        found.push(self::without(&without, parent));
    }
    found.push(without);
    found.iter().filter_map(|record| Resident::parse(record.to_string().as_bytes()).ok()).collect()
}

fn without(record: &Value, pointer: &str) -> Value {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let mut without = record.clone();
    match without.pointer_mut(parent).unwrap() {
        Value::Array(entries) => drop(entries.remove(0)),
        parent => drop(parent.as_object_mut().unwrap().remove(member)),
    }
    without
}

/// A record, and what the uses make of it, which is asked of few.
struct DrawnRecord {
    record: Resident,
    value: Value,
    contents: OnceCell<[Content; 5]>,
}

impl DrawnRecord {
    fn is_same(&self, usage: Use, other: &Resident) -> bool {
        let all = || Use::ALL.map(|usage| content(usage, &self.record));
        let mut contents = self.contents.get_or_init(all).iter().zip(Use::ALL);
        let (own, _) = contents.find(|(_, of)| *of == usage).unwrap();
        *own == content(usage, other)
    }
}

/// Records of every kind. Some have substitution flags, which are not drawn.
fn records(count: usize) -> Vec<DrawnRecord> {
    let mut generator = ResidentGenerator::new(SEED);
    (0..count)
        .map(|nth| {
            let mut record = generator.resident();
            if nth % 4 == 0 {
                let flags = |text: &str| Some("0".repeat(crate::resident::characters(text)));
                record.substituted = Some(crate::resident::SubstitutionFlags {
                    name: flags(&record.shown_name()),
                    address: flags(&record.address_line()),
                    decided: false,
                });
                record.schema = Some("resident.schema.json".to_owned());
            }
            let value = serde_json::to_value(&record).unwrap();
            DrawnRecord { record, value, contents: OnceCell::new() }
        })
        .collect()
}

#[test]
fn an_item_shows_in_the_uses_that_list_it_and_in_no_other() {
    shows_where_it_is_listed(SHORT);
}

#[test]
#[ignore = "takes minutes"]
fn an_item_shows_in_no_other_use_in_many_records() {
    shows_where_it_is_listed(LONG);
}

fn shows_where_it_is_listed(effort: Effort) {
    let records = records(effort.records);
    let mut never_there = Vec::new();
    for item in items::all().filter(|item| item.path != "$.version") {
        let mut left: Vec<Use> = Use::ALL.to_vec();
        let (mut trials, mut there) = (0, 0);
        for drawn in &records {
            let listed_left = left.iter().any(|usage| usage.of_item(item.path).is_some());
            if trials >= effort.trials && !listed_left {
                break;
            }
            let changed = changed(&drawn.value, item);
            trials += usize::from(!changed.is_empty());
            there += changed.len();
            for other in changed {
                left.retain(|usage| {
                    let same = drawn.is_same(*usage, &other);
                    let listed = usage.of_item(item.path).is_some();
                    assert!(
                        same || listed,
                        "{} changes {} and is not among its items (seed {SEED:#x})",
                        item.path,
                        usage.name()
                    );
                    same
                });
            }
        }
        if there == 0 {
            never_there.push(item.path);
        }
        for usage in left {
            let listed = usage.of_item(item.path);
            assert_eq!(listed, None, "{} changes nothing of {}", item.path, usage.name());
        }
    }
    // A resident lives in Japan, and has the head of the household there.
    let never = ["country_code", "country", "abroad", "householder"];
    assert_eq!(never_there, never.map(|part| format!("$.address.{part}")));
}

#[test]
fn the_uses_list_items_that_there_are_and_each_once() {
    for usage in Use::ALL {
        for (place, (path, word)) in usage.items().iter().enumerate() {
            assert!(items::find(path).is_some(), "{}: {path}", usage.name());
            assert!(!word.is_empty(), "{}: {path}", usage.name());
            let again = usage.items().iter().skip(place + 1).any(|(other, _)| other == path);
            assert!(!again, "{}: {path} twice", usage.name());
        }
    }
}

/// The width as the table says it.
fn width(form: ItemForm) -> String {
    match form {
        ItemForm::Text(most) | ItemForm::Furigana(most) => most.to_string(),
        ItemForm::Digits(least, most) | ItemForm::Alphanumeric(least, most) if least == most => {
            most.to_string()
        }
        ItemForm::Digits(least, most) | ItemForm::Alphanumeric(least, most) => {
            format!("{least} to {most}")
        }
        ItemForm::Count(least, most) => format!("{least} to {most}, a number"),
        ItemForm::Day => "a day".to_owned(),
        ItemForm::Date => "a day, or 72 for its wording".to_owned(),
        ItemForm::Word => "a word".to_owned(),
        ItemForm::Own => "its own".to_owned(),
    }
}

/// The document with the table as the code has it. Items that no use holds are in it, too.
fn written() -> String {
    let mut table = String::from("| item | standard's name | width |");
    let mut line = String::from("|---|---|---|");
    for usage in Use::ALL {
        table += &format!(" {} |", usage.name());
        line += "---|";
    }
    table += &format!("\n{line}\n");
    for item in items::all() {
        let own = if item.is_own { " (ours)" } else { "" };
        table += &format!("| `{}` | {} | {}{own} |", item.path, item.name, width(item.form));
        for usage in Use::ALL {
            table += &format!(" {} |", usage.of_item(item.path).unwrap_or(""));
        }
        table += "\n";
    }
    let (before, rest) = DOCUMENT.split_once(BEGIN).unwrap();
    let (_, behind) = rest.split_once(END).unwrap();
    format!("{before}{BEGIN}\n{table}\n{END}{behind}")
}

#[test]
fn the_document_has_the_table_of_the_code() {
    let again = "`cargo test -p juki-records --lib write_the_document -- --ignored` writes it anew";
    assert!(written() == DOCUMENT, "docs/records.md is not up to date; {again}");
}

#[test]
#[ignore = "writes docs/records.md"]
fn write_the_document() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/records.md");
    fs::write(path, written()).unwrap();
}
