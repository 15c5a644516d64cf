//! `cargo xtask full`: what takes too long for every check. Its last figures, with date and
//! commit, stand in `docs/full.md`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::needs::{self, Need};
use crate::parts::{self, Part, Selection};
use crate::report::{PartOutcome, Report, minutes};
use crate::{Failure, commit, deny, import, mutants, pinned, run};

/// What a part found, for the document.
pub(crate) enum Findings {
    /// Lines, at least one.
    Figures(Vec<String>),
    /// What it would judge by was not to be had: why.
    Undecided(String),
}

const PARTS: &[Part<Findings>] = &[
    Part {
        name: "storage",
        title: "the storage, cut at every operation of its own and of random lives",
        needs: &[],
        work: || test(&["-p", "card-os", "--test", "storage", "tearing"]),
    },
    Part {
        name: "cards",
        title: "lives of cards, every command cut at every operation; draws power-cuts.svg",
        needs: &[],
        work: || test(&["-p", "card-os", "--test", "tearing"]),
    },
    Part {
        name: "scenarios",
        title: "every scenario, every command that writes cut at every operation",
        needs: &[],
        work: || test(&["-p", "card-os", "--test", "torn_scenarios"]),
    },
    Part {
        name: "model",
        title: "a million random commands, in the clear and inside sessions, against the model",
        needs: &[],
        work: || test(&["-p", "card-os", "--test", "model"]),
    },
    Part {
        name: "images",
        title: "the memory of an issued card, every byte made every other value",
        needs: &[],
        work: || test(&["-p", "card-os", "--test", "changed_images"]),
    },
    Part {
        name: "issuance",
        title: "a whole issuance, cut at every operation and again in what follows",
        needs: needs::TO_TEST,
        work: || optimised_test(&["-p", "host-cli", "--test", "torn_issuing"]),
    },
    Part {
        name: "attacks",
        title: "issuing, attacked at hundreds of places by who stands between, and gone on with",
        needs: &[],
        work: || optimised_test(&["-p", "juki-issuing", "--lib", "attack"]),
    },
    Part {
        name: "drawing",
        title: "every shape of the MJ list with its variation selector, drawn with IPAmj Mincho",
        needs: &[Need::IpamjMincho],
        work: || test(&["-p", "juki-issuing", "--test", "pictures"]),
    },
    Part {
        name: "authority",
        title: "what an authority of a hundred thousand certificates costs",
        needs: needs::TO_TEST,
        work: || optimised_test(&["-p", "host-cli", "--test", "large_authority"]),
    },
    Part {
        name: "codes",
        title: "fifty runs that give out record codes, killed at moments that nobody chose",
        needs: needs::TO_TEST,
        work: || test(&["-p", "host-cli", "--test", "codes"]),
    },
    Part { name: "import", title: import::TITLE, needs: needs::TO_TEST, work: import::measure },
    Part {
        name: "import-killed",
        title: "twenty imports, killed at moments that nobody chose, go on to the same bytes",
        needs: needs::TO_TEST,
        work: || test(&["-p", "host-cli", "--test", "import", "killed"]),
    },
    Part { name: "deny", title: deny::TITLE, needs: &[Need::CargoDeny], work: deny::check },
    Part {
        name: "advisories",
        title: deny::ADVISORIES,
        needs: &[Need::CargoDeny],
        work: deny::advisories,
    },
    Part { name: "pinned", title: pinned::TITLE, needs: &[], work: pinned::check },
    Part {
        name: "mutants",
        title: mutants::TITLE,
        needs: &[Need::CargoMutants, Need::PcscLibrary, Need::PkgConfig, Need::Openssl],
        work: || mutants::check(&[]),
    },
];

const DOCUMENT: &str = "docs/full.md";

/// The names of the parts, for the help.
pub(crate) fn part_names() -> String {
    parts::names(PARTS)
}

/// The part whose name may be followed by those of its areas.
const OF_AREAS: &str = "mutants";

/// The names of areas behind the part that has them are taken out of the arguments.
fn take_areas(arguments: &mut Vec<String>) -> Vec<String> {
    if !arguments.iter().any(|argument| argument == OF_AREAS) {
        return Vec::new();
    }
    let is_area = |argument: &mut String| mutants::area_names().any(|name| name == argument);
    arguments.extract_if(.., is_area).collect()
}

