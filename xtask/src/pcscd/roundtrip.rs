//! The round trip through pcscd, measured.

use crate::pcscd::card::Card;
use crate::{Failure, metadata, run};

/// The figures as JSON lines.
pub(crate) fn measure() -> Result<String, Failure> {
    let [juki, client] = metadata::build(
        ["juki", "roundtrip"],
        &["build", "--release", "-p", "host-cli", "--bin", "juki", "--example", "roundtrip"],
    )?;
    let card = Card::new(&juki, "roundtrip")?;
    run::output(&mut card.beside(&run::command(client)))
}
