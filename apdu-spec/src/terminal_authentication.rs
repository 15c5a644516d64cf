//! Terminal authentication, version 2 (BSI TR-03110 part 2, 3.3, and part 3, B.3), in a session
//! that PACE opened: a terminal with a certified key signs for the ephemeral key that it will bring
//! to chip authentication.

use crate::status::StatusWord;
use crate::tlv::{self, Tag, Writer};

/// The object identifier id-TA-ECDSA-SHA-256.
pub const PROTOCOL: [u8; 10] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x02, 0x02, 0x03];
/// Length of the challenge of GET CHALLENGE that the terminal signs, in bytes.
pub const CHALLENGE_LEN: usize = 8;
/// Length of a compressed public key: its x coordinate, in bytes.
pub const COMPRESSED_LEN: usize = 32;

const PROTOCOL_TAG: u32 = 0x80;
const NAME: u32 = 0x83;
const KEY: u32 = 0x91;

/// MANAGE SECURITY ENVIRONMENT, SET AT with P1 `81`: who will authenticate itself, and for which
/// ephemeral key. The protocol is always [`PROTOCOL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalReference<'a> {
    /// The name of the terminal in its certificate (DO `83`).
    pub name: &'a [u8],
    /// Its ephemeral public key, compressed (DO `91`).
    pub key: &'a [u8; COMPRESSED_LEN],
}

impl<'a> TerminalReference<'a> {
    /// Does a template name an ephemeral key?
    #[must_use]
    pub fn names_key(template: &[u8]) -> bool {
        tlv::find(template, Tag::new(KEY)).is_some()
    }

    /// Reads the content of the template.
    ///
    /// # Errors
    /// `6A80` for another protocol or data object, one that is missing or there twice, a name that
    /// is empty, a key of another length. Auxiliary data (`67`) is among what is refused: no
    /// command of the card uses any.
    pub fn parse(template: &'a [u8]) -> Result<Self, StatusWord> {
        const REFUSED: StatusWord = StatusWord::INCORRECT_DATA;
        let (mut protocol, mut name, mut key) = (None, None, None);
        for object in tlv::Reader::new(template) {
            let object = object.map_err(|_| REFUSED)?;
            let place = match object.tag.value() {
                PROTOCOL_TAG => &mut protocol,
                NAME => &mut name,
                KEY => &mut key,
                _ => return Err(REFUSED),
            };
            if place.replace(object.value).is_some() {
                return Err(REFUSED);
            }
        }
        match (protocol, name, key.map(TryFrom::try_from)) {
            (Some(protocol), Some(name @ [_, ..]), Some(Ok(key))) if protocol == PROTOCOL => {
                Ok(Self { name, key })
            }
            _ => Err(REFUSED),
        }
    }

    /// Appends the content of the template.
    pub fn encode(&self, writer: &mut Writer<'_>) {
        writer.tlv(Tag::new(PROTOCOL_TAG), &PROTOCOL);
        writer.tlv(Tag::new(NAME), self.name);
        writer.tlv(Tag::new(KEY), self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    fn object(tag: u8, value: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(value.len()).unwrap()], value].concat()
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let reference = TerminalReference { name: b"JPTERM00001", key: &[7; COMPRESSED_LEN] };
        let mut bytes = [0; 80];
        let mut writer = Writer::new(&mut bytes);
        reference.encode(&mut writer);
        let written = writer.finish().unwrap();
        assert!(TerminalReference::names_key(written));
        assert_eq!(TerminalReference::parse(written), Ok(reference));
    }

    #[test]
    fn what_is_no_such_template_is_6a80() {
        let protocol = object(0x80, &PROTOCOL);
        let (name, key) = (object(0x83, b"JPTERM00001"), object(0x91, &[7; 32]));
        for (case, parts) in [
            ("no protocol", &[&name, &key][..]),
            ("another protocol", &[&object(0x80, &PROTOCOL[1..]), &name, &key]),
            ("no name", &[&protocol, &key]),
            ("an empty name", &[&protocol, &object(0x83, &[]), &key]),
            ("no key", &[&protocol, &name]),
            ("half a key", &[&protocol, &name, &object(0x91, &[7; 16])]),
            ("two keys", &[&protocol, &name, &key, &key]),
            ("auxiliary data", &[&protocol, &name, &key, &object(0x67, &[0x73, 0x00])]),
            ("a rest", &[&protocol, &name, &key, &[0x91].to_vec()]),
        ] {
            let template: Vec<u8> = parts.iter().flat_map(|part| part.iter().copied()).collect();
            let refused = Err(StatusWord::INCORRECT_DATA);
            assert_eq!(TerminalReference::parse(&template), refused, "{case}");
        }
    }
}
