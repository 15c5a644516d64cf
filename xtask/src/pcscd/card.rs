//! A virtual card of ours, put into a reader for one program at a time.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, metadata, run};

/// A blank virtual card in a folder of its own, which goes with this value.
#[derive(Debug)]
pub(crate) struct Card {
    juki: PathBuf,
    folder: PathBuf,
}

impl Card {
    pub(crate) fn new(juki: &Path, name: &str) -> Result<Self, Failure> {
        let folder = metadata::target_directory()?.join("cards").join(name);
        // What an interrupted run has left.
        let _gone = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let card = Self { juki: juki.to_path_buf(), folder };
        run::output(
            card.command().args(["virtual", "new", "--profile", "p256"]).arg(card.image()),
        )?;
        Ok(card)
    }

    /// Runs a program, with the words of this command, beside the card in a PC/SC service.
    pub(crate) fn beside(&self, program: &Command) -> Command {
        let mut command = self.command();
        command.args(["with-card", "--image"]).arg(self.image()).arg("--");
        command.arg(program.get_program()).args(program.get_args());
        for (name, value) in program.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        if let Some(folder) = program.get_current_dir() {
            command.current_dir(folder);
        }
        command
    }

    /// Our tool beside the card.
    pub(crate) fn tool<W: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = W>) -> Command {
        let mut command = run::command(&self.juki);
        command.args(words);
        self.beside(&command)
    }

    /// Our tool, with neither this user's settings nor this machine's language.
    fn command(&self) -> Command {
        let mut command = run::command(&self.juki);
        for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            command.env(variable, &self.folder);
        }
        command.env("LC_ALL", "C.UTF-8").env_remove("JUKI_READER");
        command
    }

    /// Its file.
    pub(crate) fn image(&self) -> PathBuf {
        self.folder.join("card")
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.folder);
    }
}
