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
    json!({
        "version": 2,
        "register_number": format!("{number:05}"),
        "name": { "japanese": { "family": "住基", "given": "太郎" } },
        "birth": "1980-02-29",
        "sex": "male",
        "address": { "text": "東京都千代田区霞が関二丁目１番２号" },
        "municipality": { "code": "131016", "prefecture": "Tokyo-to", "city": "Chiyoda-ku" },
    })
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
