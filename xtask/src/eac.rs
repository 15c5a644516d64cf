//! OpenPACE as the terminal: a program in C (`ci/eac`) that has PACE, terminal and chip
//! authentication and the cryptography of secure messaging from its library, and shares no code
//! with this project, in front of virtual cards through pcscd.

mod authority;
mod cases;
mod objects;
mod preparation;
mod program;

use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use crate::needs::Need;
use crate::pcscd::card::Card;
use crate::report::minutes;
use crate::{Failure, files, metadata, run};

use authority::Authority;
use cases::{Case, End};

pub(crate) const TITLE: &str =
    "OpenPACE as the terminal: PACE, secure messaging, terminal and chip authentication";

pub(crate) const NEEDS: &[Need] = &[
    Need::PcscLibrary,
    Need::PkgConfig,
    Need::Pcscd,
    Need::Vpcd,
    Need::Unshare,
    Need::CCompiler,
    Need::Libeac,
    Need::Openpace,
    Need::Openssl,
];

/// Hands the reader of `juki with-card` to the terminal, under the name that it has in PC/SC.
const IN_READER: &str = r#"exec "$0" "${JUKI_READER#pcsc:}" "$@""#;

/// Builds the programs and plays every case, each on a card of its own.
pub(crate) fn check() -> Result<(), Failure> {
    let [juki] =
        metadata::build(["juki"], &["test", "--workspace", "--no-run", "--test", "pcscd"])?;
    let folder = files::empty_folder(&metadata::target_directory()?.join("eac"))?;
    let vectors = program::build(&folder, &program::VECTORS)?;
    // Both sides of every protocol: that the library agrees with itself.
    run::output(&mut run::command(vectors))?;
    let terminal = program::build(&folder, &program::TERMINAL)?;
    let authority = Authority::create(&folder.join("authority"))?;
    let stranger = Authority::create(&folder.join("stranger"))?;
    let cases = cases::all(&authority, &stranger);
    let mut failed = Vec::new();
    for case in &cases {
        println!("--- {}", case.what);
        let started = Instant::now();
        match play(case, &juki, &terminal, &authority) {
            Ok(()) => println!("--- ok in {}", minutes(started.elapsed())),
            Err(failure) => {
                println!("--- FAILED: {failure}");
                failed.push(case.what);
            }
        }
    }
    println!("{} cases, {} failed", cases.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join("; "))) }
}

/// Prepares a blank card and plays a case on it; one that must end badly ends with these words.
fn play(case: &Case, juki: &Path, terminal: &Path, authority: &Authority) -> Result<(), Failure> {
    let card = Card::new(juki, "eac")?;
    let mut steps = preparation::steps(&authority.root()?);
    steps.extend(case.steps.iter().cloned());
    let mut shell = run::command("bash");
    shell.args(["-c", IN_READER]).arg(terminal).args(&steps);
    let done = card
        .beside(&shell)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("the terminal did not start: {error}"))?;
    let said = String::from_utf8_lossy(&done.stdout);
    let prepared = said.lines().skip(preparation::steps(&[]).len());
    prepared.for_each(|line| println!("    {}", shortened(line)));
    let complaint = String::from_utf8_lossy(&done.stderr);
    match (case.end, done.status.success()) {
        (End::Well, true) => Ok(()),
        (End::Well, false) => Err(format!("{said}{complaint}")),
        (End::Refusal(words), false) if complaint.contains(words) => {
            println!("    the terminal: {}", complaint.lines().next().unwrap_or_default());
            Ok(())
        }
        (End::Refusal(words), _) => {
            Err(format!("the terminal did not refuse: {words}\n{complaint}"))
        }
    }
}

/// A line with room for a command of usual length.
fn shortened(line: &str) -> String {
    const WIDTH: usize = 120;
    let beginning: String = line.chars().take(WIDTH).collect();
    if beginning.len() < line.len() { format!("{beginning}...") } else { beginning }
}
