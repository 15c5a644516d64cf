//! The command line of how a virtual card is made: `juki virtual new`, `juki with-card`.

use std::path::PathBuf;

use apdu_spec::profile::{KeyType, Profile};
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::value;
use crate::day::Day;

/// The options of a virtual card.
#[derive(Debug, Args)]
pub struct CardOptions {
    /// What it is to be issued as.
    #[arg(long, value_name = "PROFILE",
        value_parser = PossibleValuesParser::new(Profile::ALL.map(Profile::id)))]
    pub profile: Option<String>,
    /// Which key pairs it makes.
    #[arg(long, value_name = "TYPE",
        value_parser = PossibleValuesParser::new(KeyType::ALL.map(KeyType::id)))]
    pub keys: Option<String>,
    /// Its answer to reset.
    #[arg(long, value_name = "ATR",
        value_parser = PossibleValuesParser::new(["own", "jpki", "oseid"]))]
    pub atr: Option<String>,
    /// The record it is issued from.
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// What its random numbers come from.
    #[arg(long, value_name = "N", value_parser = value::number::<u64>)]
    pub seed: Option<u64>,
    /// The day on which it is made.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    pub date: Option<Day>,
}
