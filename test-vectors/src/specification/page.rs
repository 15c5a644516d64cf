//! The test specification as a document to be read.

use std::fmt::Write as _;

use super::{NOTES, Test, is_computed, name, status_name, tests};
use crate::scenario::{File, Step};

/// The scenarios of these files as one document in Markdown.
#[must_use]
pub fn markdown(files: &[File]) -> String {
    let mut text = String::from("# Test specification\n\n");
    let count = tests(files).count();
    let _ = writeln!(text, "{count} tests, written by `cargo xtask conformance --export`.\n");
    for note in NOTES {
        let _ = writeln!(text, "- {note}");
    }
    let mut of_file = "";
    for test in tests(files) {
        if of_file != test.file.name {
            of_file = &test.file.name;
            let _ = writeln!(text, "\n## {of_file}\n\n{}", test.file.about);
        }
        write(&mut text, &test);
    }
    text
}

fn write(text: &mut String, test: &Test<'_>) {
    let _ = writeln!(text, "\n### {}\n", test.id());
    let _ = writeln!(text, "- Purpose: {}", test.purpose());
    let clause = &test.scenario.clause;
    match (test.is_public(), test.row) {
        (true, _) => {
            let _ = writeln!(text, "- Clause: {clause}");
        }
        (false, Some(row)) => {
            let _ = writeln!(
                text,
                "- Clause: {clause} (decided by this project; the command: {})",
                row.clause
            );
        }
        (false, None) => {
            let _ = writeln!(text, "- Clause: {clause} (decided by this project)");
        }
    }
    let before = test.after().count();
    let card = if test.file.own_card { "a blank card of its own" } else { "a blank card" };
    let played = match before {
        0 => String::new(),
        1 => ", after the test before".to_owned(),
        _ => format!(", after the {before} tests before of this file"),
    };
    let given = match test.scenario.given.as_str() {
        "" => String::new(),
        given => format!(": {given}"),
    };
    let _ = writeln!(text, "- Precondition: {card}{played}{given}\n");
    text.push_str("| step | command | bytes | expected |\n|---|---|---|---|\n");
    for (number, (_, step)) in (1..).zip(&test.scenario.steps) {
        let row = match step {
            Step::Reset => "reset the card | | |".to_owned(),
            Step::Administrator => "authenticate with the administrator key | | |".to_owned(),
            Step::Exchange { command, notation, data, status } => {
                let bytes = hex::encode_upper(command);
                let bytes = if is_computed(notation) { notation.trim() } else { &bytes };
                let name = name(command).unwrap_or_else(|| "-".to_owned());
                let data = data.trim();
                let data = if data.is_empty() { String::new() } else { format!(" `{data}`") };
                format!("{name} | `{bytes}` | {status} {}{data} |", status_name(*status))
            }
        };
        let _ = writeln!(text, "| {number} | {row}");
    }
}
