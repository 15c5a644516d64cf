//! Tables of residents as somebody hands them over, and the mappings they are read by.

use std::collections::BTreeSet;

use juki_import::row_writer::RowWriter;
use juki_import::{Mapping, Rejection, rows_of};
use juki_records::resident::Resident;

/// What the input is: its first byte.
pub mod reader {
    /// CSV in UTF-8, in UTF-8 with a byte order mark, in CP932.
    pub const CSV: u8 = 0;
    /// Fixed widths in the same three.
    pub const FIXED: u8 = 3;
    /// A mapping.
    pub const MAPPING: u8 = 6;
    /// How many there are.
    pub const ALL: u8 = 7;
}

/// The encodings by the names that mappings give them.
pub const ENCODINGS: [&str; 3] = ["utf-8", "utf-8-bom", "cp932"];

const CSV: &str = include_str!("import/csv.toml");
const FIXED: &str = include_str!("import/fixed.toml");

/// A table that any mapping may be asked to read.
const TABLE: &[u8] = "宛名番号,氏名\r\n000000000000001,住基　太郎\r\n".as_bytes();

/// Fewest digits and hyphens in a row that are taken for a value: what is said of a row has fewer.
const NUMBER: usize = 9;
/// Fewest characters beyond ASCII in a row that are.
const TEXT: usize = 2;

/// The mapping that tables of this kind are read by: CSV or fixed widths, in an encoding.
#[must_use]
pub fn mapping(which: u8) -> String {
    let encoding = ENCODINGS[usize::from(which % reader::FIXED)];
    let text = if which < reader::FIXED { CSV } else { FIXED };
    text.replace("{ENCODING}", encoding)
}

/// Reads the input.
pub fn run(input: &[u8]) {
    let Some((which, bytes)) = input.split_first() else { return };
    let which = which % reader::ALL;
    if which == reader::MAPPING {
        any_mapping(bytes);
        return;
    }
    let text = mapping(which);
    let mapping = Mapping::parse(&text).expect("it is one");
    let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    let values = values(bytes, which % reader::FIXED == 2, &text);
    let read = rows_of(bytes, &mapping, |row| match row {
        Ok(record) => taken(&record, &mapping),
        Err(rejection) => {
            assert!((1..=lines.max(bytes.len() as u64)).contains(&rejection.line), "{rejection}");
            refused(&rejection, mapping.columns.len(), &values);
        }
    });
    if let Err(cause) = read {
        is_silent(&cause.to_string(), &values);
    }
}

/// What is taken is a record: it is written and reads the same, and a row that is written of it
/// gives it again.
fn taken(record: &Resident, mapping: &Mapping) {
    let json = serde_json::to_vec(record).expect("a record can be written");
    let again = Resident::parse(&json).expect("what was written reads");
    assert!(again == *record, "it reads as another record");
    let mut writer = RowWriter::new(mapping);
    let value = serde_json::to_value(record).expect("a record has a form in JSON");
    let Ok(row) = writer.row(&value, 1) else { return };
    let table = [writer.beginning().expect("it has names of its own encoding"), row].concat();
    let mut rows = 0;
    let read = rows_of(&table, mapping, |row| {
        rows += 1;
        assert!(row.is_ok_and(|again| again == *record), "a row gives another record");
    });
    assert!(read.is_ok() && rows == 1, "a row that was written is none");
}

/// What is said of a row names a place, and no value.
fn refused(rejection: &Rejection, columns: usize, values: &BTreeSet<String>) {
    if let Some(column) = &rejection.column {
        assert!((1..=columns).contains(&column.number), "{rejection}");
    }
    is_silent(&rejection.to_string(), values);
    is_silent(&format!("{:?}", rejection.reason), values);
}

fn is_silent(said: &str, values: &BTreeSet<String>) {
    for value in self::values(said.as_bytes(), false, "") {
        assert!(!values.contains(&value), "a value of the table is said");
    }
}

/// What may be somebody's: numbers, days and names, without what the mapping says itself.
fn values(bytes: &[u8], is_cp932: bool, mapping: &str) -> BTreeSet<String> {
    let text = if is_cp932 {
        encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes).0
    } else {
        String::from_utf8_lossy(bytes)
    };
    let is_number = |letter: char| letter.is_ascii_digit() || letter == '-';
    let numbers = text.split(|letter: char| !is_number(letter)).filter(|run| run.len() >= NUMBER);
    // Columns and codes are named in Japanese, and the sign for what is no character is nobody's.
    let is_text = |letter: char| !letter.is_ascii() && letter != '\u{FFFD}';
    let texts = text.split(|letter: char| !is_text(letter));
    let texts = texts.filter(|run| run.chars().count() >= TEXT && !mapping.contains(run));
    numbers.chain(texts).map(str::to_owned).collect()
}

/// Any bytes are a mapping, or have a line where they are none.
fn any_mapping(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Mapping::parse(text) {
        Ok(mapping) => {
            assert!(!mapping.columns.is_empty());
            let _no_such_table = rows_of(TABLE, &mapping, |_| ());
        }
        Err(error) => {
            let lines = text.matches('\n').count() + 1;
            assert!((1..=lines).contains(&error.line), "line {} of {lines}", error.line);
        }
    }
}
