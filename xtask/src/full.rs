//! `cargo xtask full`: what takes too long for every check. Its last figures, with date and
//! commit, stand in `docs/full.md`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::report::{Report, minutes};
use crate::{Failure, commit, run, usage};

/// A run: a test that prints its figures in lines that begin with a digit.
struct Part {
    name: &'static str,
    title: &'static str,
    test: &'static [&'static str],
    /// The project's own code is compiled for speed: it lives thousands of issuances,
    /// or its speed is the figure.
    optimised: bool,
}

const PARTS: &[Part] = &[
    Part {
        name: "storage",
        title: "the storage, cut at every operation of its own and of random lives",
        test: &["-p", "card-os", "--test", "storage", "tearing"],
        optimised: false,
    },
    Part {
        name: "cards",
        title: "lives of cards, every command cut at every operation; draws power-cuts.svg",
        test: &["-p", "card-os", "--test", "tearing"],
        optimised: false,
    },
    Part {
        name: "scenarios",
        title: "every scenario, every command that writes cut at every operation",
        test: &["-p", "card-os", "--test", "torn_scenarios"],
        optimised: false,
    },
    Part {
        name: "images",
        title: "the memory of an issued card, every byte made every other value",
        test: &["-p", "card-os", "--test", "changed_images"],
        optimised: false,
    },
    Part {
        name: "issuance",
        title: "a whole issuance, cut at every operation and again in what follows",
        test: &["-p", "host-cli", "--test", "torn_issuing"],
        optimised: true,
    },
    Part {
        name: "authority",
        title: "what an authority of a hundred thousand certificates costs",
        test: &["-p", "host-cli", "--test", "large_authority"],
        optimised: true,
    },
];

const DOCUMENT: &str = "docs/full.md";

/// The names of the parts, for the help.
pub(crate) fn part_names() -> String {
    let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
    names.join(" ")
}

/// `cargo xtask full [PART...] [--write]`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let write = arguments.iter().any(|argument| argument == "--write");
    let names: Vec<&String> = arguments.iter().filter(|name| *name != "--write").collect();
    let known = |name: &&&String| PARTS.iter().any(|part| part.name == name.as_str());
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        return usage(&format!("there is no part `{unknown}`, only {}", part_names()));
    }
    let mut report = Report::default();
    let commit = match write.then(commit::run_of).transpose() {
        Ok(commit) => commit,
        Err(cause) => {
            report.part("commit", "the commit that the figures are of", || Err(cause));
            return report.close();
        }
    };
    for part in PARTS {
        if !names.is_empty() && names.iter().all(|name| *name != part.name) {
            continue;
        }
        report.part(part.name, part.title, || {
            let started = Instant::now();
            let figures = part.run()?;
            commit
                .as_ref()
                .map_or(Ok(()), |commit| part.record(&figures, started.elapsed(), commit))
        });
    }
    report.close()
}

impl Part {
    /// What to type for this run alone.
    fn line(&self) -> String {
        format!("cargo xtask full {}", self.name)
    }

    /// Runs it with its output shown; gives the lines of figures.
    fn run(&self) -> Result<Vec<String>, Failure> {
        let mut cargo: Command = run::cargo();
        cargo.arg("test").args(self.test).args(["--", "--include-ignored", "--nocapture"]);
        if self.optimised {
            cargo.env("CARGO_PROFILE_DEV_OPT_LEVEL", "2");
        }
        let failed = |error: std::io::Error| format!("cargo did not run: {error}");
        let mut child = cargo.stdout(Stdio::piped()).spawn().map_err(failed)?;
        let mut figures = Vec::new();
        let output = child.stdout.take().ok_or("cargo has no output")?;
        for line in BufReader::new(output).lines() {
            let line = line.map_err(failed)?;
            println!("{line}");
            if line.starts_with(|first: char| first.is_ascii_digit()) {
                figures.push(line);
            }
        }
        match child.wait().map_err(failed)? {
            status if !status.success() => Err(format!("it ended with {status}")),
            _ if figures.is_empty() => Err("it printed no figures".to_owned()),
            _ => Ok(figures),
        }
    }

    /// Puts the figures into the document, in place of this part's last ones.
    fn record(&self, figures: &[String], took: Duration, commit: &str) -> Result<(), Failure> {
        let path = run::root().join(DOCUMENT);
        let text = fs::read_to_string(&path).map_err(|error| format!("{DOCUMENT}: {error}"))?;
        let day = run::output(run::command("date").args(["-u", "+%Y-%m-%d"]))?;
        let section = format!(
            "## {}\n\n{}: `{}`, {} at {}, {}.\n\n{}\n",
            self.name,
            capitalised(self.title),
            self.line(),
            day.trim(),
            commit,
            minutes(took),
            figures.iter().map(|line| format!("- {line}\n")).collect::<String>()
        );
        fs::write(&path, replaced(&text, self.name, &section))
            .map_err(|error| format!("{DOCUMENT}: {error}"))
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The document with this section in place of the one of the same name, or behind all others.
fn replaced(text: &str, name: &str, section: &str) -> String {
    let heading = format!("## {name}\n");
    let Some(start) = text.find(&heading) else {
        return format!("{}\n\n{section}", text.trim_end());
    };
    let rest = &text[start + heading.len()..];
    let end = rest.find("\n## ").map_or("", |end| &rest[end..]);
    format!("{}{}\n{}", &text[..start], section.trim_end(), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_replaced_and_the_others_stay() {
        let text = "# Full\n\n## a\n\nold\n\n## b\n\nkept\n";
        let changed = replaced(text, "a", "## a\n\nnew\n");
        assert_eq!(changed, "# Full\n\n## a\n\nnew\n\n## b\n\nkept\n");
        let changed = replaced(&changed, "b", "## b\n\nnewer\n");
        assert_eq!(changed, "# Full\n\n## a\n\nnew\n\n## b\n\nnewer\n");
        assert!(replaced(&changed, "c", "## c\n\nmore\n").ends_with("newer\n\n## c\n\nmore\n"));
    }
}
