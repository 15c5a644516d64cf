//! `juki virtual serve`: puts a card image into the PC/SC service, where every program finds it.

use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::time::Duration;

use serde_json::{Value, json};

use crate::cli::VirtualServe;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::{self, Report};
use crate::reader::Reader;
use crate::reader::vpcd::{self, ConnectionEnd};
use crate::texts::io_cause;

/// vpcd looks at its card twice a second: after this long it has another one.
const SILENCE: Duration = Duration::from_secs(5);

/// Serves until the user interrupts, or vpcd goes away.
///
/// # Errors
/// When the image is refused or vpcd is not there.
pub fn run(context: &Context<'_>, arguments: &VirtualServe) -> Result<Report, Error> {
    context.refuse_can("juki virtual serve")?;
    let card = context.open_image_even_damaged(&arguments.path, "juki virtual serve")?;
    if let Some(cause) = card.damaged() {
        context.warn_of_damage(cause.into());
    }
    context.warn_of_read_only(&card);
    let serial = card.serial();
    let mut card = context.traced(Box::new(card))?;
    let inserted = || -> Result<(), Error> {
        let path = arguments.path.display().to_string();
        if context.json() {
            let members = json!({ "path": path, "serial": serial, "vpcd": arguments.vpcd });
            return output::object("virtual.serve", &members);
        }
        let line =
            msg!("virtual-serve-inserted", path = path, serial = &serial, vpcd = &arguments.vpcd);
        output::text(&format!("{}\n", context.text(&line)))
    };
    let exit = loop {
        let ended = context.retry(|| connect(&arguments.vpcd), |_| true);
        let stream = ended.map_err(|cause| not_there(&arguments.vpcd, &cause))?;
        let ended = serve(context, &stream, &mut *card, &inserted);
        if let Some(exit) = context.interrupt.received() {
            break exit;
        }
        context.interrupt.restore_default();
        match ended? {
            // With --wait the card goes back into a service that was started again.
            ConnectionEnd::Closed if context.wait().is_some() => {}
            ConnectionEnd::Closed => return Err(closed(&arguments.vpcd)),
            ConnectionEnd::Silent => return Err(silent(&arguments.vpcd)),
            ConnectionEnd::Card(cause) => return Err(cause.into()),
        }
    };
    card.close()?;
    Ok(Report { exit, text: String::new(), command: "virtual.serve", members: Value::Null })
}

fn serve(
    context: &Context<'_>,
    stream: &TcpStream,
    card: &mut dyn Reader,
    inserted: &dyn Fn() -> Result<(), Error>,
) -> Result<ConnectionEnd, Error> {
    let broken = |cause: &std::io::Error| Error::system(cause);
    let waker = stream.try_clone().map_err(|cause| broken(&cause))?;
    context.interrupt.instead_of_exit(move || {
        // The reading end then sees the end of the connection.
        let _gone = waker.shutdown(Shutdown::Both);
    });
    let mut said = Ok(());
    let ended = vpcd::serve(stream, card, SILENCE, || said = inserted());
    said?;
    ended.map_err(|cause| broken(&cause))
}

fn connect(address: &str) -> std::io::Result<TcpStream> {
    let mut last = std::io::Error::from(std::io::ErrorKind::NotFound);
    for address in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, SILENCE) {
            Ok(stream) => return Ok(stream),
            Err(cause) => last = cause,
        }
    }
    Err(last)
}

fn not_there(address: &str, cause: &std::io::Error) -> Error {
    Error::new(
        Exit::NoCard,
        msg!("error-vpcd", address = address, cause = io_cause(cause)),
        msg!("todo-vpcd"),
    )
}

fn closed(address: &str) -> Error {
    Error::new(Exit::NoCard, msg!("error-vpcd-closed", address = address), msg!("todo-vpcd-closed"))
}

fn silent(address: &str) -> Error {
    Error::new(Exit::NoCard, msg!("error-vpcd-silent", address = address), msg!("todo-vpcd-silent"))
}
