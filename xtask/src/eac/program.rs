//! The programs in C.

use std::path::{Path, PathBuf};

use crate::{Failure, needs, run};

/// Its name, and its files in `ci/eac`, without the ending.
pub(super) struct Program {
    name: &'static str,
    files: &'static [&'static str],
    libraries: &'static [&'static str],
}

/// What OpenPACE computes, for tests to compare with.
pub(super) const VECTORS: Program = Program {
    name: "vectors",
    files: &["vectors", "messaging", "bytes"],
    libraries: &["libeac", "libcrypto"],
};

/// The terminal.
pub(super) const TERMINAL: Program = Program {
    name: "terminal",
    files: &["terminal", "administrator", "authentication", "pace", "card", "messaging", "bytes"],
    libraries: &["libeac", "libcrypto", "libpcsclite"],
};

/// Builds a program in this folder; a warning is a failure.
pub(super) fn build(folder: &Path, program: &Program) -> Result<PathBuf, Failure> {
    let compiler = needs::c_compiler().ok_or("no C compiler here")?;
    let flags = run::output(
        run::command("pkg-config").args(["--cflags", "--libs"]).args(program.libraries),
    )?;
    let built = folder.join(program.name);
    let sources = program.files.iter().map(|file| format!("ci/eac/{file}.c"));
    let mut command = run::command(compiler);
    command.args(["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-o"]).arg(&built);
    run::shown(command.args(sources).args(flags.split_whitespace()))?;
    Ok(built)
}
