//! A municipality's own characters (外字) in a table, as its mapping gives them.

#![allow(clippy::unwrap_used, reason = "clippy sees tests only in functions marked as such")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use juki_characters::municipal::MunicipalMap;
use juki_import::characters::TableCharacters;
use juki_import::encoding::Encoding;
use juki_import::import::{self, ImportError, ImportJob, Progress};
use juki_import::record::Table;
use juki_import::{Finding, Mapping};
use juki_records::municipal_characters;
use juki_records::resident::Resident;
use juki_records::uses::{certificate, certificate_with};

mod support;

use support::Folder;

const MAP: &str = r#"
version = 1
[file]
kind = "csv"
encoding = "ENCODING"
header = false
line_end = "lf"
[constant]
"municipality.code" = "131016"
"municipality.prefecture" = "Tokyo-to"
"municipality.city" = "Chiyoda-ku"
"residence.before_moving.text" = "東京都UNITY町"
[[column]]
name = "氏名"
split = ["name.japanese.family", "name.japanese.given"]
[[column]]
name = "備考"
ignore = true
[[column]]
name = "住所"
path = "address.text"
[[column]]
name = "生年月日"
path = "birth"
convert = { date = "YYYY-MM-DD" }
[[column]]
name = "性別"
path = "sex"
convert = { codes = { 1 = "male", 2 = "female" } }
"#;

const CHARACTERS: &str = "character,kind,value,note\n\
                          U+E000,mj,MJ026191,\n\
                          U+E0BC,substitute,辺,F140 in code page 932\n\
                          U+E757,substitute,塚,F9FC\n";

/// Rows without the day and the sex, which all have.
const ROWS: [&str; 5] = [
    "住基　太郎,,東京都千代田区霞が関",
    "渡\u{E0BC}　\u{E000}子,\u{E0BC},東京都千代田区霞が関髙",
    // The mapping does not give it.
    "\u{E001}田　次郎,,東京都千代田区霞が関",
    "大\u{E757}　\u{E0BC}\u{E757},\u{E001},東京都千代田区\u{E757}町",
    "住基　花子,,東京都千代田区\u{E000}町",
];

fn mapping(encoding: Encoding, constant: &str) -> Mapping {
    Mapping::parse(&MAP.replace("ENCODING", encoding.name()).replace("UNITY", constant)).unwrap()
}

fn table(encoding: Encoding) -> Vec<u8> {
    let text: String = ROWS.iter().map(|row| format!("{row},1980-02-29,1\n")).collect();
    encoding.encode(&text).unwrap().into_owned()
}

fn job<'a>(input: &'a Path, mapping: &'a Mapping, out: Option<&'a Path>) -> ImportJob<'a> {
    let report = out.map(|out| PathBuf::from(format!("{}.txt", out.display())));
    ImportJob {
        input,
        mapping,
        characters: None,
        output: out,
        report,
        checkpoint_rows: 2,
        today: None,
    }
}

fn run(job: &ImportJob<'_>) -> Result<(Progress, Vec<String>), ImportError> {
    let mut said = Vec::new();
    let mut say = |finding: &Finding<'_>| {
        said.push(finding.to_string());
        format!("{finding}\n")
    };
    let done = import::run(job, &mut say, &mut |_| {})?;
    Ok((done, said))
}

/// The records that an import wrote.
fn records(out: &Path) -> Vec<Resident> {
    let texts: Vec<String> = if out.is_dir() {
        let mut names: Vec<_> = out.read_dir().unwrap().map(|one| one.unwrap().path()).collect();
        names.sort();
        names.iter().map(|name| fs::read_to_string(name).unwrap()).collect()
    } else {
        fs::read_to_string(out).unwrap().lines().map(str::to_owned).collect()
    };
    texts.iter().map(|text| Resident::parse(text.as_bytes()).unwrap()).collect()
}

/// Given: a table in each encoding, into each form of output, with and without the mapping. Then:
/// rows are rejected without it, with line, column and code; with it they are records that name what
/// stands for another, and that is told with line, column, code and substitute.
#[test]
fn a_mapping_gives_the_characters_of_a_table_in_every_encoding_and_output() {
    let characters = TableCharacters::parse(CHARACTERS.as_bytes()).unwrap();
    for encoding in [Encoding::Utf8, Encoding::Cp932] {
        let folder = Folder::new(encoding.name());
        let (input, mapping) = (folder.path("table.csv"), mapping(encoding, ""));
        fs::write(&input, table(encoding)).unwrap();
        let (_, said) = run(&job(&input, &mapping, None)).unwrap();
        let expected = [
            "line 2, column 1 (氏名), 1 kanji, U+E0BC, 1 full-width space, U+E000, 1 kanji: must be \
             without U+E0BC at position 2",
            "line 3, column 1 (氏名), U+E001",
            "line 4, column 3 (住所), 7 kanji, U+E757",
            "line 5, column 3 (住所), 7 kanji, U+E000",
        ];
        assert_eq!(said.len(), expected.len(), "{said:#?}");
        assert!(said.iter().zip(expected).all(|(said, due)| said.starts_with(due)), "{said:#?}");

        let mut first = None;
        for out in ["out.jsonl", "out"].map(|name| folder.path(name)) {
            let job =
                ImportJob { characters: Some(&characters), ..job(&input, &mapping, Some(&out)) };
            let (done, said) = run(&job).unwrap();
            assert_eq!((done.written, done.rejected, done.substituted), (4, 1, 5));
            let expected = [
                "line 2, column 1 (氏名), character 2: 辺 stands for U+E0BC",
                "line 3, column 1 (氏名), U+E001",
                "line 4, column 1 (氏名), character 2: 塚 stands for U+E757",
                "line 4, column 1 (氏名), character 4: 辺 stands for U+E0BC",
                "line 4, column 1 (氏名), character 5: 塚 stands for U+E757",
                "line 4, column 3 (住所), character 8: 塚 stands for U+E757",
            ];
            assert_eq!(said.len(), expected.len(), "{said:#?}");
            assert!(
                said.iter().zip(expected).all(|(said, due)| said.starts_with(due)),
                "{said:#?}"
            );
            let report = fs::read_to_string(job.report.unwrap()).unwrap();
            assert_eq!(report.lines().collect::<Vec<_>>(), said);

            let records = records(&out);
            let names: Vec<_> = records.iter().map(Resident::shown_name).collect();
            let expected = ["住基　太郎", "渡辺　邉\u{E0119}子", "大塚　辺塚", "住基　花子"];
            assert_eq!(names, expected);
            let flags = records.iter().map(|record| {
                let flags = record.substituted.clone()?;
                Some((flags.name, flags.address))
            });
            let name = |flags: &str| Some(flags.to_owned());
            let expected =
                [None, Some((name("01000"), None)), Some((name("01011"), name("000000010"))), None];
            assert_eq!(flags.collect::<Vec<_>>(), expected);
            assert!(first.get_or_insert_with(|| records.clone()) == &records, "one as the other");
        }
        let dry = ImportJob { characters: Some(&characters), ..job(&input, &mapping, None) };
        let before = folder.0.read_dir().unwrap().count();
        assert_eq!(run(&dry).unwrap().0.substituted, 5);
        assert_eq!(folder.0.read_dir().unwrap().count(), before);
    }
}

