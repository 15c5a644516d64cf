//! `cargo xtask random`: the tests that draw their cases, with seeds that nobody chose.
//! `docs/testing.md` lists them.
//!
//! Every check plays them with the fixed seed, and that decides. A fresh seed is drawn besides:
//! what it finds was there before the change that is checked, so it is told, with the line that
//! shows it again, and stops nothing.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, RandomState};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::report::{Notes, minutes};
use crate::{Failure, fuzz, run, usage};

/// What the part of `cargo xtask test` is called by.
pub(crate) const TITLE: &str = "the random tests once more, with a seed that nobody chose";

/// What the tests take their seed from (`test_vectors::seed`).
pub(crate) const VARIABLE: &str = "JUKI_TEST_SEED";

/// Seconds of fuzzing in one run, for all targets together.
const FUZZING: u64 = 12;

/// Tests that draw.
#[derive(Clone, Copy, Debug)]
struct Part {
    name: &'static str,
    how: Runner,
}

#[derive(Clone, Copy, Debug)]
enum Runner {
    /// Arguments of `cargo test`.
    Test(&'static [&'static str]),
    /// The targets of `fuzz/`.
    Fuzz,
    /// A shell's, for the tests of this module.
    #[cfg(test)]
    Shell(&'static str),
}

const PARTS: &[Part] = &[
    Part { name: "contract", how: Runner::Test(&["-p", "apdu-spec", "--lib"]) },
    Part { name: "tree", how: Runner::Test(&["-p", "card-os", "--lib", "tree"]) },
    Part { name: "model", how: Runner::Test(&["-p", "card-os", "--test", "model"]) },
    Part { name: "any-bytes", how: Runner::Test(&["-p", "card-os", "--test", "any_bytes"]) },
    Part { name: "storage", how: Runner::Test(&["-p", "card-os", "--test", "storage"]) },
    Part { name: "churn", how: Runner::Test(&["-p", "card-os", "--test", "churn"]) },
    Part { name: "tearing", how: Runner::Test(&["-p", "card-os", "--test", "tearing"]) },
    Part {
        name: "torn-scenarios",
        how: Runner::Test(&["-p", "card-os", "--test", "torn_scenarios"]),
    },
    Part {
        name: "import",
        how: Runner::Test(&["-p", "juki-import", "--test", "any_bytes", "--test", "round_trip"]),
    },
    Part { name: "visual", how: Runner::Test(&["-p", "juki-client", "--lib", "visual"]) },
    Part { name: "ready", how: Runner::Test(&["-p", "host-cli", "--test", "ready", "seed"]) },
    Part { name: "draw", how: Runner::Test(&["-p", "juki-codes", "--lib", "draw"]) },
    Part {
        name: "killed",
        how: Runner::Test(&["-p", "host-cli", "--test", "codes", "--test", "import", "killed"]),
    },
    Part {
        name: "lies",
        how: Runner::Test(&["-p", "host-cli", "--test", "cards", "lies::no_altered"]),
    },
    Part { name: "torn-issuing", how: Runner::Test(&["-p", "host-cli", "--test", "torn_issuing"]) },
    Part { name: "fuzz", how: Runner::Fuzz },
];

/// The names of the parts, for the help.
pub(crate) fn part_names() -> String {
    PARTS.iter().map(|part| part.name).collect::<Vec<_>>().join(" ")
}

/// What was asked for.
#[derive(Debug)]
struct Options {
    parts: Vec<Part>,
    times: u32,
    /// The seed of the first run; the next ones follow it. Fresh ones where none is said.
    seed: Option<u64>,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self, Failure> {
        let mut options = Self { parts: Vec::new(), times: 1, seed: None };
        let mut names = BTreeSet::new();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--times" => {
                    let number = words.next().and_then(|number| number.parse().ok());
                    options.times = number
                        .filter(|times| *times > 0)
                        .ok_or("--times is followed by how many runs, from 1 on")?;
                }
                "--seed" => {
                    let number = words.next().and_then(|number| number.parse().ok());
                    options.seed =
                        Some(number.ok_or("--seed is followed by a number of 64 bits in digits")?);
                }
                option if option.starts_with('-') => {
                    return Err(format!("there is no option `{option}` here"));
                }
                name if PARTS.iter().any(|part| part.name == name) => {
                    names.insert(name);
                }
                name => return Err(format!("there is no part `{name}`, only {}", part_names())),
            }
        }
        let is_wanted = |part: &&Part| names.is_empty() || names.contains(part.name);
        options.parts.extend(PARTS.iter().filter(is_wanted));
        Ok(options)
    }

    fn seed(&self, run: u32) -> u64 {
        self.seed.map_or_else(fresh, |first| first.wrapping_add(run.into()))
    }
}

