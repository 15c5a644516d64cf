//! A virtual card of ours in pcscd's reader.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Failure;
use crate::pcscd::daemon::CARD_PORT;
use crate::run::{self, Background};

const PATIENCE: Duration = Duration::from_secs(20);

/// A blank virtual card in a folder of its own, which goes with this value.
#[derive(Debug)]
pub(crate) struct Card {
    juki: PathBuf,
    folder: PathBuf,
    served: Option<Background>,
}

impl Card {
    /// Makes a card and puts it into the reader.
    pub(crate) fn in_reader(juki: &Path, name: &str) -> Result<Self, Failure> {
        // In a namespace /run is ours alone and held in memory.
        let folder = PathBuf::from("/run/xtask-cards").join(name);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut card = Self { juki: juki.to_path_buf(), folder, served: None };
        run::output(card.juki(&["virtual", "new"]).arg(card.image()))?;
        card.insert()?;
        Ok(card)
    }

    /// Puts the card into the reader and waits until pcscd sees it.
    pub(crate) fn insert(&mut self) -> Result<(), Failure> {
        let mut serve = self.juki(&["virtual", "serve"]);
        serve
            .arg(self.image())
            .arg("--vpcd")
            .arg(format!("127.0.0.1:{CARD_PORT}"))
            .stdout(Stdio::null());
        let mut served = Background::start(&mut serve)?;
        wait_for(true, || served.still_running())?;
        self.served = Some(served);
        Ok(())
    }

    /// Kills the card's process (SIGKILL) and waits until pcscd has noticed.
    pub(crate) fn kill(&mut self) -> Result<(), Failure> {
        self.served = None;
        wait_for(false, || Ok(()))?;
        // A client that loses its card in the middle of a command makes pcscd
        // call the reader empty before pcscd itself has looked. A new card that
        // comes before that look (2.25 a second) would never be seen.
        std::thread::sleep(Duration::from_secs(1));
        Ok(())
    }

    /// Our tool, which must reach the card through pcscd.
    pub(crate) fn juki(&self, words: &[&str]) -> Command {
        let mut command = run::command(&self.juki);
        command.args(words);
        // Neither this user's settings nor this machine's language.
        for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            command.env(variable, &self.folder);
        }
        command.env("LC_ALL", "C.UTF-8").env_remove("JUKI_READER");
        command
    }

    fn image(&self) -> PathBuf {
        self.folder.join("card")
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        // The reader must be empty before the next card comes.
        let _ = self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Waits until the reader has a card, or none; asked through a program that is
/// not ours.
fn wait_for(present: bool, mut check: impl FnMut() -> Result<(), Failure>) -> Result<(), Failure> {
    let started = Instant::now();
    loop {
        let readers = run::output(run::command("opensc-tool").arg("--list-readers"))?;
        if has_card(&readers) == present {
            return Ok(());
        }
        check()?;
        if started.elapsed() > PATIENCE {
            let state = if present { "no card" } else { "the card still" };
            return Err(format!("{state} in the reader after {PATIENCE:?}:\n{readers}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// `0    Yes             Virtual PCD 00 00`
fn has_card(readers: &str) -> bool {
    readers.lines().any(|line| line.split_whitespace().nth(1) == Some("Yes"))
}

#[cfg(test)]
mod tests {
    use super::has_card;

    #[test]
    fn the_list_of_readers_is_read() {
        let title = "# Detected readers (pcsc)\nNr.  Card  Features  Name\n";
        let reader = |card| format!("{title}0    {card}             Virtual PCD 00 00\n");
        assert!(has_card(&reader("Yes")));
        assert!(!has_card(&reader("No ")));
        assert!(!has_card("No smart card readers found.\n"));
    }
}
