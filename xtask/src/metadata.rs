//! What cargo says about the workspace.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Failure, run};

/// The answer of `cargo metadata`, with the dependencies or without.
pub(crate) fn read(dependencies: bool) -> Result<Value, Failure> {
    answer(if dependencies { &[] } else { &["--no-deps"] })
}

/// The same of any manifest, with every feature and the dependencies as they are locked.
pub(crate) fn locked(manifest: &Path) -> Result<Value, Failure> {
    answer(&["--locked", "--all-features", "--manifest-path", &manifest.to_string_lossy()])
}

fn answer(arguments: &[&str]) -> Result<Value, Failure> {
    let mut cargo = run::cargo();
    cargo.args(["metadata", "--format-version", "1"]).args(arguments);
    serde_json::from_str(&run::output(&mut cargo)?)
        .map_err(|error| format!("`cargo metadata` cannot be understood: {error}"))
}

/// The packages of an answer.
pub(crate) fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

/// The directory cargo builds in.
pub(crate) fn target_directory() -> Result<PathBuf, Failure> {
    read(false)?["target_directory"]
        .as_str()
        .map(PathBuf::from)
        .ok_or_else(|| "`cargo metadata` names no target directory".to_owned())
}

/// The version of a package of the workspace.
pub(crate) fn version(package: &str) -> Result<String, Failure> {
    let metadata = read(false)?;
    let found = packages(&metadata).find(|found| found["name"] == package);
    found
        .and_then(|found| found["version"].as_str().map(str::to_owned))
        .ok_or_else(|| format!("`cargo metadata` knows no version of {package}"))
}

/// Builds with the given arguments and returns the executables of the targets
/// of these names.
pub(crate) fn build<const N: usize>(
    names: [&str; N],
    arguments: &[&str],
) -> Result<[PathBuf; N], Failure> {
    let mut cargo = run::cargo();
    cargo.args(arguments).arg("--message-format=json-render-diagnostics");
    println!("$ {}", run::described(&cargo));
    let answer = run::output(&mut cargo)?;
    let mut built = std::array::from_fn::<_, N, _>(|_| PathBuf::new());
    for (path, name) in built.iter_mut().zip(names) {
        *path = executable(&answer, name)
            .ok_or_else(|| format!("cargo built no executable of `{name}`"))?;
    }
    Ok(built)
}

fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::executable;

    #[test]
    fn the_executable_is_taken_from_the_messages() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"juki"},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"juki"},"executable":"/t/juki"}"#,
            "\nnot json\n"
        );
        assert_eq!(executable(messages, "juki").unwrap(), Path::new("/t/juki"));
        assert_eq!(executable(messages, "other"), None);
    }
}
