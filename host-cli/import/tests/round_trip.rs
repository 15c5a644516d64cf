//! Records become a table and the same records again, and a table becomes records and the same
//! table: over the published mappings, in every encoding. What a table cannot hold is said.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use juki_import::import::{self, ImportJob};
use juki_import::path::Path;
use juki_import::row_writer::RowWriter;
use juki_import::{Finding, Mapping, Reason, Rejection, export, maps, rows_of};
use juki_records::resident::Resident;
use juki_records::testing::ResidentGenerator;
use serde_json::{Value, json};
use test_vectors::register::{Encoding, Form, Sheet};
use test_vectors::rng::TestRng;
use test_vectors::seed;

mod support;

use support::Folder;

/// Records that are drawn for each mapping in each encoding.
const RECORDS: usize = 100;
/// The encodings as mappings name them.
const ENCODINGS: [&str; 3] = ["utf-8", "utf-8-bom", "cp932"];
/// Texts that mean something in a table, or are not of every encoding.
const SIGNS: &[&str] = &[
    ",", "\"", "\"\"", ";", "=", "+", "'", " ", "\u{3000}", "～", "①", "ｱ", "ﾞ", "０", "Ａ", "é",
    "¥", "−", "—", "\u{E000}", "\u{E757}", "\u{E758}", "ー", "ソ", "表", "ポ",
];

/// A published mapping in an encoding.
struct Case {
    name: String,
    mapping: Mapping,
    is_cp932: bool,
}

impl Case {
    fn all() -> impl Iterator<Item = Self> {
        maps::ALL.iter().flat_map(|map| ENCODINGS.map(|encoding| Self::of(map, encoding)))
    }

    fn of(map: &maps::PublishedMap, encoding: &str) -> Self {
        let own = ENCODINGS.map(|name| format!("encoding = \"{name}\""));
        let own = own.iter().find(|own| map.toml.contains(own.as_str())).unwrap();
        let mut text = map.toml.replace(own, &format!("encoding = \"{encoding}\""));
        let is_cp932 = encoding == "cp932";
        if map.name == "fixed" && !is_cp932 {
            // Padded with U+3000, which has three bytes in UTF-8.
            text = text.replace("widths = \"byte\"", "widths = \"place\"");
        }
        // As the mapping says: the municipality is given with it.
        text = text.replace("# [constant]", "[constant]").replace("# \"municip", "\"municip");
        let mapping = Mapping::parse(&text).unwrap();
        Self { name: format!("{} {encoding}", map.name), mapping, is_cp932 }
    }

    /// The record as the mapping's constants have it: every other record is refused for them.
    fn in_municipality(&self, record: &mut Value) {
        for (path, value) in &self.mapping.constants {
            *at(record, &path.to_string()) = value.clone();
        }
    }

    /// What the table can hold of a record, so that it comes back whole; `None` where that is no
    /// record.
    fn fitted(&self, record: &Value) -> Option<Value> {
        let mut fitted = json!({ "version": 2 });
        let mut record = record.clone();
        // The standard has an address in parts alone, a spreadsheet as a whole.
        let (from, to) = match self.name.starts_with("spreadsheet") {
            true => ("city", "text"),
            false => ("text", "city"),
        };
        if record["address"][from].is_string() {
            record["address"][to] = record["address"][from].take();
        }
        let is_constant = |path: &Path| self.mapping.constants.iter().any(|(own, _)| own == path);
        Path::leaves(&record, &mut |path, value| {
            let column = self.mapping.column_of(path).map(|column| &self.mapping.columns[column]);
            if column.is_none() && !is_constant(path) {
                return;
            }
            let value = match value.as_str() {
                Some(text) => self.shortened(text, path, column.map_or(0, |own| own.width)).into(),
                None => value.clone(),
            };
            path.set(&mut fitted, value);
        });
        Resident::parse(fitted.to_string().as_bytes()).is_ok().then_some(fitted)
    }