/// `cargo xtask random [PART...] [--times N] [--seed N]`: here a finding is a failure.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let options = match Options::parse(arguments) {
        Ok(options) => options,
        Err(problem) => return usage(&problem),
    };
    if let Err(failure) = build(&options.parts) {
        eprintln!("xtask: {failure}");
        return ExitCode::FAILURE;
    }
    let mut runs = Vec::new();
    for number in 0..options.times {
        let seed = options.seed(number);
        for part in &options.parts {
            let run = PartRun::of(*part, number + 1, seed);
            println!("{}", run.row());
            runs.push(run);
        }
    }
    println!("\n{}", table(&runs));
    let found = runs.iter().any(|run| matches!(run.outcome, Outcome::Found(_)));
    if found { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The part of `cargo xtask test`: every part but the fuzzing, which is one of its own, with one
/// fresh seed.
///
/// # Errors
/// When the tests cannot be built.
pub(crate) fn check() -> Result<Notes, Failure> {
    let parts: Vec<Part> =
        PARTS.iter().filter(|part| !matches!(part.how, Runner::Fuzz)).copied().collect();
    build(&parts)?;
    Ok(once(&parts, fresh()))
}

/// Runs each once; gives the lines that show again what was found.
fn once(parts: &[Part], seed: u64) -> Notes {
    println!("the seed of this run: {VARIABLE}={seed}");
    let mut notes = Notes::new();
    for part in parts {
        let run = PartRun::of(*part, 1, seed);
        println!("{}", run.row());
        if let Outcome::Found(line) = run.outcome {
            notes.push(format!("{}: {line}", part.name));
        }
    }
    notes
}

/// Builds the tests, so that a program that does not compile is no finding. A part that plays none
/// would always pass: a test that has moved is missed here.
fn build(parts: &[Part]) -> Result<(), Failure> {
    let mut built = BTreeSet::new();
    for part in parts {
        if let Runner::Test(arguments) = part.how
            && built.insert(arguments)
        {
            let mut cargo = run::cargo();
            cargo.args(["test", "--quiet"]).args(arguments).args(["--", "--list"]);
            let listed = run::output(&mut cargo)?;
            if !listed.lines().any(|line| line.ends_with(": test")) {
                return Err(format!("{}: `{}` names no test", part.name, run::described(&cargo)));
            }
        }
    }
    Ok(())
}

/// A seed that nobody chose, short enough to be typed.
pub(crate) fn fresh() -> u64 {
    RandomState::new().hash_one(std::process::id()) >> 32
}

/// One run of a part.
#[derive(Debug)]
struct PartRun {
    name: &'static str,
    number: u32,
    seed: u64,
    took: Duration,
    outcome: Outcome,
}

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    /// The line that shows it again.
    Found(String),
    /// What is lacking.
    Skipped(String),
}

impl PartRun {
    fn of(part: Part, number: u32, seed: u64) -> Self {
        let started = Instant::now();
        let outcome = part.play(seed);
        Self { name: part.name, number, seed, took: started.elapsed(), outcome }
    }

    fn row(&self) -> String {
        let Self { name, number, seed, took, outcome } = self;
        let outcome = match outcome {
            Outcome::Passed => format!("passed in {}", minutes(*took)),
            Outcome::Found(line) => format!("FOUND SOMETHING: {line}"),
            Outcome::Skipped(why) => format!("skipped: {why}"),
        };
        format!("{name:15}{number:>4}{seed:>21}  {outcome}")
    }
}

/// Part, run, seed and result; sorted by part.
fn table(runs: &[PartRun]) -> String {
    let mut table = format!("{:15}{:>4}{:>21}  result\n", "part", "run", "seed");
    let mut sorted: Vec<&PartRun> = runs.iter().collect();
    sorted.sort_by_key(|run| (PARTS.iter().position(|part| part.name == run.name), run.number));
    for run in sorted {
        table += &format!("{}\n", run.row());
    }
    let found = runs.iter().filter(|run| matches!(run.outcome, Outcome::Found(_))).count();
    table + &format!("{} runs, {found} found something\n", runs.len())
}

