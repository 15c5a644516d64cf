//! What faults are put into, and the tests that are to fail.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::mutation::{self, Fate, Mutation};
use crate::{Failure, pkits, run};

/// Files of one kind, changed and tested together.
pub(super) struct Area {
    pub(super) name: &'static str,
    /// Globs, from the root of the workspace.
    files: &'static [&'static str],
    tests: &'static Tests,
}

/// The tests that must tell a fault. Most are told in seconds: the long tests are only asked about
/// what survives the fast ones.
struct Tests {
    /// What is changed.
    package: &'static str,
    fast: TestSelection,
    all: TestSelection,
}

/// Tests, as `cargo test` is told which.
struct TestSelection {
    packages: &'static [&'static str],
    /// What is built.
    targets: &'static [&'static str],
    /// What is run of it.
    arguments: &'static [&'static str],
}

const CARD: &Tests = &Tests {
    package: "card-os",
    fast: TestSelection {
        packages: &["card-os"],
        targets: &["--lib", "--test=card"],
        arguments: &[
            "--skip=scale::",
            "--skip=scenarios_secured::",
            "--skip=every_scenario_on_one_card",
            "--skip=failed_commits::",
            "--skip=compute_digital_signature",
        ],
    },
    all: TestSelection { packages: &["card-os"], targets: &["--lib", "--tests"], arguments: &[] },
};

const PKI: &Tests = &Tests {
    package: "juki-pki",
    fast: TestSelection {
        packages: &["juki-pki"],
        targets: &["--lib"],
        arguments: &["--skip=authority::", "--skip=index::", "--skip=store::"],
    },
    // NIST's suite is ignored unless it is asked for.
    all: TestSelection {
        packages: &["juki-pki", "host-cli"],
        targets: &[
            "--lib",
            "--test=trust",
            "--test=signatures",
            "--test=documents",
            "--test=pkits",
        ],
        arguments: &["--include-ignored"],
    },
};

pub(super) const AREAS: &[Area] = &[
    Area { name: "objects", files: &["card-os/src/objects/**"], tests: CARD },
    Area {
        name: "channels",
        files: &["card-os/src/channel.rs", "card-os/src/channels.rs", "card-os/src/channels/**"],
        tests: CARD,
    },
    Area {
        name: "messaging",
        files: &[
            "card-os/src/admission.rs",
            "card-os/src/card/answer.rs",
            "card-os/src/exchange.rs",
            "card-os/src/secure_messaging.rs",
        ],
        tests: CARD,
    },
    Area {
        name: "commands",
        files: &["card-os/src/commands.rs", "card-os/src/commands/**"],
        tests: CARD,
    },
    Area {
        name: "paths",
        files: &[
            "host-cli/pki/src/chain.rs",
            "host-cli/pki/src/chain/{constraints,extensions,policies,search,usage,words}.rs",
        ],
        tests: PKI,
    },
    Area {
        name: "revocation",
        files: &[
            "host-cli/pki/src/chain/revocation.rs",
            "host-cli/pki/src/chain/revocation/**",
            "host-cli/pki/src/crl.rs",
            "host-cli/pki/src/crl/**",
            "host-cli/pki/src/received.rs",
        ],
        tests: PKI,
    },
];

impl Area {
    /// Runs it: the fast tests for every mutant, all of them for what survives.
    pub(super) fn run(&self, folder: &Path) -> Result<(Duration, Vec<(Mutation, Fate)>), Failure> {
        let started = Instant::now();
        let output = folder.join(self.name);
        if output.exists() {
            fs::remove_dir_all(&output)
                .map_err(|error| format!("{}: {error}", output.display()))?;
        }
        let mut found = outcomes(&mut self.command(&output, &self.tests.fast, &[]), &output)?;
        let open = |fate: Fate| matches!(fate, Fate::Survived | Fate::TimedOut);
        if found.iter().any(|(_, _, fate)| open(*fate)) {
            let mut again = self.command(&output, &self.tests.all, &["--iterate"]);
            again.env(pkits::VARIABLE, pkits::suite()?);
            let again = outcomes(&mut again, &output)?;
            let again: BTreeMap<String, Fate> =
                again.into_iter().map(|(name, _, fate)| (name, fate)).collect();
            for (name, _, fate) in &mut found {
                *fate = again.get(name).copied().unwrap_or(*fate);
            }
        }
        let mut mutations: Vec<_> = found.iter_mut().map(|(_, mutation, _)| mutation).collect();
        mutation::number(&mut mutations);
        let found = found.into_iter().map(|(_, mutation, fate)| (mutation, fate)).collect();
        Ok((started.elapsed(), found))
    }

    /// The tool, in a copy of the tree; what it builds is kept for the next area.
    fn command(&self, output: &Path, tests: &TestSelection, options: &[&str]) -> Command {
        let mut cargo = run::cargo();
        cargo.args(["mutants", "--no-config", "--colors=never", "--profile=mutants"]);
        cargo.arg("--output").arg(output);
        cargo.args(["--package", self.tests.package]).args(options);
        cargo.args(self.files.iter().map(|glob| format!("--file={glob}")));
        cargo.args(tests.packages.iter().map(|package| format!("--test-package={package}")));
        // What is built, and what is run.
        cargo.args(tests.targets.iter().map(|target| format!("--cargo-arg={target}")));
        cargo.env("CARGO_TARGET_DIR", output.with_file_name("build"));
        cargo.args(["--", "--"]).args(tests.arguments);
        cargo
    }
}

/// Runs the tool and reads what it found out.
fn outcomes(tool: &mut Command, output: &Path) -> Result<Vec<(String, Mutation, Fate)>, Failure> {
    let line = run::described(tool);
    println!("$ {line}");
    let status = tool.status().map_err(|error| format!("`{line}` did not start: {error}"))?;
    // What survives, and what does not end, is no failure of the tool.
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        return Err(format!("`{line}` ended with {status}"));
    }
    let file = output.join("mutants.out/outcomes.json");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    mutation::outcomes(&text).ok_or_else(|| format!("{} cannot be understood", file.display()))
}
