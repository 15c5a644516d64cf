//! What ran, how long it took and how it ended.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::Failure;

/// Findings that do not fail a part: each is a command line that reproduces it.
pub(crate) type Notes = Vec<String>;

/// How a part ended that did not fail.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PartOutcome {
    Passed,
    /// It passed, and found something besides.
    Notes(Notes),
    /// What it would judge by was not to be had: why.
    Undecided(String),
}

/// The outcome of every part so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    name: &'static str,
    took: Duration,
    outcome: Result<PartOutcome, Failure>,
}

impl Report {
    /// Runs one part, with a heading before and its outcome after.
    pub(crate) fn part(
        &mut self,
        name: &'static str,
        title: &str,
        work: impl FnOnce() -> Result<(), Failure>,
    ) {
        self.part_that_ends(name, title, || work().map(|()| PartOutcome::Passed));
    }

    /// The same, of a part that may find something and go on.
    pub(crate) fn part_that_tells(
        &mut self,
        name: &'static str,
        title: &str,
        work: impl FnOnce() -> Result<Notes, Failure>,
    ) {
        self.part_that_ends(name, title, || {
            let notes = work()?;
            Ok(if notes.is_empty() { PartOutcome::Passed } else { PartOutcome::Notes(notes) })
        });
    }

    /// The same, of a part that may not be able to judge either.
    pub(crate) fn part_that_ends(
        &mut self,
        name: &'static str,
        title: &str,
        work: impl FnOnce() -> Result<PartOutcome, Failure>,
    ) {
        println!("\n=== {name}: {title}");
        let started = Instant::now();
        let outcome = work();
        let took = started.elapsed();
        match &outcome {
            Ok(PartOutcome::Passed) => println!("=== {name}: passed in {}", minutes(took)),
            Ok(PartOutcome::Notes(notes)) => {
                println!("=== {name}: passed in {}", minutes(took));
                notes.iter().for_each(|line| tell(name, line));
            }
            Ok(PartOutcome::Undecided(why)) => {
                println!("=== {name}: UNDECIDED after {}: {why}", minutes(took));
            }
            Err(failure) => println!("=== {name}: FAILED after {}: {failure}", minutes(took)),
        }
        self.parts.push(Part { name, took, outcome });
    }

    /// Prints the table and the closing line; the exit code says the same.
    pub(crate) fn close(&self) -> ExitCode {
        print!("\n{}", self.table());
        if self.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    /// How many parts failed.
    pub(crate) fn failed(&self) -> usize {
        self.parts.iter().filter(|part| part.outcome.is_err()).count()
    }

    /// How many parts could not judge.
    fn undecided(&self) -> usize {
        let undecided = |part: &&Part| matches!(part.outcome, Ok(PartOutcome::Undecided(_)));
        self.parts.iter().filter(undecided).count()
    }

    /// A line for each part, what was found besides, and how many passed and failed.
    pub(crate) fn table(&self) -> String {
        let width = self.parts.iter().map(|part| part.name.len()).max().unwrap_or(0);
        let mut table = String::new();
        for part in &self.parts {
            let outcome = match &part.outcome {
                Ok(PartOutcome::Passed) => "passed".to_owned(),
                Ok(PartOutcome::Notes(_)) => "passed, and FOUND SOMETHING: see below".to_owned(),
                Ok(PartOutcome::Undecided(why)) => format!("UNDECIDED: {why}"),
                Err(failure) => format!("FAILED: {failure}"),
            };
            table += &format!("{:width$}  {:>10}  {outcome}\n", part.name, minutes(part.took));
        }
        let total = self.parts.iter().map(|part| part.took).sum();
        table += &format!("{:width$}  {:>10}\n", "", minutes(total));
        let notes = self.parts.iter().filter_map(|part| match &part.outcome {
            Ok(PartOutcome::Notes(notes)) => Some(notes),
            _ => None,
        });
        let notes: Vec<&String> = notes.flatten().collect();
        if !notes.is_empty() {
            table += "\nFound with fresh seeds, which fails nothing; each line shows it again:\n";
            notes.iter().for_each(|line| table += &format!("  {line}\n"));
            table += "\n";
        }
        let (failed, undecided) = (self.failed(), self.undecided());
        let passed = self.parts.len() - failed - undecided;
        let undecided =
            if undecided == 0 { String::new() } else { format!("{undecided} undecided, ") };
        table + &format!("{passed} passed, {undecided}{failed} failed\n")
    }
}

/// Says what was found; where GitHub runs this, it stands on the page of the run too.
fn tell(name: &str, line: &str) {
    println!("=== {name}: FOUND SOMETHING, which fails nothing: {line}");
    if std::env::var_os("GITHUB_ACTIONS").is_some() {
        println!("::warning title={name} found something::{line}");
    }
}

/// `1 min 05 s`, or `5.2 s` below a minute.
pub(crate) fn minutes(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{PartOutcome, Report, minutes};

    #[test]
    fn times_are_readable() {
        assert_eq!(minutes(Duration::from_millis(5_240)), "5.2 s");
        assert_eq!(minutes(Duration::from_secs(65)), "1 min 05 s");
    }

    #[test]
    fn the_closing_line_counts_parts() {
        let mut report = Report::default();
        report.part("good", "works", || Ok(()));
        report.part("bad", "does not", || Err("why".to_owned()));
        let table = report.table();
        assert!(table.ends_with("1 passed, 1 failed\n"), "{table}");
        assert!(table.contains("FAILED: why"));
    }

    #[test]
    fn what_is_undecided_has_neither_passed_nor_failed() {
        let mut report = Report::default();
        report.part("good", "works", || Ok(()));
        report
            .part_that_ends("open", "asks", || Ok(PartOutcome::Undecided("no answer".to_owned())));
        let table = report.table();
        assert!(table.contains("UNDECIDED: no answer\n"), "{table}");
        assert!(table.ends_with("\n1 passed, 1 undecided, 0 failed\n"), "{table}");
    }

    #[test]
    fn what_is_told_stands_in_the_table_and_fails_nothing() {
        let mut report = Report::default();
        report.part_that_tells("seeds", "draws", || Ok(vec!["SEED=7 cargo test".to_owned()]));
        let table = report.table();
        assert!(table.contains("passed, and FOUND SOMETHING"), "{table}");
        assert!(table.contains("\n  SEED=7 cargo test\n"), "{table}");
        assert!(table.ends_with("1 passed, 0 failed\n"), "{table}");
        // A part that failed stays one, whatever others tell.
        report.part("bad", "does not", || Err("why".to_owned()));
        assert_eq!(report.failed(), 1);
    }
}
