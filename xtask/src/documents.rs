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
fn wrong(line: &str, targets: &Targets) -> Option<String> {
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
        Some(verb @ ("run" | "test")) => {
            let kind = if verb == "run" { "example" } else { "test" };
            let words: Vec<&str> = words.take_while(|word| *word != "--").collect();
            let after = |option: &str| {
                let found = words.windows(2).filter(move |pair| pair[0] == option);
                found.map(|pair| pair[1].to_owned()).collect::<Vec<_>>()
            };
            let [package] = after("-p").try_into().ok()?;
            let mut named = after(&format!("--{kind}"));
            named.push(String::new());
            let is_there = |name: &String| {
                let kind = if name.is_empty() { "" } else { kind };
                targets.contains(&(package.clone(), kind.to_owned(), name.clone()))
            };
            let missing = named.iter().find(|name| !is_there(name))?;
            Some(format!("{package} has no {kind} {missing}"))
        }
        _ => None,
    }
}

/// Package, kind and name of every integration test and example; without kind and name, the package
/// itself.
type Targets = BTreeSet<(String, String, String)>;

/// Those of the workspace.
fn targets() -> Targets {
    let metadata = metadata::read(false).unwrap();
    let mut all = BTreeSet::new();
    for package in metadata::packages(&metadata) {
        let name = package["name"].as_str().unwrap();
        all.insert((name.to_owned(), String::new(), String::new()));
        for target in package["targets"].as_array().unwrap() {
            let kind = target["kind"][0].as_str().unwrap();
            if ["test", "example"].contains(&kind) {
                let target = target["name"].as_str().unwrap();
                all.insert((name.to_owned(), kind.to_owned(), target.to_owned()));
            }
        }
    }
    all
}

#[test]
fn every_task_test_and_example_that_a_document_names_is_there() {
    let targets = targets();
    let mut seen = 0;
    for path in documents(&run::root()) {
        for line in typed(&fs::read_to_string(&path).unwrap(), "cargo") {
            assert_eq!(wrong(&line, &targets), None, "{}: {line}", path.display());
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
    let targets = targets();
    for line in [
        "cargo xtask dance",
        "cargo xtask test nothing",
        "cargo xtask full images nothing --write",
        "cargo test -p card-os --test nothing",
        "cargo test -p nothing --lib",
        "cargo run -p card-os --example nothing",
        "cargo run -p nothing --example board",
        "cargo install --path host-cli",
    ] {
        assert_ne!(wrong(line, &targets), None, "{line}");
    }
    for line in [
        "cargo xtask test fuzz",
        "cargo install --locked --path host-cli",
        "cargo xtask fuzz [TARGET...] [--seconds N]",
        "cargo run -p card-os --example board",
        "cargo run --release -p card-os --example bench -- --nothing",
        "cargo test -p card-os --test tearing --test faults -- --nocapture",
    ] {
        assert_eq!(wrong(line, &targets), None, "{line}");
    }
    let text = "`cargo xtask\ntest fuzz`, `juki`\n\n    cargo xtask demo\n";
    assert_eq!(typed(text, "cargo"), ["cargo xtask demo", "cargo xtask test fuzz"]);
}

/// The tests that a line of the security target names and no file that it links to has.
fn missing_tests(line: &str, read: impl Fn(&str) -> String) -> Vec<String> {
    let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files: Vec<String> = links.filter(|link| link.ends_with(".rs")).map(read).collect();
    named_tests(line)
        .filter(|name| {
            let head = format!("fn {name}()");
            let is_test = |text: &String| {
                text.match_indices(&head).any(|(at, _)| {
                    let before = text[..at].trim_end().lines().rev().map(str::trim);
                    before.take_while(|line| line.starts_with("#[")).any(|line| line == "#[test]")
                })
            };
            !files.iter().any(is_test)
        })
        .map(str::to_owned)
        .collect()
}

/// What stands in code and is named as tests are: three words at least, with `_` between.
fn named_tests(line: &str) -> impl Iterator<Item = &str> {
    let code = line.split('`').skip(1).step_by(2);
    code.filter(|code| {
        code.split('_').count() > 2
            && code.chars().all(|c| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit())
    })
}

#[test]
fn every_test_that_the_security_target_names_is_there() {
    let docs = run::root().join("docs");
    let read = |link: &str| fs::read_to_string(docs.join(link)).unwrap();
    let text = fs::read_to_string(docs.join("security-target.md")).unwrap();
    for line in text.lines() {
        assert_eq!(missing_tests(line, read), [""; 0], "{line}");
    }
    assert!(text.lines().flat_map(named_tests).count() > 60);
    // What a row shows is a test, a document, or that it is not met.
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        let of_functions = row.contains("](") || row.contains("**not met**");
        let heading = row.ends_with("| shown by |");
        let table = text[..text.find(row).unwrap()].lines().rev();
        let head = table.take_while(|line| line.starts_with('|')).last().unwrap_or(row);
        assert!(heading || !head.ends_with("| shown by |") || of_functions, "{row}");
    }
}

#[test]
fn a_test_that_is_not_there_is_noticed() {
    let read = |_: &str| "    #[test]\n    fn a_is_b() {\n}\nfn a_is_c() {\n}\n".to_owned();
    let line = "| a | `a_is_b`, `a_is_c`, `a_is_d`, `a_b` ([x](../x.rs)) |";
    assert_eq!(missing_tests(line, read), ["a_is_c", "a_is_d"]);
    assert_eq!(missing_tests("| a | `a_is_b` |", read), ["a_is_b"]);
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
