//! The cards of the run: every profile, a Japanese and a foreign holder, by one authority.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, run};

/// The PINs of all of them.
pub(super) const PINS: &[(&str, &str)] =
    &[("JUKI_PIN_CARD", "1234"), ("JUKI_PIN_AUTH", "1234"), ("JUKI_PIN_SIGN", "ABC123")];

/// Profile, sample, what the holder is, personal number.
const CARDS: &[(&str, &str, &str, &str)] = &[
    ("mynumber", "taro", "Japanese", "379474484458"),
    ("mynumber", "maria", "foreign", "537686677188"),
    ("juki", "taro", "Japanese", "379474484458"),
    ("juki", "maria", "foreign", "537686677188"),
    ("p256", "taro", "Japanese", "379474484458"),
    ("p256", "maria", "foreign", "537686677188"),
];

/// The profiles, in the order of the table.
pub(super) const PROFILES: [&str; 3] = ["mynumber", "juki", "p256"];

/// An issued card.
pub(super) struct IssuedCard {
    pub(super) profile: &'static str,
    pub(super) holder: &'static str,
    pub(super) number: &'static str,
    pub(super) image: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) authority: PathBuf,
}

impl IssuedCard {
    /// The type of its keys.
    pub(super) fn keys(&self) -> &'static str {
        if self.profile == "p256" { "p256" } else { "rsa2048" }
    }
}

/// Issues all of them anew.
pub(super) fn issue(juki: &Path, folder: &Path) -> Result<Vec<IssuedCard>, Failure> {
    let _gone = std::fs::remove_dir_all(folder);
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(failed)?;
    let command = |words: &[&str]| {
        let mut command: Command = run::command(juki);
        command.args(words).current_dir(folder).env("LC_ALL", "C.UTF-8").env("HOME", folder);
        command.env_remove("JUKI_READER").envs(PINS.iter().copied());
        command
    };
    run::output(&mut command(&["authority", "init", "authority"]))?;
    let mut cards = Vec::new();
    for (profile, sample, holder, number) in CARDS.iter().copied() {
        let name = format!("{profile}-{sample}");
        let image = format!("{name}.juki");
        run::output(&mut command(&["virtual", "new", &image, "--profile", profile]))?;
        let issue = [
            "issue",
            "--sample",
            sample,
            "--authority",
            "authority",
            "--placeholder",
            "--yes",
            "--reader",
        ];
        run::output(command(&issue).arg(&image).stderr(std::process::Stdio::null()))?;
        cards.push(IssuedCard {
            profile,
            holder,
            number,
            image: folder.join(&image),
            folder: folder.join(&name),
            authority: folder.join("authority/public"),
        });
    }
    Ok(cards)
}
