//! The notation of commands and answers: hexadecimal digits, lengths that are counted, words, and
//! authentication codes that are computed.

use std::collections::BTreeMap;

use aes::{Aes128, Aes256};
use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::request::CHALLENGE_LEN;
use cmac::{Cmac, KeyInit, Mac};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};

/// Values of a card that are known only from its answers.
#[derive(Clone, Debug)]
pub(super) struct CardValues {
    /// `$SERIAL`.
    pub(super) serial: Vec<u8>,
    /// `$ICC`.
    pub(super) challenge: Vec<u8>,
    /// `$LAST`.
    pub(super) last: Vec<u8>,
}

impl Default for CardValues {
    /// Zeros, as long as they will be; one for an answer, whose length nobody knows.
    fn default() -> Self {
        Self { serial: vec![0; SERIAL_LEN], challenge: vec![0; CHALLENGE_LEN], last: vec![0] }
    }
}

/// Words of a file and their notation.
#[derive(Clone, Debug, Default)]
pub(super) struct Words(BTreeMap<String, String>);

impl Words {
    /// Takes `NAME = NOTATION`.
    pub(super) fn define(&mut self, line: &str) -> Result<(), &'static str> {
        let (name, notation) = line.split_once('=').ok_or("a word without its notation")?;
        let name = name.trim().to_owned();
        let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || !name.chars().all(fits) || is_known(&name) {
            return Err("a word is made of A-Z, 0-9 and _, and not one of the card's");
        }
        let notation = self.replace(notation.trim())?;
        if self.0.insert(name, notation).is_some() {
            return Err("there is a word of this name already");
        }
        Ok(())
    }

    /// The notation with every word in it replaced, but those of the card.
    pub(super) fn replace(&self, notation: &str) -> Result<String, &'static str> {
        let mut out = String::new();
        let mut parts = notation.split('$');
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let (name, rest) = part.split_at(end.unwrap_or(part.len()));
            match self.0.get(name) {
                Some(notation) => out.push_str(notation),
                None if is_known(name) => out.push_str(&format!("${name}")),
                None => return Err("no let gives this word"),
            }
            out.push_str(rest);
        }
        Ok(out)
    }
}

fn is_known(name: &str) -> bool {
    matches!(name, "SERIAL" | "ICC" | "LAST")
}

/// Does it ask for the card's serial number?
pub(super) fn asks_serial(notation: &str) -> bool {
    notation.contains("$SERIAL")
}

/// The hexadecimal digits of a notation; `None` when it is malformed.
pub(super) fn digits(notation: &str, known: &CardValues) -> Option<String> {
    let mut open: Vec<(char, String)> = Vec::new();
    let mut out = String::new();
    let mut rest = notation;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        rest = match character {
            '"' => {
                let (text, after) = after.split_once('"')?;
                out.push_str(&hex::encode_upper(text));
                after
            }
            '[' | '{' => {
                open.push((character, std::mem::take(&mut out)));
                after
            }
            'm' | 's' | 'p' => {
                open.push((character, std::mem::take(&mut out)));
                let name = match character {
                    'm' => "ac(",
                    's' => "ign(",
                    _ => "oint(",
                };
                after.strip_prefix(name)?
            }
            ',' => {
                // The key is complete, the message begins.
                open.push((',', std::mem::take(&mut out)));
                after
            }
            ')' => {
                let (before, value) = match open.pop()? {
                    ('p', before) => (before, public_point(&out)?),
                    (',', key) => match open.pop()? {
                        ('m', before) => (before, mac(&key, &out)?),
                        ('s', before) => (before, sign(&key, &out)?),
                        _ => return None,
                    },
                    _ => return None,
                };
                out = before + &value;
                after
            }
            ']' | '}' => {
                let (bracket, before) = open.pop()?;
                out = before + &length(bracket, character, out.len() / 2)? + &out;
                after
            }
            '$' => {
                let words =
                    [("SERIAL", &known.serial), ("ICC", &known.challenge), ("LAST", &known.last)];
                let mut found = words.iter().filter_map(|(word, value)| {
                    after.strip_prefix(word).map(|after| (*value, after))
                });
                let (value, after) = found.next()?;
                out.push_str(&hex::encode_upper(value));
                after
            }
            _ => {
                if !character.is_whitespace() {
                    out.extend(character.to_uppercase());
                }
                after
            }
        };
    }
    open.is_empty().then_some(out)
}

