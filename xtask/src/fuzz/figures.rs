//! What libFuzzer says about a run.

/// The figures of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    executions: u64,
    per_second: u64,
    /// Edges of the control flow that were reached.
    coverage: u64,
    /// Edges and how often, values compared: what libFuzzer tells inputs apart by.
    features: u64,
    inputs: u64,
}

pub(super) const HEADING: &str =
    "target       executions    per second    edges   features   inputs kept";

impl Figures {
    /// Reads the final statistics, and the last status line.
    pub(super) fn read(said: &str) -> Self {
        let stat = |name: &str| {
            let line = said.lines().rev().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.trim().parse().ok())
        };
        let status = said.lines().rev().find(|line| line.contains(" cov: ")).unwrap_or_default();
        let after = |name: &str| {
            let mut words = status.split_whitespace();
            words.find(|word| *word == name)?;
            words.next()?.split('/').next()?.parse().ok()
        };
        let executions = stat("stat::number_of_executed_units:").or_else(|| {
            let number = status.strip_prefix('#')?.split_whitespace().next()?;
            number.parse().ok()
        });
        Self {
            executions: executions.unwrap_or(0),
            per_second: stat("stat::average_exec_per_sec:").unwrap_or(0),
            coverage: after("cov:").unwrap_or(0),
            features: after("ft:").unwrap_or(0),
            inputs: after("corp:").unwrap_or(0),
        }
    }

    /// A line of the table.
    pub(super) fn row(&self, name: &str) -> String {
        let Self { executions, per_second, coverage, features, inputs } = self;
        format!("{name:10}{executions:>13}{per_second:>14}{coverage:>9}{features:>11}{inputs:>14}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "\
INFO: Seed: 1
#1024\tINITED cov: 10 ft: 11 corp: 3/20b exec/s: 0 rss: 40Mb
#4096\tDONE   cov: 3120 ft: 9177 corp: 412/88Kb lim: 4096 exec/s: 819 rss: 71Mb
Done 4096 runs in 5 second(s)
stat::number_of_executed_units: 4096
stat::average_exec_per_sec:     819
stat::new_units_added:          1
";

    #[test]
    fn the_figures_are_those_of_the_last_line() {
        let figures = Figures::read(SAID);
        assert_eq!(
            figures,
            Figures {
                executions: 4096,
                per_second: 819,
                coverage: 3120,
                features: 9177,
                inputs: 412
            }
        );
        assert!(figures.row("host").starts_with("host  "));
    }

    #[test]
    fn a_run_that_was_cut_off_has_the_executions_of_its_status() {
        let said = "#77\tpulse  cov: 5 ft: 6 corp: 1/1b\n";
        assert_eq!(Figures::read(said).executions, 77);
    }
}
