//! `juki virtual new`: a card image file with a new card in it.

use std::fs;
use std::path::Path;

use apdu_spec::profile::TEST_TRANSPORT_KEY;
use serde_json::json;
use zeroize::Zeroizing;

use super::ready_card::CardParameters;
use super::virtual_new_ready;
use crate::cli::VirtualNew;
use crate::cli::kinds;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::msg;
use crate::output::Report;
use crate::reader::image::{self, CardIdentity, Image};
use crate::reader::virtual_card;
use crate::ready;
use crate::seed::{NumberUse, Seed};
use crate::serial_number;

/// The longest key file: 32 digits, and room for spaces and line ends around them.
const LONGEST_KEY_FILE: usize = 256;

/// Makes the file; for a ready card the folder of its authority too.
///
/// # Errors
/// When there is a file of that name, the transport key is none, or no card can be issued from
/// the record.
pub fn run(context: &Context<'_>, arguments: &VirtualNew) -> Result<Report, Error> {
    match ready::find(&arguments.kind) {
        Some(card) => virtual_new_ready::run(context, arguments, card),
        None => blank(context, arguments),
    }
}

fn blank(context: &Context<'_>, arguments: &VirtualNew) -> Result<Report, Error> {
    let options = &arguments.options;
    for (argument, given) in [
        ("--record", options.record.is_some()),
        ("--date", options.date.is_some()),
        ("--authority-out", arguments.authority_out.is_some()),
    ] {
        if given {
            return Err(inapplicable(argument, kinds::BLANK));
        }
    }
    let key = match &arguments.transport_key {
        Some(path) => transport_key(path)?,
        None => Zeroizing::new(TEST_TRANSPORT_KEY),
    };
    let made = CardParameters::of(options);
    let seed = options.seed.map(Seed);
    let serial = match seed {
        Some(seed) => {
            let card = made.card.to_bytes();
            let of = NumberUse::Serial { kind: kinds::BLANK, card: &card };
            ready::serial(&mut seed.numbers(of))
        }
        None => ready::serial(&mut context.random()?),
    };
    let face = CardIdentity { serial, atr: made.atr.to_vec() };
    let serial = serial_number::text(&face.serial);
    let image = virtual_card::format_from(seed, face, &key, made.card)?;
    let path = &arguments.path;
    create(context, &image, path)?;
    let shown = path.display().to_string();
    let profile = made.card.profile.id();
    let done = msg!(
        "virtual-new-done",
        path = &shown,
        kind = &arguments.kind,
        profile = profile,
        serial = &serial
    );
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "virtual.new",
        members: json!({
            "path": shown,
            "kind": arguments.kind,
            "profile": profile,
            "keys": made.card.keys.id(),
            "atr": hex::encode_upper(made.atr),
            "serial": serial,
            "seed": options.seed,
        }),
    })
}

/// Writes the image to its file; an interruption leaves nothing.
pub(super) fn create(context: &Context<'_>, image: &Image, path: &Path) -> Result<(), Error> {
    let interrupt = &context.interrupt;
    image::create(image, path, |temporary| {
        let temporary = temporary.to_owned();
        interrupt.before_exit(move || {
            // It may not be there yet, or no longer.
            let _gone = fs::remove_file(temporary);
        });
    })?;
    interrupt.restore_default();
    Ok(())
}

/// An argument that a card of this kind has no use for.
pub(super) fn inapplicable(argument: &str, kind: &str) -> Error {
    let other = format!("--kind {kind}");
    Error::new(
        Exit::Usage,
        msg!("usage-conflict", argument = argument, other = other),
        msg!("todo-usage", command = "juki virtual new"),
    )
}

/// Reads a transport key from a file.
///
/// # Errors
/// When it is none.
pub(super) fn transport_key(path: &Path) -> Result<Zeroizing<[u8; 16]>, Error> {
    let wrong = || {
        Error::new(
            Exit::Rejected,
            msg!("error-transport-key", path = path.display()),
            msg!("todo-transport-key"),
        )
    };
    let content =
        input::read_secret(path, LONGEST_KEY_FILE).map_err(|cause| Error::file(path, &cause))?;
    if content.len() > LONGEST_KEY_FILE {
        return Err(wrong());
    }
    key_of(&content).ok_or_else(wrong)
}

/// Sixteen bytes, or 32 hexadecimal digits with white space around them.
fn key_of(content: &[u8]) -> Option<Zeroizing<[u8; 16]>> {
    let mut key = Zeroizing::new([0; 16]);
    if content.len() == key.len() {
        key.copy_from_slice(content);
    } else {
        hex::decode_to_slice(content.trim_ascii(), &mut *key).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_sixteen_bytes_or_their_digits() {
        assert_eq!(*key_of(b"JUKI TEST KEY 01").unwrap(), *b"JUKI TEST KEY 01");
        let digits = b"000102030405060708090a0B0C0D0E0F\n";
        assert_eq!(key_of(digits).unwrap()[15], 15);
        for wrong in [&b""[..], b"00", &digits[1..], b"JUKI TEST KEY 012"] {
            assert!(key_of(wrong).is_none());
        }
    }
}
