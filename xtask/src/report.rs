//! What ran, how long it took and how it ended.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::Failure;

/// The outcome of every part so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    name: &'static str,
    took: Duration,
    outcome: Result<(), Failure>,
}

impl Report {
    /// Runs one part, with a heading before and its outcome after.
    pub(crate) fn part(
        &mut self,
        name: &'static str,
        title: &str,
        work: impl FnOnce() -> Result<(), Failure>,
    ) {
        println!("\n=== {name}: {title}");
        let started = Instant::now();
        let outcome = work();
        let took = started.elapsed();
        match &outcome {
            Ok(()) => println!("=== {name}: passed in {}", minutes(took)),
            Err(failure) => println!("=== {name}: FAILED after {}: {failure}", minutes(took)),
        }
        self.parts.push(Part { name, took, outcome });
    }

    /// Prints the table and the closing line; the exit code says the same.
    pub(crate) fn close(&self) -> ExitCode {
        print!("\n{}", self.table());
        if self.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn failed(&self) -> usize {
        self.parts.iter().filter(|part| part.outcome.is_err()).count()
    }

    fn table(&self) -> String {
        let width = self.parts.iter().map(|part| part.name.len()).max().unwrap_or(0);
        let mut table = String::new();
        for part in &self.parts {
            let outcome = match &part.outcome {
                Ok(()) => "passed".to_owned(),
                Err(failure) => format!("FAILED: {failure}"),
            };
            table += &format!("{:width$}  {:>10}  {outcome}\n", part.name, minutes(part.took));
        }
        let total = self.parts.iter().map(|part| part.took).sum();
        table += &format!("{:width$}  {:>10}\n", "", minutes(total));
        let failed = self.failed();
        table + &format!("{} passed, {failed} failed\n", self.parts.len() - failed)
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

    use super::{Report, minutes};

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
}
