//! The examples of the crates: each runs as its crate's README says, and prints what it says itself
//! that it prints.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Failure, files, metadata, run};

/// What this part does.
pub(crate) const TITLE: &str =
    "every example runs and prints what it says; openssl judges its signature";

/// Examples that are run by tasks of their own: they measure, or write what they were asked for.
const RUN_BY_TASKS: &[(&str, &str)] = &[
    ("card-os", "bench"),
    ("card-os", "scale"),
    ("card-os", "secured"),
    ("card-os", "timing"),
    ("juki-client", "roundtrip"),
    ("juki-issuing", "font"),
    ("juki-issuing", "names"),
    ("juki-print", "letters"),
    ("test-vectors", "csv_rows"),
    ("test-vectors", "export"),
    ("test-vectors", "register"),
];

/// What stands for anything: within a line, or for any lines when it is one.
const ANYTHING: &str = "...";

/// An example, and what it says that it prints.
struct Example {
    package: String,
    name: String,
    prints: Option<String>,
}

/// Runs all of them.
pub(crate) fn check() -> Result<(), Failure> {
    let examples = all()?;
    // Alone, as whoever types the line of a README builds it: the features of another package hide
    // in the workspace's build what this one does not have. What runs is that of the tests' build.
    for Example { package, name, .. } in &examples {
        run::shown(run::cargo().args(["check", "--quiet", "-p", package, "--example", name]))?;
    }
    for Example { package, name, prints } in &examples {
        let Some(expected) = prints else { continue };
        println!("{package}: the example {name}");
        let printed = run::output(&mut run::command(built(name)?))?;
        print!("{printed}");
        if !fits(expected, &printed) {
            return Err(format!("the example {name} of {package} says that it prints\n{expected}"));
        }
    }
    judged_by_openssl()
}

/// The signature of the example is as good to a program that is not ours.
fn judged_by_openssl() -> Result<(), Failure> {
    let folder = files::empty_folder(&metadata::target_directory()?.join("sign-example"))?;
    run::output(run::command(built("sign")?).arg(&folder))?;
    let mut openssl = run::command("openssl");
    openssl.current_dir(&folder).args(["cms", "-verify", "-binary", "-purpose", "any"]);
    openssl.args(["-inform", "DER", "-in", "document.p7s", "-content", "document"]);
    run::shown(openssl.args(["-CAfile", "authority.pem", "-out", "signed"]))?;
    let read = |name| files::read(&folder.join(name));
    if read("signed")? == read("document")? {
        Ok(())
    } else {
        Err("openssl verified another document".to_owned())
    }
}

/// The program of an example.
fn built(name: &str) -> Result<PathBuf, Failure> {
    let [built] = metadata::build([name], &["build", "--quiet", "--workspace", "--example", name])?;
    Ok(built)
}

/// The examples of the workspace, but those that tasks run.
fn all() -> Result<Vec<Example>, Failure> {
    let metadata = metadata::read(false)?;
    let mut found = Vec::new();
    for package in metadata::packages(&metadata) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for target in package["targets"].as_array().into_iter().flatten() {
            let (package, name) = (text(&package["name"]), text(&target["name"]));
            if target["kind"][0] == "example" && !RUN_BY_TASKS.contains(&(&*package, &*name)) {
                let source = files::read(Path::new(&text(&target["src_path"])))?;
                found.push(Example { package, name, prints: prints(&source) });
            }
        }
    }
    Ok(found)
}

/// The block of text in the documentation of a file.
fn prints(source: &str) -> Option<String> {
    let lines = source.lines().take_while(|line| line.starts_with("//!"));
    let lines: Vec<&str> = lines.map(|line| line[3..].strip_prefix(' ').unwrap_or("")).collect();
    let from = lines.iter().position(|line| *line == "```text")? + 1;
    let block = lines.get(from..)?;
    let len = block.iter().position(|line| *line == "```")?;
    Some(block.get(..len)?.join("\n"))
}

/// Are these the lines that are expected?
fn fits(expected: &str, printed: &str) -> bool {
    let (expected, printed): (Vec<_>, Vec<_>) =
        (expected.lines().collect(), printed.lines().collect());
    lines_fit(&expected, &printed)
}

fn lines_fit(expected: &[&str], printed: &[&str]) -> bool {
    match (expected, printed) {
        ([], rest) => rest.is_empty(),
        ([any, expected @ ..], _) if any.trim() == ANYTHING => {
            (0..=printed.len()).any(|skipped| lines_fit(expected, &printed[skipped..]))
        }
        ([line, expected @ ..], [found, printed @ ..]) => {
            line_fits(line, found) && lines_fit(expected, printed)
        }
        (_, []) => false,
    }
}

fn line_fits(expected: &str, found: &str) -> bool {
    let Some((start, mut rest)) = expected.split_once(ANYTHING) else { return expected == found };
    let Some(mut found) = found.strip_prefix(start) else { return false };
    while let Some((part, after)) = rest.split_once(ANYTHING) {
        let Some((_, behind)) = found.split_once(part) else { return false };
        (rest, found) = (after, behind);
    }
    found.ends_with(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_says_what_it_prints_and_its_readme_says_how_it_is_run() {
        let examples = all().unwrap();
        assert!(examples.len() >= 7, "only {} examples were found", examples.len());
        let metadata = metadata::read(false).unwrap();
        for Example { package, name, prints } in examples {
            assert!(prints.is_some(), "the example {name} of {package} says not what it prints");
            let of = metadata::packages(&metadata).find(|found| found["name"] == *package).unwrap();
            let manifest = Path::new(of["manifest_path"].as_str().unwrap());
            let readme = files::read(&manifest.with_file_name("README.md")).unwrap();
            for what in [
                format!("(examples/{name}.rs)"),
                format!("`cargo run -p {package} --example {name}`"),
            ] {
                assert!(readme.contains(&what), "the README of {package} has no {what}");
            }
        }
    }

    #[test]
    fn what_tasks_run_is_there() {
        let metadata = metadata::read(false).unwrap();
        for (package, name) in RUN_BY_TASKS {
            let of = metadata::packages(&metadata).find(|found| found["name"] == *package).unwrap();
            let targets = of["targets"].as_array().unwrap();
            let is_it = |target: &Value| target["kind"][0] == "example" && target["name"] == *name;
            assert!(targets.iter().any(is_it), "{package} has no example {name}");
        }
    }

    #[test]
    fn dots_stand_for_anything_and_nothing_else_does() {
        for (expected, printed) in [
            ("a\nb", "a\nb\n"),
            ("a ... c", "a b c\n"),
            ("a...b...c", "a1b2c"),
            ("a\n...\nd", "a\nb\nc\nd"),
            ("a\n    ...\nd", "a\nd"),
            ("", ""),
        ] {
            assert!(fits(expected, printed), "{expected:?} {printed:?}");
        }
        for (expected, printed) in [
            ("a\nb", "a"),
            ("a", "a\nb"),
            ("a ... c", "a b d"),
            ("a ... c", "b c"),
            ("a\n...\nd", "a\nb"),
            ("a", ""),
        ] {
            assert!(!fits(expected, printed), "{expected:?} {printed:?}");
        }
    }

    #[test]
    fn the_block_of_text_is_what_is_printed() {
        let source = "//! Reads.\n//!\n//! ```text\n//! one\n//!   two\n//! ```\n\nfn main() {}\n";
        assert_eq!(prints(source).as_deref(), Some("one\n  two"));
        assert_eq!(prints("//! Reads.\n"), None);
    }
}
