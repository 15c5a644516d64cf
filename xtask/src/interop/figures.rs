//! Figures of the run: the card beside a token in software, and the round trip through pcscd. They
//! are the machine's, so that nobody compares them.

use std::path::Path;

use serde_json::Value;

use super::cards::IssuedCard;
use crate::pcscd::roundtrip;
use crate::{Failure, run};

/// Lines for docs/clients.md.
pub(super) fn lines(
    cards: &[IssuedCard],
    juki: &Path,
    round: &Path,
) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    for card in cards.iter().filter(|card| card.holder == "Japanese" && card.profile != "juki") {
        let figures = card.folder.join("softhsm/figures");
        for line in std::fs::read_to_string(figures).unwrap_or_default().lines() {
            let line = line.trim_start_matches("FIGURE ");
            lines.push(format!("- {}, `pkcs11-tool`, {line}", card.profile));
        }
    }
    for line in roundtrip::with(juki, &run::command(round))?.lines() {
        if let Ok(figure) = serde_json::from_str::<Value>(line) {
            let name = figure["name"].as_str().unwrap_or_default();
            lines.push(format!(
                "- {name}: {} {}",
                figure["value"],
                figure["unit"].as_str().unwrap_or_default()
            ));
        }
    }
    Ok(lines)
}