    /// A text in characters of the encoding, no wider than its column.
    fn shortened(&self, text: &str, path: &Path, width: usize) -> String {
        if text.is_ascii() {
            return text.to_owned();
        }
        let mut short = String::new();
        let most = if path.to_string() == "address.city" { 12 } else { usize::MAX };
        let width = if path.to_string().ends_with("wording") { 40 } else { width };
        for character in text.chars() {
            let is_written = !self.is_cp932 || is_in_cp932(character);
            let longer = format!("{short}{}", if is_written { character } else { '吉' });
            if longer.chars().count() > most || (width > 0 && self.width(&longer) > width) {
                break;
            }
            short = longer;
        }
        short
    }

    /// Is a refusal right? What it says is looked for in the record itself.
    fn is_true_of(&self, rejection: &Rejection, record: &Value) -> bool {
        let path = rejection.path.as_deref().and_then(Path::parse);
        let column = rejection.column.as_ref().map(|column| column.number - 1);
        match &*rejection.reason {
            Reason::Encode(_, fault) => {
                self.is_cp932
                    && !is_in_cp932(fault.character)
                    && record.to_string().contains(fault.character)
            }
            Reason::TooWide { width, found } => {
                let column = &self.mapping.columns[column.unwrap()];
                let text = match column.paths().first().and_then(|path| path.get(record)) {
                    Some(value) => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
                    None => record["birth"]["wording"].as_str().unwrap().to_owned(),
                };
                *width == column.width && *found == self.width(&text) && found > width
            }
            Reason::ReadsOtherwise => {
                let value = path.and_then(|path| path.get(record).cloned()).unwrap_or_default();
                // What is taken off, brought to another width, or stands between two values.
                let is_changed =
                    |one: char| matches!(one, ' '..='~' | '\u{3000}' | '\u{FF01}'..='\u{FF9F}');
                value.as_str().is_some_and(|text| text.contains(is_changed))
            }
            _ => false,
        }
    }

    /// The width of a text in a column of the mapping of fixed widths.
    fn width(&self, text: &str) -> usize {
        text.chars()
            .map(|one| match one {
                '\0'..='\u{7F}' | '\u{FF61}'..='\u{FF9F}' => 1,
                '\u{E0100}'..='\u{E01EF}' if !self.is_cp932 => 0,
                _ => 2,
            })
            .sum()
    }
}

fn is_in_cp932(character: char) -> bool {
    let text = character.to_string();
    let (bytes, _, is_replaced) = encoding_rs::SHIFT_JIS.encode(&text);
    let reads_back = encoding_rs::SHIFT_JIS.decode_without_bom_handling(&bytes).0 == text;
    ('\u{E000}'..='\u{E757}').contains(&character) || (!is_replaced && reads_back)
}

/// A drawn record with signs here and there that records allow.
fn drawn(generator: &mut ResidentGenerator, rng: &mut TestRng) -> Value {
    let plain = serde_json::to_value(generator.resident()).unwrap();
    let mut texts = Vec::new();
    Path::leaves(&plain, &mut |path, value| {
        texts.extend(value.as_str().map(|text| (path.to_string(), text.to_owned())));
    });
    let mut record = plain.clone();
    for (path, text) in texts {
        if rng.below(40) > 0 {
            continue;
        }
        let letters: Vec<char> = text.chars().collect();
        let (before, behind) = letters.split_at(rng.below(letters.len() + 1));
        let sign = SIGNS[rng.below(SIGNS.len())];
        let signed = [&String::from_iter(before), sign, &String::from_iter(behind)].concat();
        let mut changed = record.clone();
        *at(&mut changed, &path) = signed.into();
        if Resident::parse(changed.to_string().as_bytes()).is_ok() {
            record = changed;
        }
    }
    serde_json::to_value(Resident::parse(record.to_string().as_bytes()).unwrap()).unwrap()
}

/// The value at a path of a record.
fn at<'v>(record: &'v mut Value, path: &str) -> &'v mut Value {
    let pointer = path.replace(['.', '['], "/").replace(']', "");
    record.pointer_mut(&format!("/{pointer}")).unwrap()
}

/// The members of a record that are no object and no list, with their values.
fn leaves(record: &Value) -> BTreeMap<String, Value> {
    let mut leaves = BTreeMap::new();
    Path::leaves(record, &mut |path, value| {
        leaves.insert(path.to_string(), value.clone());
    });
    leaves
}

