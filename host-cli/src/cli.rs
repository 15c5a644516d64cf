//! The command line: what there is, and the way from arguments to an exit code.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands;
use crate::commands::virtual_list as kinds;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::locale::{Language, Locale};
use crate::output;

mod authority;
mod card;
mod help;
mod localize;
mod making;
mod service;
mod sign;
mod trust;
mod usage;

pub use authority::{AuthorityCrl, AuthorityInit, AuthorityList, AuthorityPuk, AuthorityRevoke};
pub use card::{CertExport, Issue, PinChange, PinReset, Read, ResidentShow};
pub use making::Making;
pub use service::{ServiceAdd, ServiceAppend, ServiceRemove, ServiceResetPin, ServiceShow};
pub use sign::{Sign, Verify};
pub use trust::{TrustAdd, TrustRemove};

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
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// The flags of every command.
#[derive(Clone, Debug, Args)]
pub struct Globals {
    /// Which card.
    #[arg(long, global = true, env = "JUKI_READER", value_name = "READER")]
    pub reader: Option<OsString>,
    /// Seconds to wait for it.
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = DEFAULT_WAIT
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
enum Command {
    #[command(subcommand)]
    Virtual(Virtual),
    #[command(subcommand)]
    Reader(Reader),
    Info,
    Apdu(Apdu),
    Shell,
    Explain(Explain),
    #[command(subcommand)]
    Authority(authority::Authority),
    #[command(subcommand)]
    Trust(trust::Trust),
    #[command(subcommand)]
    Resident(card::Resident),
    Issue(Issue),
    Read(Read),
    #[command(subcommand)]
    Cert(card::Cert),
    #[command(subcommand)]
    Pin(card::Pin),
    #[command(subcommand)]
    Service(service::Service),
    Sign(Sign),
    Verify(Verify),
    #[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
    WithCard(WithCard),
    Doctor,
    Help(help::Help),
}

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
enum Virtual {
    New(Box<VirtualNew>),
    List,
    #[cfg(feature = "vpcd")]
    Serve(VirtualServe),
}

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
enum Reader {
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
    pub making: Making,
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
pub struct WithCard {
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
    pub making: Making,
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
}

/// Arguments of `juki explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A status word or a command.
    #[arg(value_name = "TOPIC", required = true)]
    pub topic: Vec<String>,
}

/// Runs `juki` with these arguments, the program's name first, and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    run_with(arguments, None)
}

/// As [`run`]; with a card its commands use this one, whatever the arguments say of a reader.
pub fn run_with(
    arguments: impl IntoIterator<Item = OsString>,
    card: Option<Box<dyn crate::reader::Reader>>,
) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // Help and errors of the command line need both before it can be read.
    let (language, json) = usage::early(&arguments);
    let language =
        language.unwrap_or_else(|| Language::from_environment(|name| std::env::var(name).ok()));
    let locale = Locale::new(language);
    let failed = |error: &Error| output::failure(error, &locale, json);

    let mut parser = localize::localize(Cli::command(), &locale);
    let parsed = parser
        .try_get_matches_from_mut(&arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(cause) if !cause.use_stderr() => {
            return output::text(&cause.render().to_string())
                .map_or_else(|cause| failed(&cause), |()| Exit::Done);
        }
        Err(cause) => return failed(&usage::error(&cause, &parser, &arguments)),
    };
    let interrupt = match Interrupt::listen() {
        Ok(interrupt) => interrupt,
        Err(cause) => return failed(&Error::system(&cause)),
    };
    let context = Context::new(&locale, cli.globals, interrupt, card);
    let done = match cli.command {
        Command::Virtual(Virtual::New(arguments)) => {
            commands::virtual_new::run(&context, &arguments)
        }
        Command::Virtual(Virtual::List) => commands::virtual_list::run(&context),
        #[cfg(feature = "vpcd")]
        Command::Virtual(Virtual::Serve(arguments)) => {
            commands::virtual_serve::run(&context, &arguments)
        }
        Command::Reader(Reader::List) => commands::reader_list::run(&context),
        Command::Info => commands::info::run(&context),
        Command::Apdu(arguments) => commands::apdu::run(&context, &arguments),
        Command::Shell => commands::shell::run(&context),
        Command::Explain(arguments) => commands::explain::run(&context, &arguments),
        Command::Authority(command) => command.run(&context),
        Command::Trust(command) => command.run(&context),
        Command::Resident(command) => command.run(&context),
        Command::Issue(arguments) => commands::issue::run(&context, &arguments),
        Command::Read(arguments) => commands::read::run(&context, &arguments),
        Command::Cert(command) => command.run(&context),
        Command::Pin(command) => command.run(&context),
        Command::Service(command) => command.run(&context),
        Command::Sign(arguments) => commands::sign::run(&context, &arguments),
        Command::Verify(arguments) => commands::verify::run(&context, &arguments),
        #[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
        Command::WithCard(arguments) => commands::with_card::run(&context, &arguments),
        Command::Doctor => commands::doctor::run(&context),
        Command::Help(arguments) => arguments.run(&mut parser),
    };
    match done.and_then(|report| {
        output::report(&report, json)?;
        Ok(report.exit)
    }) {
        Ok(exit) => exit,
        Err(cause) => failed(&cause),
    }
}

/// The command line with its texts in a language; tests and documents read it.
#[must_use]
pub fn command(locale: &Locale) -> clap::Command {
    localize::localize(Cli::command(), locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_hold_together() {
        for language in Language::ALL {
            command(&Locale::new(language)).debug_assert();
        }
    }
}
