//! `cargo xtask full deny`: what cargo-deny says of every dependency, by `deny.toml`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::full::Findings;
use crate::{Failure, locks, run};

/// What the parts do.
pub(crate) const TITLE: &str =
    "licences, duplicates and sources of every dependency, by cargo-deny";
pub(crate) const ADVISORIES: &str =
    "known vulnerabilities of every dependency and releases taken back, by cargo-deny";

/// Fails on what `deny.toml` refuses, without the network.
pub(crate) fn check() -> Result<Findings, Failure> {
    judged(&["licenses", "bans", "sources"])
}

/// Fails on a vulnerability that the database of RustSec knows; undecided where that cannot be
/// fetched.
pub(crate) fn advisories() -> Result<Findings, Failure> {
    match run::shown(deny(Path::new("Cargo.toml")).args(["fetch", "db"])) {
        Ok(()) => judged(&["advisories"]),
        Err(_) => Ok(Findings::Undecided("not looked up: database not reached".to_owned())),
    }
}

/// Judges all lock files, and not only those up to the first that fails.
fn judged(checks: &[&str]) -> Result<Findings, Failure> {
    let manifests = locks::locked()?;
    let judge = |manifest: &PathBuf| {
        let mut cargo = deny(manifest);
        cargo.args(["check", skips(manifest), "unmatched-skip"]).args(checks);
        run::shown(&mut cargo).err()
    };
    let failures: Vec<Failure> = manifests.iter().filter_map(judge).collect();
    if failures.is_empty() {
        let passed = format!("{} lock files passed: {}", manifests.len(), checks.join(", "));
        Ok(Findings::Figures(vec![passed]))
    } else {
        Err(failures.join("; "))
    }
}

/// Duplicates that are skipped are the workspace's; other lock files need not have them.
fn skips(manifest: &Path) -> &'static str {
    if manifest == Path::new("Cargo.toml") { "--deny" } else { "--allow" }
}

/// cargo-deny for the packages of a manifest, with the one configuration.
fn deny(manifest: &Path) -> Command {
    let mut cargo = run::cargo();
    cargo.args(["deny", "--locked", "--workspace", "--config", "deny.toml", "--manifest-path"]);
    cargo.arg(manifest);
    cargo
}
