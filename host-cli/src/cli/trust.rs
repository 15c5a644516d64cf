//! The command line of `juki trust`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::commands;
use crate::context::Context;
use crate::error::Error;
use crate::output::Report;

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
pub(super) enum Trust {
    Add(TrustAdd),
    List,
    Remove(TrustRemove),
}

impl Trust {
    pub(super) fn run(&self, context: &Context<'_>) -> Result<Report, Error> {
        match self {
            Self::Add(arguments) => commands::trust_add::run(context, arguments),
            Self::List => commands::trust_list::run(context),
            Self::Remove(arguments) => commands::trust_remove::run(context, arguments),
        }
    }
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
    /// Name or fingerprint.
    #[arg(value_name = "NAME")]
    pub which: String,
}
