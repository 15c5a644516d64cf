//! `juki with-card`: runs a command beside a card of its own.

use serde_json::Value;

use crate::cli::WithCard;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use crate::reader::fault::{Fault, Unreadable};
use crate::with_card::{self, Settings};

/// Runs the command.
///
/// # Errors
/// When a fault cannot be read, the image is refused, or the service does not start.
pub fn run(context: &Context<'_>, arguments: &WithCard) -> Result<Report, Error> {
    let settings = Settings {
        program: std::env::current_exe().map_err(|cause| Error::system(&cause))?,
        faults: arguments.fault.iter().map(|text| fault(text)).collect::<Result<_, _>>()?,
        environment: Vec::new(),
    };
    let card = context.open_image(&arguments.image, "juki with-card")?;
    let code = with_card::run(context, Box::new(card), &settings, &arguments.command)?;
    Ok(Report {
        exit: Exit::Command(code),
        text: String::new(),
        command: "with-card",
        members: Value::Null,
    })
}

fn fault(text: &str) -> Result<Fault, Error> {
    text.parse().map_err(|Unreadable(cause)| {
        let what = msg!("error-fault", fault = text, cause = cause);
        Error::new(Exit::Usage, what, msg!("todo-fault"))
    })
}
