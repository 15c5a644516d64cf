//! An import that is interrupted goes on where it was.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use juki_import::import::{self, ImportError, ImportJob, Progress};
use juki_import::{Finding, Mapping};

mod support;

use support::Folder;

/// One seed for all moments; printed when a test fails.
const SEED: u64 = 0x6a75_6b69;

const MAP: &str = r#"
version = 1
[file]
kind = "csv"
encoding = "utf-8"
header = true
line_end = "lf"
[constant]
"municipality.code" = "131016"
"municipality.prefecture" = "Tokyo-to"
"municipality.city" = "Chiyoda-ku"
[[column]]
name = "番号"
path = "register_number"
[[column]]
name = "氏名"
split = ["name.japanese.family", "name.japanese.given"]
[[column]]
name = "生年月日"
path = "birth"
convert = { date = "YYYY-MM-DD" }
[[column]]
name = "性別"
path = "sex"
convert = { codes = { 1 = "male", 2 = "female" } }
[[column]]
name = "住所"
path = "address.text"
"#;

/// A table of so many rows, of which every 17th is refused, and every 23rd has the number of an
/// earlier one.
fn table(rows: u64) -> String {
    let mut text = "番号,氏名,生年月日,性別,住所\n".to_owned();
    for row in 0..rows {
        let number = if row % 23 == 22 { 1_000_000 + row / 2 - 1 } else { 1_000_000 + row };
        let sex = if row % 17 == 16 { "x" } else { "1" };
        text.push_str(&format!("{number},住基　太郎,1980-02-29,{sex},東京都千代田区{row}\n"));
    }
    text
}

/// Numbers that a seed gives (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed ^ (mixed >> 27)) % end
    }
}

struct Case<'a> {
    input: &'a Path,
    output: &'a Path,
    report: &'a Path,
    mapping: &'a Mapping,
}

impl Case<'_> {
    fn job(&self) -> ImportJob<'_> {
        ImportJob {
            input: self.input,
            mapping: self.mapping,
            characters: None,
            output: Some(self.output),
            report: Some(self.report.to_owned()),
            checkpoint_rows: 40,
            today: None,
        }
    }

    fn run(&self) -> Result<Progress, ImportError> {
        import::run(&self.job(), &mut |rejection| format!("{rejection}\n"), &mut |_| {})
    }

    /// A run that dies before it can say anything of this rejection, counted from 0. Does it?
    fn dies_at(&self, rejections: u64) -> bool {
        let mut count = 0;
        let mut said = |rejection: &Finding<'_>| {
            assert!(count < rejections, "interrupted");
            count += 1;
            format!("{rejection}\n")
        };
        let died = AssertUnwindSafe(|| import::run(&self.job(), &mut said, &mut |_| {}));
        catch_unwind(died).is_err()
    }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", path.display()))
}