/// `cargo xtask full [PART...] [--write] [--install]`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let mut arguments = arguments.to_vec();
    let write = arguments.iter().any(|argument| argument == "--write");
    arguments.retain(|argument| argument != "--write");
    let areas = take_areas(&mut arguments);
    let chosen = match Selection::ready(PARTS, &arguments) {
        Ok(chosen) => chosen.parts,
        Err(code) => return code,
    };
    let mut report = Report::default();
    let commit = match write.then(commit::run_of).transpose() {
        Ok(commit) => commit,
        Err(cause) => {
            report.part("commit", "the commit that the figures are of", || Err(cause));
            return report.close();
        }
    };
    for part in chosen {
        report.part_that_ends(part.name, part.title, || {
            let started = Instant::now();
            let of_areas: &[String] = if part.name == OF_AREAS { &areas } else { &[] };
            let findings =
                if of_areas.is_empty() { (part.work)()? } else { mutants::check(of_areas)? };
            let lines = findings.lines();
            if lines.is_empty() {
                return Err("it gave no figures".to_owned());
            }
            if let Some(commit) = &commit {
                record(part, of_areas, lines, started.elapsed(), commit)?;
            }
            Ok(findings.into())
        });
    }
    report.close()
}

impl Findings {
    fn lines(&self) -> &[String] {
        match self {
            Self::Figures(lines) => lines,
            Self::Undecided(why) => std::slice::from_ref(why),
        }
    }
}

impl From<Findings> for PartOutcome {
    fn from(findings: Findings) -> Self {
        match findings {
            Findings::Figures(_) => Self::Passed,
            Findings::Undecided(why) => Self::Undecided(why),
        }
    }
}

/// Runs a test with its output shown; its figures are the lines that begin with a digit.
fn test(arguments: &[&str]) -> Result<Findings, Failure> {
    figures(test_of(arguments))
}

/// The same, with the project's own code compiled for speed: the test lives thousands of
/// issuances, or its speed is the figure.
fn optimised_test(arguments: &[&str]) -> Result<Findings, Failure> {
    let mut cargo = test_of(arguments);
    cargo.env("CARGO_PROFILE_DEV_OPT_LEVEL", "2");
    figures(cargo)
}

fn test_of(arguments: &[&str]) -> Command {
    let mut cargo = run::cargo();
    cargo.arg("test").args(arguments).args(["--", "--include-ignored", "--nocapture"]);
    cargo
}

fn figures(mut cargo: Command) -> Result<Findings, Failure> {
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
        status if status.success() => Ok(Findings::Figures(figures)),
        status => Err(format!("it ended with {status}")),
    }
}

/// Puts what was found into the document, in place of the part's last ones.
fn record(
    part: &Part<Findings>,
    areas: &[String],
    lines: &[String],
    took: Duration,
    commit: &str,
) -> Result<(), Failure> {
    let path = run::root().join(DOCUMENT);
    let text = fs::read_to_string(&path).map_err(|error| format!("{DOCUMENT}: {error}"))?;
    let day = run::output(run::command("date").args(["-u", "+%Y-%m-%d"]))?;
    let section = format!(
        "## {}\n\n{}: `cargo xtask full {}`, {} at {}, {}.\n\n{}\n",
        part.name,
        capitalised(part.title),
        [part.name]
            .into_iter()
            .chain(areas.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join(" "),
        day.trim(),
        commit,
        minutes(took),
        lines.iter().map(|line| format!("- {line}\n")).collect::<String>()
    );
    fs::write(&path, replaced(&text, part.name, &section))
        .map_err(|error| format!("{DOCUMENT}: {error}"))
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
    fn areas_are_taken_behind_their_part_alone() {
        let taken = |words: &[&str]| {
            let mut arguments = words.iter().map(|word| (*word).to_owned()).collect();
            let areas = take_areas(&mut arguments);
            (areas.join(" "), arguments.join(" "))
        };
        let said = |areas: &str, rest: &str| (areas.to_owned(), rest.to_owned());
        assert_eq!(
            taken(&["mutants", "messaging", "--install"]),
            said("messaging", "mutants --install")
        );
        assert_eq!(taken(&["mutants", "cards"]), said("", "mutants cards"));
        assert_eq!(taken(&["messaging"]), said("", "messaging"));
        let parts: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        assert!(mutants::area_names().all(|area| !parts.contains(&area)));
    }

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
