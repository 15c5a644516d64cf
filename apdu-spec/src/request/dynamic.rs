//! Dynamic authentication data (ISO/IEC 7816-4:2020, 11.6.5, table 100): the template `7C` that
//! GENERAL AUTHENTICATE carries in both directions.
//!
//! | steps | command | answer |
//! |---|---|---|
//! | internal | `7C{81{RND.IFD} 82{}}` | `7C{82{code}}` |
//! | external | `7C{81{}}`, then `7C{82{code}}` | `7C{81{RND.ICC}}`, then nothing |
//! | mutual | `7C{80{}}`, then `7C{80{code} 81{RND.IFD} 82{}}` | `7C{80{RND.ICC}}`, then `7C{82{code}}` |
//!
//! An empty data object asks for its value. The authentication codes and signatures are those of
//! INTERNAL, EXTERNAL and MUTUAL AUTHENTICATE, byte for byte (the order of the steps is ours).

use crate::status::StatusWord;
use crate::tlv::{self, Tag, Writer};

const TEMPLATE: u8 = 0x7C;
const WITNESS: u32 = 0x80;
const CHALLENGE: u32 = 0x81;
const RESPONSE: u32 = 0x82;

/// Dynamic authentication data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DynamicAuthenticationData<'a> {
    /// DO `80`: RND.ICC of a mutual authentication, and the code that answers it.
    pub witness: Option<&'a [u8]>,
    /// DO `81`: RND.ICC of an external, RND.IFD of an internal or mutual authentication.
    pub challenge: Option<&'a [u8]>,
    /// DO `82`: the code or signature of an external or internal authentication, and of the card in
    /// a mutual one.
    pub response: Option<&'a [u8]>,
}

impl<'a> DynamicAuthenticationData<'a> {
    /// Reads the template.
    ///
    /// # Errors
    /// `6A80` when it is no template `7C` of these data objects, each at most once.
    pub fn parse(data: &'a [u8]) -> Result<Self, StatusWord> {
        let mut outer = tlv::Reader::new(data);
        let content = match (outer.next(), outer.next()) {
            (Some(Ok(template)), None) if template.tag == TEMPLATE.into() => template.value,
            _ => return Err(StatusWord::INCORRECT_DATA),
        };
        let mut parts = Self::default();
        for object in tlv::Reader::new(content) {
            let object = object.map_err(|_| StatusWord::INCORRECT_DATA)?;
            let place = match object.tag.value() {
                WITNESS => &mut parts.witness,
                CHALLENGE => &mut parts.challenge,
                RESPONSE => &mut parts.response,
                _ => return Err(StatusWord::INCORRECT_DATA),
            };
            if place.replace(object.value).is_some() {
                return Err(StatusWord::INCORRECT_DATA);
            }
        }
        Ok(parts)
    }

    /// Appends the template.
    pub fn encode(&self, writer: &mut Writer<'_>) {
        writer.nested(TEMPLATE, |w| {
            let parts = [self.witness, self.challenge, self.response];
            for (tag, part) in [WITNESS, CHALLENGE, RESPONSE].into_iter().zip(parts) {
                if let Some(value) = part {
                    w.tlv(Tag::new(tag), value);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_the_same() {
        for data in [
            DynamicAuthenticationData {
                challenge: Some(&[]),
                ..DynamicAuthenticationData::default()
            },
            DynamicAuthenticationData {
                witness: Some(&[1; 16]),
                challenge: Some(&[2; 8]),
                response: Some(&[]),
            },
            DynamicAuthenticationData::default(),
        ] {
            let mut bytes = [0; 64];
            let mut writer = Writer::new(&mut bytes);
            data.encode(&mut writer);
            assert_eq!(DynamicAuthenticationData::parse(writer.finish().unwrap()), Ok(data));
        }
    }

    #[test]
    fn what_is_no_such_template_is_6a80() {
        for bytes in [
            &[][..],
            &[0x81, 0x00],
            &[0x7C, 0x02, 0x83, 0x00],
            &[0x7C, 0x04, 0x81, 0x00, 0x81, 0x00],
            &[0x7C, 0x02, 0x81, 0x01],
            &[0x7C, 0x02, 0x81, 0x00, 0x7C, 0x00],
        ] {
            assert_eq!(
                DynamicAuthenticationData::parse(bytes),
                Err(StatusWord::INCORRECT_DATA),
                "{bytes:02X?}"
            );
        }
    }
}
