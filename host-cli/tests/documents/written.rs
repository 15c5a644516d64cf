//! What is written for readers, and the lines in it that are to be typed.

use std::fs;
use std::path::{Path, PathBuf};

/// Everything written for readers.
pub(crate) fn documents(root: &Path) -> Vec<PathBuf> {
    let in_folder =
        |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let folders = ["", "docs", "apdu-spec", "card-os", "host-cli", "test-vectors"];
    let folders = folders.into_iter().map(|folder| root.join(folder));
    // The crates that the command line is made of.
    let crates = in_folder(root.join("host-cli")).filter(|path| path.join("Cargo.toml").exists());
    let mut all: Vec<PathBuf> = folders
        .chain(crates)
        .flat_map(in_folder)
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    all.sort();
    all
}

/// The lines for a program: what stands between backquotes, or is indented.
pub(crate) fn typed(text: &str, program: &str) -> Vec<String> {
    let (code, prose): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with("    "));
    let prose = prose.join("\n");
    let quoted = prose.split('`').skip(1).step_by(2);
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_for = |line: &String| line.split(' ').next() == Some(program) && line.contains(' ');
    code.into_iter().chain(quoted).map(words).filter(is_for).collect()
}