/// Everything in a file, or in the files of a folder.
fn content(path: &Path) -> Vec<(String, Vec<u8>)> {
    if path.is_file() {
        return vec![(String::new(), fs::read(path).unwrap())];
    }
    let mut files: Vec<_> = path
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

/// Given a run that dies at a random moment, and what it left with a torn end, when it is run
/// again, expect the result of a run that was never interrupted.
fn interrupted_anywhere(test: &str, out: &str, rows: u64) {
    let folder = Folder::new(test);
    let (input, mapping) = (folder.path("table.csv"), Mapping::parse(MAP).unwrap());
    fs::write(&input, table(rows)).unwrap();
    let (output, report) = (folder.path(&format!("whole{out}")), folder.path("whole.txt"));
    let whole = Case { input: &input, output: &output, report: &report, mapping: &mapping };
    let expected = whole.run().unwrap();
    assert_eq!(expected.rows, rows);
    assert!(expected.rejected > rows / 17 && expected.written + expected.rejected == rows);
    let mut random = Random(SEED);
    for moment in 0..20 {
        let (output, report) =
            (folder.path(&format!("{moment}{out}")), folder.path(&format!("{moment}.txt")));
        let case = Case { input: &input, output: &output, report: &report, mapping: &mapping };
        for _ in 0..=random.below(2) {
            // It may have less left to say.
            let rejections = random.below(expected.rejected / 2);
            assert!(case.dies_at(rejections), "seed {SEED:x}, moment {moment}");
            assert!(!output.exists(), "what is half done has not its name");
            // What had not reached the disk: more, less than a line, or half a line of the journal.
            for file in [beside(&report, ".part"), beside(&output, ".part")] {
                if file.is_file() && random.below(2) == 0 {
                    let mut file = fs::OpenOptions::new().append(true).open(file).unwrap();
                    file.write_all(b"{\"torn\":").unwrap();
                }
            }
            let journal = beside(&output, ".journal");
            let mut journal = fs::OpenOptions::new().append(true).open(journal).unwrap();
            journal.write_all(b"{\"input_length\":12").unwrap();
        }
        let done = case.run().unwrap();
        assert_eq!(Progress { resumed: 0, ..done }, expected, "seed {SEED:x}, moment {moment}");
        assert!(content(&output) == content(whole.output), "seed {SEED:x}, moment {moment}");
        assert!(content(&report) == content(whole.report), "seed {SEED:x}, moment {moment}");
        assert!(!beside(&output, ".journal").exists() && !beside(&output, ".part").exists());
    }
}

#[test]
fn lines_are_the_same_wherever_the_import_was_interrupted() {
    interrupted_anywhere("lines", ".jsonl", 500);
}

#[test]
fn files_are_the_same_wherever_the_import_was_interrupted() {
    interrupted_anywhere("files", "", 300);
}

#[test]
fn an_import_goes_on_with_the_same_table_and_mapping_only() {
    let folder = Folder::new("other");
    let (input, output, report) =
        (folder.path("table.csv"), folder.path("out.jsonl"), folder.path("report.txt"));
    let mapping = Mapping::parse(MAP).unwrap();
    fs::write(&input, table(300)).unwrap();
    let case = Case { input: &input, output: &output, report: &report, mapping: &mapping };
    assert!(case.dies_at(20));

    let other = Mapping::parse(&MAP.replace("131016", "131024")).unwrap();
    let error = Case { mapping: &other, ..case }.run().unwrap_err();
    assert!(matches!(error, ImportError::OtherMapping(_)), "{error}");

    // Another length, and another row of the same length.
    fs::write(&input, table(301)).unwrap();
    let case = Case { mapping: &mapping, ..case };
    assert!(matches!(case.run().unwrap_err(), ImportError::OtherInput(_)));
    fs::write(&input, table(300).replace("千代田区7\n", "千代田区8\n")).unwrap();
    assert!(matches!(case.run().unwrap_err(), ImportError::OtherInput(_)));

    fs::write(&input, table(300)).unwrap();
    let part = fs::read(beside(&output, ".part")).unwrap();
    fs::write(beside(&output, ".part"), b"").unwrap();
    assert!(matches!(case.run().unwrap_err(), ImportError::OutputLost(_)));
    fs::write(beside(&output, ".part"), part).unwrap();
    assert_eq!(case.run().unwrap().resumed, 200);

    // What is there is not replaced.
    assert!(matches!(case.run().unwrap_err(), ImportError::OutputExists(_)));
    assert_eq!(output.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(report.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_file_that_is_no_journal_is_left_alone() {
    let folder = Folder::new("journal");
    let (input, output) = (folder.path("table.csv"), folder.path("out.jsonl"));
    fs::write(&input, table(10)).unwrap();
    let mapping = Mapping::parse(MAP).unwrap();
    let report = folder.path("report.txt");
    let case = Case { input: &input, output: &output, report: &report, mapping: &mapping };
    for text in ["somebody's notes", "somebody's notes\n", "{\"rows\":1}\n", "\n\n[]\n"] {
        fs::write(beside(&output, ".journal"), text).unwrap();
        assert!(matches!(case.run().unwrap_err(), ImportError::NoJournal(_)), "{text:?}");
        assert_eq!(fs::read_to_string(beside(&output, ".journal")).unwrap(), text);
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = Folder::new("dry");
    let input = folder.path("table.csv");
    fs::write(&input, table(100)).unwrap();
    let mapping = Mapping::parse(MAP).unwrap();
    let job = ImportJob {
        input: &input,
        mapping: &mapping,
        characters: None,
        output: None,
        report: None,
        checkpoint_rows: 40,
        today: None,
    };
    let done = import::run(&job, &mut |_| String::new(), &mut |_| {}).unwrap();
    // Every 17th, and every 23rd, whose number an earlier row has; one of those is rejected itself.
    assert_eq!((done.rows, done.rejected), (100, 9));
    assert_eq!(folder.0.read_dir().unwrap().count(), 1);
}
