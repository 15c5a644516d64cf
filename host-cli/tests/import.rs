//! `juki resident import` as a municipality runs it: thousands of rows with known faults, a disk that
//! is full, a row that never ends.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use serde_json::Value;
use test_vectors::register::{Encoding, Expected, Fault, Form, Sheet};

#[path = "support/cost.rs"]
#[allow(dead_code, reason = "other tests look at the time too")]
mod cost;
#[path = "support/kill.rs"]
mod kill;

/// What the program may take at most, in KiB, whatever a table holds.
const MOST_MEMORY: u64 = 48 * 1024;

/// A folder of a test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-import-{test}-{}", std::process::id()));
        let _before = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// With `table.csv` and `map.toml`; gives the faults of the table.
    fn with_table(test: &str, form: Form, rows: usize) -> (Self, Vec<Expected>) {
        let folder = Self::new(test);
        let (encoding, rows_a_fault) = (Encoding::Utf8, if rows < 20 { 0 } else { 20 });
        let sheet = Sheet { form, encoding, seed: 21, rows, rows_a_fault };
        let (mut table, mut truth) = (Vec::new(), Vec::new());
        sheet.write(&mut table, |expected| truth.push(expected)).unwrap();
        fs::write(folder.path("table.csv"), table).unwrap();
        fs::write(folder.path("map.toml"), form.mapping(encoding)).unwrap();
        (folder, truth)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    fn import(&self, out: &str) -> Command {
        let mut juki = Command::new(env!("CARGO_BIN_EXE_juki"));
        juki.args(arguments(out)).current_dir(&self.0).env("LC_ALL", "C");
        juki
    }

    /// A script whose `"$@"` is the import.
    fn script(&self, script: &str, out: &str) -> Output {
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh", env!("CARGO_BIN_EXE_juki")]).args(arguments(out));
        shell.current_dir(&self.0).env("LC_ALL", "C").output().unwrap()
    }

    /// Imports without hindrance; gives what was written and what was rejected.
    fn imported(&self, out: &str) -> (Vec<u8>, Vec<u8>) {
        let done = self.import(out).output().unwrap();
        assert_eq!(done.status.code(), Some(10), "some rows are rejected: {}", said(&done));
        self.results(out)
    }

    fn results(&self, out: &str) -> (Vec<u8>, Vec<u8>) {
        let read = |name: String| fs::read(self.path(&name)).unwrap();
        (read(format!("{out}.jsonl")), read(format!("{out}.rejected.jsonl")))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.0);
    }
}

fn arguments(out: &str) -> Vec<String> {
    let (records, report) = (format!("{out}.jsonl"), format!("{out}.rejected.jsonl"));
    let words = ["resident", "import", "table.csv", "--map", "map.toml"];
    let words = words.into_iter().chain(["--out", &records, "--report", &report]);
    words.map(str::to_owned).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Line and column of every row that is rejected.
fn rejected(report: &[u8]) -> BTreeMap<u64, Option<u64>> {
    let mut rejected = BTreeMap::new();
    for line in String::from_utf8(report.to_vec()).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let before = rejected.insert(row["line"].as_u64().unwrap(), row["column"].as_u64());
        assert_eq!(before, None, "said twice: {line}");
    }
    rejected
}

/// Given: a register of thousands of residents with faults of every kind, numbers of two residents
/// among them. Then: each is told with its line and column, and every other row is a record.
#[test]
fn every_fault_of_a_large_register_is_told_and_every_other_row_is_written() {
    // `cargo xtask full import` does it with a million.
    let rows = 2_400;
    let (folder, truth) = Folder::with_table("register", Form::Standard, rows);
    let kinds: BTreeSet<&str> = truth.iter().map(|expected| expected.fault.name()).collect();
    let all: BTreeSet<&str> = Fault::ALL
        .into_iter()
        .filter(|fault| fault.is_possible(Form::Standard, Encoding::Utf8))
        .map(Fault::name)
        .collect();
    assert_eq!(kinds, all);
    let (records, report) = folder.imported("out");
    let told = rejected(&report);
    let column = |expected: &Expected| expected.column.map(|column| column as u64);
    let due: BTreeMap<u64, Option<u64>> =
        truth.iter().map(|expected| (expected.line, column(expected))).collect();
    let problems: Vec<String> = truth
        .iter()
        .filter(|expected| told.get(&expected.line) != Some(&column(expected)))
        .map(|expected| format!("{expected:?}: {:?}", told.get(&expected.line)))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!(told, due, "no row without a fault is rejected");
    let written = records.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(written, rows - truth.len());
}

/// Rows of a table that is interrupted between its one checkpoint, behind a thousand, and its end.
const ROWS: usize = 1_400;

/// The room, in KiB, that such a table finds too little.
fn kib_behind_the_checkpoint(records: &[u8]) -> usize {
    records.len() * 6 / 7 / 1024
}

