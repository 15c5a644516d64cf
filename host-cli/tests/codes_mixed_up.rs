//! Records, ledger and journal of letters that do not belong together: refused before anything is
//! given out by them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};

#[path = "support/resident.rs"]
mod resident;

const BY: [&str; 6] =
    ["--mayor", "千代田区長", "--office", "総合窓口課", "--font=none", "--codes=codes"];

/// A folder of a test with a municipality's codes, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-mixed-{name}-{}", std::process::id()));
        let _before = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        let folder = Self(path);
        let block = json!({
            "first": "2472700000", "last": "2472709999", "handed_out": "2013-04-01", "by": "Tokyo",
        });
        let blocks = json!({ "version": 1, "municipality": "131016", "blocks": [block] });
        fs::write(folder.file("blocks.json"), blocks.to_string()).unwrap();
        folder.done("resident codes init codes blocks.json", &[]);
        folder
    }

    /// One in which two residents have a code, and the letter of the first is printed.
    fn with_letters(name: &str) -> Self {
        let folder = Self::new(name);
        folder.write("records.jsonl", &[record(1), record(2)]);
        folder.done("resident assign records.jsonl --codes codes", &[]);
        folder.write("first.jsonl", &folder.read("records.jsonl")[..1]);
        let print = "resident letters print first.jsonl --out first.html --leave-out";
        folder.done(print, &BY);
        folder
    }

    fn status(&self) -> Value {
        serde_json::from_str(&self.done("resident codes status codes --json", &[])).unwrap()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn run(&self, command: &str, more: &[&str]) -> Output {
        let mut juki = Command::new(env!("CARGO_BIN_EXE_juki"));
        juki.args(command.split(' ')).args(more).current_dir(&self.0);
        juki.env("LC_ALL", "C").env_remove("JUKI_FONT").output().unwrap()
    }

    fn done(&self, command: &str, more: &[&str]) -> String {
        let done = self.run(command, more);
        let told = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.success(), "{command}: {told}");
        String::from_utf8(done.stdout).unwrap()
    }

    /// What a command says that fails with this exit code.
    fn refused(&self, command: &str, more: &[&str], code: i32) -> String {
        let refused = self.run(command, more);
        let told = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(code), "{command}: {told}");
        told
    }

    fn write(&self, name: &str, records: &[Value]) {
        let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
        fs::write(self.file(name), lines).unwrap();
    }

    fn read(&self, name: &str) -> Vec<Value> {
        let lines = fs::read_to_string(self.file(name)).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The names in the folder.
    fn names(&self) -> Vec<String> {
        let found = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> =
            found.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.0);
    }
}

fn record(number: u32) -> Value {
    resident::record(&format!("{number:05}"))
}

#[test]
fn a_number_that_two_records_have_is_nobodys_letter() {
    let folder = Folder::new("number-twice");
    folder.write("records.jsonl", &[record(1), record(2)]);
    folder.done("resident assign records.jsonl --codes codes", &[]);
    // Given a record of somebody else with the number and the code of the first resident...
    let mut records = folder.read("records.jsonl");
    let mut other = records[0].clone();
    other["name"]["japanese"]["given"] = "次郎".into();
    for place in [0, 2] {
        records.insert(place, other.clone());
        folder.write("records.jsonl", &records);
        let before = folder.names();
        // ... no letter is printed, whichever of them stands first, and nothing is left out.
        for more in [&[][..], &["--leave-out"], &["--run=1"]] {
            let print = "resident letters print records.jsonl --out letters.html";
            let told = folder.refused(print, &[&BY[..], more].concat(), 10);
            let line = if place == 0 { 2 } else { 3 };
            let expected = format!(
                "line {line}: an earlier record has the same register_number; one of them must go."
            );
            assert!(told.starts_with(&expected), "{told}");
            assert_eq!(folder.names(), before);
        }
        records.remove(place);
    }
    let listed = folder.done("resident letters list codes", &[]);
    assert_eq!(listed.matches("to be printed").count(), 2, "{listed}");
}

const PRINT: &str = "resident letters print records.jsonl --out letters.html";

