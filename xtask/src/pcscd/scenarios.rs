//! The files of scenarios, played through PC/SC: most of them on one card, whose DF `D100` the
//! player deletes after each, and those that say `card: own` on a card each.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::pcscd::card::Card;
use crate::pcscd::suite::pyscard;
use crate::{Failure, run};

/// A file: its name, such as `read-binary/offset`, and whether it needs a card of its own.
struct File {
    name: String,
    own_card: bool,
}

/// By the player of this project, on virtual cards beside a pcscd each.
pub(crate) fn by_our_player(juki: &Path, player: &Path) -> Result<(), Failure> {
    let card = Card::new(juki, "own-player")?;
    run::shown(&mut card.beside(&our_player(player)))?;
    each(&own_cards()?, juki, "own-player", |name| {
        let mut player = our_player(player);
        player.env("JUKI_SCENARIOS", name);
        Ok(player)
    })
}

/// By the same player, on the card in this reader.
pub(crate) fn on_reader(player: &Path, reader: &str) -> Result<(), Failure> {
    run::shown(our_player(player).env("JUKI_READER", reader).env_remove("JUKI_SCENARIOS"))
}

/// By a player in Python, which shares no code with us.
pub(crate) fn by_pyscard(juki: &Path) -> Result<(), Failure> {
    let card = Card::new(juki, "other-player")?;
    let mut player = pyscard("scenarios")?;
    player.args(files()?.iter().filter(|file| !file.own_card).map(|file| &file.name));
    println!("$ pyscard_check.py scenarios, all that need no card of their own");
    print!("{}", run::output(&mut card.beside(&player))?);
    each(&own_cards()?, juki, "other-player", |name| {
        let mut player = pyscard("scenarios")?;
        player.arg(name);
        Ok(player)
    })
}

/// The player as cargo would start it.
fn our_player(player: &Path) -> Command {
    let package = run::root().join("host-cli");
    let mut command = run::command(player);
    command
        .args(["--ignored", "--nocapture", "--test-threads=1"])
        .env("CARGO_MANIFEST_DIR", &package)
        .current_dir(package);
    command
}

/// Runs a player for every file, each beside a blank card.
fn each(
    files: &[File],
    juki: &Path,
    who: &str,
    player: impl Fn(&str) -> Result<Command, Failure>,
) -> Result<(), Failure> {
    let mut failed = Vec::new();
    for File { name, .. } in files {
        let card = Card::new(juki, who)?;
        if let Err(failure) = run::output(&mut card.beside(&player(name)?)) {
            println!("{name}: {failure}");
            failed.push(name.as_str());
        }
    }
    println!("{} files on a card of their own, {} failed", files.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(" "))) }
}

fn own_cards() -> Result<Vec<File>, Failure> {
    Ok(files()?.into_iter().filter(|file| file.own_card).collect())
}

fn files() -> Result<Vec<File>, Failure> {
    let root = run::root().join("test-vectors/scenarios");
    let mut files = Vec::new();
    for folder in entries(&root)? {
        for path in entries(&folder)? {
            let text = fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            let name = path.strip_prefix(&root).unwrap_or(&path).with_extension("");
            let own_card = text.lines().any(|line| line.trim() == "card: own");
            files.push(File { name: name.display().to_string(), own_card });
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    if files.is_empty() { Err("there are no scenarios".to_owned()) } else { Ok(files) }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failure = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(failure)?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(failure)).collect()
}
