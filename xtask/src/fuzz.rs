//! `cargo xtask fuzz`: the targets of `fuzz/`, each for its share of the time, with what they
//! reached. `docs/fuzzing.md` tells what each asserts.

mod figures;
mod finding;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::needs::{self, Need};
use crate::report::{Notes, Report, minutes};
use crate::{Failure, metadata, random, run, usage};
use figures::Figures;
use finding::Finding;

/// What the part of `cargo xtask test` is called by.
pub(crate) const TITLE: &str = "a minute of fuzzing, where the nightly toolchain is there";

/// Time for all targets together, unless it is said.
const SECONDS: u64 = 60;
/// The cargo-fuzz that is installed when there is none.
const CARGO_FUZZ: &str = "0.13.2";
/// What `fuzz/Cargo.toml` has.
pub(crate) const TARGETS: [&str; 7] =
    ["commands", "tlv_fcp", "mount", "vpcd", "host", "resident", "import"];
/// How targets are built. AddressSanitizer is left out: `apdu-spec`, `card-os` and the host forbid
/// `unsafe`, so that it could only find faults of dependencies, and it slows everything down.
/// Debug assertions and overflow checks are in.
const BUILD: [&str; 4] = ["-s", "none", "--codegen-units", "16"];

/// Tells a target where to write the starting points of the corpora.
const SEEDS: &str = "JUKI_FUZZ_SEEDS";

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    targets: Vec<&'static str>,
    seconds: u64,
    /// What libFuzzer draws from; a fresh one where none is said.
    seed: Option<u64>,
    install: bool,
    seeds: bool,
    minimise: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self, Failure> {
        let mut options = Self { seconds: SECONDS, ..Self::default() };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--install" => options.install = true,
                "--seeds" => options.seeds = true,
                "--minimise" => options.minimise = true,
                "--seconds" => {
                    let number = words.next().and_then(|number| number.parse().ok());
                    options.seconds = number
                        .filter(|number| *number > 0)
                        .ok_or("--seconds is followed by how many, for all targets together")?;
                }
                "--seed" => {
                    let number: Option<u32> = words.next().and_then(|number| number.parse().ok());
                    let seed = number.ok_or("--seed is followed by a number of 32 bits")?;
                    options.seed = Some(seed.into());
                }
                option if option.starts_with('-') => {
                    return Err(format!("there is no option `{option}` here"));
                }
                name => {
                    let known = TARGETS.into_iter().find(|target| *target == name);
                    let names = TARGETS.join(" ");
                    options.targets.push(
                        known
                            .ok_or_else(|| format!("there is no target `{name}`, only {names}"))?,
                    );
                }
            }
        }
        if options.targets.is_empty() {
            options.targets.extend(TARGETS);
        }
        Ok(options)
    }
}

/// `cargo xtask fuzz [TARGET...] [--seconds N] [--seed N] [--seeds] [--minimise] [--install]`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let options = match Options::parse(arguments) {
        Ok(options) => options,
        Err(problem) => return usage(&problem),
    };
    if options.install
        && let Err(failure) = install()
    {
        eprintln!("xtask: {failure}");
        return ExitCode::from(2);
    }
    if let Some(lacking) = missing_tool() {
        eprintln!("xtask: {lacking}");
        return ExitCode::from(2);
    }
    let mut report = Report::default();
    report.part("fuzz", "every target", || fuzz(&options));
    report.close()
}

/// The part of `cargo xtask test`: the committed corpora decide; what a minute finds besides is
/// told. Nothing to do where something is lacking.
pub(crate) fn check() -> Result<Notes, Failure> {
    if let Some(lacking) = missing_tool() {
        println!("skipped: {lacking}");
        return Ok(Notes::new());
    }
    let targets = Targets::new()?;
    TARGETS.iter().try_for_each(|name| targets.plays_its_corpus(name))?;
    targets.runs(&TARGETS, SECONDS, random::fresh())
}

/// What so many seconds find with this seed.
///
/// # Errors
/// What is lacking, or does not run.
pub(crate) fn with_seed(seed: u64, seconds: u64) -> Result<Notes, Failure> {
    match missing_tool() {
        Some(lacking) => Err(lacking),
        None => Targets::new()?.runs(&TARGETS, seconds, seed),
    }
}