/// Given: files that may not become longer than some KiB, which a full disk is like. Then: the
/// program says which file and why, nothing has its final name, and a run with more room ends as
/// one that was never interrupted.
#[test]
fn an_import_goes_on_after_files_could_not_grow() {
    let (folder, truth) = Folder::with_table("limit", Form::Plain, ROWS);
    let whole = folder.imported("whole");
    let before = folder.names();
    for (out, is_told) in [("told", true), ("killed", false)] {
        // Units are half a KiB. Without the trap the signal ends the program before it can speak.
        let trap = if is_told { "trap '' XFSZ; " } else { "ulimit -c 0; " };
        let script =
            format!("{trap}ulimit -f {}; exec \"$@\"", 2 * kib_behind_the_checkpoint(&whole.0));
        let stopped = folder.script(&script, out);
        let records = format!("{out}.jsonl");
        if is_told {
            assert_eq!(stopped.status.code(), Some(1), "{}", said(&stopped));
            for part in [&records, "the file is too large", "Make room"] {
                assert!(said(&stopped).contains(part), "{}", said(&stopped));
            }
        } else {
            assert!(stopped.status.signal().is_some(), "{stopped:?}");
        }
        let new: Vec<_> = folder.names().difference(&before).cloned().collect();
        assert!(!new.is_empty(), "it can be gone on with");
        for name in &new {
            let is_unfinished = name.ends_with(".part") || name.ends_with(".journal");
            assert!(is_unfinished, "{name} looks done");
        }
        let done = folder.import(out).arg("--json").output().unwrap();
        let summary: Value = serde_json::from_slice(&done.stdout).unwrap();
        assert!(summary["resumed"].as_u64() >= Some(1_000), "{summary}");
        assert_eq!(summary["rejected"].as_u64(), Some(truth.len() as u64), "{summary}");
        assert!(folder.results(out) == whole, "{out}");
        for name in new {
            assert!(!folder.path(&name).exists(), "{name} is left");
        }
        for name in [records, format!("{out}.rejected.jsonl")] {
            fs::remove_file(folder.path(&name)).unwrap();
        }
    }
}

/// The same with a disk that is full, where one can be made: a small file system in memory that is
/// mounted for one script alone.
#[test]
fn an_import_goes_on_after_the_disk_was_full() {
    let (folder, _) = Folder::with_table("disk", Form::Plain, ROWS);
    let whole = folder.imported("whole");
    fs::create_dir(folder.path("disk")).unwrap();
    let room = kib_behind_the_checkpoint(&whole.0);
    let probe = &format!("mount -t tmpfs -o size={room}k tmpfs disk");
    let in_own_view = |script: &str| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "sh", "-c", script, "sh", env!("CARGO_BIN_EXE_juki")]);
        unshare.args(arguments("disk/out")).current_dir(&folder.0).env("LC_ALL", "C").output()
    };
    if !in_own_view(probe).is_ok_and(|done| done.status.success()) {
        println!("skipped: nobody but root mounts a file system");
        return;
    }
    let script = format!(
        "{probe} && {{ \"$@\"; echo \"first $?\"; ls disk; \
         mount -o remount,size=64m disk; \"$@\" --json; echo \"second $?\"; ls disk; \
         cp disk/out.jsonl disk/out.rejected.jsonl .; }}"
    );
    let done = in_own_view(&script).unwrap();
    let said = said(&done);
    for part in ["the disk is full", "Make room", "first 1"] {
        assert!(said.contains(part), "{said}");
    }
    let first = said.split("first 1").nth(1).unwrap().split('{').next().unwrap();
    let names: BTreeSet<&str> = first.split_whitespace().collect();
    let unfinished = ["out.jsonl.journal", "out.jsonl.part", "out.rejected.jsonl.part"];
    assert_eq!(names, BTreeSet::from(unfinished), "{said}");
    assert!(said.contains("second 10\nout.jsonl\nout.rejected.jsonl\n"), "{said}");
    assert!(folder.results("out") == whole);
}

/// Given: a row of so many bytes and no end of line, and a good one behind it where there is an end.
fn endless_row(test: &str, megabytes: u64, has_end: bool) {
    let (folder, _) = Folder::with_table(test, Form::Standard, 2);
    let text = fs::read_to_string(folder.path("table.csv")).unwrap();
    let (head, last) = text.trim_end().rsplit_once("\r\n").unwrap();
    let mut table = File::create(folder.path("table.csv")).unwrap();
    write!(table, "{head}\r\n").unwrap();
    // Zeros take no space on the disk.
    table.seek(SeekFrom::Start(megabytes << 20)).unwrap();
    let end = if has_end { format!("\r\n{last}\r\n") } else { "end".to_owned() };
    table.write_all(end.as_bytes()).unwrap();
    drop(table);
    let cost = cost::of(folder.import("out"));
    assert_eq!(cost.code, 10);
    assert!((1..MOST_MEMORY).contains(&cost.memory), "{} KiB", cost.memory);
    println!("a row of {megabytes} MB: {} KiB at most", cost.memory);
    let (records, report) = folder.results("out");
    assert_eq!(rejected(&report), BTreeMap::from([(3, None)]));
    assert_eq!(records.iter().filter(|byte| **byte == b'\n').count(), 1 + usize::from(has_end));
    assert!(length(&folder.path("out.rejected.jsonl")) < 1000, "it holds nothing of the row");
}

