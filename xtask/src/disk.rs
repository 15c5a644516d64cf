//! Room on the disk: a test that fails for want of it names whatever it was that it wrote.

use crate::{metadata, run};

/// What `cargo xtask test` writes in all, from nothing, in bytes: 8 GB of build and room for the
/// tests' own files.
const WHOLE: u64 = 10_000_000_000;

/// Says so when there is less room than a whole run may take. No failure: much of it may be built.
pub(crate) fn warn() {
    if let Some(free) = free_bytes().filter(|free| *free < WHOLE) {
        eprintln!(
            "xtask: {:.1} GB are free where cargo builds; a whole run may take {:.0} GB: \
             tests that find no room fail",
            gigabytes(free),
            gigabytes(WHOLE),
        );
    }
}

/// What is free where cargo builds, in bytes, as far as it can be told.
fn free_bytes() -> Option<u64> {
    let target = metadata::target_directory().ok()?;
    // It may not be there yet.
    let folder = target.ancestors().find(|folder| folder.is_dir())?;
    let said =
        run::output(run::command("df").args(["--block-size=1", "--output=avail"]).arg(folder));
    said.ok()?.lines().last()?.trim().parse().ok()
}

#[allow(clippy::cast_precision_loss, reason = "one digit is shown")]
fn gigabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e9
}
