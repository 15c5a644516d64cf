//! The four steps of GENERAL AUTHENTICATE in PACE (TR-03110 part 3, B.1): in the template `7C` the
//! same tags mean other things than in the authentications of ISO/IEC 7816-4.
//!
//! | step | command | answer |
//! |---|---|---|
//! | 1 | `7C{}` | `7C{80 encrypted nonce}` |
//! | 2 | `7C{81 mapping key}` | `7C{82 mapping key}` |
//! | 3 | `7C{83 ephemeral key}` | `7C{84 ephemeral key}` |
//! | 4 | `7C{85 token}` | `7C{86 token, 87 name of a trust anchor}` |

use crate::status::StatusWord;
use crate::tlv::{self, Tag, Writer};

const TEMPLATE: u8 = 0x7C;

/// What the terminal sends in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaceCommand<'a> {
    /// Step 1 asks for the encrypted nonce.
    Nonce,
    /// Step 2: the mapping key of the terminal, a point.
    Map(&'a [u8]),
    /// Step 3: the ephemeral public key of the terminal, a point.
    Agree(&'a [u8]),
    /// Step 4: the authentication token of the terminal.
    Authenticate(&'a [u8]),
}

/// What the card answers in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaceResponse<'a> {
    /// Step 1: the nonce, encrypted with the key from the password.
    Nonce(&'a [u8]),
    /// Step 2: the mapping key of the card.
    Map(&'a [u8]),
    /// Step 3: the ephemeral public key of the card.
    Agree(&'a [u8]),
    /// Step 4.
    Authenticate {
        /// The authentication token of the card.
        token: &'a [u8],
        /// The name of the trust anchor by which a terminal may authenticate itself now.
        authority: Option<&'a [u8]>,
    },
}

impl<'a> PaceCommand<'a> {
    /// Reads the template.
    ///
    /// # Errors
    /// `6A80` when it is no template `7C`, or holds anything but one of these data objects.
    pub fn parse(data: &'a [u8]) -> Result<Self, StatusWord> {
        let mut objects = tlv::Reader::new(template(data)?);
        match (objects.next(), objects.next()) {
            (None, _) => Ok(Self::Nonce),
            (Some(Ok(object)), None) => match object.tag.value() {
                0x81 => Ok(Self::Map(object.value)),
                0x83 => Ok(Self::Agree(object.value)),
                0x85 => Ok(Self::Authenticate(object.value)),
                _ => Err(StatusWord::INCORRECT_DATA),
            },
            _ => Err(StatusWord::INCORRECT_DATA),
        }
    }

    /// Appends the template.
    pub fn encode(&self, writer: &mut Writer<'_>) {
        let (tag, value) = match self {
            Self::Nonce => {
                writer.tlv(TEMPLATE, &[]);
                return;
            }
            Self::Map(point) => (0x81_u8, point),
            Self::Agree(point) => (0x83, point),
            Self::Authenticate(token) => (0x85, token),
        };
        writer.nested(TEMPLATE, |w| {
            w.tlv(tag, value);
        });
    }
}

impl<'a> PaceResponse<'a> {
    /// Reads the template. What else stands in the answer to step 4 is passed over: the name of a
    /// trust anchor that was before (`88`).
    ///
    /// # Errors
    /// `6A80` when it is no template `7C` with one of these data objects, alone but for the last.
    pub fn parse(data: &'a [u8]) -> Result<Self, StatusWord> {
        let content = template(data)?;
        let mut objects = tlv::Reader::new(content);
        let object = objects.next().and_then(Result::ok).ok_or(StatusWord::INCORRECT_DATA)?;
        let is_alone = objects.clone().next().is_none();
        match object.tag.value() {
            0x80 if is_alone => Ok(Self::Nonce(object.value)),
            0x82 if is_alone => Ok(Self::Map(object.value)),
            0x84 if is_alone => Ok(Self::Agree(object.value)),
            0x86 if objects.all(|object| object.is_ok()) => {
                let authority = tlv::find(content, 0x87_u8);
                Ok(Self::Authenticate { token: object.value, authority })
            }
            _ => Err(StatusWord::INCORRECT_DATA),
        }
    }

    /// Appends the template.
    pub fn encode(&self, writer: &mut Writer<'_>) {
        let (tag, value, authority) = match *self {
            Self::Nonce(value) => (0x80_u8, value, None),
            Self::Map(value) => (0x82, value, None),
            Self::Agree(value) => (0x84, value, None),
            Self::Authenticate { token, authority } => (0x86, token, authority),
        };
        writer.nested(TEMPLATE, |w| {
            w.tlv(tag, value);
            if let Some(name) = authority {
                w.tlv(0x87_u8, name);
            }
        });
    }
}

/// The content of the template that there is nothing beside.
fn template(data: &[u8]) -> Result<&[u8], StatusWord> {
    let mut objects = tlv::Reader::new(data);
    match (objects.next(), objects.next()) {
        (Some(Ok(object)), None) if object.tag == Tag::from(TEMPLATE) => Ok(object.value),
        _ => Err(StatusWord::INCORRECT_DATA),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: &[u8] = &[0x04; 65];

    #[test]
    fn the_steps_come_back_as_they_were() {
        for (step, first) in [
            (PaceCommand::Nonce, &[0x7C, 0x00][..]),
            (PaceCommand::Map(POINT), &[0x7C, 0x43, 0x81, 0x41, 0x04]),
            (PaceCommand::Agree(POINT), &[0x7C, 0x43, 0x83, 0x41, 0x04]),
            (PaceCommand::Authenticate(&[9; 8]), &[0x7C, 0x0A, 0x85, 0x08, 9]),
        ] {
            let mut bytes = [0; 128];
            let mut writer = Writer::new(&mut bytes);
            step.encode(&mut writer);
            let bytes = writer.finish().unwrap();
            assert!(bytes.starts_with(first));
            assert_eq!(PaceCommand::parse(bytes), Ok(step));
        }
        for (step, first) in [
            (PaceResponse::Nonce(&[7; 16]), &[0x7C, 0x12, 0x80, 0x10, 7][..]),
            (PaceResponse::Map(POINT), &[0x7C, 0x43, 0x82, 0x41, 0x04]),
            (PaceResponse::Agree(POINT), &[0x7C, 0x43, 0x84, 0x41, 0x04]),
            (
                PaceResponse::Authenticate { token: &[9; 8], authority: None },
                &[0x7C, 0x0A, 0x86, 0x08, 9],
            ),
            (
                PaceResponse::Authenticate { token: &[9; 8], authority: Some(b"JP") },
                &[0x7C, 0x0E, 0x86, 0x08, 9],
            ),
        ] {
            let mut bytes = [0; 128];
            let mut writer = Writer::new(&mut bytes);
            step.encode(&mut writer);
            let bytes = writer.finish().unwrap();
            assert!(bytes.starts_with(first));
            assert_eq!(PaceResponse::parse(bytes), Ok(step));
        }
    }

    #[test]
    fn what_is_no_step_is_6a80() {
        for bytes in [
            &[][..],
            &[0x81, 0x00],
            &[0x7C, 0x02, 0x80, 0x00],
            &[0x7C, 0x02, 0x82, 0x00],
            &[0x7C, 0x02, 0x87, 0x00],
            &[0x7C, 0x04, 0x81, 0x00, 0x83, 0x00],
            &[0x7C, 0x02, 0x85, 0x01],
            &[0x7C, 0x02, 0x81, 0x00, 0x7C, 0x00],
        ] {
            assert_eq!(PaceCommand::parse(bytes), Err(StatusWord::INCORRECT_DATA), "{bytes:02X?}");
        }
        for bytes in [
            &[][..],
            &[0x7C, 0x00],
            &[0x7C, 0x02, 0x81, 0x00],
            &[0x80, 0x00],
            // Two of them, and something that is cut off behind the last.
            &[0x7C, 0x06, 0x80, 0x01, 7, 0x80, 0x01, 7],
            &[0x7C, 0x05, 0x86, 0x01, 9, 0x87, 0x01],
        ] {
            assert_eq!(PaceResponse::parse(bytes), Err(StatusWord::INCORRECT_DATA), "{bytes:02X?}");
        }
    }
}