/// The record that a table of one row gives.
fn read(table: &[u8], mapping: &Mapping) -> Result<Value, Rejection> {
    let mut read = Vec::new();
    rows_of(table, mapping, |row| read.push(row)).unwrap();
    assert_eq!(read.len(), 1, "one row is written and others are read");
    read.remove(0).map(|record| serde_json::to_value(record).unwrap())
}

/// Every record, one by one: it is refused for a reason that is true of it, or the row gives its
/// members again and the export counts those that it lost.
#[test]
fn a_record_becomes_a_row_and_the_same_record_or_what_is_lost_is_said() {
    let seed = seed::of("a_record_becomes_a_row_and_the_same_record_or_what_is_lost_is_said");
    let mut reached = BTreeSet::new();
    for case in Case::all() {
        let Case { name, mapping, .. } = &case;
        let (mut generator, mut rng) = (ResidentGenerator::new(seed), TestRng::new(seed));
        let mut outcomes = BTreeMap::new();
        for number in 0..RECORDS {
            let mut record = drawn(&mut generator, &mut rng);
            let is_elsewhere = number % 20 == 19 && !mapping.constants.is_empty();
            if !is_elsewhere {
                case.in_municipality(&mut record);
            }
            if number % 2 == 0 {
                record = case.fitted(&record).unwrap_or(record);
            }
            let told = || format!("{name}, record {number}: {record}");
            let mut writer = RowWriter::new(mapping);
            let beginning = writer.beginning().unwrap();
            let outcome = match writer.row(&record, 7) {
                Err(rejection) => {
                    let is_constant = *rejection.reason == Reason::Constant;
                    let is_true = if is_elsewhere {
                        is_constant
                    } else {
                        case.is_true_of(&rejection, &record)
                    };
                    assert!(is_true, "{rejection}: {}", told());
                    "refused"
                }
                Ok(row) => {
                    let table = [beginning, row].concat();
                    compared(&record, read(&table, mapping), &writer, &table, mapping, &told)
                }
            };
            *outcomes.entry(outcome).or_insert(0) += 1;
        }
        println!("{name}: {outcomes:?}");
        assert!(outcomes["same"] >= RECORDS / 10, "{name}: {outcomes:?}");
        reached.extend(outcomes.into_keys());
    }
    assert_eq!(reached, BTreeSet::from(["less", "none", "refused", "same"]));
}

/// Compares a record with what its row gives; says what became of it.
fn compared(
    record: &Value,
    read: Result<Value, Rejection>,
    writer: &RowWriter<'_>,
    table: &[u8],
    mapping: &Mapping,
    told: &dyn Fn() -> String,
) -> &'static str {
    let left_out = writer.left_out();
    assert!(left_out.values().all(|count| *count == 1), "one record: {left_out:?}: {}", told());
    let read = match read {
        Ok(read) => read,
        // No record without what no column holds.
        Err(rejection) => {
            assert!(!left_out.is_empty(), "{rejection}: {}", told());
            assert_eq!(writer.without_record(), 1, "{rejection}: {}", told());
            return "none";
        }
    };
    assert_eq!(writer.without_record(), 0, "{}", told());
    let (own, again) = (leaves(record), leaves(&read));
    for (path, value) in &again {
        assert_eq!(own.get(path), Some(value), "{path}: {}", told());
    }
    let lost: BTreeSet<String> = own
        .keys()
        .filter(|path| !again.contains_key(*path))
        .map(|path| Path::parse(path).unwrap().without_elements())
        .collect();
    assert!(lost.iter().eq(left_out.keys()), "{lost:?}, said {left_out:?}: {}", told());
    // What the table holds is written as the same bytes once more, and nothing is left out.
    let mut writer = RowWriter::new(mapping);
    let row = writer.row(&read, 1).unwrap_or_else(|rejection| panic!("{rejection}: {}", told()));
    assert_eq!([writer.beginning().unwrap(), row].concat(), table, "{}", told());
    assert!(writer.left_out().is_empty(), "{:?}: {}", writer.left_out(), told());
    if lost.is_empty() { "same" } else { "less" }
}

