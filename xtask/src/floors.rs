//! The three floors: the contract knows nobody, the card knows the contract,
//! the host knows both. No stairs back up, and no modules on a floor that use each other. What is
//! beneath the command line does not speak of it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Failure, cycles, files, metadata, words};

/// A package of the workspace, what it may use of the others, and what its
/// tests may use besides.
struct Floor {
    package: &'static str,
    uses: &'static [&'static str],
    tests_use: &'static [&'static str],
    /// Runs on the card: no std, no heap, no unsafe code.
    on_card: bool,
    /// Modules that use each other, and why they may.
    halves: &'static [ModuleGroup],
}

/// Modules that are one concept in files of their own: none is read, tested or taken out alone.
struct ModuleGroup {
    modules: &'static [&'static str],
    why: &'static str,
}

const FLOORS: &[Floor] = &[
    Floor {
        package: "apdu-spec",
        uses: &[],
        tests_use: &[],
        on_card: true,
        halves: &[ModuleGroup {
            modules: &["instruction", "request"],
            why: "a row of the one table of commands gives the instruction and its typed request",
        }],
    },
    Floor {
        package: "card-os",
        uses: &["apdu-spec"],
        tests_use: &["card-os-testing", "test-vectors"],
        on_card: true,
        halves: &[],
    },
    // For tests: no floor uses it but in `tests_use`.
    Floor {
        package: "card-os-testing",
        uses: &["apdu-spec", "card-os", "test-vectors"],
        tests_use: &[],
        on_card: false,
        halves: &[],
    },
    Floor { package: "juki-characters", uses: &[], tests_use: &[], on_card: false, halves: &[] },
    Floor {
        package: "juki-client",
        uses: &["apdu-spec", "card-os", "juki-files", "juki-pki", "juki-records"],
        tests_use: &["test-vectors"],
        on_card: false,
        halves: &[],
    },
    Floor {
        package: "juki-codes",
        uses: &["juki-files", "juki-records"],
        tests_use: &["test-vectors"],
        on_card: false,
        halves: &[],
    },
    Floor {
        package: "juki-documents",
        uses: &["apdu-spec", "juki-client", "juki-pki", "juki-records"],
        tests_use: &["juki-issuing", "juki-pki"],
        on_card: false,
        halves: &[],
    },
    Floor {
        package: "juki-explain",
        uses: &["apdu-spec"],
        tests_use: &[],
        on_card: false,
        halves: &[],
    },
    Floor { package: "juki-files", uses: &[], tests_use: &[], on_card: false, halves: &[] },
    Floor {
        package: "juki-import",
        uses: &["juki-characters", "juki-files", "juki-records"],
        tests_use: &["test-vectors"],
        on_card: false,
        halves: &[],
    },
    Floor {
        package: "juki-issuing",
        uses: &["apdu-spec", "juki-client", "juki-pki", "juki-records"],
        tests_use: &["juki-characters", "test-vectors"],
        on_card: false,
        halves: &[],
    },
    Floor {
        package: "juki-pki",
        uses: &["apdu-spec", "juki-files", "juki-records"],
        tests_use: &[],
        on_card: false,
        halves: &[],
    },
    Floor { package: "juki-print", uses: &[], tests_use: &[], on_card: false, halves: &[] },
    Floor {
        package: "juki-records",
        uses: &["apdu-spec", "juki-characters"],
        tests_use: &[],
        on_card: false,
        halves: &[],
    },
    Floor {
        package: "host-cli",
        uses: &[
            "apdu-spec",
            "card-os",
            "juki-characters",
            "juki-client",
            "juki-codes",
            "juki-documents",
            "juki-explain",
            "juki-files",
            "juki-import",
            "juki-issuing",
            "juki-pki",
            "juki-print",
            "juki-records",
        ],
        tests_use: &["card-os-testing", "juki-pki", "test-vectors"],
        on_card: false,
        halves: &[],
    },
    Floor {
        package: "test-vectors",
        uses: &["apdu-spec"],
        tests_use: &[],
        on_card: false,
        halves: &[],
    },
    Floor { package: "xtask", uses: &[], tests_use: &[], on_card: false, halves: &[] },
];

/// The package of the command line: what it uses knows nothing of it.
const COMMAND_LINE: &str = "host-cli";

/// The package of these tasks, which nobody reads module by module.
const TASKS: &str = "xtask";

/// Fails when a package uses one it must not know, or when a card's crate
/// could use std, the heap or unsafe code, or when modules of a package use each other, or when one
/// beneath the command line speaks of it.
pub(crate) fn check() -> Result<(), Failure> {
    let metadata = metadata::read(false)?;
    let mut problems = forbidden_dependencies(&metadata);
    let beneath = FLOORS.iter().find(|floor| floor.package == COMMAND_LINE);
    let beneath = beneath.map_or::<&[_], _>(&[], |floor| floor.uses);
    for floor in FLOORS {
        let Some(source) = source(&metadata, floor.package) else {
            problems.push(format!("{} is a floor without a package", floor.package));
            continue;
        };
        if floor.on_card {
            problems.extend(card_code(&source)?);
        }
        if floor.package != TASKS {
            problems.extend(circles(floor, &source)?);
        }
        if beneath.contains(&floor.package) {
            problems.extend(words::find(source.parent().unwrap_or(&source))?);
        }
    }
    if problems.is_empty() {
        println!("{} packages, no import upward; no circle of modules", FLOORS.len());
        Ok(())
    } else {
        Err(problems.join("; "))
    }
}

