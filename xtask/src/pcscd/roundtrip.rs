//! The round trip through pcscd, measured.

use std::path::Path;
use std::process::Command;

use crate::pcscd::card::Card;
use crate::{Failure, metadata, run};

/// The figures as JSON lines.
pub(crate) fn measure() -> Result<String, Failure> {
    let [juki, client] = metadata::build(
        ["juki", "roundtrip"],
        &[
            "build",
            "--release",
            "-p",
            "host-cli",
            "-p",
            "juki-client",
            "--bin",
            "juki",
            "--example",
            "roundtrip",
        ],
    )?;
    with(&juki, &run::command(client))
}

/// The same with programs that were built already.
pub(crate) fn with(juki: &Path, client: &Command) -> Result<String, Failure> {
    let card = Card::new(juki, "roundtrip")?;
    run::output(&mut card.beside(client))
}