/// The length field in front of what a pair of brackets holds.
fn length(open: char, close: char, length: usize) -> Option<String> {
    Some(match (open, close) {
        ('[', ']') if length > 0xFF => format!("00{length:04X}"),
        ('[', ']') => format!("{length:02X}"),
        ('{', '}') if length > 0xFF => format!("82{length:04X}"),
        ('{', '}') if length > 0x7F => format!("81{length:02X}"),
        ('{', '}') => format!("{length:02X}"),
        _ => return None,
    })
}

/// AES-CMAC; the length of the key says which AES.
fn mac(key: &str, message: &str) -> Option<String> {
    let (key, message) = (hex::decode(key).ok()?, hex::decode(message).ok()?);
    match key.len() {
        16 => cmac::<Cmac<Aes128>>(&key, &message),
        32 => cmac::<Cmac<Aes256>>(&key, &message),
        _ => None,
    }
}

/// ECDSA on P-256 with SHA-256 (RFC 6979: the same key and message give the same), r || s.
fn sign(key: &str, message: &str) -> Option<String> {
    let signature: Signature = secret(key)?.sign(&hex::decode(message).ok()?);
    Some(hex::encode_upper(signature.to_bytes()))
}

/// The public key of a secret one, as an uncompressed point.
fn public_point(key: &str) -> Option<String> {
    Some(hex::encode_upper(secret(key)?.verifying_key().to_sec1_point(false).as_bytes()))
}

fn secret(key: &str) -> Option<SigningKey> {
    SigningKey::from_slice(&hex::decode(key).ok()?).ok()
}

fn cmac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Option<String> {
    let mut mac = <M as KeyInit>::new_from_slice(key).ok()?;
    mac.update(message);
    Some(hex::encode_upper(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(notation: &str) -> Option<String> {
        digits(notation, &CardValues::default())
    }

    #[test]
    fn the_notation_counts_lengths() {
        assert_eq!(plain("00E0 [62{ 83{0101} }]").as_deref(), Some("00E006620483020101"));
        assert_eq!(plain("[\"12\" ff]").as_deref(), Some("033132FF"));
        assert_eq!(plain("[62}"), None);
        assert_eq!(plain("62{"), None);
        assert!(plain(&format!("6F{{{}}}", "00".repeat(200))).unwrap().starts_with("6F81C8"));
    }

    /// RFC 4493, 4: the key, and the message of 16 bytes.
    #[test]
    fn an_authentication_code_is_computed() {
        let notation = "[mac(2B7E151628AED2A6ABF7158809CF4F3C, 6BC1BEE22E409F96E93D7E117393172A)]";
        assert_eq!(plain(notation).as_deref(), Some("10070A16B46B4D4144F79BDD9DD04A287C"));
        for malformed in ["mac(00, 00)", "mac(00", "mac 00", "00, 00", ")", "[mac(00]", "$OTHER"] {
            assert_eq!(plain(malformed), None, "{malformed}");
        }
    }

    /// RFC 6979, A.2.5, with SHA-256.
    #[test]
    fn a_signature_and_a_public_key_are_computed() {
        let key = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
        let signature = plain(&format!("sign({key}, \"sample\")")).unwrap();
        assert!(signature.starts_with("EFD48B2AACB6A8FD1140DD9CD45E81D6"), "{signature}");
        let public = plain(&format!("{{point({key})}}")).unwrap();
        assert!(public.starts_with("410460FED4BA255A9D31C961EB74C635"), "{public}");
        assert_eq!(plain("point(00)"), None);
        assert_eq!(plain("sign(00)"), None);
    }

    #[test]
    fn words_stand_for_what_they_were_given() {
        let mut words = Words::default();
        words.define("K = 0102").unwrap();
        words.define("BOTH = $K $ICC").unwrap();
        assert_eq!(words.replace("00 $BOTH 03").unwrap(), "00 0102 $ICC 03");
        assert!(words.replace("$NONE").is_err() && words.define("K = 03").is_err());
        assert!(words.define("ICC = 03").is_err() && words.define("k = 03").is_err());
        let known = CardValues { challenge: vec![0xAB], ..CardValues::default() };
        assert_eq!(digits("$ICC 00", &known).as_deref(), Some("AB00"));
    }
}
