//! `cargo xtask wear`: what the card's commands cost the flash, beside two other stores that do the
//! same work (`card-os/peers`).

use std::process::ExitCode;

use crate::report::Report;
use crate::{Failure, commit, metadata, run, usage};

const DOCUMENT: &str = "docs/wear.md";

/// What stands before the figures.
const HEAD: &str = "\
# Wear

What the card's commands cost its flash, beside two stores that do the same work. All of it is counted on
one simulated flash; the card answers real commands through its only door, and the others do what
such a command needs, written for their benefit (`card-os/peers/src/keyed.rs` says how): with all
the caches that they have, and with tries and PIN so arranged that no command needs two values changed
at once, which one of them cannot do.
";

/// What stands behind them.
const TAIL: &str = "
## What to see in it

- **Goals.** A good VERIFY: at most 2.25 words, and no erase in 99 of 100, within a session (first
  table: 1,000 of them erase so many pages). It grows with what is live: the table in
  [card-os/STORAGE.md](../card-os/STORAGE.md) has it from nothing to half of the flash. Among other
  commands it costs less still, for a page has words that only counters use. The worst page: at most
  twice the mean, also with the power going off and on. The run fails when the card misses one.
- **Where wear and safety conflict, safety wins.** The card erases a page in every session that writes,
  because the last word of the session before may be weak: nothing is ever programmed behind it.
  That is the second table of mixed commands. The last table is why: sequential-storage goes on in the page that it finds, and half a header that a cut left there is what the attack lives
  on. A page of a ring of 32 that bears 10,000 erases bears 320,000 such sessions: 87 a day for ten
  years.
- A VERIFY costs the others three times as much and more, for they have no counters: a value, with its
  head and its check, is written twice.
- ekv writes a file, and so erases a page, in every transaction. It is made for many keys and large
  transactions, as its README says, and so is not to be blamed for this.
- The card's own test of the attack, with every operation cut and words that flicker:
  `the_attack_of_sequential_storage_136_data_that_looks_like_structure_never_surfaces` in
  `card-os/tests/storage/tearing.rs`.
";

/// `cargo xtask wear [COMMANDS] [--write]`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let write = arguments.iter().any(|argument| argument == "--write");
    let rest: Vec<&String> = arguments.iter().filter(|word| *word != "--write").collect();
    let commands = match rest[..] {
        [] => None,
        [count] if count.parse::<u32>().is_ok_and(|count| count > 0) => Some(count.clone()),
        _ => return usage("wear takes a number of commands, or nothing, and --write"),
    };
    let mut report = Report::default();
    report.part("wear", "words, erases and reads of commands, beside other stores", || {
        let commit = write.then(commit::run_of).transpose()?;
        let figures = measure(commands.as_deref())?;
        print!("{figures}");
        commit.map_or(Ok(()), |commit| record(&figures, &commit))
    });
    report.close()
}

fn measure(commands: Option<&str>) -> Result<String, Failure> {
    let target = metadata::target_directory()?.join("peers");
    let mut cargo = run::cargo();
    cargo
        .args(["run", "--release", "--locked", "--manifest-path", "card-os/peers/Cargo.toml"])
        .arg("--target-dir")
        .arg(target);
    if let Some(commands) = commands {
        cargo.args(["--", commands]);
    }
    run::output(&mut cargo)
}

fn record(figures: &str, commit: &str) -> Result<(), Failure> {
    let day = run::output(run::command("date").args(["-u", "+%Y-%m-%d"]))?;
    let day = day.trim();
    let text = format!("{HEAD}\n`cargo xtask wear --write`, {day} at {commit}. {figures}{TAIL}");
    std::fs::write(run::root().join(DOCUMENT), text).map_err(|error| format!("{DOCUMENT}: {error}"))
}
