//! SPEC.md says what the code says: the tables in it are written here from the table of commands
//! and the other constants. `cargo test -p apdu-spec --test spec -- --ignored` writes them anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

mod commands;
mod files;
mod generated;

use std::fs;
use std::path::PathBuf;

use apdu_spec::limits::{LARGE, LIMITS, SMALL};
use apdu_spec::status::StatusWord;

const TEXT: &str = include_str!("../../SPEC.md");

const PARTS: [generated::Part; 10] = [
    ("the commands", commands::overview),
    ("common status words", commands::common),
    ("the forms", commands::forms),
    ("the status words", status_words),
    ("the kinds of files", files::kinds),
    ("the life cycle", files::life_cycle),
    ("the modes of access", files::modes),
    ("the algorithms", files::algorithms),
    ("the limits", limits),
    ("the applications", files::applications),
];

fn status_words() -> String {
    let mut rows = String::from("| SW1-SW2 | name | meaning |\n|---|---|---|\n");
    rows += &format!("| 61xx | MORE_AVAILABLE | {} |\n", StatusWord::more_available(1).meaning());
    for word in StatusWord::ALL {
        rows += &match word.value() {
            0x63C0 => format!("| 63Cx | TRIES_LEFT_x | {} |\n", StatusWord::tries(1).meaning()),
            0x6C00 => format!("| 6Cxx | {} | {} |\n", word.name(), word.meaning()),
            _ => format!("| {word} | {} | {} |\n", word.name(), word.meaning()),
        };
    }
    rows
}

fn limits() -> String {
    let mut rows = String::from("| of what | at most | one more |\n|---|---|---|\n");
    for (what, most, refusal) in LIMITS {
        rows += &format!("| {what} | {most} | {refusal} |\n");
    }
    rows += "\n| | small | large |\n|---|---|---|\n";
    rows += &format!(
        "| bytes of a chained command's data field, and of an answer | {} | {} |\n",
        SMALL.buffer, LARGE.buffer
    );
    rows +=
        &format!("| files, PINs and keys, the MF included | {} | {} |\n", SMALL.files, LARGE.files);
    rows + &format!("| items of the storage | {} | {} |\n", SMALL.items, LARGE.items)
}

fn written() -> String {
    generated::with_parts(TEXT, &PARTS)
}

#[test]
fn the_document_says_what_the_code_says() {
    let again = "`cargo test -p apdu-spec --test spec -- --ignored` writes it anew";
    assert!(written() == TEXT, "apdu-spec/SPEC.md is not up to date; {again}");
}

#[test]
#[ignore = "writes SPEC.md"]
fn write_the_document() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("SPEC.md");
    fs::write(path, written()).unwrap();
}
