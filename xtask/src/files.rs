//! Files of the project.

use std::path::{Path, PathBuf};

use crate::Failure;

/// The files of Rust in a folder and in those below it, in order.
pub(crate) fn rust(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    with_extension(folder, &["rs"])
}

/// The files in a folder and in those below it whose names end so, in order.
pub(crate) fn with_extension(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let ends =
        |path: &Path| path.extension().is_some_and(|end| extensions.iter().any(|e| end == *e));
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder)? {
            if path.is_dir() {
                folders.push(path);
            } else if ends(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What a file says.
pub(crate) fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// What is in a folder.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let problem = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(problem)? {
        paths.push(entry.map_err(problem)?.path());
    }
    Ok(paths)
}

/// What went wrong with a file or folder.
pub(crate) fn described(path: &Path, error: &std::io::Error) -> Failure {
    format!("{}: {error}", path.display())
}

/// The folder, with nothing in it.
pub(crate) fn empty_folder(folder: &Path) -> Result<PathBuf, Failure> {
    let failed = |error: std::io::Error| described(folder, &error);
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    std::fs::create_dir_all(folder).map_err(failed)?;
    Ok(folder.to_path_buf())
}
