//! One fault in one place, and what became of it.

use std::collections::BTreeMap;

use serde_json::Value;

/// A fault, named so that it is found again when lines above it have moved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mutation {
    pub(super) file: String,
    /// What is done where, as cargo-mutants says it; of several alike in one function, which.
    pub(super) change: String,
}

/// What became of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// A test failed.
    Caught,
    /// The tests did not end.
    TimedOut,
    /// It does not compile.
    Unviable,
    /// Every test passed.
    Survived,
}

impl Fate {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Caught, "CaughtMutant"),
        (Self::TimedOut, "Timeout"),
        (Self::Unviable, "Unviable"),
        (Self::Survived, "MissedMutant"),
    ];

    /// As cargo-mutants calls it.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(fate, _)| *fate == self).map_or("", |(_, name)| name)
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, called)| *called == name).map(|(fate, _)| *fate)
    }
}

impl Mutation {
    pub(super) fn new(file: &str, change: &str) -> Self {
        Self { file: file.to_owned(), change: change.to_owned() }
    }
}

/// What `outcomes.json` says, by the name that cargo-mutants has for each mutant, in the order of
/// the source.
pub(super) fn outcomes(text: &str) -> Option<Vec<(String, Mutation, Fate)>> {
    let outcomes: Value = serde_json::from_str(text).ok()?;
    let mut found = Vec::new();
    for outcome in outcomes["outcomes"].as_array()? {
        let mutant = &outcome["scenario"]["Mutant"];
        let Some(name) = mutant["name"].as_str() else { continue };
        let file = mutant["file"].as_str()?;
        // `file:line:column: change`
        let change = name.strip_prefix(file)?.split_once(": ")?.1;
        let fate = Fate::named(outcome["summary"].as_str()?)?;
        found.push((name.to_owned(), Mutation::new(file, change), fate));
    }
    Some(found)
}

/// Says of those that are alike which of them each is.
pub(super) fn number(mutations: &mut [&mut Mutation]) {
    let mut alike: BTreeMap<Mutation, usize> = BTreeMap::new();
    for mutation in mutations.iter() {
        *alike.entry((**mutation).clone()).or_default() += 1;
    }
    let mut seen: BTreeMap<Mutation, usize> = BTreeMap::new();
    for mutation in mutations {
        let all = alike.get(mutation).copied().unwrap_or_default();
        let nth = seen.entry((**mutation).clone()).or_default();
        *nth += 1;
        if all > 1 {
            mutation.change += &format!(" ({nth} of {all})");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTCOMES: &str = r#"{ "outcomes": [
        { "scenario": "Baseline", "summary": "Success" },
        { "scenario": { "Mutant": {
            "name": "a/b.rs:7:3: replace + with - in f", "file": "a/b.rs" } },
          "summary": "MissedMutant" },
        { "scenario": { "Mutant": {
            "name": "a/b.rs:7:9: replace + with - in f", "file": "a/b.rs" } },
          "summary": "CaughtMutant" },
        { "scenario": { "Mutant": {
            "name": "a/b.rs:9:9: replace g -> Result<a::B> with Ok(())", "file": "a/b.rs" } },
          "summary": "Unviable" }
    ] }"#;

    #[test]
    fn a_mutation_is_named_without_its_line() {
        let mut found = outcomes(OUTCOMES).unwrap();
        let mut mutations: Vec<_> = found.iter_mut().map(|(_, mutation, _)| mutation).collect();
        number(&mut mutations);
        let found: Vec<_> =
            found.iter().map(|(_, mutation, fate)| (mutation.change.as_str(), *fate)).collect();
        assert_eq!(
            found,
            [
                ("replace + with - in f (1 of 2)", Fate::Survived),
                ("replace + with - in f (2 of 2)", Fate::Caught),
                ("replace g -> Result<a::B> with Ok(())", Fate::Unviable),
            ]
        );
    }

    #[test]
    fn every_fate_is_known_by_its_name() {
        for (fate, name) in Fate::ALL {
            assert_eq!((fate.name(), Fate::named(name)), (name, Some(fate)));
        }
        assert_eq!(Fate::named("Success"), None);
    }
}
