//! The command line of `juki authority`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use crate::pki::authority::DEFAULT_CRL_BASE;
use crate::pki::index::Reason;

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
pub(crate) enum Authority {
    Init(AuthorityInit),
    List(AuthorityList),
    Revoke(AuthorityRevoke),
    Crl(AuthorityCrl),
    Puk(AuthorityPuk),
}

/// Arguments of `juki authority init`.
#[derive(Debug, Args)]
pub struct AuthorityInit {
    /// The folder to make.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Where its lists can be fetched.
    #[arg(long, value_name = "URL", default_value = DEFAULT_CRL_BASE)]
    pub crl_base: String,
}

/// Arguments of `juki authority list`.
#[derive(Debug, Args)]
pub struct AuthorityList {
    /// The authority's folder.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// Arguments of `juki authority revoke`.
#[derive(Debug, Args)]
pub struct AuthorityRevoke {
    /// The authority's folder.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// A certificate file, or a serial number.
    #[arg(value_name = "CERTIFICATE")]
    pub certificate: String,
    /// Why.
    #[arg(long, value_name = "REASON", default_value = "unspecified", value_parser = reasons())]
    pub reason: String,
}

/// Arguments of `juki authority crl`.
#[derive(Debug, Args)]
pub struct AuthorityCrl {
    /// The authority's folder.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// Arguments of `juki authority puk`.
#[derive(Debug, Args)]
pub struct AuthorityPuk {
    /// The authority's folder.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// The serial number of the card.
    #[arg(value_name = "SERIAL")]
    pub serial: String,
}

fn reasons() -> PossibleValuesParser {
    PossibleValuesParser::new(Reason::ALL.map(Reason::name))
}
