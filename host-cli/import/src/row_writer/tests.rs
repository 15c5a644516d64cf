use serde_json::json;

use super::*;
use crate::rows_of;

const MAP: &str = r#"
version = 1
[file]
kind = "csv"
encoding = "cp932"
header = true
line_end = "crlf"
[constant]
"municipality.code" = "131016"
[[column]]
name = "氏名"
split = ["name.japanese.family", "name.japanese.given"]
[[column]]
name = "生年月日"
path = "birth"
convert = { date = "era" }
[[column]]
name = "性別"
path = "sex"
convert = { codes = { 1 = "male", 2 = "female" } }
"#;

fn record() -> Value {
    json!({
        "version": 2,
        "municipality": { "code": "131016" },
        "name": { "japanese": { "family": "住基", "given": "太郎" } },
        "birth": "1980-02-29",
        "sex": "male",
    })
}

fn written(record: &Value, map: &str) -> Result<String, String> {
    let mapping = Mapping::parse(map).unwrap();
    let mut writer = RowWriter::new(&mapping);
    let row = writer.row(record, 7).map_err(|rejection| rejection.to_string())?;
    Ok(mapping.file.encoding.decode(&row).unwrap().into_owned())
}

#[test]
fn what_the_table_cannot_hold_is_refused_with_its_reason() {
    assert_eq!(written(&record(), MAP).unwrap(), "住基　太郎,昭和55年2月29日,1\r\n");
    for (path, value, said) in [
        (
            "name.japanese.family",
            json!("𠮷田"),
            "line 7, column 1 (氏名), 2 kanji, 1 full-width space, 2 kanji: U+20BB7 at character 1 is not in cp932",
        ),
        (
            "name.japanese.given",
            json!("¥"),
            "line 7, column 1 (氏名), 2 kanji, 1 full-width space, 1 sign: U+00A5 at character 4 is not in cp932",
        ),
        (
            "name.japanese.given",
            Value::Null,
            "line 7, column 1 (氏名): no code or form of the column stands for it",
        ),
        (
            "sex",
            json!("unknown"),
            "line 7, column 3 (性別): no code or form of the column stands for it",
        ),
        (
            "birth",
            json!("1870-01-01"),
            "line 7, column 2 (生年月日): no code or form of the column stands for it",
        ),
        (
            "birth",
            json!({ "known": "1980-02", "wording": "x" }),
            "line 7, column 2 (生年月日), 2 kanji, 2 digits, 1 kanji, 1 digit, 1 kanji, 1 digit, 1 kanji: would be read as another record",
        ),
        (
            "municipality.code",
            json!("011011"),
            "line 7, municipality.code: is not what the mapping gives every record",
        ),
    ] {
        let mut record = record();
        let pointer = format!("/{}", path.replace('.', "/"));
        *record.pointer_mut(&pointer).unwrap() = value;
        assert_eq!(written(&record, MAP).unwrap_err(), said);
    }
}

#[test]
fn what_no_column_holds_is_counted() {
    let mapping = Mapping::parse(MAP).unwrap();
    let mut writer = RowWriter::new(&mapping);
    let mut record = record();
    let change = |date| json!({ "date": date, "reason": { "code": "10" } });
    record["changes"] = json!([change("2020-01-01"), change("2021-01-01")]);
    writer.row(&record, 1).unwrap();
    assert_eq!(
        writer.left_out().clone().into_iter().collect::<Vec<_>>(),
        ["changes[].date", "changes[].reason.code"].map(|path| (path.to_owned(), 1))
    );
}

#[test]
fn a_cell_of_a_fixed_width_is_filled_up_and_never_cut() {
    let fixed = MAP
        .replace("kind = \"csv\"", "kind = \"fixed\"\nwidths = \"byte\"")
        .replace("header = true\n", "")
        .replace("name = \"氏名\"", "name = \"氏名\"\nwidth = 13\npad = \"\u{3000}\"")
        .replace("name = \"生年月日\"", "name = \"生年月日\"\nwidth = 20\nalign = \"right\"")
        .replace("name = \"性別\"", "name = \"性別\"\nwidth = 2\npad = \"0\"\nalign = \"right\"");
    // 3 places for U+3000 leave one for a space, and 5 stand before the day.
    let padded = "住基\u{3000}太郎\u{3000}      昭和55年2月29日01\r\n";
    assert_eq!(written(&record(), &fixed).unwrap(), padded);
    let narrow = fixed.replace("width = 13", "width = 9");
    assert_eq!(
        written(&record(), &narrow).unwrap_err(),
        "line 7, column 1 (氏名), 2 kanji, 1 full-width space, 2 kanji: is 10 wide, the column 9"
    );
}

/// Given a table in the form that its mapping writes, every row comes back byte for byte.
#[test]
fn what_is_read_is_written_again() {
    let mapping = Mapping::parse(crate::maps::find("fixed").unwrap().toml).unwrap();
    let mut row = String::new();
    for (text, width) in [
        ("123456789012345", 15),
        ("住基", 60),
        ("太郎", 60),
        ("ジュウキ", 60),
        ("タロウ", 60),
        ("19800200", 8),
        ("1", 1),
        ("昭和５５年２月日不詳", 40),
        ("1", 1),
        ("1000013", 7),
        ("東京都", 8),
        ("千代田区", 24),
        ("霞が関", 80),
        ("２丁目１番２号", 60),
        ("", 120),
        ("02", 2),
        ("0012", 4),
        ("24846016224", 11),
        ("983205673214", 12),
        ("", 20),
    ] {
        row.push_str(text);
        let used: usize = text.chars().map(places).sum();
        let pad =
            if width > 20 || width == 8 && text.starts_with('東') { "\u{3000}" } else { " " };
        let step = places(pad.chars().next().unwrap());
        row.push_str(&pad.repeat((width - used) / step));
    }
    let bytes = mapping.file.encoding.encode(&row).unwrap().into_owned();
    let mut residents = Vec::new();
    rows_of(&bytes, &mapping, |row| residents.push(row.unwrap())).unwrap();
    let record = serde_json::to_value(&residents[0]).unwrap();
    assert_eq!(record["birth"], json!({ "known": "1980-02", "wording": "昭和５５年２月日不詳" }));
    assert_eq!(record["household"]["order"], 12);
    assert_eq!(RowWriter::new(&mapping).row(&record, 1).unwrap(), bytes);
}