/// Given: the ledger is lost and made anew, or put back from an earlier day, with the journal of its
/// letters beside it. Then: nothing is done by the letters, whose codes would be others.
#[test]
fn letters_of_a_ledger_that_was_put_back_stand_for_no_code() {
    let folder = Folder::with_letters("put-back");
    let ledger = folder.file("codes/ledger");
    let late = fs::read(&ledger).unwrap();
    fs::remove_file(&ledger).unwrap();
    let told = folder.refused("resident codes init codes blocks.json", &[], 10);
    assert!(told.starts_with("codes/letters is there without its ledger"), "{told}");
    assert!(!ledger.exists());

    // One that has the same runs, holders and days.
    folder.done("resident codes init anew blocks.json", &[]);
    folder.write("others.jsonl", &[record(1), record(2)]);
    folder.done("resident assign others.jsonl --codes anew", &[]);
    let anew = fs::read(folder.file("anew/ledger")).unwrap();
    // One that lost its last line whole.
    let end = late.iter().rev().skip(1).position(|byte| *byte == b'\n').unwrap();
    let earlier = late[..late.len() - end - 1].to_vec();
    for (other, letter) in [(anew, "000001"), (earlier, "000002")] {
        fs::write(&ledger, other).unwrap();
        let before = folder.names();
        let journal = fs::read(folder.file("codes/letters")).unwrap();
        folder.write("one.json", &folder.read("others.jsonl")[..1]);
        for (command, by) in [
            (PRINT, &BY[..]),
            ("resident letters print others.jsonl --run 1 --out letters.html", &BY),
            ("resident letters mark posted 1 --codes codes", &[]),
            ("resident codes change codes one.json", &[]),
            ("resident codes verify codes", &[]),
        ] {
            let told = folder.refused(command, by, 6);
            assert!(told.starts_with(&format!("The journal has letter {letter},")), "{told}");
        }
        let mut after = folder.names();
        after.retain(|name| name != "one.json");
        assert_eq!(after, before.into_iter().filter(|name| name != "one.json").collect::<Vec<_>>());
        assert_eq!(fs::read(folder.file("codes/letters")).unwrap(), journal);
    }
    // With its own ledger it goes on.
    fs::write(&ledger, late).unwrap();
    folder.done("resident letters mark posted 1 --codes codes", &[]);
    folder.done(PRINT, &BY);
}

#[test]
fn a_journal_of_another_municipality_prints_nothing() {
    let folder = Folder::with_letters("another");
    let blocks = fs::read_to_string(folder.file("blocks.json")).unwrap();
    fs::write(folder.file("others.json"), blocks.replace("131016", "011002")).unwrap();
    folder.done("resident codes init others others.json", &[]);
    fs::copy(folder.file("others/letters"), folder.file("codes/letters")).unwrap();
    for (command, by) in [(PRINT, &BY[..]), ("resident codes verify codes", &[])] {
        let told = folder.refused(command, by, 6);
        assert!(told.starts_with("The journal of letters is another municipality's"), "{told}");
    }
    // Nor is one taken that an init left for another municipality.
    fs::remove_file(folder.file("codes/ledger")).unwrap();
    folder.refused("resident codes init codes blocks.json", &[], 10);
    folder.done("resident codes init codes others.json", &[]);
}

#[test]
fn a_journal_that_was_put_back_is_noticed_by_its_check() {
    let folder = Folder::with_letters("journal-back");
    let earlier = fs::read(folder.file("codes/letters")).unwrap();
    folder.done("resident letters mark posted 1 --codes codes", &[]);
    let status = folder.status();
    assert_eq!((&status["letters"], &status["journal_lines"]), (&json!(2), &json!(5)));
    let checks = [&status["check"], &status["journal_check"]];
    let checks = checks.map(|check| format!("--check={}", check.as_str().unwrap()));
    let checks: Vec<&str> = checks.iter().map(String::as_str).collect();
    let verify = "resident codes verify codes --records records.jsonl";
    folder.done(verify, &checks);
    folder.done("resident letters mark returned 1 --reason moved --codes codes", &[]);
    folder.done(verify, &checks);
    fs::write(folder.file("codes/letters"), earlier).unwrap();
    folder.done(verify, &checks[..1]);
    let told = folder.refused(verify, &checks, 6);
    assert!(told.contains(status["journal_check"].as_str().unwrap()), "{told}");
}