#[test]
fn a_text_that_every_record_has_is_told_by_its_path() {
    let folder = Folder::new("constant");
    let (input, mapping) = (folder.path("table.csv"), mapping(Encoding::Utf8, "\u{E0BC}"));
    fs::write(&input, format!("{},1980-02-29,1\n", ROWS[0])).unwrap();
    let characters = TableCharacters::parse(CHARACTERS.as_bytes()).unwrap();
    let job = ImportJob { characters: Some(&characters), ..job(&input, &mapping, None) };
    let (_, said) = run(&job).unwrap();
    let due = "line 1, residence.before_moving.text, character 4: 辺 stands for U+E0BC";
    assert_eq!(said, [due]);
}

/// A record that was imported with a substitute says the same in a certificate as the record with
/// the municipality's own character that a card is issued from with the mapping.
#[test]
fn a_certificate_says_the_same_with_the_mapping_at_the_import_or_at_issue() {
    let mapping = mapping(Encoding::Utf8, "");
    let map = MunicipalMap::parse(CHARACTERS.as_bytes()).unwrap();
    let bytes = table(Encoding::Utf8);
    let mut table = Table::open(&*bytes, &mapping).unwrap().with_characters(Some(&map));
    let mut compared = 0;
    while let Some(value) = table.next_value().unwrap() {
        let value = value.unwrap();
        let json = value.to_string();
        let Ok((own, characters)) = municipal_characters::record(json.as_bytes(), map.clone())
        else {
            assert_eq!(table.line(), 3);
            continue;
        };
        let imported = table.record(&value).unwrap();
        let issued = certificate_with(&own, &characters).unwrap();
        let kept = certificate(&imported).unwrap();
        for (kept, issued) in [(kept.name, issued.name), (kept.address, issued.address)] {
            assert_eq!((kept.text, kept.flags), (issued.text, issued.flags), "{}", table.line());
        }
        compared += 1;
    }
    assert_eq!(compared, 4);
}

/// Given: an import with a mapping that died. Then: it goes on with the same one only.
#[test]
fn an_import_goes_on_with_the_same_characters_only() {
    let folder = Folder::new("resume");
    let (input, mapping) = (folder.path("table.csv"), mapping(Encoding::Utf8, ""));
    fs::write(&input, table(Encoding::Utf8)).unwrap();
    let (out, whole) = (folder.path("out.jsonl"), folder.path("whole.jsonl"));
    let characters = TableCharacters::parse(CHARACTERS.as_bytes()).unwrap();
    // Another note alone: nobody has to think about which changes matter.
    let other = CHARACTERS.replace("F9FC", "the last one");
    let other = TableCharacters::parse(other.as_bytes()).unwrap();
    let with = |characters, out| ImportJob { characters, ..job(&input, &mapping, Some(out)) };
    let expected = run(&with(Some(&characters), &whole)).unwrap().0;

    let mut count = 0;
    let mut said = |finding: &Finding<'_>| {
        count += 1;
        assert!(count < 3, "interrupted");
        format!("{finding}\n")
    };
    let begun = with(Some(&characters), &out);
    let run_once = AssertUnwindSafe(|| import::run(&begun, &mut said, &mut |_| {}));
    assert!(catch_unwind(run_once).is_err());

    for characters in [None, Some(&other)] {
        let refused = run(&with(characters, &out)).unwrap_err();
        assert!(matches!(refused, ImportError::OtherCharacters(_)), "{refused}");
    }
    let done = run(&begun).unwrap().0;
    assert_eq!(Progress { resumed: 0, ..done }, expected);
    assert_eq!(done.resumed, 2);
    assert_eq!(fs::read(&out).unwrap(), fs::read(&whole).unwrap());
    let report = |out: &Path| fs::read(format!("{}.txt", out.display())).unwrap();
    assert_eq!(report(&out), report(&whole));
}
