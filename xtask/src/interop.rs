//! `cargo xtask interop`: programs that are not ours, unmodified, with cards of every profile.
//!
//! Every client is a list of [`cases`]; each case is a few lines of shell that end well when the
//! client did what it was asked. A client's cases run one after the other beside a fresh copy of an
//! issued card, in a PC/SC service of its own (`juki with-card`). The outcome is the table in
//! docs/clients.md: the run compares it with what is committed, or writes it (`--write`).

mod cards;
mod cases;
mod figures;
mod in_process;
mod jpki_cli;
mod table;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::needs::{self, Need};
use crate::report::minutes;
use crate::{Failure, metadata, run, usage};

use cards::IssuedCard;
use cases::{CLIENTS, Client};
use table::{Outcome, Table};

/// What the clients need from the system.
pub(crate) const NEEDS: &[Need] = &[
    Need::PcscLibrary,
    Need::PkgConfig,
    Need::Pcscd,
    Need::Vpcd,
    Need::Unshare,
    Need::Opensc,
    Need::OpenscModule,
    Need::Openssl,
    Need::OpensslEngine,
    Need::OpenSsh,
    Need::Nss,
    Need::GnuTls,
    Need::Curl,
    Need::Poppler,
    Need::SoftHsm,
    Need::Script,
];

/// `cargo xtask interop [--install] [--write] [CLIENT...]`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let (mut install, mut write, mut names) = (false, false, Vec::new());
    for argument in arguments {
        match argument.as_str() {
            "--install" => install = true,
            "--write" => write = true,
            option if option.starts_with('-') => {
                return usage(&format!("interop takes no `{option}`"));
            }
            name => names.push(name.to_owned()),
        }
    }
    let known = |name: &String| CLIENTS.iter().any(|client| client.id == name);
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        let ids: Vec<_> = CLIENTS.iter().map(|client| client.id).collect();
        return usage(&format!("there is no client `{unknown}`, only {}", ids.join(" ")));
    }
    if let Err(failure) = needs::ensure(NEEDS, install) {
        eprintln!("xtask: {failure}");
        return ExitCode::from(2);
    }
    match play(&names, write) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// All clients, compared with the committed table.
pub(crate) fn check() -> Result<(), Failure> {
    play(&[], false)
}

/// Runs the clients of these names, or all of them.
fn play(names: &[String], write: bool) -> Result<(), Failure> {
    let started = Instant::now();
    let chosen: Vec<&Client> = CLIENTS
        .iter()
        .filter(|client| names.is_empty() || names.iter().any(|name| name == client.id))
        .collect();
    let [juki, round] = metadata::build(
        ["juki", "roundtrip"],
        &[
            "build",
            "--package",
            "host-cli",
            "--package",
            "juki-client",
            "--bin",
            "juki",
            "--example",
            "roundtrip",
        ],
    )?;
    let folder = metadata::target_directory()?.join("interop");
    let tools = jpki_cli::install(&folder)?;
    let cards = cards::issue(&juki, &folder.join("cards"))?;
    println!("{} cards issued in {}", cards.len(), minutes(started.elapsed()));
    let mut table = Table::default();
    for client in chosen {
        let version = version(client, &tools);
        println!("\n--- {} {version}", client.name);
        for card in &cards {
            let begun = Instant::now();
            let outcomes = beside(&juki, client, card, &tools)?;
            for (case, outcome) in client.cases.iter().zip(&outcomes) {
                if let Some(outcome) = outcome {
                    println!("    {:<9} {:<8} {} {outcome}", card.profile, card.holder, case.what);
                    if let Outcome::Failed(log) = outcome {
                        println!("{log}");
                    }
                }
            }
            table.add(client, &version, card, outcomes);
            println!("    {} {} in {}", card.profile, card.holder, minutes(begun.elapsed()));
        }
    }
    let whole = names.is_empty();
    if whole {
        println!("\n--- in process");
        in_process::run(&mut table)?;
        table.figures = figures::lines(&cards, &juki, &round)?;
        table.figures.iter().for_each(|line| println!("{line}"));
    }
    println!("\n{} clients in {}", table.clients(), minutes(started.elapsed()));
    table.close(&run::root().join("docs/clients.md"), whole, write)
}

/// Runs the cases of a client beside a copy of a card.
fn beside(
    juki: &Path,
    client: &Client,
    card: &IssuedCard,
    tools: &Path,
) -> Result<Vec<Option<Outcome>>, Failure> {
    let folder = card.folder.join(client.id);
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let _gone = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let image = folder.join("card.juki");
    std::fs::copy(&card.image, &image).map_err(failed)?;
    let script = folder.join("run.sh");
    std::fs::write(&script, client.script(card.profile)).map_err(failed)?;
    let mut command = run::command(juki);
    command.args(["with-card", "--image"]).arg(&image).args(["--", "timeout", "120", "bash"]);
    command.arg(&script).current_dir(&folder);
    environment(&mut command, juki, card, tools, &folder);
    // The cases say how they went; how the whole ends is of no interest.
    let done =
        command.output().map_err(|error| format!("{} did not start: {error}", client.name))?;
    let text = String::from_utf8_lossy(&done.stderr).into_owned();
    let outcome = |(number, case): (usize, &cases::Case)| {
        if !case.runs_on(card.profile) {
            return Ok(None);
        }
        let status = std::fs::read_to_string(folder.join(format!("{number}.status")));
        let log = std::fs::read_to_string(folder.join(format!("{number}.log"))).unwrap_or_default();
        let worked = match &status {
            Ok(status) => status.trim() == "0",
            Err(_) if number == 0 => return Err(format!("{} did not run: {text}", client.name)),
            Err(_) => false,
        };
        Ok(Some(case.outcome(card.profile, worked, log)))
    };
    client.cases.iter().enumerate().map(outcome).collect()
}

/// Neither this user's settings nor this machine's language.
fn environment(command: &mut Command, juki: &Path, card: &IssuedCard, tools: &Path, folder: &Path) {
    for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
        command.env(variable, folder);
    }
    for variable in ["JUKI_READER", "SSH_AUTH_SOCK", "OPENSC_CONF", "OPENSC_DRIVER"] {
        command.env_remove(variable);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places = vec![tools.to_path_buf()];
    places.extend(std::env::split_paths(&path));
    if let Ok(path) = std::env::join_paths(places) {
        command.env("PATH", path);
    }
    command.env("LC_ALL", "C.UTF-8").env("JUKI", juki).env("CA", &card.authority);
    command.env("KEYS", card.keys()).env("PROFILE", card.profile).env("NUMBER", card.number);
    for (variable, value) in cards::PINS {
        command.env(variable, value);
    }
}

/// What the client says of itself.
fn version(client: &Client, tools: &Path) -> String {
    let mut command = run::command("bash");
    let path = std::env::var("PATH").unwrap_or_default();
    command.args(["-c", client.version]).env("PATH", format!("{}:{path}", tools.display()));
    let said = command.output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&said).lines().next().unwrap_or_default().trim().to_owned()
}