/// What fuzzing lacks on this machine, and what brings it.
fn missing_tool() -> Option<String> {
    if !has_nightly() {
        return Some(
            "no nightly toolchain, which fuzzing needs: `rustup toolchain install nightly \
             --profile minimal`"
                .to_owned(),
        );
    }
    if !has_cargo_fuzz() {
        let line = described_install();
        return Some(format!("no cargo-fuzz: `{line}`, or the same command with --install"));
    }
    (!Need::CxxCompiler.is_met())
        .then(|| "no C++ compiler, which libFuzzer needs: apt-get install g++".to_owned())
}

/// Installs what is lacking, where a nightly toolchain is there: that itself is left to whoever
/// owns the machine.
///
/// # Errors
/// What the installers say.
pub(crate) fn install() -> Result<(), Failure> {
    if !has_nightly() {
        return Ok(());
    }
    needs::ensure(&[Need::CxxCompiler], true)?;
    if has_cargo_fuzz() { Ok(()) } else { run::shown(&mut installer()) }
}

fn installer() -> Command {
    let mut cargo = run::cargo();
    cargo.args(["install", "cargo-fuzz", "--locked", "--version", CARGO_FUZZ]);
    cargo
}

fn described_install() -> String {
    run::described(&installer())
}

fn has_nightly() -> bool {
    run::succeeds(nightly("rustc").arg("--version"))
}

fn has_cargo_fuzz() -> bool {
    run::succeeds(run::cargo().args(["fuzz", "--version"]))
}

/// A program of the nightly toolchain. The cargo that runs this one has named its own toolchain to
/// what it starts.
fn nightly(program: &str) -> Command {
    let mut command = run::command(program);
    command.arg("+nightly");
    for name in ["CARGO", "RUSTC", "RUSTUP_TOOLCHAIN", "RUSTFLAGS", "RUSTDOC"] {
        command.env_remove(name);
    }
    command
}

/// What `cargo xtask fuzz` was asked for; what is found fails it.
fn fuzz(options: &Options) -> Result<(), Failure> {
    let targets = Targets::new()?;
    if options.seeds {
        // One of the targets writes them for all: they are built already.
        let folder = run::root().join("fuzz/corpus");
        return run::shown(run::command(targets.programs.join(TARGETS[0])).env(SEEDS, folder));
    }
    if options.minimise {
        let Targets { programs, corpora } = &targets;
        return options.targets.iter().try_for_each(|name| minimise(name, programs, corpora));
    }
    let seed = options.seed.unwrap_or_else(random::fresh);
    let found = targets.runs(&options.targets, options.seconds, seed)?;
    if found.is_empty() { Ok(()) } else { Err(found.join("; ")) }
}

/// The targets, ready to run.
struct Targets {
    programs: PathBuf,
    /// What runs on this machine have found beside the committed corpora.
    corpora: PathBuf,
}

impl Targets {
    fn new() -> Result<Self, Failure> {
        let target = metadata::target_directory()?.join("fuzz");
        let started = Instant::now();
        run::shown(
            nightly("cargo")
                .args(["fuzz", "build", "--fuzz-dir", "fuzz"])
                .args(BUILD)
                .arg("--target-dir")
                .arg(&target),
        )?;
        println!("built in {}", minutes(started.elapsed()));
        Ok(Self { programs: target.join(host()?).join("release"), corpora: target.join("corpus") })
    }

    /// A target, with where it writes what it finds.
    fn command(&self, name: &str) -> Result<Command, Failure> {
        let artifacts = folder(&run::root().join("fuzz/artifacts").join(name))?;
        let mut command = run::command(self.programs.join(name));
        command
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .args(["-print_final_stats=1", "-timeout=30", "-rss_limit_mb=4096"])
            .arg(format!("-max_len={}", finding::LONGEST_INPUT));
        Ok(command)
    }

    /// Plays every input that is committed, and none besides.
    fn plays_its_corpus(&self, name: &str) -> Result<(), Failure> {
        let mut command = self.command(name)?;
        command.arg("-runs=0").arg(run::root().join("fuzz/corpus").join(name));
        println!("$ {name} with its corpus");
        match ran(name, &mut command)?.1 {
            None => Ok(()),
            Some(found) => Err(found),
        }
    }

