//! PACE, password authenticated connection establishment (BSI TR-03110 parts 2 and 3, ICAO Doc
//! 9303-11): what MANAGE SECURITY ENVIRONMENT and the four steps of GENERAL AUTHENTICATE carry.
//!
//! One protocol, on one curve: ECDH with generic mapping on P-256, AES-128 with CMAC.

mod card_access;
mod steps;

pub use card_access::{CARD_ACCESS, CARD_ACCESS_SFI, SecurityInfo, security_infos};
pub use steps::{PaceCommand, PaceResponse};

use crate::file::{Algorithm, POINT_LEN, PacePassword};
use crate::status::StatusWord;
use crate::tlv::{self, Tag, Writer};

/// The object identifier id-PACE-ECDH-GM-AES-CBC-CMAC-128.
pub const PROTOCOL: [u8; 10] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02];
/// The standardised domain parameters of P-256 (TR-03110 part 3, table 4).
pub const PARAMETER: u8 = 0x0C;
/// Length of the nonce, in bytes.
pub const NONCE_LEN: usize = 16;
/// Length of an authentication token, in bytes.
pub const TOKEN_LEN: usize = 8;
/// Length of a key of the session, in bytes.
pub const KEY_LEN: usize = 16;
/// The keys of a session are for this.
pub const CIPHER: Algorithm = Algorithm::Aes128;

/// What the counter behind the secret says that a key is for (TR-03110 part 3, A.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// K-Enc.
    Encryption = 1,
    /// K-MAC.
    Checksum = 2,
    /// K-pi, which encrypts the nonce.
    Password = 3,
}

impl KeyUse {
    /// The counter, as it stands behind the secret that is hashed.
    #[must_use]
    pub const fn counter(self) -> [u8; 4] {
        [0, 0, 0, self as u8]
    }
}

/// What a token is made of: `7F49`, with the protocol and the ephemeral public key of the other
/// side.
#[must_use]
pub fn token_input(point: &[u8; POINT_LEN]) -> [u8; TOKEN_INPUT_LEN] {
    token_input_of(&PROTOCOL, point)
}

/// The same of another protocol of TR-03110.
pub(crate) fn token_input_of(
    protocol: &[u8; PROTOCOL.len()],
    point: &[u8; POINT_LEN],
) -> [u8; TOKEN_INPUT_LEN] {
    let mut input = [0; TOKEN_INPUT_LEN];
    let mut writer = Writer::new(&mut input);
    writer.nested(0x7F49_u16, |w| {
        w.tlv(0x06_u8, protocol).tlv(0x86_u8, point);
    });
    input
}

/// Length of what a token is made of, in bytes.
pub(crate) const TOKEN_INPUT_LEN: usize = 3 + 2 + PROTOCOL.len() + 2 + POINT_LEN;

/// MANAGE SECURITY ENVIRONMENT, SET AT with P1 `C1`: which password, and for what terminal. The
/// protocol is always [`PROTOCOL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaceReference<'a> {
    /// Which password (DO `83`).
    pub password: PacePassword,
    /// The domain parameters are named (DO `84`); without it those of the card are meant, which has
    /// no others.
    pub parameter: bool,
    /// The certificate holder authorisation template (DO `7F4C`), of a terminal that will
    /// authenticate itself: object identifier of its role (`06`) and rights (`53`).
    pub authorisation: Option<&'a [u8]>,
}

impl<'a> PaceReference<'a> {
    /// Does a template name a protocol by its object identifier? Algorithms of keys have one byte.
    #[must_use]
    pub fn names_protocol(template: &[u8]) -> bool {
        tlv::find(template, Tag::new(PROTOCOL_TAG)).is_some_and(|protocol| protocol.len() > 1)
    }

    /// Reads the content of the template.
    ///
    /// # Errors
    /// `6A80` for another protocol, password, curve or data object, one that is missing or there
    /// twice, and an authorisation that is none. Auxiliary data (`67`) is for terminal
    /// authentication, and comes there.
    pub fn parse(template: &'a [u8]) -> Result<Self, StatusWord> {
        const REFUSED: StatusWord = StatusWord::INCORRECT_DATA;
        let (mut protocol, mut password, mut parameter, mut authorisation) =
            (None, None, None, None);
        for object in tlv::Reader::new(template) {
            let object = object.map_err(|_| REFUSED)?;
            let place = match object.tag.value() {
                PROTOCOL_TAG => &mut protocol,
                PASSWORD => &mut password,
                DOMAIN_PARAMETER => &mut parameter,
                AUTHORISATION => &mut authorisation,
                _ => return Err(REFUSED),
            };
            if place.replace(object.value).is_some() {
                return Err(REFUSED);
            }
        }
        let password = match password {
            Some([number]) => PacePassword::from_byte(*number).ok_or(REFUSED)?,
            _ => return Err(REFUSED),
        };
        let is_known = protocol == Some(&PROTOCOL[..])
            && matches!(parameter, None | Some([PARAMETER]))
            && authorisation.is_none_or(is_authorisation);
        let reference = Self { password, parameter: parameter.is_some(), authorisation };
        if is_known { Ok(reference) } else { Err(REFUSED) }
    }

