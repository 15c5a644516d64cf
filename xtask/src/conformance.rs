//! `cargo xtask conformance`: the suite of scenarios, in process, through pcscd, or on the card in a
//! reader.

use std::process::ExitCode;

use crate::pcscd::scenarios;
use crate::{Failure, metadata, needs, run, usage};

/// `cargo xtask conformance [--reader NAME] [--install]`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (reader, install) = match words[..] {
        [] => (None, false),
        ["--install"] => (None, true),
        ["--reader", name] => (Some(name), false),
        _ => return usage("conformance takes `--reader NAME` or `--install`"),
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
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
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
