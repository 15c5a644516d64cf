//! The licences of everything that is depended on, where it comes from, and whether `juki
//! --licenses` says it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;

use crate::report::Report;
use crate::{Failure, dependencies, files, locks, metadata, notices, run, spdx, usage};

/// What this part does.
pub(crate) const TITLE: &str = "licences, sources and use of every dependency";

/// What may be depended on: read here, and by cargo-deny.
const DENY: &str = "deny.toml";

/// The one registry, as cargo names it.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// What `juki --licenses` prints.
const NOTICES: &str = "host-cli/licences.txt";

/// Fails on a dependency whose licence or source is not allowed, on one that no code uses, and when
/// the notices are not those of what is linked now.
pub(crate) fn check() -> Result<(), Failure> {
    let manifests = locks::locked()?;
    let deny = files::read(&run::root().join(DENY))?;
    let allowed = allowed(&deny)?;
    let (mut problems, mut unused) = (BTreeSet::new(), BTreeSet::new());
    let mut count = 0;
    for manifest in &manifests {
        let metadata = metadata::locked(manifest)?;
        count += metadata::packages(&metadata).count();
        let found = metadata::packages(&metadata)
            .flat_map(|package| violations(package, &run::root(), &allowed));
        problems.extend(found);
        unused.extend(dependencies::unused(&metadata)?);
    }
    let mut problems: Vec<Failure> = problems.into_iter().collect();
    problems.extend(dependencies::violations(&unused, dependencies::EXCEPTIONS));
    problems.extend(dependencies::unused_entries()?);
    if files::read(&run::root().join(NOTICES)).as_ref() != Ok(&notices::of_program()?) {
        let mend = "`cargo xtask licences --write`";
        problems.push(format!("{NOTICES} does not say what is linked now: {mend}"));
    }
    if problems.is_empty() {
        println!("{count} packages below {} manifests are allowed", manifests.len());
        Ok(())
    } else {
        Err(problems.join("; "))
    }
}

/// `cargo xtask licences --write`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    if arguments != ["--write"] {
        return usage("licences takes --write; `cargo xtask test licences` compares");
    }
    let mut report = Report::default();
    report.part("licences", "the notices of what is linked", || {
        let file = run::root().join(NOTICES);
        std::fs::write(&file, notices::of_program()?)
            .map_err(|error| files::described(&file, &error))
    });
    report.close()
}

/// The licences in `deny.toml`.
fn allowed(deny: &str) -> Result<Vec<&str>, Failure> {
    let lines = deny.lines().map(str::trim).skip_while(|line| *line != "[licenses]");
    let list = lines.skip_while(|line| *line != "allow = [").skip(1);
    let entries = list.take_while(|line| *line != "]").filter(|line| !line.starts_with('#'));
    let allowed: Vec<&str> = entries
        .map(|line| line.strip_prefix('"')?.strip_suffix("\","))
        .collect::<Option<_>>()
        .unwrap_or_default();
    if allowed.is_empty() {
        let form = "`allow = [`, then a line each, `]`";
        Err(format!("the licences in {DENY} cannot be read: write {form}"))
    } else {
        Ok(allowed)
    }
}

/// What is wrong with a package's licence and source.
fn violations(package: &Value, root: &Path, allowed: &[&str]) -> Vec<Failure> {
    let text = |member: &str| package[member].as_str();
    let name = [text("name").unwrap_or("?"), text("version").unwrap_or("?")].join(" ");
    let mut problems = Vec::new();
    let manifest = text("manifest_path").unwrap_or_default();
    match text("source") {
        Some(REGISTRY) => {}
        None if Path::new(manifest).starts_with(root) => {}
        source => problems.push(format!(
            "{name} comes from {}: take a release from the registry, or a folder of this repository",
            source.unwrap_or(manifest)
        )),
    }
    let Some(licence) = text("license") else {
        problems.push(format!("{name} states no licence expression: use another crate"));
        return problems;
    };
    match spdx::satisfied(licence, allowed) {
        Ok(true) => {}
        Ok(false) => problems
            .push(format!("{name} is under {licence}: use another crate, or justify it in {DENY}")),
        Err(why) => problems.push(format!(
            "the licence of {name}, `{licence}`, cannot be read ({why}): use another release"
        )),
    }
    problems
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::{REGISTRY, allowed, violations};

    #[test]
    fn licence_and_source_are_judged() {
        let of = |licence: Option<&str>, source: Option<&str>, manifest: &str| {
            let package = json!({"name": "a", "version": "1.0.0", "license": licence,
                "source": source, "manifest_path": manifest});
            violations(&package, Path::new("/root"), &["MIT"]).join("; ")
        };
        let elsewhere = "/elsewhere/a/Cargo.toml";
        assert_eq!(of(Some("MIT/Unlicense"), Some(REGISTRY), elsewhere), "");
        assert_eq!(of(Some("MIT"), None, "/root/a/Cargo.toml"), "");
        for (licence, source, manifest, problem) in [
            (Some("GPL-3.0-only"), Some(REGISTRY), elsewhere, "a 1.0.0 is under GPL-3.0-only: use"),
            (Some("MIT or"), Some(REGISTRY), elsewhere, "the licence of a 1.0.0, `MIT or`, cannot"),
            (None, Some(REGISTRY), elsewhere, "a 1.0.0 states no licence expression: use"),
            (Some("MIT"), Some("git+https://a/b"), elsewhere, "a 1.0.0 comes from git+https://a/b"),
            (Some("MIT"), Some("registry+https://other"), elsewhere, "a 1.0.0 comes from registry"),
            (Some("MIT"), None, elsewhere, "a 1.0.0 comes from /elsewhere/a/Cargo.toml: take"),
            (Some("MIT"), None, "/roots/Cargo.toml", "a 1.0.0 comes from /roots/Cargo.toml: take"),
        ] {
            let said = of(licence, source, manifest);
            assert!(said.starts_with(problem) && !said.contains("; "), "{said}");
        }
    }

    #[test]
    fn the_licences_are_read_as_cargo_deny_reads_them() {
        let deny = "[bans]\nallow = [\n    \"a\",\n]\n[licenses]\n# allow\nallow = [\n    # why\n    \
                    \"MIT\",\n    \"A WITH B\",\n]\nunused = [\n    \"c\",\n]\n";
        assert_eq!(allowed(deny).unwrap(), ["MIT", "A WITH B"]);
        for deny in ["", "[licenses]\nallow = [\n    MIT\n]\n", "[licenses]\nallow = [\"MIT\"]\n"] {
            assert!(allowed(deny).is_err(), "{deny}");
        }
    }
}
