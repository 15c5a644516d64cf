//! `docs/mutants.md`: what may survive.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::DOCUMENT;
use super::mutation::Mutation;
use crate::{Failure, run};

/// What the table begins with.
const COLUMNS: &str = "| file | mutation | why no test can tell it |\n|---|---|---|\n";

/// What may survive, each with the reason.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Accepted(BTreeMap<Mutation, String>);

impl Accepted {
    /// The table of the document.
    ///
    /// # Errors
    /// When there is none, or what stands in it is no entry.
    pub(super) fn committed() -> Result<Self, Failure> {
        let text = fs::read_to_string(run::root().join(DOCUMENT));
        Self::read(&text.map_err(|error| format!("{DOCUMENT}: {error}"))?)
    }

    fn read(text: &str) -> Result<Self, Failure> {
        let (_, rows) =
            text.split_once(COLUMNS).ok_or_else(|| format!("{DOCUMENT} has no table"))?;
        let rows = rows.lines().take_while(|line| line.starts_with('|'));
        let rows: Result<_, Failure> = rows
            .map(|line| entry(line).ok_or_else(|| format!("{DOCUMENT}: what is `{line}`?")))
            .collect();
        rows.map(Self)
    }

    /// What of it is in these files.
    pub(super) fn of_files(mut self, files: &BTreeSet<&str>) -> Self {
        self.0.retain(|mutation, _| files.contains(&*mutation.file));
        self
    }

    /// Is what survives what may survive?
    ///
    /// # Errors
    /// What survives without a reason, as it would stand in the table, and what does not survive
    /// any more.
    pub(super) fn compared(&self, survivors: &[&Mutation]) -> Result<(), Failure> {
        let Self(accepted) = self;
        let has_reason =
            |found: &&&Mutation| accepted.get(**found).is_some_and(|reason| !reason.is_empty());
        let new = survivors.iter().filter(|found| !has_reason(found)).map(|found| row(found));
        let gone = accepted.keys().filter(|known| !survivors.contains(known)).map(row);
        let (new, gone): (String, String) = (new.collect(), gone.collect());
        match (new.as_str(), gone.as_str()) {
            ("", "") => Ok(()),
            (new, "") => Err(format!("these survive, and {DOCUMENT} gives no reason:\n{new}")),
            ("", gone) => Err(format!("these survive no more, and stand in {DOCUMENT}:\n{gone}")),
            (new, gone) => Err(format!(
                "these survive, and {DOCUMENT} gives no reason:\n{new}these survive no more, and \
                 stand there:\n{gone}"
            )),
        }
    }
}

fn entry(line: &str) -> Option<(Mutation, String)> {
    let (file, rest) = line.strip_prefix("| `")?.split_once("` | `")?;
    let (change, reason) = rest.split_once("` |")?;
    let reason = reason.trim().strip_suffix('|')?.trim();
    Some((Mutation::new(file, &change.replace("\\|", "|")), reason.to_owned()))
}

/// An entry that has no reason yet.
fn row(mutation: &Mutation) -> String {
    format!("| `{}` | `{}` | |\n", mutation.file, mutation.change.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_survivor_without_a_reason_fails_and_so_does_a_reason_without_a_survivor() {
        let [or, lt] = [
            Mutation::new("a.rs", "replace | with ^ in f"),
            Mutation::new("a.rs", "replace < with <= in f (1 of 2)"),
        ];
        let text = format!(
            "# Faults\n\n{COLUMNS}| `a.rs` | `replace \\| with ^ in f` | no bit is in both |\n\nText.\n"
        );
        let accepted = Accepted::read(&text).unwrap();
        assert_eq!(accepted.compared(&[&or]), Ok(()));
        let of = |file| Accepted::read(&text).unwrap().of_files(&BTreeSet::from([file]));
        assert_eq!(of("a.rs"), accepted);
        assert_eq!(of("b.rs").compared(&[]), Ok(()));
        let failure = accepted.compared(&[&lt]).unwrap_err();
        let new = "no reason:\n| `a.rs` | `replace < with <= in f (1 of 2)` | |\n";
        assert!(failure.contains(new), "{failure}");
        let gone = "stand there:\n| `a.rs` | `replace \\| with ^ in f` | |\n";
        assert!(failure.ends_with(gone), "{failure}");
        // A row as it was told, put into the table without a reason.
        let unreasoned = Accepted::read(&format!("{COLUMNS}{}", row(&or))).unwrap();
        assert!(unreasoned.compared(&[&or]).is_err());
        assert!(Accepted::read("no table").is_err());
    }

    #[test]
    fn everything_that_may_survive_has_a_reason() {
        let Accepted(entries) = Accepted::committed().unwrap();
        for (mutation, reason) in entries {
            assert!(!reason.is_empty(), "{mutation:?}");
            assert!(run::root().join(&mutation.file).is_file(), "{mutation:?}");
        }
    }
}
