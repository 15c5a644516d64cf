//! `juki authority puk`: the resetting code of a card, which its authority keeps.

use serde_json::json;

use super::issue;
use crate::cli::AuthorityPuk;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;

/// Tells the code of a card with the PKCS#15 view. The authority certified keys of that card: of
/// another one it has nothing to tell.
///
/// # Errors
/// When the folder holds no authority, or it issued no card with this serial number.
pub fn run(context: &Context<'_>, arguments: &AuthorityPuk) -> Result<Report, Error> {
    let authority = issue::authority(&arguments.dir)?;
    let serial = &arguments.serial;
    let known = authority.index().entries().iter().any(|entry| entry.card == *serial);
    let bytes = <&[u8; 15]>::try_from(serial.as_bytes()).ok().filter(|_| known);
    let Some(bytes) = bytes else {
        return Err(Error::new(
            Exit::Rejected,
            msg!("error-no-such-card", serial = serial),
            msg!("todo-no-such-card", path = arguments.dir.display()),
        ));
    };
    let code = authority.resetting_code(bytes);
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&msg!("authority-puk", code = code.as_str()))),
        command: "authority.puk",
        members: json!({ "card": serial, "puk": code.as_str() }),
    })
}
