//! docs/clients.md: the table of clients, written by the run.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use super::cards::{IssuedCard, PROFILES};
use super::cases::Client;
use crate::Failure;

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// As asked.
    Works,
    /// The client itself cannot do it: why.
    Limit(String),
    /// Not as asked: its log.
    Failed(String),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Works => f.write_str("works"),
            Self::Limit(why) => write!(f, "the client cannot: {why}"),
            Self::Failed(_) => f.write_str("FAILED"),
        }
    }
}

/// What was run.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<Row>,
    /// Lines below the table, which nobody compares.
    pub(super) figures: Vec<String>,
}

struct Row {
    client: &'static str,
    version: String,
    what: &'static str,
    /// Per profile.
    results: [Vec<Outcome>; PROFILES.len()],
}

const BEGIN: &str = "<!-- written by `cargo xtask interop --write` -->";
const END: &str = "<!-- end -->";

impl Table {
    /// The outcomes of a client's cases with a card.
    pub(super) fn add(
        &mut self,
        client: &'static Client,
        version: &str,
        card: &IssuedCard,
        outcomes: Vec<Option<Outcome>>,
    ) {
        let column = PROFILES.iter().position(|profile| *profile == card.profile);
        for (case, outcome) in client.cases.iter().zip(outcomes) {
            let same = |row: &Row| row.client == client.name && row.what == case.what;
            let at = self.rows.iter().position(same).unwrap_or_else(|| {
                self.rows.push(Row {
                    client: client.name,
                    version: version.to_owned(),
                    what: case.what,
                    results: Default::default(),
                });
                self.rows.len() - 1
            });
            if let (Some(column), Some(outcome)) = (column, outcome) {
                self.rows[at].results[column].push(outcome);
            }
        }
    }

    /// The outcomes of a case by profile.
    pub(super) fn row(
        &mut self,
        client: &'static str,
        version: &str,
        what: &'static str,
        results: [Vec<Outcome>; PROFILES.len()],
    ) {
        for (profile, outcomes) in PROFILES.iter().zip(&results) {
            for outcome in outcomes {
                println!("    {profile:<9} {client}: {what} {outcome}");
                if let Outcome::Failed(log) = outcome {
                    println!("{log}");
                }
            }
        }
        self.rows.push(Row { client, version: version.to_owned(), what, results });
    }

    /// How many clients.
    pub(super) fn clients(&self) -> usize {
        self.rows.iter().map(|row| row.client).collect::<BTreeSet<_>>().len()
    }

    /// Compares with the committed table, or writes it. A part of the clients is not written.
    pub(super) fn close(&self, file: &Path, whole: bool, write: bool) -> Result<(), Failure> {
        let failed: usize = self
            .rows
            .iter()
            .flat_map(|row| row.results.iter().flatten())
            .filter(|outcome| matches!(outcome, Outcome::Failed(_)))
            .count();
        let said = |error: std::io::Error| format!("{}: {error}", file.display());
        let text = std::fs::read_to_string(file).map_err(said)?;
        let (before, rest) = text.split_once(BEGIN).ok_or("docs/clients.md has no table")?;
        let (committed, after) =
            rest.split_once(END).ok_or("docs/clients.md: its table is open")?;
        let table = self.markdown();
        if write && whole {
            let figures = self.figures.join("\n");
            let new = format!(
                "{before}{BEGIN}\n\n{table}\nFigures of the run that wrote this (nobody compares \
                 them; ten runs each, starting the program included):\n\n{figures}\n\n{END}{after}"
            );
            std::fs::write(file, new).map_err(said)?;
            println!("written: {}", file.display());
        } else {
            let committed: BTreeSet<String> = committed.lines().filter_map(compared).collect();
            let run: BTreeSet<String> = table.lines().filter_map(compared).collect();
            let new: Vec<_> = run.difference(&committed).cloned().collect();
            let gone: Vec<_> =
                if whole { committed.difference(&run).cloned().collect() } else { Vec::new() };
            if !new.is_empty() || !gone.is_empty() {
                return Err(format!(
                    "docs/clients.md says something else than this run; when the run is right: \
                     cargo xtask interop --write\nnow: {}\nthere: {}",
                    new.join("\n     "),
                    gone.join("\n       ")
                ));
            }
        }
        if failed == 0 { Ok(()) } else { Err(format!("{failed} cases failed, see above")) }
    }

    fn markdown(&self) -> String {
        let mut table = format!(
            "| client | version | what was run | {} |\n|---|---|---|{}\n",
            PROFILES.join(" | "),
            "---|".repeat(PROFILES.len())
        );
        for row in &self.rows {
            let cells: Vec<String> = row.results.iter().map(|results| cell(results)).collect();
            table += &format!(
                "| {} | {} | {} | {} |\n",
                row.client,
                row.version.replace('|', "/"),
                row.what,
                cells.join(" | ")
            );
        }
        table
    }
}

/// The result with cards of one profile, whoever their holders are.
fn cell(results: &[Outcome]) -> String {
    match results {
        [] => "-".to_owned(),
        [first, rest @ ..] if rest.iter().all(|other| other.to_string() == first.to_string()) => {
            first.to_string()
        }
        several => several.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
    }
}

/// A line of the table without the version, which is the machine's.
fn compared(line: &str) -> Option<String> {
    let cells: Vec<&str> = line.split(" | ").collect();
    let [client, _, rest @ ..] = cells.as_slice() else { return None };
    Some(std::iter::once(client).chain(rest).copied().collect::<Vec<_>>().join(" | "))
}

#[cfg(test)]
mod tests {
    use super::{Outcome, cell, compared};

    #[test]
    fn holders_share_a_cell_when_they_agree() {
        let limit = Outcome::Limit("why".to_owned());
        assert_eq!(cell(&[]), "-");
        assert_eq!(cell(&[Outcome::Works, Outcome::Works]), "works");
        assert_eq!(cell(&[Outcome::Works, limit]), "works; the client cannot: why");
    }

    #[test]
    fn versions_are_not_compared() {
        let line = |version: &str| compared(&format!("| a | {version} | b | works |"));
        assert_eq!(line("1"), line("2"));
        assert!(compared("no table").is_none());
    }
}