fn length(path: &Path) -> u64 {
    path.metadata().unwrap().len()
}

#[test]
fn memory_does_not_grow_with_a_row() {
    endless_row("row", 64, true);
    endless_row("last", 64, false);
}

#[test]
#[ignore = "some seconds, and a minute without optimisation"]
fn a_row_of_a_gigabyte_is_refused_in_little_memory() {
    endless_row("gigabyte", 1024, true);
}

/// Rows of a table whose import is killed: two checkpoints, and some behind the last.
const KILLED_ROWS: usize = 2_400;

/// Every file with its content, in a folder or alone.
fn content(path: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    if !path.is_dir() {
        return vec![(PathBuf::new(), fs::read(path).unwrap())];
    }
    let files = fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = files
        .map(|entry| (PathBuf::from(entry.file_name()), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

/// An import into a file or a folder, and its report, under names that begin with this.
fn import_to(folder: &Folder, name: &str, end: &str) -> (Command, PathBuf, PathBuf) {
    let (records, report) = (format!("{name}{end}"), format!("{name}.rejected.jsonl"));
    let mut juki = Command::new(env!("CARGO_BIN_EXE_juki"));
    juki.args(["resident", "import", "table.csv", "--map", "map.toml"]);
    juki.args(["--out", &records, "--report", &report]);
    juki.current_dir(&folder.0).env("LC_ALL", "C");
    juki.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    (juki, folder.path(&records), folder.path(&report))
}

/// Kills that many imports, and finishes each after one to three of them: the records and the report
/// are those of an import that nobody disturbed, byte for byte, and no other file is left.
fn kill_imports(kills: u32, test: &str) {
    let mut seed = test_vectors::seed::of(test);
    let (folder, truth) = Folder::with_table(test, Form::Plain, KILLED_ROWS);
    let forms = [".jsonl", ""].map(|end| {
        let (mut juki, records, report) = import_to(&folder, &format!("whole{}", end.len()), end);
        let started = Instant::now();
        assert_eq!(juki.status().unwrap().code(), Some(10), "some rows are rejected");
        let length = u64::try_from(started.elapsed().as_micros()).unwrap();
        let (records, report) = (content(&records), content(&report));
        assert_eq!(rejected(&report[0].1).len(), truth.len());
        (end, length, records, report)
    });
    let before = folder.names();
    let (mut killed, mut within, mut finished) = (0, 0, 0);
    while killed < kills {
        let (end, length, whole, whole_report) = &forms[finished % forms.len()];
        let (mut juki, records, report) = import_to(&folder, "killed", end);
        for _ in 0..=kill::draw(&mut seed, 3) {
            if !kill::is_killed(&mut juki, *length, &mut seed) {
                break;
            }
            killed += 1;
            let beside = |path: &Path, end: &str| PathBuf::from(format!("{}{end}", path.display()));
            let journal = fs::read_to_string(beside(&records, ".journal")).unwrap_or_default();
            within += u32::from(journal.lines().count() > 1);
            // What has its name is whole.
            assert!(!records.exists() || content(&records) == *whole);
            assert!(!report.exists() || content(&report) == *whole_report);
        }
        if !records.exists() || folder.path(&format!("killed{end}.journal")).exists() {
            assert_eq!(juki.status().unwrap().code(), Some(10));
        }
        assert!(content(&records) == *whole, "{test}: records, {finished} works before");
        assert!(content(&report) == *whole_report, "{test}: report, {finished} works before");
        fs::remove_file(report).unwrap();
        if end.is_empty() {
            fs::remove_dir_all(records).unwrap();
        } else {
            fs::remove_file(records).unwrap();
        }
        assert_eq!(folder.names(), before, "nothing else is left");
        finished += 1;
    }
    println!(
        "{killed} imports of {KILLED_ROWS} rows killed in {finished} works, {within} of them behind \
         a checkpoint: records and reports are those of an import that nobody disturbed"
    );
}

#[test]
fn an_import_that_is_killed_goes_on_to_the_same_bytes() {
    kill_imports(6, "import-killed");
}

#[test]
#[ignore = "a minute: cargo xtask full import-killed"]
fn twenty_imports_that_are_killed_go_on_to_the_same_bytes() {
    kill_imports(20, "twenty-imports-killed");
}