    /// Runs targets, each for its share of the time; gives a line for each that found something.
    fn runs(&self, names: &[&'static str], seconds: u64, seed: u64) -> Result<Notes, Failure> {
        let share = Duration::from_secs(seconds) / u32::try_from(names.len()).unwrap_or(1);
        // libFuzzer takes 32 bits, and 0 for one of its own.
        let seed = seed % u64::from(u32::MAX) + 1;
        let (mut table, mut found) = (Vec::new(), Notes::new());
        for name in names {
            let own = folder(&self.corpora.join(name))?;
            let mut command = self.command(name)?;
            command
                .arg(format!("-max_total_time={}", share.as_secs().max(1)))
                .arg(format!("-seed={seed}"))
                .args([own, run::root().join("fuzz/corpus").join(name)]);
            println!("$ {name} for {} s, seed {seed}", share.as_secs());
            let (figures, finding) = ran(name, &mut command)?;
            table.push(figures.row(name));
            found.extend(finding);
        }
        println!("\n{}", figures::HEADING);
        table.iter().for_each(|row| println!("{row}"));
        Ok(found)
    }
}

/// Runs a target to its end; gives its figures, and what to type when it found something.
fn ran(name: &str, command: &mut Command) -> Result<(Figures, Option<String>), Failure> {
    let output = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| format!("{name}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let figures = Figures::read(&said);
    if output.status.success() {
        return Ok((figures, None));
    }
    let lines: Vec<&str> = said.lines().collect();
    println!("{}", lines[lines.len().saturating_sub(40)..].join("\n"));
    let Some(finding) = Finding::read(name, &said) else {
        return Ok((figures, Some(format!("{name} ended with {}", output.status))));
    };
    println!("{}", finding.shown());
    Ok((figures, Some(finding.line())))
}

/// Keeps of a target's corpus, and of what was found beside it, what reaches something of its
/// own.
fn minimise(name: &str, programs: &Path, corpora: &Path) -> Result<(), Failure> {
    let kept = run::root().join("fuzz/corpus").join(name);
    let own = folder(&corpora.join(name))?;
    let smaller = corpora.join(format!("{name}.smaller"));
    let gone = |error: std::io::Error| format!("{name}: {error}");
    if smaller.exists() {
        fs::remove_dir_all(&smaller).map_err(gone)?;
    }
    folder(&smaller)?;
    run::shown(
        run::command(programs.join(name))
            // The fewest inputs that reach every edge: they are committed.
            .args(["-set_cover_merge=1", "-use_counters=0", "-max_len=2560"])
            .args([&smaller, &kept, &own])
            .stderr(Stdio::null()),
    )?;
    fs::remove_dir_all(&kept).map_err(gone)?;
    folder(&kept)?;
    let mut bytes = 0;
    let mut files = 0;
    for entry in fs::read_dir(&smaller).map_err(gone)? {
        let from = entry.map_err(gone)?.path();
        bytes += fs::copy(&from, kept.join(from.file_name().unwrap_or_default())).map_err(gone)?;
        files += 1;
    }
    println!("{name}: {files} inputs, {bytes} bytes");
    Ok(())
}

fn folder(path: &Path) -> Result<PathBuf, Failure> {
    fs::create_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path.to_path_buf())
}

/// The target triple that the toolchain builds for.
fn host() -> Result<String, Failure> {
    let said = run::output(nightly("rustc").arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not say its host".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Options, Failure> {
        Options::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn targets_and_seconds_are_read() {
        let options = parsed(&["host", "--seconds", "90"]).unwrap();
        assert_eq!((options.targets, options.seconds), (vec!["host"], 90));
        assert_eq!(parsed(&["--seed", "7"]).unwrap().seed, Some(7));
        assert_eq!(parsed(&[]).unwrap().targets, TARGETS);
        for wrong in
            [&["nobody"][..], &["--seconds"], &["--seconds", "0"], &["--seed", "x"], &["--fast"]]
        {
            assert!(parsed(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn every_target_is_one_of_the_package() {
        let manifest = fs::read_to_string(run::root().join("fuzz/Cargo.toml")).unwrap();
        for target in TARGETS {
            assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
        }
    }
}
