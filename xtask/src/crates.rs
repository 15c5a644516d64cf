//! What comes along with a crate that somebody takes, and whether it can be taken: packed as for a
//! registry.

use std::collections::BTreeSet;

use crate::{Failure, run};

/// What this part does.
pub(crate) const TITLE: &str = "the public crates: what they bring along, and packed";

/// A crate that others take, and what must not come with it.
struct Public {
    package: &'static str,
    without: &'static [&'static str],
}

/// The command line and the network.
const PROGRAM: [&str; 4] = ["clap", "rustyline", "signal-hook", "ureq"];
/// Pictures.
const CODECS: [&str; 3] = ["openjp2", "png", "zune-jpeg"];

const PUBLIC: &[Public] = &[
    Public { package: "apdu-spec", without: &[] },
    Public { package: "card-os", without: &[] },
    Public { package: "juki-client", without: &["fluent-bundle", "pcsc"] },
    Public { package: "juki-documents", without: &["fluent-bundle", "pcsc"] },
    Public { package: "juki-explain", without: &["rustix"] },
    Public { package: "juki-files", without: &[] },
    Public { package: "juki-pki", without: &["fluent-bundle", "pcsc"] },
    Public { package: "juki-records", without: &["rustix"] },
];

/// Fails when a public crate brings what whoever takes it must not get, or cannot be packed.
pub(crate) fn check() -> Result<(), Failure> {
    let mut problems = Vec::new();
    for Public { package, without } in PUBLIC {
        let mut tree = run::cargo();
        tree.args(["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
        tree.args(["--package", package]);
        let said = run::output(&mut tree)?;
        let brought = names(&said);
        if !brought.contains(package) {
            problems.push(format!("{package}: its tree says nothing"));
        }
        let unwanted = PROGRAM.iter().chain(&CODECS).chain(*without);
        let wrong = unwanted.filter(|name| brought.contains(*name));
        problems.extend(wrong.map(|name| format!("{package} brings {name}")));
        println!("{package} brings {} crates", brought.len().saturating_sub(1));
    }
    if !problems.is_empty() {
        return Err(problems.join("; "));
    }
    packed()
}

/// The crates of a tree, each once.
fn names(tree: &str) -> BTreeSet<&str> {
    tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).collect()
}

/// Packs each of them, and builds it from its package alone.
fn packed() -> Result<(), Failure> {
    let mut cargo = run::cargo();
    // What is not committed yet is packed too: it is what is looked at.
    cargo.args(["package", "--quiet", "--allow-dirty"]);
    for Public { package, .. } in PUBLIC {
        cargo.args(["--package", package]);
    }
    run::shown(&mut cargo)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_crate_is_named_once_and_without_its_version() {
        let tree = "juki-pki v0.1.0 (/a b)\nder v0.8.3\nder v0.8.3 (*)\n\nserde_derive v1.0.1 (proc-macro)\n";
        assert_eq!(
            names(tree).into_iter().collect::<Vec<_>>(),
            ["der", "juki-pki", "serde_derive"]
        );
    }
}
