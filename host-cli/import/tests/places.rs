//! What stands where an import or an export is about to write stays as it is, and of two that write
//! to one place, one is refused.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use juki_import::export::{self, ExportError, ExportSummary};
use juki_import::import::{self, ImportError, ImportJob, Progress};
use juki_import::{Finding, Mapping};
use test_vectors::register::{Encoding, Form, Sheet};

mod support;

use support::Folder;

impl Folder {
    /// A table of so many residents, some of them with faults.
    fn table(&self, name: &str, seed: u64, rows: usize) -> PathBuf {
        let (form, encoding) = (Form::Standard, Encoding::Utf8);
        let sheet = Sheet { form, encoding, seed, rows, rows_a_fault: 9 };
        let mut bytes = Vec::new();
        sheet.write(&mut bytes, |_| ()).unwrap();
        fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    /// Everything in it: names with a `/` behind them are folders.
    fn content(&self) -> Vec<(String, Vec<u8>)> {
        let (mut found, mut folders) = (Vec::new(), vec![self.0.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(&self.0).unwrap().to_str().unwrap().to_owned();
                if path.is_dir() {
                    found.push((name + "/", Vec::new()));
                    folders.push(path);
                } else {
                    found.push((name, fs::read(path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }

    fn names(&self) -> Vec<String> {
        self.content().into_iter().map(|(name, _)| name).collect()
    }
}

fn mapping() -> Mapping {
    Mapping::parse(&Form::Standard.mapping(Encoding::Utf8)).unwrap()
}

/// An import with a checkpoint every 40 rows.
#[derive(Clone, Copy)]
struct Case<'a> {
    input: &'a Path,
    output: Option<&'a Path>,
    report: Option<&'a Path>,
}

impl Case<'_> {
    fn run_with(
        &self,
        said: &mut dyn FnMut(&Finding<'_>) -> String,
    ) -> Result<Progress, ImportError> {
        let mapping = mapping();
        let job = ImportJob {
            input: self.input,
            mapping: &mapping,
            characters: None,
            output: self.output,
            report: self.report.map(Path::to_owned),
            checkpoint_rows: 40,
            today: None,
        };
        import::run(&job, said, &mut |_| ())
    }

    fn run(&self) -> Result<Progress, ImportError> {
        self.run_with(&mut |finding| format!("{finding}\n"))
    }

    /// A run that is killed when it has so much to say.
    fn dies_at(&self, findings: u64) {
        let mut count = 0;
        let mut said = |finding: &Finding<'_>| {
            assert!(count < findings, "interrupted");
            count += 1;
            format!("{finding}\n")
        };
        catch_unwind(AssertUnwindSafe(|| self.run_with(&mut said))).unwrap_err();
    }
}

fn export(from: &Path, to: &Path) -> Result<ExportSummary, ExportError> {
    export::run(from, &mapping(), to, &mut |_| (), &mut |_, rejection| panic!("{rejection}"))
}

/// The table with another kanji in one line, as many bytes long.
fn with_other_row(table: &Path, line: usize) {
    let text = fs::read_to_string(table).unwrap();
    let mut lines: Vec<String> = text.split("\r\n").map(str::to_owned).collect();
    let (start, kanji) =
        lines[line].char_indices().rfind(|(_, sign)| sign.len_utf8() == 3).unwrap();
    lines[line].replace_range(start..start + 3, if kanji == '一' { "二" } else { "一" });
    fs::write(table, lines.join("\r\n")).unwrap();
}

/// Given: another export to the same name, which begins and ends while one is under way. Then: the
/// one that is whole first stays, and the other leaves nothing.
#[test]
fn of_two_exports_to_one_name_one_is_refused() {
    let folder = Folder::new("exports");
    let [few, many] = [(3, "few.jsonl", 30), (4, "many.jsonl", 300)].map(|(seed, name, rows)| {
        let (input, output) = (folder.table("table.csv", seed, rows), folder.path(name));
        Case { input: &input, output: Some(&output), report: None }.run().unwrap();
        output
    });
    let out = folder.path("out.csv");
    let mut second = None;
    let mut begun = |_: &Path| second = Some(export(&few, &out));
    let first = export::run(&many, &mapping(), &out, &mut begun, &mut |_, _| ());
    assert!(matches!(first, Err(ExportError::OutputExists(_))), "{first:?}");
    let written = second.unwrap().unwrap().written;
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count() as u64, written + 1);
    let third = export(&many, &out);
    assert!(matches!(third, Err(ExportError::OutputExists(_))), "{third:?}");
    assert_eq!(folder.names(), ["few.jsonl", "many.jsonl", "out.csv", "table.csv"]);
}

#[test]
fn an_export_that_fails_leaves_nothing() {
    let folder = Folder::new("fails");
    let (input, records) = (folder.table("table.csv", 5, 30), folder.path("records"));
    Case { input: &input, output: Some(&records), report: None }.run().unwrap();
    // A folder is no record: it is met when the others are written.
    fs::create_dir(records.join("9999999999.json")).unwrap();
    let before = folder.content();
    let failed = export(&records, &folder.path("out.csv"));
    assert!(matches!(failed, Err(ExportError::Input(..))), "{failed:?}");
    assert!(folder.content() == before, "{:?}", folder.names());
}

#[test]
fn of_two_dry_runs_with_one_report_one_is_refused() {
    let folder = Folder::new("reports");
    let (few, many) = (folder.table("few.csv", 5, 30), folder.table("many.csv", 6, 300));
    let report = folder.path("report.txt");
    let case = |input| Case { input, output: None, report: Some(&report) };
    let mut second = None;
    let first = case(&many).run_with(&mut |finding| {
        second.get_or_insert_with(|| case(&few).run());
        format!("{finding}\n")
    });
    assert!(matches!(first, Err(ImportError::OutputExists(_))), "{first:?}");
    let rejected = second.unwrap().unwrap().rejected;
    assert_eq!(fs::read_to_string(&report).unwrap().lines().count() as u64, rejected);
    assert_eq!(folder.names(), ["few.csv", "many.csv", "report.txt"]);
}

#[test]
fn of_two_imports_with_one_report_the_second_is_refused() {
    let folder = Folder::new("one-report");
    let (few, many) = (folder.table("few.csv", 5, 30), folder.table("many.csv", 6, 300));
    let [one, other, report] = ["one", "other", "report.txt"].map(|name| folder.path(name));
    let mut second = None;
    let case = |input, output| Case { input, output: Some(output), report: Some(&report) };
    let first = case(&many, &one).run_with(&mut |finding| {
        second.get_or_insert_with(|| case(&few, &other).run());
        format!("{finding}\n")
    });
    let rejected = first.unwrap().rejected;
    assert!(matches!(second, Some(Err(ImportError::Busy(_)))), "{second:?}");
    assert_eq!(fs::read_to_string(&report).unwrap().lines().count() as u64, rejected);
}

/// Given: what is read has the name that something else has until it is whole. Then: it stays, and so
/// does everything beside it.
#[test]
fn what_is_read_is_never_written_to() {
    let folder = Folder::new("input");
    let input = folder.table("table.csv", 7, 30);
    let records = folder.path("records.jsonl");
    Case { input: &input, output: Some(&records), report: None }.run().unwrap();
    for name in ["out.jsonl.part", "again.csv.part", "report.part", "own.journal", "alone"] {
        let from = if name == "again.csv.part" { &records } else { &input };
        fs::copy(from, folder.path(name)).unwrap();
    }
    fs::create_dir(folder.path("folder.part")).unwrap();
    fs::copy(&input, folder.path("folder.part/table.csv")).unwrap();
    fs::hard_link(folder.path("alone"), folder.path("linked.part")).unwrap();
    let before = folder.content();

    for (input, output, report) in [
        ("out.jsonl.part", Some("out.jsonl"), None),
        ("out.jsonl.part", Some("out.jsonl"), Some("other.txt")),
        ("report.part", None, Some("report")),
        ("report.part", Some("other.jsonl"), Some("report")),
        ("own.journal", Some("own"), None),
        ("folder.part/table.csv", Some("folder"), None),
        ("folder.part/table.csv", Some("../FOLDER/folder"), None),
        ("alone", Some("linked"), None),
        ("alone", None, Some("alone")),
    ] {
        let name = folder.0.file_name().unwrap().to_str().unwrap();
        let output = output.map(|output| folder.path(&output.replace("FOLDER", name)));
        let report = report.map(|report| folder.path(report));
        let case = Case {
            input: &folder.path(input),
            output: output.as_deref(),
            report: report.as_deref(),
        };
        let refused = case.run();
        assert!(matches!(refused, Err(ImportError::SameName(_))), "{input}: {refused:?}");
        assert!(folder.content() == before, "{input}: {:?}", folder.names());
    }
    // A table has another name until it is whole than a part of an import.
    let done = export(&folder.path("again.csv.part"), &folder.path("again.csv")).unwrap();
    assert!(done.written > 20);
    assert_eq!(fs::read(folder.path("again.csv.part")).unwrap(), fs::read(&records).unwrap());
}

#[test]
fn records_and_report_are_never_the_same_file() {
    let folder = Folder::new("same");
    let input = folder.table("table.csv", 8, 30);
    let before = folder.content();
    for (output, report) in [
        ("out.jsonl", "out.jsonl"),
        ("out.jsonl", "./out.jsonl"),
        ("out.jsonl", "out.jsonl.part"),
        ("out.jsonl", "out.jsonl.journal"),
        ("out.part", "out"),
        ("out", "out/report.txt"),
        ("out", "out.part/report.txt"),
    ] {
        let (output, report) = (folder.path(output), folder.path(report));
        let refused = Case { input: &input, output: Some(&output), report: Some(&report) }.run();
        assert!(matches!(refused, Err(ImportError::SameName(_))), "{report:?}: {refused:?}");
        assert!(folder.content() == before, "{report:?}: {:?}", folder.names());
    }
}

/// Given: files under the names that an import is about to write to, and no journal. Then: they
/// stay, and no journal stays beside them.
#[test]
fn what_no_journal_speaks_of_is_not_taken_for_its_own() {
    let folder = Folder::new("left-over");
    let input = folder.table("table.csv", 9, 30);
    fs::write(folder.path("out.jsonl.part"), "the only copy").unwrap();
    fs::write(folder.path("report.part"), "the only copy").unwrap();
    fs::create_dir(folder.path("out.part")).unwrap();
    fs::write(folder.path("out.part/0000000002.json"), "{}").unwrap();
    let before = folder.content();
    for (output, report) in
        [("out.jsonl", "other.txt"), ("out", "other.txt"), ("other.jsonl", "report")]
    {
        let (output, report) = (folder.path(output), folder.path(report));
        let refused = Case { input: &input, output: Some(&output), report: Some(&report) }.run();
        assert!(matches!(refused, Err(ImportError::LeftOver(_))), "{output:?}: {refused:?}");
        let mut after = folder.content();
        // What was begun and is empty is gone on with.
        after.retain(|(_, content)| !content.is_empty());
        let kept: Vec<_> =
            before.iter().filter(|(_, content)| !content.is_empty()).cloned().collect();
        assert!(after == kept, "{output:?}: {:?}", folder.names());
    }
}

/// Given: an import that was killed before its first checkpoint, or behind one. When a row is
/// changed that was read, or one that was not, then it is refused; when none is, what it wrote
/// behind its last checkpoint is not among the records.
#[test]
fn a_folder_has_the_records_of_one_table_only() {
    for (findings, line) in [(2, 3), (2, 150), (9, 10), (9, 75), (9, 150)] {
        let folder = Folder::new(&format!("mixed-{findings}-{line}"));
        let input = folder.table("table.csv", 10, 200);
        let [output, whole, report] = ["out", "whole", "report.txt"].map(|name| folder.path(name));
        let case = Case { input: &input, output: Some(&output), report: Some(&report) };
        case.dies_at(findings);
        let own = fs::read(&input).unwrap();
        with_other_row(&input, line);
        assert_eq!(fs::read(&input).unwrap().len(), own.len());
        let before = folder.content();
        let refused = case.run();
        assert!(matches!(refused, Err(ImportError::OtherInput(_))), "{line}: {refused:?}");
        assert!(folder.content() == before, "{line}: {:?}", folder.names());

        fs::write(&input, own).unwrap();
        fs::write(folder.path("out.part/0000000999.json"), "{}").unwrap();
        let done = case.run().unwrap();
        let report = folder.path("whole.txt");
        Case { output: Some(&whole), report: Some(&report), ..case }.run().unwrap();
        let of = |path: &Path| Folder(path.to_owned()).content();
        let (found, expected) = (of(&output), of(&whole));
        assert_eq!(found.len() as u64, done.written);
        assert!(found == expected, "{findings}, {line}");
    }
}

#[test]
fn a_folder_that_somebody_else_wrote_to_is_not_gone_on_with() {
    let folder = Folder::new("foreign");
    let input = folder.table("table.csv", 11, 200);
    let (output, part) = (folder.path("out"), folder.path("out.part"));
    let case = Case { input: &input, output: Some(&output), report: None };
    case.dies_at(12);
    let one = fs::read_dir(&part).unwrap().map(|entry| entry.unwrap().path()).min().unwrap();
    let lost = |what: &str| {
        let before = folder.content();
        let refused = case.run();
        assert!(matches!(refused, Err(ImportError::OutputLost(_))), "{what}: {refused:?}");
        assert!(folder.content() == before, "{what}: {:?}", folder.names());
    };
    for name in ["notes.txt", "1.json", "00000000001.json", ".hidden"] {
        fs::write(part.join(name), "foreign").unwrap();
        lost(name);
        fs::remove_file(part.join(name)).unwrap();
    }
    let content = fs::read(&one).unwrap();
    fs::remove_file(&one).unwrap();
    lost("one is gone");
    fs::write(&one, content).unwrap();
    assert!(case.run().unwrap().resumed > 0);
}

/// The report of another run is somebody's.
#[test]
fn an_import_goes_on_with_its_own_report_only() {
    let folder = Folder::new("other-report");
    let input = folder.table("table.csv", 12, 200);
    let [output, own, other] = ["out.jsonl", "own.txt", "other.txt"].map(|name| folder.path(name));
    let case = Case { input: &input, output: Some(&output), report: Some(&own) };
    for findings in [2, 9] {
        case.dies_at(findings);
        fs::write(folder.path("other.txt.part"), vec![b'x'; 100_000]).unwrap();
        let before = folder.content();
        for report in [None, Some(other.as_path())] {
            let refused = Case { report, ..case }.run();
            match refused {
                Err(ImportError::OtherReport(_, Some(name))) => assert_eq!(name, "own.txt"),
                refused => panic!("{refused:?}"),
            }
            assert!(folder.content() == before, "{:?}", folder.names());
        }
    }
    assert!(case.run().unwrap().resumed > 0);
}

/// A file that came under the name of the records while they were written, and one that did when
/// they only had to be named.
#[test]
fn records_never_take_the_place_of_a_file() {
    let folder = Folder::new("meanwhile");
    let input = folder.table("table.csv", 13, 100);
    for name in ["out.jsonl", "out"] {
        let (output, report) = (folder.path(name), folder.path("report.txt"));
        let case = Case { input: &input, output: Some(&output), report: Some(&report) };
        let refused = case.run_with(&mut |_| {
            fs::write(&output, "another's").unwrap();
            String::new()
        });
        assert!(matches!(refused, Err(ImportError::OutputExists(_))), "{refused:?}");
        let again = case.run();
        assert!(matches!(again, Err(ImportError::OutputExists(_))), "{again:?}");
        assert_eq!(fs::read(&output).unwrap(), b"another's");
        fs::remove_file(&output).unwrap();
        let done = case.run().unwrap();
        assert!(done.written > 80 && output.exists());
        assert!(!folder.names().iter().any(|name| name.contains("part")), "{:?}", folder.names());
        let _none = fs::remove_file(&report);
    }
}

#[test]
fn a_table_that_changes_is_told_as_that_on_a_dry_run_too() {
    let folder = Folder::new("changes");
    let input = folder.table("table.csv", 14, 100);
    let refused = Case { input: &input, output: None, report: None }.run_with(&mut |_| {
        let text = fs::read_to_string(&input).unwrap();
        fs::write(&input, text + "\r\n").unwrap();
        String::new()
    });
    assert!(matches!(refused, Err(ImportError::InputChanged)), "{refused:?}");
}

#[test]
fn a_journal_is_told_from_another_file_and_read_however_long_it_is() {
    let folder = Folder::new("journal");
    let input = folder.table("table.csv", 15, 200);
    let (output, journal) = (folder.path("out.jsonl"), folder.path("out.jsonl.journal"));
    let case = Case { input: &input, output: Some(&output), report: None };
    let long = "{\"rows\":1}".repeat(7_000_000);
    for text in ["{\"a\":1}", "{\"a\":1", "{}x", "[", long.as_str()] {
        fs::write(&journal, text).unwrap();
        let refused = case.run();
        assert!(matches!(refused, Err(ImportError::NoJournal(_))), "{refused:?}");
        assert!(fs::read(&journal).unwrap() == text.as_bytes());
    }
    for torn in ["", "{", "{\"input_length\":12", "{\"input_length\":12,\"input_hash\":\"a"] {
        fs::write(&journal, torn).unwrap();
        case.dies_at(0);
        assert!(fs::read_to_string(&journal).unwrap().ends_with("}\n"));
        fs::remove_file(folder.path("out.jsonl.part")).unwrap();
    }
    fs::remove_file(&journal).unwrap();
    case.dies_at(9);
    let own = fs::read_to_string(&journal).unwrap();
    let first = own.lines().next().unwrap().to_owned() + "\n";
    let before = first.repeat(66 * 1024 * 1024 / first.len());
    fs::write(&journal, before + &own).unwrap();
    assert!(case.run().unwrap().resumed > 0);
}
