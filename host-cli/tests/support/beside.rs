//! Folders with a card, and `juki with-card` on it.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Our tool.
pub(crate) const JUKI: &str = env!("CARGO_BIN_EXE_juki");

/// A folder with a card image in it, gone with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// Made for the test of this name.
    pub(crate) fn with_card(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("with-card-{test}-{}", std::process::id()));
        fs::create_dir_all(path.join("tmp")).unwrap();
        let folder = Self(path);
        let made = folder.juki(&["virtual", "new", "card.juki"]).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        folder
    }

    /// Our tool in this folder.
    pub(crate) fn juki(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(JUKI);
        command.args(arguments).current_dir(&self.0).stdin(Stdio::null());
        // Whatever stays behind in the folder for temporary files is ours.
        command.env("LC_ALL", "C").env("TMPDIR", self.0.join("tmp")).env_remove("JUKI_READER");
        command
    }

    /// `juki with-card` on this card; `juki` in the words is our own.
    pub(crate) fn beside(&self, faults: &[&str], words: &[&str]) -> Command {
        let mut command = self.juki(&["with-card", "--image", "card.juki"]);
        command.args(faults.iter().flat_map(|fault| ["--fault", fault]));
        command.arg("--").args(words.iter().map(|word| if *word == "juki" { JUKI } else { word }));
        command
    }

    /// The same in a shell, where `juki` is a function.
    pub(crate) fn script(&self, faults: &[&str], script: &str) -> Command {
        self.beside(faults, &["sh", "-c", &format!("juki() {{ '{JUKI}' \"$@\"; }}; {script}")])
    }

    /// Nothing is left of what a run has put down.
    pub(crate) fn nothing_stays(&self) {
        let left: Vec<_> = fs::read_dir(self.0.join("tmp")).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Output as text.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The exit code; a signal is none.
pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("{output:?}"))
}
