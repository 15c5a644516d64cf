//! `cargo xtask full mutants`: cargo-mutants puts one fault after the other into the code, and a
//! test must fail for each. What survives stands in `docs/mutants.md`, with the reason why no test
//! can tell it; a survivor that does not stand there fails the run.
//!
//! A run takes hours; of one area, as an argument names it, less. An area that was run to its end
//! at a commit is not run again at the same.

mod area;
mod mutation;
mod survivors;

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use crate::full::Findings;
use crate::report::minutes;
use crate::{Failure, commit, metadata};
use area::{AREAS, Area};
use mutation::{Fate, Mutation};
use survivors::Accepted;

/// What the part is called by.
pub(crate) const TITLE: &str = "faults put into the code, each of which a test must tell";

const DOCUMENT: &str = "docs/mutants.md";

/// The names of the areas.
pub(crate) fn area_names() -> impl Iterator<Item = &'static str> {
    AREAS.iter().map(|area| area.name)
}

/// Runs the areas of these names, or every one, and compares what survives with the document; gives
/// a line of figures for each.
///
/// # Errors
/// What did not run, or what survives without a reason, or has a reason and does not survive.
pub(crate) fn check(names: &[String]) -> Result<Findings, Failure> {
    let accepted = Accepted::committed()?;
    let is_meant = |area: &&Area| names.is_empty() || names.iter().any(|name| name == area.name);
    let areas: Vec<&Area> = AREAS.iter().filter(is_meant).collect();
    let mut ran = Vec::new();
    for area in &areas {
        ran.push(AreaRun::of(area)?);
    }
    let survivors: Vec<&Mutation> = ran.iter().flat_map(AreaRun::survivors).collect();
    let changed = ran.iter().flat_map(|ran| &ran.mutants).map(|(mutation, _)| &*mutation.file);
    let changed: BTreeSet<&str> = changed.collect();
    // What stands there of other areas may survive or not.
    let accepted = if names.is_empty() { accepted } else { accepted.of_files(&changed) };
    accepted.compared(&survivors)?;
    Ok(Findings::Figures(areas.iter().zip(&ran).map(|(area, ran)| ran.line(area)).collect()))
}

/// What became of the mutants of an area.
struct AreaRun {
    took: Duration,
    mutants: Vec<(Mutation, Fate)>,
}

impl AreaRun {
    /// Runs an area, unless it was run at this commit.
    fn of(area: &Area) -> Result<Self, Failure> {
        let folder = metadata::target_directory()?.join("mutants");
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        fs::create_dir_all(&folder).map_err(failed)?;
        let kept = folder.join(format!("{}.json", area.name));
        let commit = commit::described()?;
        let known = fs::read_to_string(&kept).ok();
        if let Some(ran) = known.and_then(|text| Self::read(&text, &commit)) {
            println!("{}: was run at {commit}", area.name);
            return Ok(ran);
        }
        let ran = area.run(&folder).map(|(took, mutants)| Self { took, mutants })?;
        fs::write(&kept, ran.json(&commit).to_string()).map_err(failed)?;
        Ok(ran)
    }

    /// What was kept of a run at this commit; nothing of a tree with changes.
    fn read(text: &str, commit: &str) -> Option<Self> {
        let kept: Value = serde_json::from_str(text).ok()?;
        if kept["commit"] != commit || commit.ends_with("-dirty") {
            return None;
        }
        let mutants = kept["mutants"].as_array()?.iter();
        let mutants: Option<_> = mutants
            .map(|kept| {
                let mutation = Mutation::new(kept["file"].as_str()?, kept["change"].as_str()?);
                Some((mutation, Fate::named(kept["fate"].as_str()?)?))
            })
            .collect();
        Some(Self { took: Duration::from_secs(kept["seconds"].as_u64()?), mutants: mutants? })
    }

    fn json(&self, commit: &str) -> Value {
        let mutants = self.mutants.iter().map(|(mutation, fate)| {
            json!({ "file": mutation.file, "change": mutation.change, "fate": fate.name() })
        });
        let mutants: Vec<Value> = mutants.collect();
        json!({ "commit": commit, "seconds": self.took.as_secs(), "mutants": mutants })
    }

    fn survivors(&self) -> impl Iterator<Item = &Mutation> {
        let survived = self.mutants.iter().filter(|(_, fate)| *fate == Fate::Survived);
        survived.map(|(mutation, _)| mutation)
    }

    /// Its figures.
    fn line(&self, area: &Area) -> String {
        let count = |wanted: Fate| self.mutants.iter().filter(|(_, fate)| *fate == wanted).count();
        format!(
            "{}: {} mutants, {} caught, {} timed out, {} unviable, {} accepted, {}",
            area.name,
            self.mutants.len(),
            count(Fate::Caught),
            count(Fate::TimedOut),
            count(Fate::Unviable),
            count(Fate::Survived),
            minutes(self.took)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_run_is_known_again_at_the_same_commit_and_at_no_other() {
        let mutation = Mutation::new("a.rs", "replace f -> bool with true");
        let mutants = vec![(mutation, Fate::Survived)];
        let ran = AreaRun { took: Duration::from_secs(7), mutants };
        let kept = ran.json("abc").to_string();
        let again = AreaRun::read(&kept, "abc").unwrap();
        assert_eq!((again.took, again.mutants), (ran.took, ran.mutants.clone()));
        assert!(AreaRun::read(&kept, "abd").is_none());
        let kept = ran.json("abc-dirty").to_string();
        assert!(AreaRun::read(&kept, "abc-dirty").is_none());
    }
}
