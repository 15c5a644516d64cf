//! What the documents name is there: the project's tasks and tests, and the files that they link
//! to. What they say of `juki` is checked by `host-cli/tests/documents/main.rs`.

#[path = "../../host-cli/tests/documents/written.rs"]
mod written;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::{HELP, bench, full, fuzz, metadata, random, run, test};
use written::{documents, typed};

/// The verbs of `cargo xtask`, of the help.
fn verbs() -> BTreeSet<&'static str> {
    let (_, list) = HELP.split_once("<VERB>\n\n").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    let is_verb = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let first = |line: &'static str| line.split_whitespace().next();
    list.lines().filter(is_verb).filter_map(first).chain(["help"]).collect()
}

/// What is wrong with a line, if anything.
fn wrong(line: &str, tests: &BTreeSet<(String, String)>) -> Option<String> {
    let mut words = line.split(' ').skip(1);
    match words.next() {
        Some("xtask") => {
            let verb = words.next()?;
            if !verbs().contains(verb) {
                return Some(format!("no verb {verb}"));
            }
            let parts = match verb {
                "test" => test::part_names(),
                "bench" => bench::part_names(),
                "full" => full::part_names(),
                "random" => random::part_names(),
                "fuzz" => fuzz::TARGETS.join(" "),
                _ => return None,
            };
            let parts: BTreeSet<&str> = parts.split(' ').collect();
            // In capitals stands what is to be filled in.
            words
                .take_while(|word| !word.starts_with(['-', '[']))
                .find(|word| word.chars().all(|c| !c.is_uppercase()) && !parts.contains(word))
                .map(|word| format!("{verb} has no part {word}"))
        }
        // Other versions of the dependencies than the tested ones may not fit each other.
        Some("install") if !words.any(|word| word == "--locked") => Some("not --locked".to_owned()),
        Some("test") => {
            let words: Vec<&str> = words.take_while(|word| *word != "--").collect();
            let after = |option: &str| {
                let found = words.windows(2).filter(move |pair| pair[0] == option);
                found.map(|pair| pair[1].to_owned()).collect::<Vec<_>>()
            };
            let [package] = after("-p").try_into().ok()?;
            let named = after("--test").into_iter().map(|test| (package.clone(), test));
            let mut all = named.chain([(package.clone(), String::new())]);
            all.find(|test| !tests.contains(test))
                .map(|(of, test)| format!("{of} has no test {test}"))
        }
        _ => None,
    }
}

/// Package and name of every integration test; without a name, the package itself.
fn tests() -> BTreeSet<(String, String)> {
    let metadata = metadata::read(false).unwrap();
    let mut all = BTreeSet::new();
    for package in metadata::packages(&metadata) {
        let name = package["name"].as_str().unwrap();
        all.insert((name.to_owned(), String::new()));
        for target in package["targets"].as_array().unwrap() {
            if target["kind"][0] == "test" {
                all.insert((name.to_owned(), target["name"].as_str().unwrap().to_owned()));
            }
        }
    }
    all
}

#[test]
fn every_task_and_test_that_a_document_names_is_there() {
    let tests = tests();
    let mut seen = 0;
    for path in documents(&run::root()) {
        for line in typed(&fs::read_to_string(&path).unwrap(), "cargo") {
            assert_eq!(wrong(&line, &tests), None, "{}: {line}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 60, "only {seen} lines were found");
}

#[test]
fn the_oldest_compiler_is_named() {
    let version = env!("CARGO_PKG_RUST_VERSION");
    for document in ["README.md", "README.ja.md", "docs/ci.md"] {
        let text = fs::read_to_string(run::root().join(document)).unwrap();
        assert!(text.contains(version), "{document} does not say {version}");
    }
}

#[test]
fn what_is_not_there_is_noticed() {
    let tests = tests();
    for line in [
        "cargo xtask dance",
        "cargo xtask test nothing",
        "cargo xtask full images nothing --write",
        "cargo test -p card-os --test nothing",
        "cargo test -p nothing --lib",
        "cargo install --path host-cli",
    ] {
        assert_ne!(wrong(line, &tests), None, "{line}");
    }
    for line in [
        "cargo xtask test fuzz",
        "cargo install --locked --path host-cli",
        "cargo xtask fuzz [TARGET...] [--seconds N]",
        "cargo test -p card-os --test tearing --test faults -- --nocapture",
    ] {
        assert_eq!(wrong(line, &tests), None, "{line}");
    }
    let text = "`cargo xtask\ntest fuzz`, `juki`\n\n    cargo xtask demo\n";
    assert_eq!(typed(text, "cargo"), ["cargo xtask demo", "cargo xtask test fuzz"]);
}

#[test]
fn every_link_of_a_document_leads_somewhere() {
    let mut seen = 0;
    for path in documents(&run::root()) {
        let text = fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if !link.contains("://") && !file.is_empty() {
                let found = path.parent().unwrap_or(Path::new("")).join(file).exists();
                assert!(found, "{}: {link}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "only {seen} links were found");
}
