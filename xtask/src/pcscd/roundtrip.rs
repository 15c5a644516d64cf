//! The round trip through pcscd, measured.

use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;

use crate::pcscd::card::Card;
use crate::pcscd::isolation;
use crate::{Failure, metadata, run, usage};

/// What the isolated measurement is started as.
pub(crate) const VERB: &str = "inner-pcscd-roundtrip";

/// The figures as JSON lines.
pub(crate) fn measure() -> Result<String, Failure> {
    let [juki, client] = metadata::build(
        ["juki", "roundtrip"],
        &["build", "--release", "-p", "host-cli", "--bin", "juki", "--example", "roundtrip"],
    )?;
    run::output(&mut isolation::own_verb(&[
        OsStr::new(VERB),
        juki.as_os_str(),
        client.as_os_str(),
    ])?)
}

/// The measurement itself, beside its pcscd.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let [juki, client] = arguments else {
        return usage("this verb is for xtask itself");
    };
    let measured = Card::in_reader(Path::new(juki), "roundtrip")
        .and_then(|_card| run::output(&mut run::command(client)));
    match measured {
        Ok(lines) => {
            print!("{lines}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
