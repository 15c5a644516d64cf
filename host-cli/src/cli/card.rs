//! The command line of what is done with a resident's card: `juki issue`, `read`, `cert`,
//! `pin`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, Subcommand};
use juki_codes::holder::RegisterNumber;

use super::value;
use crate::card::jpki::Certificate;
use crate::card::pins::PinSelection;
use crate::environment::font;

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
pub(crate) enum Cert {
    List,
    Export(CertExport),
}

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
pub(crate) enum Pin {
    Status,
    Change(PinChange),
    Reset(PinReset),
}

/// Arguments of `juki issue`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("resident").required(true).args(["record", "sample"]))]
pub struct IssueArguments {
    /// The record, a JSON file.
    #[arg(value_name = "RECORD")]
    pub record: Option<PathBuf>,
    /// Whose record, where several are.
    #[arg(
        long,
        value_name = "NUMBER",
        conflicts_with = "sample",
        value_parser = value::register_number
    )]
    pub register_number: Option<RegisterNumber>,
    /// Name of a sample record.
    #[arg(long, value_name = "NAME")]
    pub sample: Option<String>,
    /// The type of the card, whatever the record says of it.
    #[arg(long = "type", value_name = "TYPE", value_parser = PossibleValuesParser::new(["A", "B"]))]
    pub card_type: Option<String>,
    /// The authority's folder.
    #[arg(long, value_name = "DIR")]
    pub authority: PathBuf,
    /// File with the transport key.
    #[arg(long, value_name = "FILE")]
    pub transport_key: Option<PathBuf>,
    /// The photo, JPEG or PNG.
    #[arg(long, value_name = "FILE")]
    pub photo: Option<PathBuf>,
    /// A drawn placeholder where a photo is shown.
    #[arg(long, conflicts_with = "photo")]
    pub placeholder: bool,
    /// The municipality's mapping file.
    #[arg(long, value_name = "MAP", conflicts_with = "sample")]
    pub characters: Option<PathBuf>,
    /// The font for rare characters.
    #[arg(
        long,
        value_name = "FILE",
        env = font::VARIABLE,
        value_parser = value::path_or_nothing()
    )]
    pub font: Option<PathBuf>,
    /// Do not ask.
    #[arg(short, long)]
    pub yes: bool,
}

/// Arguments of `juki read`.
#[derive(Debug, Args)]
pub struct ReadArguments {
    /// Only what is free to read.
    #[arg(long)]
    pub no_pin: bool,
    /// Folder for the pictures.
    #[arg(long, value_name = "DIR", conflicts_with = "no_pin")]
    pub pictures: Option<PathBuf>,
    /// Spend the last try without a terminal.
    #[arg(long)]
    pub spend_last_try: bool,
}

/// Arguments of `juki cert export`.
#[derive(Debug, Args)]
pub struct CertExport {
    /// Which certificate.
    #[arg(value_name = "CERTIFICATE", value_parser = certificates())]
    pub certificate: String,
    /// How it is written.
    #[arg(long, value_name = "FORMAT", default_value = "pem",
        value_parser = PossibleValuesParser::new(["pem", "der", "text"]))]
    pub format: String,
    /// The file to make.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Spend the last try without a terminal.
    #[arg(long)]
    pub spend_last_try: bool,
}

/// Arguments of `juki pin change`.
#[derive(Debug, Args)]
pub struct PinChange {
    /// Which PIN.
    #[arg(value_name = "PIN", default_value = "card", value_parser = pins())]
    pub pin: PinSelection,
    /// Finish a change that stopped half way.
    #[arg(long)]
    pub resume: bool,
    /// Spend the last try without a terminal.
    #[arg(long)]
    pub spend_last_try: bool,
}

/// Arguments of `juki pin reset`.
#[derive(Debug, Args)]
pub struct PinReset {
    /// Which PIN.
    #[arg(value_name = "PIN", default_value = "card", value_parser = pins())]
    pub pin: PinSelection,
    /// The folder of the authority that issued the card.
    #[arg(long, value_name = "DIR")]
    pub authority: PathBuf,
}

fn certificates() -> PossibleValuesParser {
    PossibleValuesParser::new(Certificate::ALL.map(Certificate::id))
}

fn pins() -> impl TypedValueParser<Value = PinSelection> {
    PossibleValuesParser::new(PinSelection::ALL.map(PinSelection::id))
        .try_map(|name| PinSelection::from_id(&name).ok_or("no PIN of this name"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{Language, Locale};

    #[test]
    fn help_names_every_pin_that_can_be_given() {
        for language in Language::ALL {
            let mut parser = crate::cli::command(&Locale::new(language));
            for words in [["juki", "pin", "change", "--help"], ["juki", "pin", "reset", "--help"]] {
                let help = parser.try_get_matches_from_mut(words).unwrap_err().render().to_string();
                let at = help.find("[PIN]  ").unwrap();
                let end = at + help[at..].find("\n\n").unwrap();
                for selection in PinSelection::ALL {
                    assert!(help[at..end].contains(selection.id()), "{}: {help}", selection.id());
                }
            }
        }
    }
}
