//! The command line of municipal applications: `juki service`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
pub(crate) enum Service {
    Add(ServiceAdd),
    Show(ServiceShow),
    Append(ServiceAppend),
    ResetPin(ServiceResetPin),
    Remove(ServiceRemove),
}

/// Arguments of `juki service add`.
#[derive(Debug, Args)]
pub struct ServiceAdd {
    /// The profile, a JSON file, or the name of a sample.
    #[arg(value_name = "PROFILE")]
    pub profile: PathBuf,
    /// The folder of the authority that issued the card.
    #[arg(long, value_name = "DIR")]
    pub authority: PathBuf,
}

/// Arguments of `juki service show`.
#[derive(Debug, Args)]
pub struct ServiceShow {
    /// The profile.
    #[arg(value_name = "PROFILE")]
    pub profile: PathBuf,
    /// The authority's folder: at the service's desk.
    #[arg(long, value_name = "DIR")]
    pub authority: Option<PathBuf>,
    /// Only what needs no PIN.
    #[arg(long)]
    pub no_pin: bool,
    /// The last try may be spent on a value that nobody types.
    #[arg(long)]
    pub spend_last_try: bool,
}

/// Arguments of `juki service append`.
#[derive(Debug, Args)]
pub struct ServiceAppend {
    /// The profile.
    #[arg(value_name = "PROFILE")]
    pub profile: PathBuf,
    /// Name of the file.
    #[arg(value_name = "FILE")]
    pub file: String,
    /// The record.
    #[arg(value_name = "TEXT")]
    pub text: String,
    /// The authority's folder.
    #[arg(long, value_name = "DIR")]
    pub authority: PathBuf,
    /// The last try may be spent on a value that nobody types.
    #[arg(long)]
    pub spend_last_try: bool,
}

/// Arguments of `juki service remove`.
#[derive(Debug, Args)]
pub struct ServiceRemove {
    /// The profile.
    #[arg(value_name = "PROFILE")]
    pub profile: PathBuf,
    /// The authority's folder.
    #[arg(long, value_name = "DIR")]
    pub authority: PathBuf,
    /// Nobody is asked.
    #[arg(long)]
    pub yes: bool,
}

/// Arguments of `juki service reset-pin`.
#[derive(Debug, Args)]
pub struct ServiceResetPin {
    /// The profile.
    #[arg(value_name = "PROFILE")]
    pub profile: PathBuf,
    /// The authority's folder.
    #[arg(long, value_name = "DIR")]
    pub authority: PathBuf,
}
