//! A session of secure messaging that somebody opens by hand, with a key of the card:
//! `juki apdu --secure`, and `secure` in the shell.

use std::path::Path;

use apdu_spec::instruction::Instruction;
use apdu_spec::request::Reference;
use apdu_spec::status::StatusWord;
use getrandom::SysRng;
use rand_core::TryRng as _;
use zeroize::Zeroizing;

use crate::card::authentication::{AesKeyValue, CardKey};
use crate::card::files;
use crate::card::session::{Session, SessionError};
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::msg;

/// The longest file with a key, in bytes: the digits of an AES-256 key with white space around
/// them.
const LONGEST_FILE: usize = 256;

/// Reads a key from a file: 16 or 32 bytes, or their hexadecimal digits.
///
/// # Errors
/// When there is none in it.
pub fn read(path: &Path) -> Result<AesKeyValue, Error> {
    let content =
        input::read_secret(path, LONGEST_FILE).map_err(|cause| Error::file(path, &cause))?;
    parse(&content).ok_or_else(|| {
        let what = msg!("error-card-key", path = path.display());
        Error::new(Exit::Rejected, what, msg!("todo-card-key"))
    })
}

/// 16 or 32 bytes, or their hexadecimal digits with white space around them.
#[must_use]
pub fn parse(content: &[u8]) -> Option<AesKeyValue> {
    let digits = content.trim_ascii();
    // 32 digits are a key of AES-128 and no bytes of one of AES-256.
    if matches!(digits.len(), 32 | 64) {
        let mut bytes = Zeroizing::new(vec![0; digits.len() / 2]);
        if hex::decode_to_slice(digits, &mut bytes).is_ok() {
            return AesKeyValue::from_bytes(&bytes);
        }
    }
    AesKeyValue::from_bytes(content)
}

/// The reference of a key of the MF: two hexadecimal digits, `01` to `1E`, or with `80` added.
///
/// # Errors
/// When it is none.
pub fn reference(text: &str) -> Result<Reference, Error> {
    let rejected = || {
        // Whoever writes the key here does not find it on the screen.
        Error::new(Exit::Rejected, msg!("error-key-reference"), msg!("todo-key-reference"))
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
pub fn open(
    session: &mut Session<'_>,
    reference: Reference,
    key: &AesKeyValue,
) -> Result<(), Error> {
    let mut nonce = [0; 16];
    SysRng.try_fill_bytes(&mut nonce).map_err(|_| Error::no_random())?;
    let serial = files::serial(session)?;
    let key = CardKey { reference, key: key.key(), serial: &serial };
    match key.open_session(session, &nonce) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::new(
            Exit::NotAuthentic,
            msg!("error-secure-not-proved"),
            msg!("todo-secure-not-proved"),
        )),
        Err(cause) => Err(refused(&cause, reference).unwrap_or_else(|| cause.into())),
    }
}

/// What a refusal of the authentication says of the key.
fn refused(cause: &SessionError, reference: Reference) -> Option<Error> {
    let instruction = Instruction::ExternalAuthenticate;
    let SessionError::Refused { instruction: of, status } = *cause else { return None };
    if of != instruction {
        return None;
    }
    let key = format!("{:02X}", reference.to_byte());
    let (what, todo) = match status {
        StatusWord::INCORRECT_P1_P2 => (msg!("error-secure-unknown"), msg!("todo-secure-unknown")),
        StatusWord::REFERENCE_NOT_FOUND => {
            (msg!("error-secure-no-key", key = key), msg!("todo-secure-no-key"))
        }
        StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE | StatusWord::CONDITIONS_NOT_SATISFIED => {
            (msg!("error-secure-key-use", key = key), msg!("todo-secure-key-use"))
        }
        _ if status == StatusWord::VERIFICATION_FAILED || status.tries_left().is_some() => {
            (msg!("error-secure-key-value", key = key), msg!("todo-secure-key-value"))
        }
        _ => return None,
    };
    Some(Error::new(Exit::Refused, what, todo).with_status(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_card_refuses_says_what_is_wrong_with_the_key() {
        let said = |instruction, status| {
            let cause = SessionError::Refused { instruction, status: StatusWord::new(status) };
            refused(&cause, Reference::Local(1)).map(|error| {
                assert_eq!(error.status, Some(StatusWord::new(status)));
                error.what
            })
        };
        for (status, what) in [
            (0x6300, msg!("error-secure-key-value", key = "81")),
            (0x63C4, msg!("error-secure-key-value", key = "81")),
            (0x6A88, msg!("error-secure-no-key", key = "81")),
            (0x6981, msg!("error-secure-key-use", key = "81")),
            (0x6985, msg!("error-secure-key-use", key = "81")),
            (0x6A86, msg!("error-secure-unknown")),
        ] {
            let said = said(Instruction::ExternalAuthenticate, status);
            assert_eq!(said, Some(what), "{status:04X}");
        }
        assert!(said(Instruction::ExternalAuthenticate, 0x6F00).is_none());
        assert!(said(Instruction::GetChallenge, 0x6A88).is_none());
    }

    #[test]
    fn a_key_is_its_bytes_or_their_digits() {
        let is = |content: &[u8]| match parse(content) {
            Some(AesKeyValue::Aes128(key)) => key.to_vec(),
            Some(AesKeyValue::Aes256(key)) => key.to_vec(),
            None => vec![],
        };
        assert_eq!(is(b"JUKI TEST KEY 01"), b"JUKI TEST KEY 01");
        assert_eq!(is(b"JUKI TEST KEY 01JUKI TEST KEY 02"), b"JUKI TEST KEY 01JUKI TEST KEY 02");
        assert_eq!(is(&[b"0A".repeat(16), b"\n".to_vec()].concat()), [0x0A; 16]);
        assert_eq!(is(&b"0a".repeat(32)), [0x0A; 32]);
        assert_eq!(format!("{:?}", parse(&[7; 16]).unwrap()), "AesKey::Aes128", "not shown");
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
