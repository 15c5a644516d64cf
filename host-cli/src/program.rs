//! The program: the way from arguments to an exit code.

use std::ffi::OsString;

use crate::cli::authority::Authority;
use crate::cli::card::{Cert, Pin};
use crate::cli::resident::Resident;
use crate::cli::service::Service;
use crate::cli::trust::Trust;
use crate::cli::{self, Cli, Command, usage};
use crate::commands;
use crate::context::Context;
use crate::environment::language;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::locale::Locale;
use crate::output::{self, Report};

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
    let (language, json) = usage::early_options(&arguments);
    let language = language.unwrap_or_else(language::of_environment);
    let locale = Locale::new(language);
    let failed = |error: &Error| output::failure(error, &locale, json);

    let mut parser = cli::command(&locale);
    let cli = match Cli::read(&mut parser, &arguments) {
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
        Command::Virtual(cli::VirtualCommand::New(arguments)) => {
            commands::virtual_new::run(&context, &arguments)
        }
        Command::Virtual(cli::VirtualCommand::List) => commands::virtual_list::run(&context),
        #[cfg(feature = "vpcd")]
        Command::Virtual(cli::VirtualCommand::Serve(arguments)) => {
            commands::virtual_serve::run(&context, &arguments)
        }
        Command::Reader(cli::Reader::List) => commands::reader_list::run(&context),
        Command::Info => commands::info::run(&context),
        Command::Apdu(arguments) => commands::apdu::run(&context, &arguments),
        Command::Shell => commands::shell::run(&context),
        Command::Explain(arguments) => commands::explain::run(&context, &arguments),
        Command::Authority(command) => authority(&context, &command),
        Command::Trust(command) => trust(&context, &command),
        Command::Resident(command) => resident(&context, &command),
        Command::Issue(arguments) => commands::issue::run(&context, &arguments),
        Command::Read(arguments) => commands::read::run(&context, &arguments),
        Command::Cert(command) => cert(&context, &command),
        Command::Pin(command) => pin(&context, &command),
        Command::Service(command) => service(&context, &command),
        Command::Sign(arguments) => commands::sign::run(&context, &arguments),
        Command::Verify(arguments) => commands::verify::run(&context, &arguments),
        #[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
        Command::WithCard(arguments) => commands::with_card::run(&context, &arguments),
        Command::Doctor => commands::doctor::run(&context),
        Command::Licenses => commands::licenses::run(),
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

fn authority(context: &Context<'_>, command: &Authority) -> Result<Report, Error> {
    match command {
        Authority::Init(arguments) => commands::authority_init::run(context, arguments),
        Authority::List(arguments) => commands::authority_list::run(context, arguments),
        Authority::Revoke(arguments) => commands::authority_revoke::run(context, arguments),
        Authority::Crl(arguments) => commands::authority_crl::run(context, arguments),
        Authority::Puk(arguments) => commands::authority_puk::run(context, arguments),
    }
}

fn trust(context: &Context<'_>, command: &Trust) -> Result<Report, Error> {
    match command {
        Trust::Add(arguments) => commands::trust_add::run(context, arguments),
        Trust::List => commands::trust_list::run(context),
        Trust::Remove(arguments) => commands::trust_remove::run(context, arguments),
    }
}

fn resident(context: &Context<'_>, command: &Resident) -> Result<Report, Error> {
    match command {
        Resident::Assign(arguments) => commands::resident_assign::run(context, arguments),
        Resident::Codes(command) => commands::resident_codes::run(context, command),
        Resident::Letters(command) => commands::resident_letters::run(context, command),
        Resident::List => commands::resident_list::run(context),
        Resident::Show(arguments) => commands::resident_show::run(context, arguments),
        Resident::Map(arguments) => commands::resident_map::run(arguments),
        Resident::Import(arguments) => commands::resident_import::run(context, arguments),
        Resident::Export(arguments) => commands::resident_export::run(context, arguments),
        Resident::Characters(arguments) => commands::resident_characters::run(context, arguments),
        Resident::Check(arguments) => commands::resident_check::run(context, arguments),
        Resident::Upgrade(arguments) => commands::resident_upgrade::run(context, arguments),
        Resident::Schema(arguments) => commands::resident_schema::run(context, arguments),
    }
}

fn cert(context: &Context<'_>, command: &Cert) -> Result<Report, Error> {
    match command {
        Cert::List => commands::cert_list::run(context),
        Cert::Export(arguments) => commands::cert_export::run(context, arguments),
    }
}

fn pin(context: &Context<'_>, command: &Pin) -> Result<Report, Error> {
    match command {
        Pin::Status => commands::pin_status::run(context),
        Pin::Change(arguments) => commands::pin_change::run(context, arguments),
        Pin::Reset(arguments) => commands::pin_reset::run(context, arguments),
    }
}

fn service(context: &Context<'_>, command: &Service) -> Result<Report, Error> {
    match command {
        Service::Add(arguments) => commands::service_add::run(context, arguments),
        Service::Show(arguments) => commands::service_show::run(context, arguments),
        Service::Append(arguments) => commands::service_append::run(context, arguments),
        Service::ResetPin(arguments) => commands::service_reset_pin::run(context, arguments),
        Service::Remove(arguments) => commands::service_remove::run(context, arguments),
    }
}
