//! `juki apdu`: sends commands as they are, or inside a session of secure messaging, and shows what
//! the card says.

use std::fmt::Write as _;

use apdu_spec::response::Response;
use apdu_spec::status::StatusWord;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::card::session::LONGEST_COMMAND;
use crate::card_key;
use crate::cli::Apdu;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::output::{self, Report};
use crate::reader::{Reader as _, ReaderError};

/// Sends all of them in one session; the last status decides how the program ends.
///
/// # Errors
/// When an argument is no command, before anything is sent; when no answer comes.
pub fn run(context: &Context<'_>, arguments: &Apdu) -> Result<Report, Error> {
    let commands = arguments
        .commands
        .iter()
        .zip(1..)
        .map(|(text, number)| parse(text, number))
        .collect::<Result<Vec<_>, _>>()?;
    let secure = match (&arguments.secure, &arguments.key) {
        (Some(reference), Some(path)) => {
            Some((card_key::reference(reference)?, card_key::read(path)?))
        }
        _ => None,
    };
    let (mut reader, damage) = context.open_even_damaged()?;
    if let Some(cause) = damage {
        context.warn_of_damage(cause);
    }
    let mut last = StatusWord::SUCCESS;
    let mut answers = Vec::new();
    {
        let mut session = context.session(reader.exclusive()?)?;
        if let Some((reference, key)) = &secure {
            card_key::open(&mut session, *reference, key)?;
        }
        for command in &commands {
            let bytes = Zeroizing::new(session.transmit(command)?);
            let Some(response) = Response::parse(&bytes) else {
                return Err(ReaderError::NoStatus(session.reader().name().to_owned()).into());
            };
            last = response.status;
            let (text, members) = said(context, &response);
            if !context.json() {
                output::text(&text)?;
            }
            answers.push(members);
        }
        session.end_secure_messaging()?;
    }
    let name = reader.name().to_owned();
    reader.close()?;
    Ok(Report {
        exit: if last.is_success() { Exit::Done } else { Exit::Refused },
        text: String::new(),
        command: "apdu",
        members: json!({ "reader": name, "answers": answers, "sw": last.to_string() }),
    })
}

fn said(context: &Context<'_>, response: &Response<'_>) -> (String, Value) {
    let data = hex::encode_upper(response.data);
    let status = response.status;
    let meaning = context.text(&Message::status(status));
    let mut text = String::new();
    if !data.is_empty() {
        let _ = writeln!(text, "{data}");
    }
    let _ = writeln!(text, "{status} {}: {meaning}", status.name());
    let members = json!({
        "data": data,
        "sw": status.to_string(),
        "name": status.name(),
        "meaning": meaning,
    });
    (text, members)
}

/// Hexadecimal digits, with spaces, tabs and colons between them.
fn parse(text: &str, number: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let rejected = |what| Error::new(Exit::Rejected, what, msg!("todo-apdu"));
    let mut digits = Zeroizing::new(String::with_capacity(text.len()));
    for (position, character) in text.chars().enumerate() {
        match character {
            ' ' | '\t' | ':' => {}
            digit if digit.is_ascii_hexdigit() => digits.push(digit),
            // A PIN may stand in the argument: only what is wrong in it is shown.
            other => {
                return Err(rejected(msg!(
                    "error-apdu-digit",
                    number = number,
                    position = position + 1,
                    character = other.escape_debug().to_string()
                )));
            }
        }
    }
    if !digits.len().is_multiple_of(2) {
        return Err(rejected(msg!(
            "error-apdu-odd",
            number = number,
            position = text.chars().count(),
            count = digits.len()
        )));
    }
    let count = digits.len() / 2;
    if !(4..=LONGEST_COMMAND).contains(&count) {
        return Err(rejected(msg!("error-apdu-length", number = number, count = count)));
    }
    let mut bytes = Zeroizing::new(vec![0; count]);
    match hex::decode_to_slice(digits.as_bytes(), &mut bytes) {
        Ok(()) => Ok(bytes),
        // Digits only, and an even number of them: it cannot fail.
        Err(_) => Err(rejected(msg!("error-apdu-length", number = number, count = count))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{Language, Locale};

    #[test]
    fn digits_with_spaces_and_colons() {
        for text in ["00A4000C", "00 a4 00 0c", "00:A4:00:0C", " 0 0A4\t000C "] {
            assert_eq!(**parse(text, 1).unwrap(), [0x00, 0xA4, 0x00, 0x0C]);
        }
    }

    #[test]
    fn what_is_no_command_is_named_by_argument_and_position() {
        let locale = Locale::new(Language::English);
        for (text, named) in [
            ("00A4000G", "position 8"),
            ("00A4000", "position 7"),
            ("00A400", "3 bytes"),
            ("", "0 bytes"),
            ("00 20 00 98 04 31 32 33 x4", "position 25"),
        ] {
            let error = parse(text, 2).unwrap_err();
            assert_eq!(error.exit, Exit::Rejected);
            let (what, _) = error.texts(&locale);
            assert!(what.contains("Command 2"), "{what}");
            assert!(what.contains(named), "{what}");
            assert!(!what.contains("3132"), "{what}");
        }
    }
}
