//! Tables, mappings and places of somebody who wants harm: nothing half done looks done, and nothing
//! of somebody else's is touched.

#![allow(clippy::unwrap_used, reason = "clippy sees tests only in functions marked as such")]

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use juki_import::import::{self, ImportError, ImportJob, Progress};
use juki_import::{Mapping, export};
use juki_records::resident::Resident;
use test_vectors::register::{Encoding, Form, Sheet};

mod support;

use support::Folder;

impl Folder {
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn mapping() -> Mapping {
    Mapping::parse(&Form::Standard.mapping(Encoding::Utf8)).unwrap()
}

/// A table of so many residents.
fn table(folder: &Folder, rows: usize) -> PathBuf {
    let sheet =
        Sheet { form: Form::Standard, encoding: Encoding::Utf8, seed: 5, rows, rows_a_fault: 0 };
    let mut bytes = Vec::new();
    sheet.write(&mut bytes, |_| ()).unwrap();
    fs::write(folder.path("table.csv"), bytes).unwrap();
    folder.path("table.csv")
}

fn run(
    input: &Path,
    mapping: &Mapping,
    output: &Path,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Progress, ImportError> {
    let checkpoint_rows = import::CHECKPOINT_ROWS;
    let output = Some(output);
    let job = ImportJob {
        input,
        mapping,
        characters: None,
        output,
        report: None,
        checkpoint_rows,
        today: None,
    };
    import::run(&job, &mut |finding| format!("{finding}\n"), progress)
}

#[test]
fn a_table_that_is_written_to_while_it_is_read_is_not_imported() {
    let folder = Folder::new("changes");
    let (input, output) = (table(&folder, 1200), folder.path("out.jsonl"));
    let mut has_changed = false;
    let done = run(&input, &mapping(), &output, &mut |_| {
        if !std::mem::replace(&mut has_changed, true) {
            OpenOptions::new().append(true).open(&input).unwrap().write_all(b"\r\n").unwrap();
        }
    });
    assert!(matches!(done, Err(ImportError::InputChanged)), "{done:?}");
    assert!(!folder.names().contains(&"out.jsonl".to_owned()), "{:?}", folder.names());
}

#[test]
fn of_two_imports_into_one_place_the_second_is_refused() {
    let folder = Folder::new("two");
    let (input, output) = (table(&folder, 1200), folder.path("out.jsonl"));
    let mut second = None;
    let first = run(&input, &mapping(), &output, &mut |_| {
        second.get_or_insert_with(|| run(&input, &mapping(), &output, &mut |_| ()));
    });
    assert_eq!(first.unwrap().written, 1200);
    assert!(matches!(second, Some(Err(ImportError::Busy(_)))), "{second:?}");
    let third = run(&input, &mapping(), &output, &mut |_| ());
    assert!(matches!(third, Err(ImportError::OutputExists(_))), "{third:?}");
    assert_eq!(fs::read_to_string(&output).unwrap().lines().count(), 1200);
    assert_eq!(fs::metadata(&output).unwrap().permissions().mode() & 0o777, 0o600);
}

/// Given: numbers that are ways out of the folder. Then: files are named by lines of the table.
#[test]
fn no_cell_is_a_name_of_a_file() {
    let folder = Folder::new("names");
    let input = table(&folder, 3);
    let text = fs::read_to_string(&input).unwrap();
    let hostile = text.replacen("000000100000002", "../../../../x", 1);
    assert_ne!(hostile, text);
    fs::write(&input, hostile).unwrap();
    let output = folder.path("out");
    run(&input, &mapping(), &output, &mut |_| ()).unwrap();
    assert!(folder.names().iter().all(|name| ["out", "table.csv"].contains(&name.as_str())));
    for entry in fs::read_dir(&output).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_line = name
            .strip_suffix(".json")
            .is_some_and(|name| name.len() == 10 && name.bytes().all(|byte| byte.is_ascii_digit()));
        assert!(is_line, "{name}");
    }
}

/// A spreadsheet would take them for formulas. They are what the register says, and nothing is put
/// before them: docs/import.md tells who opens a table with a spreadsheet what to do.
#[test]
fn a_cell_that_begins_like_a_formula_is_exported_as_it_is() {
    let folder = Folder::new("formulas");
    let input = table(&folder, 4);
    let text = fs::read_to_string(&input).unwrap();
    let mut changed = String::new();
    for (line, sign) in text.lines().zip(["", "=", "+", "-", "@"]) {
        changed += &line.replacen("霞が関", &format!("{sign}霞が関"), 1).replacen(
            "丸の内",
            &format!("{sign}丸の内"),
            1,
        );
        changed += "\r\n";
    }
    fs::write(&input, &changed).unwrap();
    let mapping = mapping();
    let records = folder.path("out.jsonl");
    assert_eq!(run(&input, &mapping, &records, &mut |_| ()).unwrap().rejected, 0);
    for line in fs::read_to_string(&records).unwrap().lines() {
        assert!(Resident::parse(line.as_bytes()).is_ok());
    }
    let again = folder.path("again.csv");
    let done = export::run(&records, &mapping, &again, &mut |_| (), &mut |_, rejection| {
        panic!("{rejection}")
    })
    .unwrap();
    assert!(done.formulas.count >= 4, "{:?}", done.formulas);
    let (row, column) = done.formulas.first.unwrap();
    let cell = changed.lines().nth(1).unwrap().split(',').nth(column.number - 1);
    assert!(row == 2 && cell.unwrap().starts_with('='), "{row}, {column:?}: {cell:?}");
    assert_eq!(fs::read_to_string(&again).unwrap(), changed);
}

#[test]
fn a_mapping_of_a_million_columns_is_refused_at_once() {
    let started = std::time::Instant::now();
    let start = "version = 1\n[file]\nkind = \"csv\"\nencoding = \"utf-8\"\nheader = true\nline_end = \"lf\"\n";
    let columns = |count: usize| -> String {
        (0..count).map(|number| format!("[[column]]\nname=\"{number}\"\nignore=true\n")).collect()
    };
    let constants =
        |count: usize| -> String { (0..count).map(|number| format!("c{number}=1\n")).collect() };
    for text in [
        format!("{start}{}", columns(1_000_000)),
        format!("{start}{}", columns(20_000)),
        format!("{start}[constant]\n{}{}", constants(90_000), columns(1)),
        format!("{start}x = {}", "[".repeat(500_000)),
        format!("{start}[{}a]\n", "a.".repeat(400_000)),
    ] {
        assert!(Mapping::parse(&text).is_err());
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
