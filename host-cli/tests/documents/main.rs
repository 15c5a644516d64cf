//! Every line for `juki` that the documents show is one that `juki` reads: no subcommand, option or
//! value of another time.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]
// The documents show the whole of `juki`.
#![cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]

mod written;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::error::ErrorKind;
use juki::cli;
use juki::locale::{Language, Locale};
use written::{documents, typed};

/// The words of a line, up to a comment or what another program does with it.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut quoted = false;
    for (at, part) in line.split('"').enumerate() {
        quoted = at % 2 == 1;
        if quoted {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    assert!(!quoted || line.ends_with('"'), "{line}");
    let end = words.iter().position(|word| matches!(word.as_str(), "#" | ">" | "|" | "&"));
    words.truncate(end.unwrap_or(words.len()));
    // `[OPTIONS]` and `...` stand for what may be there.
    words.retain(|word| !word.starts_with('[') && word != "...");
    words
}

/// Why `juki` does not read a line. That something is left out is a way to write about it.
fn refused(line: &str) -> Option<String> {
    let error =
        cli::command(&Locale::new(Language::English)).try_get_matches_from(words(line)).err()?;
    match error.kind() {
        ErrorKind::MissingRequiredArgument
        | ErrorKind::MissingSubcommand
        | ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => None,
        // In capitals stands what is to be filled in; an option at the end is only named.
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
            if line.split(' ').any(|word| word.len() > 1 && word == word.to_uppercase())
                || line.split(' ').next_back().is_some_and(|word| word.starts_with("--")) =>
        {
            None
        }
        _ => Some(error.to_string()),
    }
}

#[test]
fn juki_reads_every_line_that_a_document_shows() {
    let mut seen = 0;
    for path in documents(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")) {
        for line in typed(&fs::read_to_string(&path).unwrap(), "juki") {
            if let Some(why) = refused(&line) {
                panic!("{}: {line}\n{why}", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 80, "only {seen} lines were found");
}

/// The subcommands that do something, as they are typed: `pin change`.
fn subcommands() -> BTreeSet<String> {
    fn walk(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
        for next in command.get_subcommands() {
            walk(next, &format!("{path} {}", next.get_name()), found);
        }
        if !command.has_subcommands() {
            found.insert(path.trim_start().to_owned());
        }
    }
    let mut found = BTreeSet::new();
    walk(&cli::command(&Locale::new(Language::English)), "", &mut found);
    found
}

#[test]
fn each_readme_shows_every_subcommand() {
    // It says itself what there is.
    let all: BTreeSet<_> = subcommands().into_iter().filter(|name| name != "help").collect();
    for name in ["README.md", "README.ja.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name));
        let lines = typed(&text.unwrap(), "juki");
        let shown = |subcommand: &String| {
            let (typed, flag) = (format!("juki {subcommand} "), format!("juki --{subcommand} "));
            let mut lines = lines.iter().map(|line| format!("{line} "));
            lines.any(|line| line.starts_with(&typed) || line.starts_with(&flag))
        };
        let missing: Vec<_> = all.iter().filter(|subcommand| !shown(subcommand)).collect();
        assert_eq!(missing, [""; 0], "not in {name}");
    }
}

#[test]
fn what_juki_does_not_read_is_noticed() {
    for line in [
        "juki dance",
        "juki read --loudly",
        "juki verify FILE SIGNATURE OTHER",
        "juki pin change nothing",
        "juki verify --revocation never",
    ] {
        assert!(refused(line).is_some(), "{line}");
    }
    for line in [
        "juki issue",
        "juki service append library loans \"a text\" --authority DIR # comment",
        "juki with-card [OPTIONS] -- COMMAND",
    ] {
        assert_eq!(refused(line), None, "{line}");
    }
    let text = "`juki\nread`, `cargo`\n\n    juki sign FILE\n";
    assert_eq!(typed(text, "juki"), ["juki sign FILE", "juki read"]);
}