    /// Appends the content of the template.
    pub fn encode(&self, writer: &mut Writer<'_>) {
        writer.tlv(Tag::new(PROTOCOL_TAG), &PROTOCOL);
        writer.tlv(Tag::new(PASSWORD), &[self.password.to_byte()]);
        if self.parameter {
            writer.tlv(Tag::new(DOMAIN_PARAMETER), &[PARAMETER]);
        }
        if let Some(value) = self.authorisation {
            writer.tlv(Tag::new(AUTHORISATION), value);
        }
    }
}

const PROTOCOL_TAG: u32 = 0x80;
const PASSWORD: u32 = 0x83;
const DOMAIN_PARAMETER: u32 = 0x84;
const AUTHORISATION: u32 = 0x7F4C;

/// A role and its rights.
fn is_authorisation(value: &[u8]) -> bool {
    let mut objects = tlv::Reader::new(value);
    match (objects.next(), objects.next(), objects.next()) {
        (Some(Ok(role)), Some(Ok(rights)), None) => {
            (role.tag.value(), rights.tag.value()) == (0x06, 0x53)
                && !role.value.is_empty()
                && !rights.value.is_empty()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    fn encoded(reference: PaceReference<'_>) -> Vec<u8> {
        let mut bytes = [0; 64];
        let mut writer = Writer::new(&mut bytes);
        reference.encode(&mut writer);
        writer.finish().unwrap().to_vec()
    }

    const ROLE: &[u8] = b"\x06\x09\x04\x00\x7F\x00\x07\x03\x01\x02\x03\x53\x01\x03";

    #[test]
    fn a_reference_comes_back_as_it_was() {
        for password in PacePassword::ALL {
            for parameter in [false, true] {
                for authorisation in [None, Some(ROLE)] {
                    let reference = PaceReference { password, parameter, authorisation };
                    let bytes = encoded(reference);
                    assert_eq!(PaceReference::parse(&bytes), Ok(reference));
                    assert!(PaceReference::names_protocol(&bytes));
                }
            }
        }
        let can =
            PaceReference { password: PacePassword::Can, parameter: false, authorisation: None };
        let bytes = b"\x80\x0A\x04\x00\x7F\x00\x07\x02\x02\x04\x02\x02\x83\x01\x02";
        assert_eq!(encoded(can), bytes);
    }

    #[test]
    fn another_protocol_password_curve_or_object_is_6a80() {
        let right = b"\x80\x0A\x04\x00\x7F\x00\x07\x02\x02\x04\x02\x02\x83\x01\x02";
        let with = |more: &[u8]| [&right[..], more].concat();
        let changed = |at: usize, byte: u8| {
            let mut bytes = right.to_vec();
            bytes[at] = byte;
            bytes
        };
        for (template, why) in [
            (changed(11, 0x04), "AES-256"),
            (changed(10, 0x04), "integrated mapping"),
            (changed(14, 0), "no password"),
            (changed(14, 5), "no password"),
            (right[..12].to_vec(), "no password is named"),
            (right[12..].to_vec(), "no protocol is named"),
            (with(&[0x84, 1, 0x0D]), "brainpoolP256r1"),
            (with(&[0x84, 0]), "no curve"),
            (with(&[0x83, 1, 2]), "twice"),
            (with(&[0x67, 0]), "auxiliary data"),
            (with(&[0x7F, 0x4C, 0]), "no role"),
            (with(&[0x7F, 0x4C, 3, 0x06, 1, 4]), "no rights"),
            (with(&[0x84]), "cut off"),
        ] {
            let refused = PaceReference::parse(&template);
            assert_eq!(refused, Err(StatusWord::INCORRECT_DATA), "{why}");
        }
        assert!(!PaceReference::names_protocol(&[0x80, 1, 4, 0x83, 1, 2]), "an algorithm");
    }

    /// TR-03110 part 3: the order of the data objects, and which key whose token is over.
    #[test]
    fn a_token_is_over_protocol_and_point() {
        let input = token_input(&[0x04; POINT_LEN]);
        assert_eq!(input[..7], [0x7F, 0x49, 0x4F, 0x06, 0x0A, 0x04, 0x00]);
        assert_eq!(input[15..18], [0x86, 0x41, 0x04]);
        assert_eq!(KeyUse::Password.counter(), [0, 0, 0, 3]);
    }
}
