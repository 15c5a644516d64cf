use serde_json::json;

use super::*;
use crate::convert::ConvertFault;

const MAP: &str = r#"
version = 1
[file]
kind = "csv"
encoding = "utf-8"
header = true
line_end = "lf"
[constant]
"municipality.code" = "131016"
[[column]]
name = "氏名"
split = ["name.japanese.family", "name.japanese.given"]
[[column]]
name = "生年月日"
path = "birth"
convert = { date = ["YYYY-MM-DD", "era"] }
[[column]]
name = "不詳"
unknown_flag = "birth"
[[column]]
name = "不詳表記"
unknown_wording = "birth"
[[column]]
name = "性別"
path = "sex"
convert = { codes = { 1 = "male", 2 = "female" } }
required = true
[[column]]
name = "続柄1"
path = "household.relationships[0]"
[[column]]
name = "続柄2"
path = "household.relationships[1]"
[[column]]
name = "備考"
ignore = true
"#;
const HEADER: &str = "氏名,生年月日,不詳,不詳表記,性別,続柄1,続柄2,備考\n";

/// What each row of a table gives, before the rules of records.
fn values(text: &[u8], map: &str) -> Result<Vec<Result<Value, Rejection>>, TableError> {
    let mapping = Mapping::parse(map).unwrap();
    let mut table = Table::open(text, &mapping)?;
    let mut values = Vec::new();
    while let Some(value) = table.next_value()? {
        values.push(value);
    }
    Ok(values)
}

fn one(row: &str) -> Result<Value, Rejection> {
    let mut values = values(format!("{HEADER}{row}\n").as_bytes(), MAP).unwrap();
    assert_eq!(values.len(), 1, "{row}");
    values.remove(0)
}

#[test]
fn a_row_gives_a_record_by_the_paths_of_the_mapping() {
    assert_eq!(
        one("住基　太郎,昭和55年2月29日,0,,1,02,,何でも").unwrap(),
        json!({
            "version": 2,
            "municipality": { "code": "131016" },
            "name": { "japanese": { "family": "住基", "given": "太郎" } },
            "birth": "1980-02-29",
            "sex": "male",
            "household": { "relationships": ["02"] },
        })
    );
    let birth = |row| one(row).unwrap()["birth"].clone();
    let wording = "昭和55年2月日不詳";
    let unknown = json!({ "known": "1980-02", "wording": wording });
    assert_eq!(birth("住基　太郎,1980-02-00,1,昭和55年2月日不詳,1,,,"), unknown);
    assert_eq!(birth("住基　太郎,,1,不詳,1,,,"), json!({ "wording": "不詳" }));
    assert_eq!(birth("住基　太郎,,,,1,,,"), Value::Null);
}

#[test]
fn a_row_that_gives_none_is_told_with_column_shape_and_reason() {
    for (row, column, shape, reason) in [
        ("住基太郎,1980-02-29,0,,1,,,", 1, "4 kanji", Reason::Split),
        (
            "住基　太　郎,1980-02-29,0,,1,,,",
            1,
            "2 kanji, 1 full-width space, 1 kanji, 1 full-width space, 1 kanji",
            Reason::Split,
        ),
        (
            "住基　太郎,1981-02-29,0,,1,,,",
            2,
            "4 digits, 1 sign, 2 digits, 1 sign, 2 digits",
            Reason::Convert(ConvertFault::NoSuchDay),
        ),
        (
            "住基　太郎,1980-02-29,9,,1,,,",
            3,
            "1 digit",
            Reason::Flag(["0", "1"].map(str::to_owned)),
        ),
        (
            "住基　太郎,1980-02-29,1,不詳,1,,,",
            2,
            "4 digits, 1 sign, 2 digits, 1 sign, 2 digits",
            Reason::WholeUnknown,
        ),
        (
            "住基　太郎,1980-02-00,1,,1,,,",
            2,
            "4 digits, 1 sign, 2 digits, 1 sign, 2 digits",
            Reason::NoWording,
        ),
        (
            "住基　太郎,1980-02-00,0,,1,,,",
            2,
            "4 digits, 1 sign, 2 digits, 1 sign, 2 digits",
            Reason::NoWording,
        ),
        (
            "住基　太郎,1980-02-29,0,不詳,1,,,",
            2,
            "4 digits, 1 sign, 2 digits, 1 sign, 2 digits",
            Reason::WordingOfKnown,
        ),
        ("住基　太郎,1980-02-29,0,,,,,", 5, "nothing", Reason::Empty),
        (
            "住基　太郎,1980-02-29,0,,男,,,",
            5,
            "1 kanji",
            Reason::Convert(ConvertFault::Code(vec!["1".into(), "2".into()])),
        ),
        (
            "住基　太郎,1980-02-29,0,,1,,02,",
            6,
            "nothing",
            Reason::Gap("household.relationships[0]".into()),
        ),
    ] {
        let rejection = one(row).unwrap_err();
        assert_eq!(*rejection.reason, reason, "{row}");
        assert_eq!(rejection.line, 2, "{row}");
        assert_eq!(rejection.column.map(|column| column.number), Some(column), "{row}");
        assert_eq!(rejection.shape.unwrap().to_string(), shape, "{row}");
    }
    let cells = one("住基　太郎,1980-02-29").unwrap_err();
    assert_eq!(*cells.reason, Reason::Row(RowFault::CellCount { expected: 8, found: 2 }));
}

