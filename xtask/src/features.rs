//! The features of the crates: each is described in the README of its crate, and what is built without
//! the ones that are on by default has no warning.

use std::path::Path;

use serde_json::Value;

use crate::{Failure, files, metadata, run};

/// What this part does.
pub(crate) const TITLE: &str =
    "every feature is described; host and card without their default ones";

/// Fails when a README lacks a feature, or has one that is not there.
pub(crate) fn check() -> Result<(), Failure> {
    let metadata = metadata::read(false)?;
    let mut problems = Vec::new();
    for package in metadata::packages(&metadata) {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
        let readme = manifest.with_file_name("README.md");
        let text = if readme.exists() { files::read(&readme)? } else { String::new() };
        let name = package["name"].as_str().unwrap_or("?");
        problems.extend(
            wrong(&declared(package), &text).into_iter().map(|what| format!("{name}: {what}")),
        );
    }
    if !problems.is_empty() {
        return Err(problems.join("; "));
    }
    for package in ["host-cli", "card-os"] {
        run::clippy(&["-p", package, "--no-default-features"])?;
    }
    Ok(())
}

/// The features of a package, and whether each is on by default.
fn declared(package: &Value) -> Vec<(String, bool)> {
    let features = package["features"].as_object();
    let by_default = &package["features"]["default"];
    let by_default: Vec<&str> =
        by_default.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let names = features.into_iter().flat_map(|features| features.keys());
    names
        .filter(|name| *name != "default")
        .map(|name| (name.clone(), by_default.contains(&&**name)))
        .collect()
}

/// What is wrong with the list of features in a README: `` * `name`: ``, `` * `name` (default): ``.
fn wrong(declared: &[(String, bool)], readme: &str) -> Vec<String> {
    let section = readme.split_once("\n## Features\n").map_or("", |(_, section)| section);
    let section = section.split("\n## ").next().unwrap_or_default();
    let described: Vec<(&str, &str)> =
        section.lines().filter_map(|line| line.strip_prefix("* `")?.split_once('`')).collect();
    let missing = declared.iter().filter_map(|(name, default)| {
        let starts = if *default { " (default): " } else { ": " };
        let found = described.iter().find(|(found, _)| found == name);
        match found {
            None => Some(format!("the README does not describe the feature {name}")),
            Some((_, text)) if !text.starts_with(starts) => {
                let is = if *default { "is" } else { "is not" };
                Some(format!("the README does not say that the feature {name} {is} on by default"))
            }
            Some(_) => None,
        }
    });
    let unknown =
        described.iter().filter(|(found, _)| declared.iter().all(|(name, _)| name != found));
    missing.chain(unknown.map(|(name, _)| format!("there is no feature {name}"))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{declared, wrong};

    #[test]
    fn a_feature_without_a_line_is_noticed_and_a_line_without_a_feature() {
        let features =
            declared(&json!({"features": {"default": ["fast"], "fast": [], "slow": []}}));
        let judged = |readme: &str| wrong(&features, readme);
        let right = "# A\n\n## Features\n\n* `fast` (default): runs.\n* `slow`: walks.\n";
        assert!(judged(right).is_empty(), "{:?}", judged(right));
        assert_eq!(judged("# A\n").len(), 2);
        assert_eq!(judged(&right.replace(" (default)", "")).len(), 1);
        assert_eq!(judged(&right.replace("`slow`", "`slow` (default)")).len(), 1);
        assert_eq!(judged(&format!("{right}* `old`: is gone.\n")).len(), 1);
        assert!(judged(&format!("{right}\n## More\n\n* `other`: no feature.\n")).is_empty());
    }
}
