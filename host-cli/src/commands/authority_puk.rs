//! `juki authority puk`: the resetting code of a card, which its authority keeps.

use apdu_spec::profile::KeyType;
use apdu_spec::profile::card::SERIAL_LEN;
use serde_json::json;

use super::issue;
use crate::cli::AuthorityPuk;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use crate::pki::index::card::CardState;

/// Tells the code of a card with the PKCS#15 view. The authority certified keys of that card: of
/// another one it has nothing to tell. What it keeps of a card is the type of its keys; the view
/// goes with P-256.
///
/// # Errors
/// When the folder holds no authority, or it issued no such card with this serial number.
pub fn run(context: &Context<'_>, arguments: &AuthorityPuk) -> Result<Report, Error> {
    let authority = issue::authority(&arguments.dir)?;
    let serial = &arguments.serial;
    let mut keys = authority.index().certificates_of(serial).peekable();
    let bytes = <&[u8; SERIAL_LEN]>::try_from(serial.as_bytes());
    let (Ok(bytes), Some(_)) = (bytes, keys.peek()) else {
        return Err(Error::new(
            Exit::Rejected,
            msg!("error-no-such-card", serial = serial),
            msg!("todo-no-such-card", path = arguments.dir.display()),
        ));
    };
    if !keys.any(|entry| entry.issuer.keys == KeyType::P256) {
        return Err(Error::new(
            Exit::Rejected,
            msg!("error-no-puk", serial = serial),
            msg!("todo-no-puk"),
        ));
    }
    let state = authority.index().card(serial);
    let generation = state.map_or(0, CardState::generation);
    let code = authority.resetting_code(bytes, generation);
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&msg!("authority-puk", code = code.as_str()))),
        command: "authority.puk",
        members: json!({ "card": serial, "puk": code.as_str() }),
    })
}
