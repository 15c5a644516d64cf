//! `cargo xtask images RELEASE`: the images of cards that every later version must load
//! (`test-vectors/images`).

use std::process::ExitCode;

use crate::report::Report;
use crate::{run, usage};

const FOLDER: &str = "test-vectors/images";

/// The verb. A release's images are written once.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let [release] = arguments else { return usage("images takes the name of a release") };
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
    if release.is_empty() || release.starts_with('.') || !release.chars().all(is_name) {
        return usage(&format!("`{release}` is no name of a release"));
    }
    if run::root().join(FOLDER).join(release).exists() {
        return usage(&format!("{FOLDER}/{release} is there already, and is never changed"));
    }
    let mut report = Report::default();
    for package in ["card-os", "host-cli"] {
        report.part(package, "its images, written and loaded again", || {
            for only in [&["--ignored"][..], &[]] {
                run::shown(
                    run::cargo()
                        .args(["test", "-p", package, "--test", "images", "--"])
                        .args(only)
                        .env("RELEASE", release),
                )?;
            }
            Ok(())
        });
    }
    report.close()
}
