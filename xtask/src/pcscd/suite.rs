//! The suite through pcscd: our tool, the scenario player, and two clients
//! that know nothing of our code.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::pcscd::card::Card;
use crate::pcscd::scenarios;
use crate::report::minutes;
use crate::{Failure, metadata, needs, run};

/// What was built for the suite.
struct Binaries {
    juki: PathBuf,
    /// Plays the scenarios.
    player: PathBuf,
    /// The tests of `juki with-card`.
    with_card: PathBuf,
}

type Step = fn(&Binaries) -> Result<(), Failure>;

/// How long a client writes before the card is killed under it.
const WRITING: Duration = Duration::from_secs(2);

/// Builds what is needed, then runs the suite, every step beside a pcscd of its own.
pub(crate) fn run() -> Result<(), Failure> {
    // For the workspace, as the other tests are built: nothing is built twice.
    let [juki, player, with_card] = metadata::build(
        ["juki", "pcscd", "with_card"],
        &["test", "--workspace", "--no-run", "--test", "pcscd", "--test", "with_card"],
    )?;
    let binaries = Binaries { juki, player, with_card };
    let steps: [(&str, Step); 6] = [
        ("juki reads a card through pcscd", own_tool),
        ("opensc-tool and pyscard read it too", other_clients),
        ("the scenarios, played by our own player", own_player),
        ("the scenarios, played by pyscard", other_player),
        ("an answered command survives kill -9", killed),
        ("juki with-card: what ends, what stays, what a client sees of faults", with_card_itself),
    ];
    let mut failed = 0;
    for (name, step) in steps {
        println!("--- {name}");
        let started = Instant::now();
        match step(&binaries) {
            Ok(()) => println!("--- ok in {}", minutes(started.elapsed())),
            Err(failure) => {
                failed += 1;
                println!("--- FAILED: {failure}");
            }
        }
    }
    if failed == 0 {
        Ok(())
    } else {
        Err(format!("{failed} steps through pcscd failed, see above"))
    }
}

fn own_tool(binaries: &Binaries) -> Result<(), Failure> {
    let card = Card::new(&binaries.juki, "own-tool")?;
    for words in [&["info"][..], &["doctor"], &["apdu", "00A4000C023F00"]] {
        run::shown(&mut card.tool(words))?;
    }
    Ok(())
}

fn other_clients(binaries: &Binaries) -> Result<(), Failure> {
    let card = Card::new(&binaries.juki, "other-clients")?;
    let mut opensc = run::command("opensc-tool");
    // No driver of OpenSC knows a blank card.
    opensc.args(["--card-driver", "default"]);
    opensc.args(["--send-apdu", "00:A4:00:0C:02:3F:00", "--send-apdu", "00:A4:00:0C:02:7F:FE"]);
    let answers = run::output(&mut card.beside(&opensc))?;
    print!("{answers}");
    for status in ["SW1=0x90, SW2=0x00", "SW1=0x6A, SW2=0x82"] {
        if !answers.contains(status) {
            return Err(format!("opensc-tool did not receive {status}"));
        }
    }
    run::shown(&mut card.beside(&pyscard("check")?))
}

fn own_player(binaries: &Binaries) -> Result<(), Failure> {
    scenarios::by_our_player(&binaries.juki, &binaries.player)
}

fn other_player(binaries: &Binaries) -> Result<(), Failure> {
    scenarios::by_pyscard(&binaries.juki)
}

fn killed(binaries: &Binaries) -> Result<(), Failure> {
    let card = Card::new(&binaries.juki, "killed")?;
    let mut writing = card
        .beside(&pyscard("write")?)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("the writing client did not start: {error}"))?;
    let answered = last_line_after(&mut writing, WRITING)?;
    run::shown(&mut card.beside(pyscard("read-back")?.arg(answered)))
}

/// Kills a process (SIGKILL) after a while, and gives the last line that it wrote, or what it had
/// started, before everything of it was gone.
fn last_line_after(process: &mut Child, time: Duration) -> Result<String, Failure> {
    let output = process.stdout.take().ok_or("the writing client has no output")?;
    let last =
        std::thread::spawn(move || BufReader::new(output).lines().map_while(Result::ok).last());
    std::thread::sleep(time);
    process.kill().map_err(|error| format!("the card's process is gone: {error}"))?;
    // Fails only when it is gone, which is what is wanted.
    let _gone = process.wait();
    last.join().ok().flatten().ok_or_else(|| "nothing was written before the kill".to_owned())
}

fn with_card_itself(binaries: &Binaries) -> Result<(), Failure> {
    let mut tests = run::command(&binaries.with_card);
    run::shown(tests.args(["--ignored", "--test-threads=2"]).env_remove("JUKI_READER"))
}

/// One phase of the check in Python, which shares no code with us.
pub(crate) fn pyscard(phase: &str) -> Result<Command, Failure> {
    let python = needs::python_with_pyscard().ok_or("no Python here has pyscard")?;
    let mut command = run::command(python);
    command.arg(script()).arg(phase);
    Ok(command)
}

fn script() -> PathBuf {
    run::root().join("xtask/src/pcscd/pyscard_check.py")
}
