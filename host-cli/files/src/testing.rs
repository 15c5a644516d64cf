//! A folder for the tests of this crate.

use std::fs;
use std::path::PathBuf;

/// A folder that is gone with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// That of a test: no other test of this crate has the name.
    pub(crate) fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-files-{test}-{}", std::process::id()));
        let _before = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// What is in it, by name.
    pub(crate) fn names(&self) -> Vec<String> {
        let found = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> =
            found.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}
