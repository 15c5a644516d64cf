//! Arguments of `juki sign` and `juki verify`.

use std::path::PathBuf;

use clap::Args;

use crate::day::Day;

/// Arguments of `juki sign`.
#[derive(Debug, Args)]
pub struct SignArguments {
    /// The file to sign.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where the signature goes.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The key.
    #[arg(long, value_name = "KEY", default_value = "sign", value_parser = ["sign", "auth"])]
    pub key: String,
    /// The form.
    #[arg(long, value_name = "FORMAT", default_value = "der", value_parser = ["der", "pem"])]
    pub format: String,
    /// Replace what is there.
    #[arg(long)]
    pub force: bool,
    /// Even the last try.
    #[arg(long)]
    pub spend_last_try: bool,
}

/// Arguments of `juki verify`.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// The signed file.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The signature.
    #[arg(value_name = "SIGNATURE")]
    pub signature: Option<PathBuf>,
    /// The trust anchors.
    #[arg(long, value_name = "PATH")]
    pub trust: Vec<PathBuf>,
    /// Where revocation is looked up.
    #[arg(long, value_name = "WHERE", default_value = "file", value_parser = ["file", "online", "skip"])]
    pub revocation: String,
    /// A key for user authentication is enough.
    #[arg(long, requires = "file")]
    pub allow_authentication_key: bool,
    /// The day as of which is judged.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::value::day)]
    pub date: Option<Day>,
    /// No PIN.
    #[arg(long, conflicts_with = "file")]
    pub no_pin: bool,
    /// The signing certificate too.
    #[arg(long, conflicts_with_all = ["file", "no_pin"])]
    pub signing: bool,
    /// Even the last try.
    #[arg(long)]
    pub spend_last_try: bool,
}
