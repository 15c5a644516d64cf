//! `cargo xtask conformance`: the suite of scenarios, in process, through pcscd, or on the card in
//! a reader; or written down as a test specification.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::pcscd::scenarios;
use crate::{Failure, metadata, needs, run, usage};

/// `cargo xtask conformance [--reader NAME] [--export [DIR|FILE]] [--install]`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (reader, install) = match words[..] {
        [] => (None, false),
        ["--install"] => (None, true),
        ["--reader", name] => (Some(name), false),
        ["--export"] => {
            return ended(
                metadata::target_directory().and_then(|it| export(&it.join("conformance"))),
            );
        }
        ["--export", path] if !path.starts_with('-') => return ended(export(&asked(path))),
        _ => {
            return usage(
                "conformance takes `--reader NAME`, `--export [DIR|FILE]` or `--install`",
            );
        }
    };
    let needed = if reader.is_some() { needs::TO_TEST } else { needs::THROUGH_PCSCD };
    if let Err(failure) = needs::ensure(needed, install) {
        eprintln!("xtask: {failure}");
        return ExitCode::from(2);
    }
    let done = match reader {
        Some(name) => on_reader(name),
        None => everywhere(),
    };
    ended(done)
}

fn ended(done: Result<(), Failure>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// A path as whoever typed it means it: cargo runs this program where he stands, and the export in
/// the workspace's root.
fn asked(path: &str) -> PathBuf {
    std::env::current_dir().unwrap_or_default().join(path)
}

/// Writes what the suite is: by the package that has the scenarios and reads them.
fn export(path: &Path) -> Result<(), Failure> {
    let example = ["run", "-q", "-p", "test-vectors", "--example", "export", "--"];
    run::shown(run::cargo().args(example).arg(path))
}

fn everywhere() -> Result<(), Failure> {
    let in_process =
        ["test", "-p", "card-os", "--test", "card", "scenarios::", "--", "--nocapture"];
    run::shown(run::cargo().args(in_process))?;
    let [juki, player] = metadata::build(
        ["juki", "pcscd"],
        &["test", "--workspace", "--no-run", "--test", "pcscd"],
    )?;
    scenarios::by_our_player(&juki, &player)?;
    scenarios::by_pyscard(&juki)
}

fn on_reader(name: &str) -> Result<(), Failure> {
    println!(
        "The card in `{name}` must be a blank test card: never issued, with the published test \
         key. Files are created on it and deleted again; any other card is refused."
    );
    let [player] =
        metadata::build(["pcscd"], &["test", "-p", "host-cli", "--no-run", "--test", "pcscd"])?;
    scenarios::on_reader(&player, name)
}
