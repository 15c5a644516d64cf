//! `juki resident letters print`: a run that is printed again is the same, and only its owner reads it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

#[path = "support/resident.rs"]
mod resident;

const BLOCKS: &str = r#"{"version":1,"municipality":"131016","blocks":[
    {"first":"2472700000","last":"2472709999","handed_out":"2013-04-01","by":"東京都"}]}"#;

const PRINT: [&str; 10] = [
    "resident",
    "letters",
    "print",
    "--codes",
    "codes",
    "--mayor",
    "千代田区長",
    "--office",
    "総合窓口課",
    "--font=none",
];

fn told(folder: &Path, arguments: &[&str]) -> Output {
    let mut juki = Command::new(env!("CARGO_BIN_EXE_juki"));
    juki.args(arguments).current_dir(folder).env("LC_ALL", "C").env_remove("JUKI_FONT");
    juki.output().unwrap()
}

fn juki(folder: &Path, arguments: &[&str]) {
    let done = told(folder, arguments);
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A folder with a municipality's codes.
fn with_codes(name: &str) -> PathBuf {
    let name = format!("juki-letters-{name}-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    let _before = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("blocks.json"), BLOCKS).unwrap();
    juki(&folder, &["resident", "codes", "init", "codes", "blocks.json"]);
    folder
}

fn record(number: u32) -> Value {
    resident::record(&format!("{number:05}"))
}

/// The codes that stand in records.
fn codes(records: &Path) -> Vec<String> {
    let lines = fs::read_to_string(records).unwrap();
    let code = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        record["record_code"].as_str().unwrap().to_owned()
    };
    lines.lines().map(code).collect()
}

#[test]
fn a_run_is_printed_again_byte_for_byte() {
    let folder = with_codes("again");
    // More than one node of the tree of pages holds.
    let lines: Vec<String> = (1..=300).map(|number| record(number).to_string()).collect();
    fs::write(folder.join("records.jsonl"), lines.join("\n")).unwrap();
    let assign = ["resident", "assign", "records.jsonl", "--codes", "codes", "--out", "all.jsonl"];
    juki(&folder, &assign);
    let print = |out: &str, run: &[&str]| {
        juki(&folder, &[&PRINT[..], &["all.jsonl", "--out", out], run].concat());
        fs::read(folder.join(out)).unwrap()
    };
    let first = print("first.pdf", &[]);
    assert_eq!(first, print("second.pdf", &["--run", "1"]));
    let html = print("first.html", &["--run", "1"]);
    assert_eq!(html, print("second.html", &["--run", "1"]));
    for file in ["first.pdf", "first.html"] {
        let mode = folder.join(file).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }

    // Each code once, in the order of the records.
    let html = String::from_utf8(html).unwrap();
    let mut rest = html.as_str();
    for code in codes(&folder.join("all.jsonl")) {
        let (one, two, three) = (&code[..4], &code[4..8], &code[8..]);
        let shown = format!("<span>{one}</span><span>{two}</span><span>{three}</span>");
        assert_eq!(html.matches(&shown).count(), 1);
        rest = &rest[rest.find(&shown).unwrap()..];
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn who_died_or_left_since_gets_no_letter() {
    let folder = with_codes("left");
    let records = folder.join("records.jsonl");
    let lines: Vec<String> = (1..=4).map(|number| record(number).to_string()).collect();
    fs::write(&records, lines.join("\n")).unwrap();
    juki(&folder, &["resident", "assign", "records.jsonl", "--codes", "codes"]);
    // When the letters are printed, three of them are residents no more.
    let since = [
        ("changes", json!([{ "date": "2026-11-01", "reason": { "code": "23" } }])),
        ("residence", json!({ "departure": { "confirmed": "2026-11-02" } })),
        ("residence", json!({ "removal": {} })),
    ];
    let lines = fs::read_to_string(&records).unwrap();
    let mut lines: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (record, (member, value)) in lines.iter_mut().zip(since) {
        record[member] = value;
    }
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    fs::write(&records, lines.join("\n")).unwrap();

    let out = ["records.jsonl", "--out", "letters.html"];
    let refused = told(&folder, &[&PRINT[..], &out].concat());
    assert_eq!(refused.status.code(), Some(10));
    let said = String::from_utf8(refused.stderr).unwrap();
    for expected in [
        "Letter 000001: its addressee lives here no more, or never did: the resident died.",
        "Letter 000002: its addressee lives here no more, or never did: the resident moved out.",
        "Letter 000003: its addressee lives here no more, or never did: the record was removed.",
        "3 of 4 letters cannot be printed.",
    ] {
        assert!(said.contains(expected), "{said}");
    }
    juki(&folder, &[&PRINT[..], &out, &["--leave-out"]].concat());
    let html = fs::read_to_string(folder.join("letters.html")).unwrap();
    assert_eq!(html.matches("<section").count(), 1);
    fs::remove_dir_all(folder).unwrap();
}

/// The crate that prints knows no other of this project, and asks the same question.
#[test]
fn printed_pages_and_records_have_the_same_variation_selectors() {
    for character in '\0'..=char::MAX {
        let of_records = juki::characters::readable::is_selector(character);
        let printed = juki::print::font::is_selector(character);
        assert_eq!(printed, of_records, "U+{:04X}", u32::from(character));
    }
}