/// Files: records drawn and exported, imported, and exported again. What a table holds of them is
/// the same bytes from then on.
#[test]
fn files_of_records_and_tables_are_the_same_byte_for_byte() {
    let seed = seed::of("files_of_records_and_tables_are_the_same_byte_for_byte");
    for (at, case) in Case::all().enumerate() {
        let folder = Folder::new(&format!("records-{at}"));
        let (mut generator, mut rng) = (ResidentGenerator::new(seed), TestRng::new(seed));
        let (mut records, mut numbers) = (String::new(), BTreeSet::new());
        let mut draws = 0;
        while numbers.len() < 30 {
            draws += 1;
            assert!(draws < 2000, "{}: {} of {draws} fit", case.name, numbers.len());
            let mut record = drawn(&mut generator, &mut rng);
            case.in_municipality(&mut record);
            let Some(mut record) = case.fitted(&record) else { continue };
            // Two people have not one number.
            record["register_number"] = format!("{:015}", rng.next_u32()).into();
            if RowWriter::new(&case.mapping).row(&record, 1).is_ok()
                && numbers.insert(record["register_number"].to_string())
            {
                let record = Resident::parse(record.to_string().as_bytes()).unwrap();
                records += &(serde_json::to_string(&record).unwrap() + "\n");
            }
        }
        fs::write(folder.path("records.jsonl"), &records).unwrap();
        let exported = exported(&case.mapping, &folder, "records.jsonl", "table.csv");
        assert_eq!(exported.left_out, BTreeMap::new(), "{}", case.name);
        imported(&case.mapping, &folder, "table.csv", "again.jsonl");
        let again = fs::read_to_string(folder.path("again.jsonl")).unwrap();
        assert!(again == records, "{}: {again}", case.name);
        imported(&case.mapping, &folder, "table.csv", "folder");
        for (from, to) in [("again.jsonl", "again.csv"), ("folder", "folder.csv")] {
            self::exported(&case.mapping, &folder, from, to);
            let same =
                fs::read(folder.path(to)).unwrap() == fs::read(folder.path("table.csv")).unwrap();
            assert!(same, "{}: {to}", case.name);
        }
    }
}

/// The registers of people who do not exist, as a municipality hands them over.
#[test]
fn a_register_that_is_imported_and_exported_is_the_same_file() {
    let seed = seed::of("a_register_that_is_imported_and_exported_is_the_same_file");
    let all = Form::ALL.into_iter().flat_map(|form| Encoding::ALL.map(|encoding| (form, encoding)));
    for (form, encoding) in all {
        let folder = Folder::new("register");
        let mapping = Mapping::parse(&form.mapping(encoding)).unwrap();
        let sheet = Sheet { form, encoding, seed, rows: 200, rows_a_fault: 0 };
        let mut table = Vec::new();
        sheet.write(&mut table, |_| ()).unwrap();
        fs::write(folder.path("table.csv"), &table).unwrap();
        imported(&mapping, &folder, "table.csv", "records.jsonl");
        let exported = exported(&mapping, &folder, "records.jsonl", "again.csv");
        assert_eq!((exported.written, exported.left_out), (200, BTreeMap::new()));
        let again = fs::read(folder.path("again.csv")).unwrap();
        assert!(again == table, "{form:?} {encoding:?}: {}", difference(&table, &again));
    }
}

/// The first line that differs.
fn difference(own: &[u8], other: &[u8]) -> String {
    let lines = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let both = lines(own).into_iter().zip(lines(other)).find(|(own, other)| own != other);
    both.map_or_else(String::new, |(own, other)| format!("{own}\n{other}"))
}

fn exported(mapping: &Mapping, folder: &Folder, from: &str, to: &str) -> export::ExportSummary {
    let mut refused = |_: Option<&str>, rejection: &Rejection| panic!("{from}: {rejection}");
    let done =
        export::run(&folder.path(from), mapping, &folder.path(to), &mut |_| (), &mut refused)
            .unwrap();
    assert_eq!(done.records, done.written);
    done
}

fn imported(mapping: &Mapping, folder: &Folder, from: &str, to: &str) {
    let (input, output) = (folder.path(from), folder.path(to));
    let job = ImportJob {
        input: &input,
        mapping,
        characters: None,
        output: Some(&output),
        report: None,
        checkpoint_rows: import::CHECKPOINT_ROWS,
        today: None,
    };
    let mut rejected = |finding: &Finding<'_>| panic!("{to}: {finding}");
    import::run(&job, &mut rejected, &mut |_| ()).unwrap();
}
