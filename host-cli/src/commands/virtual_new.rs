//! `juki virtual new`: a card image file with a new card in it.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use apdu_spec::profile::card::{ATR, JPKI_ATR, OSEID_ATR, SERIAL_LEN};
use apdu_spec::profile::{KeyType, PreIssuing, Profile, TEST_TRANSPORT_KEY};
use serde_json::json;
use zeroize::Zeroizing;

use crate::cli::VirtualNew;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use crate::reader::image::{self, Face};
use crate::reader::virtual_card;

/// The longest key file: 32 digits, and room for spaces and line ends around them.
const LONGEST_KEY_FILE: usize = 256;

/// Makes the file.
///
/// # Errors
/// When there is a file of that name, or the transport key is none.
pub fn run(context: &Context<'_>, arguments: &VirtualNew) -> Result<Report, Error> {
    let key = match &arguments.transport_key {
        Some(path) => transport_key(path)?,
        None => Zeroizing::new(TEST_TRANSPORT_KEY),
    };
    let profile = Profile::from_id(&arguments.profile).unwrap_or(Profile::P256);
    let keys = arguments.keys.as_deref().and_then(KeyType::from_id);
    let card = PreIssuing { keys: keys.unwrap_or(profile.keys()), ..PreIssuing::of(profile) };
    let atr = match arguments.atr.as_deref() {
        None => profile.atr(),
        Some("jpki") => &JPKI_ATR,
        Some("oseid") => &OSEID_ATR,
        Some(_) => &ATR,
    };
    let face = Face { serial: serial()?, atr: atr.to_vec() };
    let serial = String::from_utf8_lossy(&face.serial).into_owned();
    let image = virtual_card::format(face, &key, card)?;
    let path = &arguments.path;
    let interrupt = &context.interrupt;
    image::create(&image, path, |temporary| {
        let temporary = temporary.to_owned();
        interrupt.before_exit(move || {
            // It may not be there yet, or no longer.
            let _gone = fs::remove_file(temporary);
        });
    })?;
    interrupt.forget();
    let shown = path.display().to_string();
    let done = msg!(
        "virtual-new-done",
        path = &shown,
        kind = &arguments.kind,
        profile = profile.id(),
        serial = &serial
    );
    Ok(Report {
        exit: Exit::Done,
        text: format!("{}\n", context.text(&done)),
        command: "virtual.new",
        members: json!({
            "path": shown,
            "kind": arguments.kind,
            "profile": profile.id(),
            "keys": card.keys.id(),
            "atr": hex::encode_upper(atr),
            "serial": serial,
        }),
    })
}

/// Fifteen digits, as programs for the real card family expect them: `99999`, which no municipality
/// has as its code, and ten random ones.
fn serial() -> Result<[u8; SERIAL_LEN], Error> {
    let random = getrandom::u64().map_err(|_| Error::no_random())?;
    let text = format!("99999{:010}", random % 10_000_000_000);
    let mut serial = [b'0'; SERIAL_LEN];
    for (place, byte) in serial.iter_mut().zip(text.bytes()) {
        *place = byte;
    }
    Ok(serial)
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
    let mut content = Zeroizing::new(Vec::with_capacity(LONGEST_KEY_FILE + 1));
    // One byte more than is taken: a longer file is refused, not cut.
    File::open(path)
        .and_then(|file| file.take(LONGEST_KEY_FILE as u64 + 1).read_to_end(&mut content))
        .map_err(|cause| Error::file(path, &cause))?;
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

    #[test]
    fn a_serial_is_letters_and_digits() {
        let serial = serial().unwrap();
        assert!(serial.iter().all(u8::is_ascii_alphanumeric));
    }
}
