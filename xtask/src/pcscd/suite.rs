//! The suite through pcscd: our tool, the scenario player, and two clients
//! that know nothing of our code.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::pcscd::card::Card;
use crate::pcscd::isolation;
use crate::report::minutes;
use crate::{Failure, metadata, needs, run, usage};

/// A step gets the files of our tool and of the scenario player.
type Step = fn(&Path, &Path) -> Result<(), Failure>;

/// How long a client writes before the card is killed under it.
const WRITING: Duration = Duration::from_secs(2);

/// What the isolated suite is started as.
pub(crate) const VERB: &str = "inner-pcscd-suite";

/// Builds what is needed, then runs the suite beside a pcscd of its own. Inside
/// there is no network, so nothing can be built there.
pub(crate) fn run() -> Result<(), Failure> {
    // For the workspace, as the other tests are built: nothing is built twice.
    let [juki, player] = metadata::build(
        ["juki", "pcscd"],
        &["test", "--workspace", "--test", "pcscd", "--no-run"],
    )?;
    let mut suite = isolation::own_verb(&[OsStr::new(VERB), juki.as_os_str(), player.as_os_str()])?;
    match suite.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("a step through pcscd failed, see above".to_owned()),
        Err(error) => Err(format!("the isolated suite did not start: {error}")),
    }
}

/// The suite itself, beside its pcscd.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let [juki, player] = arguments else {
        return usage("this verb is for xtask itself");
    };
    let steps: [(&str, Step); 5] = [
        ("juki reads a card through pcscd", own_tool),
        ("opensc-tool and pyscard read it too", other_clients),
        ("the scenarios, played by our own player", own_player),
        ("the scenarios, played by pyscard", other_player),
        ("an answered command survives kill -9", killed),
    ];
    let mut failed = 0;
    for (name, step) in steps {
        println!("--- {name}");
        let started = Instant::now();
        match step(Path::new(juki), Path::new(player)) {
            Ok(()) => println!("--- ok in {}", minutes(started.elapsed())),
            Err(failure) => {
                failed += 1;
                println!("--- FAILED: {failure}");
            }
        }
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn own_tool(juki: &Path, _: &Path) -> Result<(), Failure> {
    let card = Card::in_reader(juki, "own-tool")?;
    for words in [&["info"][..], &["doctor"], &["apdu", "00A4000C023F00"]] {
        run::shown(card.juki(&["--reader", "pcsc"]).args(words))?;
    }
    Ok(())
}

fn other_clients(juki: &Path, _: &Path) -> Result<(), Failure> {
    let _card = Card::in_reader(juki, "other-clients")?;
    let mut opensc = run::command("opensc-tool");
    opensc.args(["--send-apdu", "00:A4:00:0C:02:3F:00", "--send-apdu", "00:A4:00:0C:02:7F:FE"]);
    let answers = run::output(&mut opensc)?;
    print!("{answers}");
    for status in ["SW1=0x90, SW2=0x00", "SW1=0x6A, SW2=0x82"] {
        if !answers.contains(status) {
            return Err(format!("opensc-tool did not receive {status}"));
        }
    }
    run::shown(&mut pyscard("check")?)
}

fn own_player(juki: &Path, player: &Path) -> Result<(), Failure> {
    let _card = Card::in_reader(juki, "own-player")?;
    // As cargo would start it.
    let package = run::root().join("host-cli");
    run::shown(
        run::command(player)
            .args(["--ignored", "--test-threads=1"])
            .env("JUKI_READER", "pcsc")
            .env("CARGO_MANIFEST_DIR", &package)
            .current_dir(package),
    )
}

fn other_player(juki: &Path, _: &Path) -> Result<(), Failure> {
    let _card = Card::in_reader(juki, "other-player")?;
    run::shown(&mut pyscard("scenarios")?)
}

fn killed(juki: &Path, _: &Path) -> Result<(), Failure> {
    let mut card = Card::in_reader(juki, "killed")?;
    let writer = pyscard("write")?
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("the writing client did not start: {error}"))?;
    std::thread::sleep(WRITING);
    card.kill()?;
    let written = writer
        .wait_with_output()
        .map_err(|error| format!("the writing client is lost: {error}"))?;
    if !written.status.success() {
        return Err(format!("the writing client ended with {}", written.status));
    }
    let answered = String::from_utf8_lossy(&written.stdout).trim().to_owned();
    card.insert()?;
    run::shown(pyscard("read-back")?.arg(answered))
}

/// One phase of the check in Python, which shares no code with us.
fn pyscard(phase: &str) -> Result<Command, Failure> {
    let python = needs::python_with_pyscard().ok_or("no Python here has pyscard")?;
    let mut command = run::command(python);
    command.arg(script()).arg(phase);
    Ok(command)
}

fn script() -> PathBuf {
    run::root().join("xtask/src/pcscd/pyscard_check.py")
}
