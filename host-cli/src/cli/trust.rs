//! The command line of `juki trust`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
pub(crate) enum Trust {
    Add(TrustAdd),
    List,
    Remove(TrustRemove),
}

/// Arguments of `juki trust add`.
#[derive(Debug, Args)]
pub struct TrustAdd {
    /// A file, a folder, or an authority's folder.
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
}

/// Arguments of `juki trust remove`.
#[derive(Debug, Args)]
pub struct TrustRemove {
    /// Name, fingerprint, file or folder.
    #[arg(value_name = "NAME")]
    pub which: String,
}
