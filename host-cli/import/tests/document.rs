//! The mapping that the document shows, in both languages, reads a table and writes it again.

#![allow(clippy::unwrap_used, reason = "clippy sees tests only in functions marked as such")]

use std::fs;
use std::path::Path;

use juki_import::encoding::Encoding;
use juki_import::row_writer::RowWriter;
use juki_import::{Mapping, rows_of};
use serde_json::{Value, json};

/// The mapping of a document: the first block of TOML that it has.
fn shown(document: &str) -> Mapping {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(document);
    let text = fs::read_to_string(path).unwrap();
    let (_, block) = text.split_once("```toml\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    Mapping::parse(block).unwrap()
}

#[test]
fn the_mapping_of_the_document_reads_a_table_and_writes_it_again() {
    let english = shown("import.md");
    let japanese = shown("import.ja.md");
    assert_eq!(Mapping { hash: english.hash, ..japanese }, english, "the same but for comments");

    let table = "氏名,生年月日,生年月日不詳,生年月日不詳表記,性別,住所,備考\r\n\
                 住基　太郎,昭和55年2月29日,0,,男,東京都千代田区霞が関,\r\n\
                 髙橋　花子,昭和20年3月0日,1,昭和20年3月日不詳,女,東京都千代田区永田町,\r\n";
    let table = Encoding::Cp932.encode(table).unwrap();
    let mut records = Vec::new();
    rows_of(&table, &english, |record| {
        records.push(serde_json::to_value(record.unwrap()).unwrap());
    })
    .unwrap();
    let births: Vec<&Value> = records.iter().map(|record| &record["birth"]).collect();
    let unknown = json!({ "known": "1945-03", "wording": "昭和20年3月日不詳" });
    assert_eq!(births, [&json!("1980-02-29"), &unknown]);
    let sexes: Vec<&Value> = records.iter().map(|record| &record["sex"]).collect();
    assert_eq!(sexes, ["male", "female"]);
    assert!(records.iter().all(|record| record["municipality"]["city"] == "Chiyoda-ku"));

    let mut writer = RowWriter::new(&english);
    let mut again = writer.beginning().unwrap();
    for (record, number) in records.iter().zip(1..) {
        again.extend(writer.row(record, number).unwrap());
    }
    let read = |bytes: &[u8]| Encoding::Cp932.decode(bytes).unwrap().into_owned();
    assert_eq!(read(&again), read(&table));
}
