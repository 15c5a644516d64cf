//! `jpki-cli`, a program in Rust for the successor's cards (LGPL-2.1), installed by cargo into the
//! target directory, once.

use std::path::{Path, PathBuf};

use crate::{Failure, run};

/// The release that the table speaks of.
const VERSION: &str = "0.4.3";

/// The folder with the program.
pub(super) fn install(folder: &Path) -> Result<PathBuf, Failure> {
    let root = folder.join("clients");
    let bin = root.join("bin");
    if run::output(run::command(bin.join("jpki-cli")).arg("--version"))
        .is_ok_and(|said| said.trim().ends_with(VERSION))
    {
        return Ok(bin);
    }
    let mut cargo = run::cargo();
    cargo.args(["install", "jpki-cli", "--locked", "--force", "--version"]);
    cargo.arg(format!("={VERSION}")).arg("--root").arg(&root);
    cargo.arg("--target-dir").arg(folder.join("build"));
    run::shown(&mut cargo)?;
    Ok(bin)
}