#[test]
fn a_letter_that_is_printed_again_has_a_line() {
    let folder = Folder::with_letters("again");
    folder.done("resident letters mark posted 1 --codes codes", &[]);
    for out in ["a.html", "b.pdf"] {
        let print = format!("resident letters print first.jsonl --run 1 --leave-out --out {out}");
        folder.done(&print, &BY);
    }
    let listed = folder.done("resident letters list codes", &[]);
    assert!(listed.lines().next().unwrap().ends_with(", printed again: 2 times"), "{listed}");
    assert!(listed.lines().nth(1).unwrap().contains("to be printed"), "{listed}");
    // When there is no file, there is no line.
    let before = folder.status();
    folder.refused("resident letters print first.jsonl --run 1 --out a.html", &BY, 1);
    assert_eq!(folder.status(), before);
}

#[test]
fn a_file_that_lost_its_end_is_not_whole() {
    let folder = Folder::with_letters("torn");
    for name in ["letters", "ledger"] {
        let path = folder.file("codes").join(name);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 10]).unwrap();
        let told = folder.refused("resident codes verify codes", &[], 6);
        let expected = match name {
            // The second letter's code is gone with the line.
            "ledger" => "The journal has letter 000002,",
            _ => "codes/letters: what stands behind its last whole line is no line",
        };
        assert!(told.starts_with(expected), "{told}");
        fs::write(&path, whole).unwrap();
        folder.done("resident codes verify codes --records records.jsonl", &[]);
    }
    // Without letters, and compared with the records.
    let folder = Folder::new("torn-ledger");
    folder.write("records.jsonl", &[record(1), record(2)]);
    folder.done("resident assign records.jsonl --codes codes", &[]);
    let path = folder.file("codes/ledger");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 10]).unwrap();
    let told = folder.refused("resident codes verify codes", &[], 6);
    assert!(told.starts_with("codes/ledger: what stands behind its last whole line"), "{told}");
    let told = folder.refused("resident codes verify codes --records records.jsonl", &[], 10);
    assert!(told.starts_with("line 2: its record_code is not in the ledger."), "{told}");
}

#[test]
fn all_letters_are_of_one_municipality_by_one_name() {
    let folder = Folder::new("names");
    let mut other = record(2);
    other["municipality"]["city"] = "Chiyoda-shi".into();
    folder.write("records.jsonl", &[record(1), other]);
    folder.done("resident assign records.jsonl --codes codes", &[]);
    for more in [&[][..], &["--leave-out"]] {
        let told = folder.refused(PRINT, &[&BY[..], more].concat(), 10);
        let expected = "The records name one municipality in two ways: “Chiyoda-ku, Tokyo-to”, and \
                        “Chiyoda-shi, Tokyo-to” for letter 000002. No file was made.";
        assert!(told.starts_with(expected), "{told}");
        assert!(!folder.names().iter().any(|name| name.contains("letters")));
    }
}

#[test]
fn a_record_that_is_a_link_gets_no_code() {
    let folder = Folder::new("linked");
    let real = folder.file("real.json");
    fs::write(&real, record(1).to_string()).unwrap();
    fs::create_dir(folder.file("records")).unwrap();
    for link in ["records/1.json", "one.json", "lines.jsonl"] {
        std::os::unix::fs::symlink(&real, folder.file(link)).unwrap();
    }
    let before = folder.status();
    for (named, link) in
        [("records", "records/1.json"), ("one.json", "one.json"), ("lines.jsonl", "lines.jsonl")]
    {
        let told = folder.refused(&format!("resident assign {named} --codes codes"), &[], 1);
        let expected = format!("{link} cannot be read or written: it is a symbolic link.");
        assert!(told.starts_with(&expected), "{told}");
    }
    assert_eq!(folder.status(), before);
    folder.done("resident assign real.json --codes codes", &[]);
    let before = folder.status();
    folder.refused("resident codes change codes one.json", &[], 1);
    assert_eq!(folder.status(), before);
    folder.done("resident codes change codes real.json", &[]);
    assert!(folder.file("one.json").is_symlink());
}

#[test]
fn letters_that_a_killed_print_left_go_with_the_next_print() {
    let folder = Folder::with_letters("left");
    let mut ended = Command::new("true").spawn().unwrap();
    ended.wait().unwrap();
    let left = folder.file(&format!(".other.html.{}-0.new", ended.id()));
    fs::write(&left, "codes").unwrap();
    folder.done(PRINT, &BY);
    assert!(!left.exists());
}
