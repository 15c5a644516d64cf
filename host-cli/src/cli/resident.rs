//! The command line of what is done with residents' records: `juki resident`.

use clap::{Args, Subcommand};

use super::codes::{Codes, Letters, ResidentAssign};

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
pub(crate) enum Resident {
    Assign(ResidentAssign),
    #[command(subcommand)]
    Codes(Codes),
    #[command(subcommand)]
    Letters(Letters),
    List,
    Show(ResidentShow),
}

/// Arguments of `juki resident show`.
#[derive(Debug, Args)]
pub struct ResidentShow {
    /// Name of the sample.
    #[arg(value_name = "NAME")]
    pub name: String,
}
