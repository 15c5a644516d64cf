//! The documentation of every package by itself, as whoever takes it builds it: the features of one
//! hide in the workspace's build what another does not have.

use crate::{Failure, metadata, run};

/// What this part does.
pub(crate) const TITLE: &str = "the documentation of every package, without a warning";

/// Fails at a link that leads nowhere, or to what is not public.
pub(crate) fn check() -> Result<(), Failure> {
    let metadata = metadata::read(false)?;
    metadata::packages(&metadata).filter_map(|package| package["name"].as_str()).try_for_each(
        |package| {
            let mut cargo = run::cargo();
            cargo.args(["doc", "--quiet", "--no-deps", "--package", package]);
            run::shown(cargo.env("RUSTDOCFLAGS", "-D warnings"))
        },
    )
}
