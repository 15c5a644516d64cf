//! The command line: what there is to be said, and what is said to it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::card::pace::Password;
use crate::locale::Locale;

pub(crate) mod authority;
pub(crate) mod card;
mod card_options;
pub mod codes;
pub(crate) mod help;
pub(crate) mod kinds;
mod localize;
pub(crate) mod resident;
pub(crate) mod service;
mod sign;
pub(crate) mod trust;
pub(crate) mod usage;
mod value;

pub use authority::{AuthorityCrl, AuthorityInit, AuthorityList, AuthorityPuk, AuthorityRevoke};
pub use card::{CertExport, IssueArguments, PinChange, PinReset, ReadArguments};
pub use card_options::CardOptions;
pub use resident::{
    ResidentCharacters, ResidentCheck, ResidentExport, ResidentImport, ResidentMap, ResidentSchema,
    ResidentShow, ResidentUpgrade,
};
pub use service::{ServiceAdd, ServiceAppend, ServiceRemove, ServiceResetPin, ServiceShow};
pub use sign::{SignArguments, VerifyArguments};
pub use trust::{TrustAdd, TrustRemove};

/// The environment variable that says which card.
pub const READER: &str = "JUKI_READER";

/// The environment variable that says the card access number.
pub const CAN: &str = "JUKI_CAN";

/// How long `--wait` without a number waits, in seconds.
pub const DEFAULT_WAIT: &str = "30";

// The texts of help and errors come from the Fluent files: see `localize`.
#[derive(Debug, Parser)]
#[command(
    name = "juki",
    version,
    propagate_version = true,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_required = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// Reads a command line, the program's name first, with the [`command`] of a language.
    ///
    /// # Errors
    /// What clap answers instead; help and version as well.
    pub(crate) fn read(
        parser: &mut clap::Command,
        arguments: &[OsString],
    ) -> Result<Self, clap::Error> {
        let matches = parser.try_get_matches_from_mut(arguments)?;
        let mut cli = Self::from_arg_matches(&matches)?;
        cli.globals.reader_from_variable =
            matches.value_source("reader") == Some(ValueSource::EnvVariable);
        cli.globals.can_typed = matches.value_source("can") == Some(ValueSource::CommandLine);
        Ok(cli)
    }
}

/// The flags of every command.
#[derive(Clone, Debug, Args)]
pub struct Globals {
    /// Which card.
    #[arg(long, global = true, env = READER, value_name = "READER")]
    pub reader: Option<OsString>,
    /// Was it the variable that said which card?
    #[arg(skip)]
    pub reader_from_variable: bool,
    /// The card access number, which stands on the card: everything goes inside the session that it
    /// opens.
    #[arg(long, global = true, env = CAN, value_name = "CAN", value_parser = value::can)]
    pub can: Option<Password>,
    /// Was it the command line that said it?
    #[arg(skip)]
    pub can_typed: bool,
    /// Seconds to wait for it.
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = DEFAULT_WAIT,
        value_parser = value::number::<u32>
    )]
    pub wait: Option<u32>,
    /// One JSON object instead of text.
    #[arg(long, global = true)]
    pub json: bool,
    /// File for the trace.
    #[arg(long, global = true, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// Say more.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Language.
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = ["en", "ja"])]
    pub lang: Option<String>,
    /// Help.
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// Version.
    #[arg(short = 'V', long, global = true, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(subcommand)]
    Virtual(VirtualCommand),
    #[command(subcommand)]
    Reader(Reader),
    Info,
    Apdu(Apdu),
    Shell,
    Explain(ExplainArguments),
    #[command(subcommand)]
    Authority(authority::Authority),
    #[command(subcommand)]
    Trust(trust::Trust),
    #[command(subcommand)]
    Resident(resident::Resident),
    Issue(IssueArguments),
    Read(ReadArguments),
    #[command(subcommand)]
    Cert(card::Cert),
    #[command(subcommand)]
    Pin(card::Pin),
    #[command(subcommand)]
    Service(service::Service),
    Sign(SignArguments),
    Verify(VerifyArguments),
    #[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
    WithCard(WithCardArguments),
    Doctor,
    // A flag, as programs have it, and a command, as everything else is here.
    #[command(long_flag = "licenses")]
    Licenses,
    Help(help::Help),
}

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
pub(crate) enum VirtualCommand {
    New(Box<VirtualNew>),
    List,
    #[cfg(feature = "vpcd")]
    Serve(VirtualServe),
}

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
pub(crate) enum Reader {
    List,
}

