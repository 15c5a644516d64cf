//! Releases of what is pinned to a candidate: `cargo xtask full pinned`.

use crate::full::Findings;
use crate::{Failure, files, run};

/// What this part does.
pub(crate) const TITLE: &str = "whether a candidate that Cargo.toml pins has been released";

/// Tells which candidates have been released, which fails nothing; undecided where the registry
/// gives no answer.
pub(crate) fn check() -> Result<Findings, Failure> {
    let manifest = files::read(&run::root().join("Cargo.toml"))?;
    let mut said = Vec::new();
    for (name, candidate) in candidates(&manifest) {
        let release = candidate.split('-').next().unwrap_or(candidate);
        match released(name, release) {
            Some(true) => said.push(format!("{name} {release} is released: take it ({candidate})")),
            Some(false) => said.push(format!("{name} {candidate}: {release} is not released yet")),
            None => {
                return Ok(Findings::Undecided("not looked up: registry not reached".to_owned()));
            }
        }
    }
    if said.is_empty() {
        said.push("no candidate is pinned".to_owned());
    }
    said.iter().for_each(|line| println!("{line}"));
    Ok(Findings::Figures(said))
}

/// Name and version of every dependency that is pinned to a candidate: `"=1.0.0-rc.1"`.
fn candidates(manifest: &str) -> Vec<(&str, &str)> {
    let lines = manifest.lines().filter(|line| !line.trim_start().starts_with('#'));
    let pinned = lines.filter_map(|line| {
        let (name, requirement) = line.split_once(" = ")?;
        let (_, version) = requirement.split_once("\"=")?;
        Some((name, version.split('"').next()?))
    });
    pinned.filter(|(_, version)| version.contains('-')).collect()
}

/// Whether the registry has this version; `None` when it cannot be asked.
fn released(name: &str, version: &str) -> Option<bool> {
    let mut cargo = run::cargo();
    cargo.args(["info", "--quiet", &format!("{name}@{version}")]);
    let output = cargo.output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => Some(true),
        false => said.contains("could not find").then_some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::candidates;

    #[test]
    fn a_candidate_is_a_pin_with_a_suffix() {
        let manifest = "# a = \"=1.0.0-rc.1\"\nb = { version = \"=1.0.0-rc.2\", features = [] }\n\
                        c = \"=0.3.0-pre\"\nd = \"=1.0.0\"\ne = \"1.0.0-rc.1\"\n";
        assert_eq!(candidates(manifest), [("b", "1.0.0-rc.2"), ("c", "0.3.0-pre")]);
    }
}
