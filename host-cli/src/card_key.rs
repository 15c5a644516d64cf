//! A session of secure messaging that somebody opens by hand, with a key of the card:
//! `juki apdu --secure`, and `secure` in the shell.

use std::path::Path;

use apdu_spec::instruction::Instruction;
use apdu_spec::request::Reference;
use apdu_spec::status::StatusWord;
use getrandom::SysRng;
use rand_core::TryRng as _;
use zeroize::Zeroizing;

use crate::card::authentication::{AesKey, CardKey};
use crate::card::files;
use crate::card::session::{Session, SessionError};
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::msg;

/// The longest file with a key, in bytes: the digits of an AES-256 key with white space around
/// them.
const LONGEST_FILE: usize = 256;

/// The value of a key that card and host share.
#[derive(Debug)]
pub enum KeyValue {
    /// AES-128.
    Aes128(Zeroizing<[u8; 16]>),
    /// AES-256.
    Aes256(Zeroizing<[u8; 32]>),
}

impl KeyValue {
    /// Reads a key from a file: 16 or 32 bytes, or their hexadecimal digits.
    ///
    /// # Errors
    /// When there is none in it.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let content =
            input::read_secret(path, LONGEST_FILE).map_err(|cause| Error::file(path, &cause))?;
        Self::parse(&content).ok_or_else(|| {
            let what = msg!("error-card-key", path = path.display());
            Error::new(Exit::Rejected, what, msg!("todo-card-key"))
        })
    }

    /// 16 or 32 bytes, or their hexadecimal digits with white space around them.
    #[must_use]
    pub fn parse(content: &[u8]) -> Option<Self> {
        let digits = content.trim_ascii();
        // 32 digits are a key of AES-128 and no bytes of one of AES-256.
        if matches!(digits.len(), 32 | 64) {
            let mut bytes = Zeroizing::new(vec![0; digits.len() / 2]);
            if hex::decode_to_slice(digits, &mut bytes).is_ok() {
                return Self::of(&bytes);
            }
        }
        Self::of(content)
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        if let Ok(key) = bytes.try_into() {
            return Some(Self::Aes128(Zeroizing::new(key)));
        }
        Some(Self::Aes256(Zeroizing::new(bytes.try_into().ok()?)))
    }
}

/// The reference of a key of the MF: two hexadecimal digits, `01` to `1E`, or with `80` added.
///
/// # Errors
/// When it is none.
pub fn reference(text: &str) -> Result<Reference, Error> {
    let rejected = || {
        let what = msg!("error-key-reference", text = text);
        Error::new(Exit::Rejected, what, msg!("todo-key-reference"))
    };
    let mut byte = [0; 1];
    hex::decode_to_slice(text, &mut byte).map_err(|_| rejected())?;
    match byte {
        [number @ 0x01..=0x1E] => Ok(Reference::Global(number)),
        [number @ 0x81..=0x9E] => Ok(Reference::Local(number & 0x1F)),
        _ => Err(rejected()),
    }
}

/// Opens a session by MUTUAL AUTHENTICATE with a key of the MF, which is selected then: everything
/// that is sent after it goes inside.
///
/// # Errors
/// When the card refuses, does not prove that it has the key, or opens no sessions: there is none
/// then.
pub fn open(session: &mut Session<'_>, reference: Reference, key: &KeyValue) -> Result<(), Error> {
    let mut nonce = [0; 16];
    SysRng.try_fill_bytes(&mut nonce).map_err(|_| Error::no_random())?;
    let serial = files::serial(session)?;
    let key = match key {
        KeyValue::Aes128(key) => AesKey::Aes128(key),
        KeyValue::Aes256(key) => AesKey::Aes256(key),
    };
    let key = CardKey { reference, key, serial: &serial };
    match key.open_session(session, &nonce) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::new(
            Exit::NotAuthentic,
            msg!("error-secure-not-proved"),
            msg!("todo-secure-not-proved"),
        )),
        Err(SessionError::Refused {
            instruction: Instruction::ExternalAuthenticate,
            status: status @ StatusWord::INCORRECT_P1_P2,
        }) => {
            let what = msg!("error-secure-unknown");
            Err(Error::new(Exit::Refused, what, msg!("todo-secure-unknown")).with_status(status))
        }
        Err(cause) => Err(cause.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_its_bytes_or_their_digits() {
        let is = |content: &[u8]| match KeyValue::parse(content) {
            Some(KeyValue::Aes128(key)) => key.to_vec(),
            Some(KeyValue::Aes256(key)) => key.to_vec(),
            None => vec![],
        };
        assert_eq!(is(b"JUKI TEST KEY 01"), b"JUKI TEST KEY 01");
        assert_eq!(is(b"JUKI TEST KEY 01JUKI TEST KEY 02"), b"JUKI TEST KEY 01JUKI TEST KEY 02");
        assert_eq!(is(&[b"0A".repeat(16), b"\n".to_vec()].concat()), [0x0A; 16]);
        assert_eq!(is(&b"0a".repeat(32)), [0x0A; 32]);
        for wrong in [&b""[..], b"00", &[7; 17], &b"0A".repeat(17), &[b'0'; 31]] {
            assert!(is(wrong).is_empty(), "{wrong:?}");
        }
    }

    #[test]
    fn a_reference_names_a_key() {
        assert_eq!(reference("10").unwrap(), Reference::Global(0x10));
        assert_eq!(reference("9e").unwrap(), Reference::Local(0x1E));
        for wrong in ["", "1", "00", "1F", "80", "9F", "FF", "010", "xx"] {
            assert_eq!(reference(wrong).unwrap_err().exit, Exit::Rejected, "{wrong}");
        }
    }
}
