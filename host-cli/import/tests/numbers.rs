//! A number that two rows have: which of them is told, where the other one gives no record itself.

#![allow(clippy::unwrap_used, reason = "clippy sees tests only in functions marked as such")]

use std::collections::BTreeMap;

use juki_import::import::Records;
use juki_import::seen::SeenNumbers;
use juki_import::{Mapping, Reason};
use juki_records::Date;

const MAP: &str = r#"
version = 1
[file]
kind = "csv"
encoding = "utf-8"
header = false
line_end = "lf"
[constant]
"municipality.code" = "131016"
"municipality.prefecture" = "Tokyo-to"
"municipality.city" = "Chiyoda-ku"
[[column]]
name = "性別"
path = "sex"
convert = { codes = { 1 = "male", 2 = "female" } }
[[column]]
name = "宛名番号"
path = "register_number"
[[column]]
name = "住民票コード"
path = "record_code"
[[column]]
name = "生年月日"
path = "birth"
convert = { date = "YYYY-MM-DD" }
[[column]]
name = "氏名"
split = ["name.japanese.family", "name.japanese.given"]
[[column]]
name = "住所"
path = "address.text"
"#;

const REST: &str = "住基　太郎,東京都千代田区";

/// What is said of each line that gives no record.
fn rejected(rows: &[&str]) -> BTreeMap<u64, Reason> {
    let table: String = rows.iter().map(|row| format!("{row},{REST}\n")).collect();
    let mapping = Mapping::parse(MAP).unwrap();
    let seen = SeenNumbers::new(&std::env::temp_dir().join("numbers.jsonl"));
    let mut records = Records::open(table.as_bytes(), &mapping, seen).unwrap();
    let mut rejected = BTreeMap::new();
    while let Some(record) = records.next_record().unwrap() {
        if let Err(rejection) = record {
            rejected.insert(rejection.line, *rejection.reason);
        }
    }
    rejected
}

/// Given: a row that is rejected, for each of the reasons by which one is, and a row behind it with
/// its number. Then: the second one is told as a duplicate at once, and not only when a clerk has
/// corrected the first.
#[test]
fn the_number_of_a_rejected_row_counts() {
    for first in [
        // No code of the column; no day that there is; a day before eras: a rule of records.
        "x,1,24727059608,1980-02-29",
        "1,1,24727059608,1980-02-30",
        "1,1,24727059608,1867-01-01",
        // The other number breaks a rule.
        "1,1,24727059609,1980-02-29",
    ] {
        let rows = [first, "2,1,24846016224,1981-03-01"];
        let found = rejected(&rows);
        assert!(!matches!(found[&1], Reason::Duplicate(_)), "{first}");
        assert_eq!(found[&2], Reason::Duplicate(1), "{first}");
        let corrected = rejected(&["1,1,24727059608,1980-02-29", rows[1]]);
        assert_eq!(corrected, BTreeMap::from([(2, Reason::Duplicate(1))]), "{first}");
    }
}

#[test]
fn a_row_whose_cells_nobody_can_tell_apart_has_no_number() {
    for first in ["1,1,24727059608,1980-02-29,too many", "1,1,24727059608,19\"80-02-29"] {
        let found = rejected(&[first, "2,1,24846016224,1981-03-01"]);
        assert!(matches!(found[&1], Reason::Row(_)), "{first}");
        assert_eq!(found.len(), 1, "{first}");
    }
}

/// What a register has in place of a number that nobody knows is no number of somebody else's.
#[test]
fn a_number_that_breaks_a_rule_is_told_as_that_on_every_row() {
    let found =
        rejected(&["1,1,00000000001,1980-02-29", "1,2,00000000001,1980-02-29", "1,3,,1980-02-29"]);
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [1, 2]);
    assert!(found.values().all(|reason| matches!(reason, Reason::Record(_))), "{found:?}");
}

#[test]
fn nobody_is_born_after_today() {
    let mapping = Mapping::parse(MAP).unwrap();
    let rows = ["1,1,,2026-11-30", "1,2,,2026-12-01"].map(|row| format!("{row},{REST}\n"));
    for (today, rejected) in [(Some((2026, 11, 30)), &[2][..]), (None, &[])] {
        let seen = SeenNumbers::new(&std::env::temp_dir().join("births.jsonl"));
        let today = today.map(|(year, month, day)| Date { year, month, day });
        let table = rows.concat();
        let records = Records::open(table.as_bytes(), &mapping, seen).unwrap();
        let mut records = records.until(today);
        let mut found = Vec::new();
        while let Some(record) = records.next_record().unwrap() {
            found.extend(record.err().map(|rejection| {
                assert_eq!(rejection.column.unwrap().name, "生年月日");
                rejection.line
            }));
        }
        assert_eq!(found, rejected);
    }
}