impl Part {
    /// Plays it with this seed. What a test says is shown when it failed.
    fn play(self, seed: u64) -> Outcome {
        let mut command: Command = match self.how {
            Runner::Test(arguments) => {
                let mut cargo = run::cargo();
                cargo.arg("test").args(arguments);
                cargo
            }
            Runner::Fuzz => {
                return match fuzz::with_seed(seed, FUZZING) {
                    Ok(found) if found.is_empty() => Outcome::Passed,
                    Ok(found) => Outcome::Found(found.join("; ")),
                    Err(lacking) => Outcome::Skipped(lacking),
                };
            }
            #[cfg(test)]
            Runner::Shell(script) => {
                let mut shell = run::command("sh");
                shell.args(["-c", script]);
                shell
            }
        };
        let line = format!("{VARIABLE}={seed} {}", run::described(&command));
        match command.env(VARIABLE, seed.to_string()).output() {
            Ok(output) if output.status.success() => Outcome::Passed,
            Ok(output) => {
                println!("{}", String::from_utf8_lossy(&output.stdout));
                println!("{}", String::from_utf8_lossy(&output.stderr));
                Outcome::Found(line)
            }
            Err(error) => Outcome::Found(format!("{line} did not start: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Report;

    const GOOD: Part = Part { name: "good", how: Runner::Shell("exit 0") };
    /// A test that fails with one seed.
    const UNLUCKY: Part =
        Part { name: "unlucky", how: Runner::Shell("test \"$JUKI_TEST_SEED\" != 4711") };

    fn parsed(words: &[&str]) -> Result<Options, Failure> {
        Options::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_failing_fresh_seed_is_told_with_the_line_that_shows_it_again_and_stops_nothing() {
        let mut report = Report::default();
        report.part_that_tells("random", TITLE, || Ok(once(&[UNLUCKY, GOOD], 4711)));
        report.part("behind", "what comes after it", || Ok(()));
        let table = report.table();
        let line = "unlucky: JUKI_TEST_SEED=4711 sh -c test \"$JUKI_TEST_SEED\" != 4711";
        assert!(table.contains(line), "{table}");
        assert!(table.contains("2 passed, 0 failed"), "{table}");
        assert_eq!(report.failed(), 0);
        // The line is true: with it the test fails again, with another seed it does not.
        assert!(matches!(UNLUCKY.play(4711), Outcome::Found(_)));
        assert_eq!(UNLUCKY.play(4712), Outcome::Passed);
    }

    #[test]
    fn a_test_that_cannot_be_built_is_no_finding_but_a_failure() {
        let missing =
            Part { name: "none", how: Runner::Test(&["-p", "xtask", "--test", "no-such"]) };
        assert!(build(&[missing]).is_err());
        let moved = Runner::Test(&["-p", "xtask", "--bin", "xtask", "no_such_test_is_here"]);
        let refused = build(&[Part { name: "moved", how: moved }]).unwrap_err();
        assert!(refused.starts_with("moved: ") && refused.ends_with("names no test"), "{refused}");
    }

    #[test]
    fn seeds_that_nobody_chose_differ_and_chosen_ones_follow_each_other() {
        assert_ne!((fresh(), fresh()), (fresh(), fresh()));
        let options = parsed(&["model", "--times", "3", "--seed", "7"]).unwrap();
        assert!(options.parts.iter().map(|part| part.name).eq(["model"]));
        assert_eq!((0..options.times).map(|run| options.seed(run)).collect::<Vec<_>>(), [7, 8, 9]);
        assert_eq!(parsed(&[]).unwrap().parts.len(), PARTS.len());
        for wrong in [&["nobody"][..], &["--times"], &["--times", "0"], &["--seed", "x"], &["--a"]]
        {
            assert!(parsed(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_table_says_part_run_seed_and_result() {
        let runs = [
            PartRun::of(UNLUCKY, 1, 4711),
            PartRun::of(GOOD, 1, 4711),
            PartRun {
                outcome: Outcome::Skipped("no nightly".to_owned()),
                ..PartRun::of(GOOD, 2, 5)
            },
        ];
        let table = table(&runs);
        assert!(table.contains("unlucky           1                 4711  FOUND"), "{table}");
        assert!(table.contains("good              2                    5  skipped: no"), "{table}");
        assert!(table.ends_with("3 runs, 1 found something\n"), "{table}");
    }
}
