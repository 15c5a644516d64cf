//! What the command finds in its environment, so that programs of all kinds use the card without
//! being told. A variable that the user has set stays as it is, except those that say where the
//! card is.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::Path;

use apdu_spec::profile::card::ATR;
use rand_core::CryptoRng;

use super::programs::opensc_pkcs11;
use crate::card::pkcs15;
use crate::environment::trust;
use crate::error::Error;
use crate::pki::authority::KeyEncryption;
use crate::pki::{Authority, store};

/// Variables of a command.
pub(super) type Environment = Vec<(OsString, OsString)>;

/// The variables for a card that answers `atr` to reset; files go to the private folder.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn environment(socket: &Path, folder: &Path, atr: &[u8]) -> io::Result<Environment> {
    let mut environment: Environment = vec![("PCSCLITE_CSOCK_NAME".into(), socket.into())];
    if let Some(module) = opensc_pkcs11() {
        environment.push(("JUKI_PKCS11_MODULE".into(), module.clone().into()));
        // The first is read by OpenSSL's engine, the second by its provider.
        for name in ["PKCS11_MODULE_PATH", "PKCS11_PROVIDER_MODULE"] {
            if std::env::var_os(name).is_none() {
                environment.push((name.into(), module.clone().into()));
            }
        }
    }
    if atr == ATR {
        let given = std::env::var_os("OPENSC_CONF");
        let given = given.as_deref().map_or(Path::new(pkcs15::CONFIGURATION), Path::new);
        // Where there is none OpenSC takes its defaults too.
        let before = fs::read_to_string(given).unwrap_or_default();
        let file = folder.join("opensc.conf");
        fs::write(&file, with_mapping(&before, atr))?;
        environment.push(("OPENSC_CONF".into(), file.into()));
    }
    Ok(environment)
}

/// An authority in the private folder, which the command is to believe unless the user has said
/// whom.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn authority(
    folder: &Path,
    authority: &Authority,
    rng: &mut impl CryptoRng,
) -> Result<Environment, Error> {
    let folder = folder.join("authority");
    store::init(&folder, authority, KeyEncryption { passphrase: None }, rng, |_| ())?;
    let mut environment: Environment = vec![("JUKI_TEST_AUTHORITY".into(), folder.clone().into())];
    if std::env::var_os(trust::VARIABLE).is_none_or(|value| value.is_empty()) {
        environment.push((trust::VARIABLE.into(), folder.into()));
    }
    Ok(environment)
}

/// The reader, for our own programs.
pub(super) fn reader(name: &str) -> (OsString, OsString) {
    let mut value = OsString::from("pcsc:");
    value.push(OsStr::new(name));
    ("JUKI_READER".into(), value)
}

/// The user's configuration, with the card's ATR given to OpenSC's `myeid` driver.
fn with_mapping(before: &str, atr: &[u8]) -> String {
    let mapping = pkcs15::opensc_mapping(atr);
    // Only the first block of this name is read.
    match end_of_heading(before) {
        Some(at) => {
            let (heading, rest) = before.split_at(at);
            format!("{heading}\n\t{mapping}\n{rest}")
        }
        None => format!("{before}\napp default {{\n\t{mapping}\n}}\n"),
    }
}

/// Behind `app default {`, comments left out.
fn end_of_heading(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut last = [""; 2];
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let space = rest.len() - rest.trim_start().len();
        let word = rest.trim_start();
        let length = match word.chars().next()? {
            '#' => word.find('\n').unwrap_or(word.len()),
            '{' if last == ["app", "default"] => return Some(at + space + 1),
            '{' | '}' | ';' | '=' | ',' => 1,
            '"' => word.get(1..)?.find('"').map_or(word.len(), |end| end + 2),
            _ => word
                .find(|next: char| next.is_whitespace() || "{};=,#\"".contains(next))
                .unwrap_or(word.len()),
        };
        let token = word.get(..length)?;
        if !token.starts_with('#') {
            last = [last[1], token.trim_matches('"')];
        }
        at += space + length;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mapping_goes_into_the_users_block() {
        let text = with_mapping("# app default {\napp default {\n\tdebug = 3;\n}\n", &[0x3B, 0x01]);
        let expected = "# app default {\napp default {\n\tcard_atr 3B:01 { driver = \"myeid\"; \
             name = \"JUKI\"; type = 20002; }\n\n\tdebug = 3;\n}\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn without_such_a_block_there_is_one_afterwards() {
        for before in ["", "app pkcs15-tool {\n}\n", "app \"default", "# app default {"] {
            let text = with_mapping(before, &[0x3B, 0x01]);
            assert!(text.starts_with(before), "{text}");
            assert!(text.contains("\napp default {\n\tcard_atr 3B:01 {"), "{text}");
        }
    }

    #[test]
    fn the_reader_is_named_whole() {
        assert_eq!(reader("Virtual PCD 00 00").1, "pcsc:Virtual PCD 00 00");
    }
}