/// The folder of a package's code.
fn source(metadata: &Value, package: &str) -> Option<PathBuf> {
    let found = metadata::packages(metadata).find(|found| found["name"] == package)?;
    Some(Path::new(found["manifest_path"].as_str()?).parent()?.join("src"))
}

/// The modules of a package that use each other and may not, and those that may and do not.
fn circles(floor: &Floor, source: &Path) -> Result<Vec<String>, Failure> {
    let package = floor.package;
    let mut problems = Vec::new();
    let all: Vec<_> = floor.halves.iter().map(|halves| halves.modules).collect();
    let circle = cycles::find(source, &all)?;
    problems.extend(circle.map(|circle| format!("modules of {package} go round: {circle}")));
    for ModuleGroup { modules, why } in floor.halves {
        let others: Vec<_> = all.iter().copied().filter(|other| other != modules).collect();
        if cycles::find(source, &others)?.is_none() {
            let modules = modules.join(", ");
            problems.push(format!("{package}: {modules} need not use each other ({why})"));
        }
    }
    Ok(problems)
}

/// The dependencies between packages of the workspace that are not allowed.
fn forbidden_dependencies(metadata: &Value) -> Vec<String> {
    let ours: Vec<&str> =
        metadata::packages(metadata).filter_map(|package| package["name"].as_str()).collect();
    let mut problems = Vec::new();
    for package in metadata::packages(metadata) {
        let name = package["name"].as_str().unwrap_or("?");
        let Some(floor) = FLOORS.iter().find(|floor| floor.package == name) else {
            problems.push(format!("{name} stands on no floor: give it one in xtask"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let Some(used) = dependency["name"].as_str().filter(|used| ours.contains(used)) else {
                continue;
            };
            // A package's own tests may ask for its features.
            let in_tests =
                dependency["kind"] == "dev" && (used == name || floor.tests_use.contains(&used));
            if !floor.uses.contains(&used) && !in_tests {
                problems.push(format!("{name} must not depend on {used}"));
            }
        }
    }
    problems
}

/// What a card's crate must say, and must not.
fn card_code(source: &Path) -> Result<Vec<String>, Failure> {
    let mut problems = Vec::new();
    let root = source.join("lib.rs");
    let text = files::read(&root)?;
    if !text.lines().any(|line| line.trim() == "#![no_std]") {
        problems.push(format!("{} lacks #![no_std]", root.display()));
    }
    for path in files::rust(source)? {
        let words = forbidden(&files::read(&path)?);
        problems.extend(words.map(|word| format!("{}: {word}", path.display())));
    }
    Ok(problems)
}

/// The first thing in a card's file that lets in std, the heap or unsafe
/// code, before the file's tests.
fn forbidden(text: &str) -> Option<&'static str> {
    const FORBIDDEN: [&str; 3] = ["extern crate alloc", "extern crate std", "allow(unsafe_code)"];
    text.lines()
        .map(str::trim)
        .take_while(|line| *line != "#[cfg(test)]")
        .filter(|line| !line.starts_with("//"))
        .find_map(|line| FORBIDDEN.into_iter().find(|word| line.contains(word)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{forbidden, forbidden_dependencies};

    #[test]
    fn stairs_upward_are_found() {
        let metadata = json!({"packages": [
            {"name": "apdu-spec", "dependencies": [{"name": "card-os", "kind": "dev"}]},
            {"name": "card-os", "dependencies": [
                {"name": "apdu-spec", "kind": null},
                {"name": "p256", "kind": null},
                {"name": "test-vectors", "kind": "dev"},
                {"name": "card-os", "kind": "dev"},
                {"name": "card-os-testing", "kind": "dev"},
            ]},
            {"name": "card-os-testing", "dependencies": [{"name": "card-os", "kind": null}]},
            {"name": "host-cli", "dependencies": [
                {"name": "card-os-testing", "kind": null},
                {"name": "test-vectors", "kind": null},
            ]},
            {"name": "test-vectors", "dependencies": []},
            {"name": "attic", "dependencies": []},
        ]});
        assert_eq!(
            forbidden_dependencies(&metadata),
            [
                "apdu-spec must not depend on card-os",
                "host-cli must not depend on card-os-testing",
                "host-cli must not depend on test-vectors",
                "attic stands on no floor: give it one in xtask",
            ]
        );
    }

    #[test]
    fn the_heap_is_allowed_in_tests_only() {
        assert_eq!(forbidden("extern crate alloc;"), Some("extern crate alloc"));
        assert_eq!(forbidden("// extern crate alloc;"), None);
        assert_eq!(forbidden("#[cfg(test)]\nextern crate std;"), None);
    }
}
