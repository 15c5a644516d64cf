//! Clients that run without a PC/SC service, as tests of this workspace: a library in Rust, and
//! what OpenSC was once recorded to send.

use super::cards::PROFILES;
use super::table::{Outcome, Table};
use crate::{Failure, metadata, run};

/// The library, and its release in Cargo.toml.
const LIBRARY: &str = "myna-card (library, in process)";
/// Cases: what, and the tests that show it, by profile.
const CASES: [(&str, [&str; PROFILES.len()]); 3] = [
    (
        "text: every attribute read, every issuer's signature accepted",
        ["text_of_mynumber", "text_of_juki", "text_of_p256"],
    ),
    (
        "visual: every file read, every issuer's signature accepted",
        ["visual_of_mynumber", "visual_of_juki", VISUAL_LIMIT],
    ),
    (
        "certificates; both keys sign by its six schemes",
        ["schemes_of_mynumber", "schemes_of_juki", LIMIT],
    ),
];
/// The tests that show the library's own limit, and what that is.
const LIMIT: &str = "schemes_of_p256_are_not_known_to_it";
const VISUAL_LIMIT: &str = "visual_of_p256_is_not_known_to_it";
const WHY: &str = "it knows RSA keys only";

/// Runs them.
pub(super) fn run(table: &mut Table) -> Result<(), Failure> {
    let [library, card] = metadata::build(
        ["myna_card", "card"],
        &["test", "--workspace", "--no-run", "--test", "myna_card", "--test", "card"],
    )?;
    let said = |test: &std::path::Path, package: &str, filter: &[&str]| {
        let package = run::root().join(package);
        let mut command = run::command(test);
        command.args(filter).env("CARGO_MANIFEST_DIR", &package).current_dir(package);
        command.output().map(|output| {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            (output.status.success(), text)
        })
    };
    let failed = |error: std::io::Error| format!("a test did not start: {error}");
    let version = version()?;
    let (_, text) = said(&library, "host-cli", &[]).map_err(failed)?;
    for (what, tests) in CASES {
        let outcomes = tests.map(|test| {
            let passed = text.contains(&format!("test {test} ... ok"));
            vec![match (passed, test) {
                (true, LIMIT | VISUAL_LIMIT) => Outcome::Limit(WHY.to_owned()),
                (true, _) => Outcome::Works,
                (false, _) => Outcome::Failed(text.clone()),
            }]
        });
        table.row(LIBRARY, &version, what, outcomes);
    }
    // A filter that fits no test would pass.
    let replayed = |module: &str| match said(&card, "card-os", &[module]).map_err(failed)? {
        (true, text) if !text.contains("running 0 tests") => Ok::<_, Failure>(Outcome::Works),
        (_, text) => Ok(Outcome::Failed(text)),
    };
    let (jpki, pkcs15) = (replayed("opensc_jpki_trace::")?, replayed("opensc_trace::")?);
    let results = [vec![jpki.clone()], vec![jpki], vec![pkcs15]];
    table.row("OpenSC, recorded", "0.23.0", "its commands, replayed", results);
    Ok(())
}

/// The release that Cargo.lock names.
fn version() -> Result<String, Failure> {
    let read = metadata::read(true)?;
    metadata::packages(&read)
        .find(|package| package["name"] == "myna-card")
        .and_then(|package| package["version"].as_str().map(str::to_owned))
        .ok_or_else(|| "nobody depends on myna-card any more".to_owned())
}
