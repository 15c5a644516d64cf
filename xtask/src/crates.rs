//! What comes along with a crate that somebody takes, and whether it can be taken: packed as for a
//! registry.

use std::collections::BTreeSet;
use std::path::Path;

use crate::{Failure, files, metadata, run};

/// What this part does.
pub(crate) const TITLE: &str =
    "the public crates: what they bring along, packed, and taken by a program";

/// A crate that others take, and what must not come with it.
struct PublicCrate {
    package: &'static str,
    without: &'static [&'static str],
}

/// The command line and the network.
const PROGRAM: [&str; 4] = ["clap", "rustyline", "signal-hook", "ureq"];
/// Pictures.
const CODECS: [&str; 3] = ["openjp2", "png", "zune-jpeg"];

const PUBLIC: &[PublicCrate] = &[
    PublicCrate { package: "apdu-spec", without: &[] },
    PublicCrate { package: "card-os", without: &[] },
    PublicCrate { package: "juki-characters", without: &["rustix"] },
    PublicCrate { package: "juki-client", without: &["fluent-bundle", "pcsc"] },
    PublicCrate { package: "juki-documents", without: &["fluent-bundle", "pcsc"] },
    PublicCrate { package: "juki-explain", without: &["rustix"] },
    PublicCrate { package: "juki-files", without: &[] },
    PublicCrate { package: "juki-pki", without: &["fluent-bundle", "pcsc"] },
    PublicCrate { package: "juki-records", without: &["rustix"] },
];

/// Fails when a public crate brings what whoever takes it must not get, or cannot be packed.
pub(crate) fn check() -> Result<(), Failure> {
    let mut problems = Vec::new();
    for PublicCrate { package, without } in PUBLIC {
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
    packed()?;
    build_and_run_example()
}

/// The crates of a tree, each once.
fn names(tree: &str) -> BTreeSet<&str> {
    tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).collect()
}

/// Packs each of them, and checks what is in the packages, alone.
fn packed() -> Result<(), Failure> {
    let mut cargo = run::cargo();
    // What is not committed yet is packed too: it is what is looked at. Cargo's own check would
    // take what it once unpacked of a package with this version.
    cargo.args(["package", "--quiet", "--allow-dirty", "--no-verify"]);
    for PublicCrate { package, .. } in PUBLIC {
        cargo.args(["--package", package]);
    }
    run::shown(&mut cargo)?;

    let target = metadata::target_directory()?;
    let folder = files::empty_folder(&target.join("unpacked"))?;
    let version = metadata::version("apdu-spec")?;
    let mut workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n".to_owned();
    workspace.push_str("[patch.crates-io]\n");
    for PublicCrate { package, .. } in PUBLIC {
        let name = format!("{package}-{version}");
        let packed = target.join("package").join(format!("{name}.crate"));
        // In a package every file is of the same day: with that, what changed since the last check
        // would not be built again.
        run::shown(run::command("tar").arg("xzmf").arg(packed).arg("-C").arg(&folder))?;
        workspace.push_str(&format!("{package} = {{ path = \"{name}\" }}\n"));
    }
    // Built as the project itself is: what it brought has been built already.
    let own = files::read(&run::root().join("Cargo.toml"))?;
    let profiles = own.find("\n[profile.");
    workspace.push_str(own.get(profiles.unwrap_or(own.len())..).unwrap_or_default());
    let written = folder.join("Cargo.toml");
    std::fs::write(&written, workspace).map_err(|error| files::described(&written, &error))?;
    let lock = folder.join("Cargo.lock");
    std::fs::copy(run::root().join("Cargo.lock"), &lock)
        .map_err(|error| files::described(&lock, &error))?;
    let mut cargo = run::cargo();
    cargo.args(["check", "--quiet", "--workspace", "--manifest-path"]).arg(&written);
    run::shown(cargo.arg("--target-dir").arg(&target))
}

/// A program that takes the crates as any other does: it reads, signs and verifies with a card.
fn build_and_run_example() -> Result<(), Failure> {
    const MANIFEST: &str = "examples/library/Cargo.toml";
    let [juki] = metadata::build(["juki"], &["build", "--package", "host-cli", "--bin", "juki"])?;
    let target = metadata::target_directory()?;
    let [example] = metadata::build(
        ["library-example"],
        &[
            "build",
            "--locked",
            "--manifest-path",
            MANIFEST,
            "--target-dir",
            &target.to_string_lossy(),
        ],
    )?;
    let folder = files::empty_folder(&target.join("library-example"))?;
    let in_folder = |program: &Path| {
        let mut command = run::command(program);
        command.current_dir(&folder);
        command
    };
    let mut ready = in_folder(&juki);
    run::shown(
        ready
            .args(["virtual", "new", "card.juki", "--kind", "plain"])
            .args(["--authority-out", "authority"]),
    )?;
    let document = folder.join("document");
    std::fs::write(&document, "To be signed.\n")
        .map_err(|error| files::described(&document, &error))?;
    let mut program = in_folder(&example);
    let said = run::output(program.args(["card.juki", "document", "authority"]))?;
    print!("{said}");
    if said.lines().last() == Some("valid") {
        Ok(())
    } else {
        Err("the example's own signature is not valid to it".to_owned())
    }
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