#[test]
fn columns_are_found_by_their_names() {
    let table = "備考,続柄2,続柄1,性別,不詳表記,不詳,生年月日,氏名\n,,x,2,,0,1980-02-29,住基　花子\nx,,,3,,,,\n";
    let values = values(table.as_bytes(), MAP).unwrap();
    assert_eq!(values[0].as_ref().unwrap()["name"]["japanese"]["given"], "花子");
    // Its number is the one in the table.
    assert_eq!(values[1].as_ref().unwrap_err().column.as_ref().unwrap().number, 4);
}

#[test]
fn a_table_that_does_not_begin_as_the_mapping_says_is_not_read() {
    let error = |text: &[u8]| format!("{:?}", values(text, MAP).unwrap_err());
    let mark = [b"\xEF\xBB\xBF", HEADER.as_bytes()].concat();
    assert_eq!(error(&mark), "Mark");
    assert_eq!(error(b""), "NoHeader");
    assert_eq!(error(b"\xFF\n"), "HeaderText(1, Utf8)");
    assert_eq!(error(b"\"a\n"), "HeaderRow(OpenQuote(1))");
    assert_eq!(error("氏名,性別,性別\n".as_bytes()), "ColumnTwice(\"性別\")");
    assert!(
        error("氏名,生年月日\n".as_bytes())
            .starts_with("MissingColumns(Excerpt { first: [\"不詳\"")
    );
    assert_eq!(
        error(HEADER.replace('\n', ",x,y\n").as_bytes()),
        "OtherColumns(Excerpt { first: [9, 10], count: 2 })"
    );
    let many = HEADER.replace('\n', &(",x".repeat(100_000) + "\n"));
    let said = values(many.as_bytes(), MAP).unwrap_err().to_string();
    assert_eq!(said, "has other columns: 9, 10, 11, 12, 13, 14, 15, 16, 17, 18 and 99990 more");
    let with_mark = MAP.replace("utf-8", "utf-8-bom");
    assert!(matches!(values(HEADER.as_bytes(), &with_mark), Err(TableError::NoMark)));
    assert!(values(&mark, &with_mark).unwrap().is_empty());
    let others = MAP.replace("header = true", "header = true\nother_columns = \"ignore\"");
    assert!(values(HEADER.replace('\n', ",x,y\n").as_bytes(), &others).unwrap().is_empty());
}

#[test]
fn bytes_that_are_no_text_are_told_with_line_and_column() {
    let table = [HEADER.as_bytes(), "住基　".as_bytes(), b"\xFF,1980-02-29,0,,1,,,\n"].concat();
    let rejection = values(&table, MAP).unwrap().remove(0).unwrap_err();
    let said = "line 2, column 1 (氏名): character 4 is not of utf-8: bytes FF";
    assert_eq!(rejection.to_string(), said);
}

#[test]
fn a_flag_may_be_nothing_for_no() {
    let map = MAP.replace(
        "unknown_flag = \"birth\"",
        "unknown_flag = \"birth\"\nflag_words = [\"\", \"不詳\"]",
    );
    let row = |row: &str| values(format!("{HEADER}{row}\n").as_bytes(), &map).unwrap().remove(0);
    let birth = |text| row(text).map(|record| record["birth"].clone());
    assert_eq!(birth("住基　太郎,1980-02-29,,,1,,,").unwrap(), json!("1980-02-29"));
    let unknown = json!({ "known": "1980-02", "wording": "昭和55年2月　日" });
    let read = birth("住基　太郎,1980-02-00,不詳,昭和55年2月　日,1,,,").unwrap();
    assert_eq!(read, unknown);
    let reason = birth("住基　太郎,1980-02-29,0,,1,,,").unwrap_err().reason;
    assert_eq!(*reason, Reason::Flag(["".to_owned(), "不詳".to_owned()]));
}