/// Arguments of `juki virtual new`.
#[derive(Debug, Args)]
pub struct VirtualNew {
    /// The file to make.
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// The kind of card.
    #[arg(long, value_name = "KIND", default_value = kinds::BLANK, value_parser = kinds::parser())]
    pub kind: String,
    /// How it is made.
    #[command(flatten)]
    pub options: CardOptions,
    /// The folder for the authority of a ready card.
    #[arg(long, value_name = "DIR")]
    pub authority_out: Option<PathBuf>,
    /// File with the transport key.
    #[arg(long, value_name = "FILE")]
    pub transport_key: Option<PathBuf>,
}

/// Arguments of `juki virtual serve`.
#[cfg(feature = "vpcd")]
#[derive(Debug, Args)]
pub struct VirtualServe {
    /// The image.
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// Where vpcd listens.
    #[arg(long, value_name = "HOST:PORT", default_value = crate::reader::vpcd::ADDRESS)]
    pub vpcd: String,
}

/// Arguments of `juki with-card`.
#[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
#[derive(Debug, Args)]
pub struct WithCardArguments {
    /// The image of the card.
    #[arg(long, value_name = "FILE", conflicts_with_all =
        ["card", "profile", "keys", "atr", "record", "seed", "date"])]
    pub image: Option<PathBuf>,
    /// The ready card.
    #[arg(long, value_name = "NAME", default_value = kinds::PLAIN, value_parser = kinds::ready_parser(),
        conflicts_with = "record")]
    pub card: String,
    /// How it is made.
    #[command(flatten)]
    pub options: CardOptions,
    /// What goes wrong with it.
    #[arg(long, value_name = "FAULT")]
    pub fault: Vec<String>,
    /// The command with its arguments.
    #[arg(value_name = "PROGRAM", last = true, required = true)]
    pub command: Vec<OsString>,
}

/// Arguments of `juki apdu`.
#[derive(Debug, Args)]
pub struct Apdu {
    /// The commands in hexadecimal digits.
    #[arg(value_name = "HEX", required = true)]
    pub commands: Vec<String>,
    /// The key of the card by which a session of secure messaging is opened first.
    #[arg(long, value_name = "REFERENCE", requires = "key")]
    pub secure: Option<String>,
    /// File with the value of that key.
    #[arg(long, value_name = "FILE", requires = "secure")]
    pub key: Option<PathBuf>,
}

/// Arguments of `juki explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// A status word, a command, a data object, an APDU...
    #[arg(value_name = "TOPIC", required = true)]
    pub topic: Vec<String>,
}

/// The command line with its texts in a language; tests and documents read it.
#[must_use]
pub fn command(locale: &Locale) -> clap::Command {
    localize::localize(Cli::command(), locale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    #[test]
    fn the_definitions_hold_together() {
        for language in Language::ALL {
            command(&Locale::new(language)).debug_assert();
        }
    }

    /// Clap asserts nothing of these: the program ends when it reads the value.
    #[test]
    fn no_argument_of_a_command_has_the_name_of_a_global_one() {
        fn own(command: &clap::Command, path: &str, global: &[String], found: &mut Vec<String>) {
            let arguments = command.get_arguments().filter(|own| !own.is_global_set());
            let taken = arguments.filter(|own| global.iter().any(|name| own.get_id() == name));
            found.extend(taken.map(|argument| format!("{path} {}", argument.get_id())));
            for inner in command.get_subcommands() {
                own(inner, &format!("{path} {}", inner.get_name()), global, found);
            }
        }
        let whole = Cli::command();
        let global = whole.get_arguments().filter(|argument| argument.is_global_set());
        let global: Vec<_> = global.map(|argument| argument.get_id().to_string()).collect();
        assert!(global.iter().any(|name| name == "version"));
        let mut found = Vec::new();
        for inner in whole.get_subcommands() {
            own(inner, inner.get_name(), &global, &mut found);
        }
        assert!(found.is_empty(), "{found:?}");
    }
}
