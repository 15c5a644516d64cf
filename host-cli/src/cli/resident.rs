//! The command line of what is done with residents' records: `juki resident`.

use std::path::PathBuf;

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
    Map(ResidentMap),
    Import(ResidentImport),
    Export(ResidentExport),
    Characters(ResidentCharacters),
    Check(ResidentCheck),
    Upgrade(ResidentUpgrade),
    Schema(ResidentSchema),
}

/// Arguments of `juki resident show`.
#[derive(Debug, Args)]
pub struct ResidentShow {
    /// Name of the sample.
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// Arguments of `juki resident map`.
#[derive(Debug, Args)]
pub struct ResidentMap {
    /// Name of the mapping.
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// Arguments of `juki resident import`.
#[derive(Debug, Args)]
pub struct ResidentImport {
    /// The table.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Its mapping.
    #[arg(long, value_name = "MAP")]
    pub map: PathBuf,
    /// The municipality's mapping file of its own characters.
    #[arg(long, value_name = "MAP")]
    pub characters: Option<PathBuf>,
    /// Where the records go.
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Where what is said of rejected rows goes.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Nothing is written.
    #[arg(long)]
    pub dry_run: bool,
    /// What every record has.
    #[arg(long, value_name = "PATH=VALUE")]
    pub constant: Vec<String>,
}

/// Arguments of `juki resident export`.
#[derive(Debug, Args)]
pub struct ResidentExport {
    /// The records.
    #[arg(value_name = "RECORDS")]
    pub records: PathBuf,
    /// The mapping.
    #[arg(long, value_name = "MAP")]
    pub map: PathBuf,
    /// The table.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// What every record has.
    #[arg(long, value_name = "PATH=VALUE")]
    pub constant: Vec<String>,
}

/// Arguments of `juki resident characters`.
#[derive(Debug, Args)]
pub struct ResidentCharacters {
    /// A record, a file whose name ends in `.json`; or the text itself.
    #[arg(value_name = "FILE.json|TEXT")]
    pub text: String,
    /// The municipality's mapping file.
    #[arg(long, value_name = "MAP")]
    pub characters: Option<PathBuf>,
}

/// Arguments of `juki resident check`.
#[derive(Debug, Args)]
pub struct ResidentCheck {
    /// The files.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

/// Arguments of `juki resident upgrade`.
#[derive(Debug, Args)]
pub struct ResidentUpgrade {
    /// The record.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Arguments of `juki resident schema`.
#[derive(Debug, Args)]
pub struct ResidentSchema {
    /// Of which version of the form.
    #[arg(long, value_name = "VERSION", default_value_t = 2,
        value_parser = clap::value_parser!(u8).range(1..=2))]
    pub record_version: u8,
}
