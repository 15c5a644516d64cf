//! The encodings of tables, strictly: what is not of the encoding is a fault with its place, and
//! never becomes another character.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, EncoderResult, SHIFT_JIS};
use serde::Deserialize;

/// The byte order mark of UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The encoding of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-8 that begins with a byte order mark, as spreadsheets write it.
    #[serde(rename = "utf-8-bom")]
    Utf8Bom,
    /// Code page 932: Shift_JIS with the extensions of NEC, IBM and Microsoft. The user-defined
    /// characters F040 to F9FC are U+E000 to U+E757.
    Cp932,
}

/// Bytes that are no text in an encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeFault {
    /// The place of the character that is none, from 1.
    pub position: usize,
    /// Its bytes: one or two of CP932, one to four of UTF-8.
    pub bytes: Vec<u8>,
}

/// A character that an encoding does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeFault {
    /// Its place, from 1.
    pub position: usize,
    /// The character.
    pub character: char,
}

impl Encoding {
    /// Its name, as a mapping has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Cp932 => "cp932",
        }
    }

    /// What a file of it begins with.
    #[must_use]
    pub const fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8Bom => BYTE_ORDER_MARK,
            Self::Utf8 | Self::Cp932 => b"",
        }
    }

    /// The text of bytes that are whole characters.
    ///
    /// # Errors
    /// The first bytes that are no character.
    pub fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, DecodeFault> {
        // Most cells are; in code page 932 each of these bytes is a character of its own too.
        if bytes.is_ascii() {
            return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| fault("", bytes, 1));
        }
        match self {
            Self::Utf8 | Self::Utf8Bom => {
                std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|cause| {
                    let (valid, rest) = bytes.split_at(cause.valid_up_to().min(bytes.len()));
                    let before = std::str::from_utf8(valid).unwrap_or_default();
                    fault(before, rest, cause.error_len().unwrap_or(rest.len()))
                })
            }
            Self::Cp932 => decode_cp932(bytes).map(Cow::Owned),
        }
    }

    /// The bytes of a text.
    ///
    /// # Errors
    /// The first character that the encoding does not have, or that it would read back as another
    /// one.
    pub fn encode(self, text: &str) -> Result<Cow<'_, [u8]>, EncodeFault> {
        match self {
            Self::Utf8 | Self::Utf8Bom => Ok(Cow::Borrowed(text.as_bytes())),
            Self::Cp932 if text.is_ascii() => Ok(Cow::Borrowed(text.as_bytes())),
            Self::Cp932 => encode_cp932(text).map(Cow::Owned),
        }
    }

    /// How many bytes the character has that these bytes begin with: 1 to 4, never more than there
    /// are, and 1 for a byte that begins none.
    #[must_use]
    pub fn character_length(self, bytes: &[u8]) -> usize {
        let length = match (self, bytes.first().copied().unwrap_or_default()) {
            (Self::Utf8 | Self::Utf8Bom, 0xC2..=0xDF)
            | (Self::Cp932, 0x81..=0x9F | 0xE0..=0xFC) => 2,
            (Self::Utf8 | Self::Utf8Bom, 0xE0..=0xEF) => 3,
            (Self::Utf8 | Self::Utf8Bom, 0xF0..=0xF4) => 4,
            _ => 1,
        };
        length.min(bytes.len())
    }
}

fn fault(before: &str, rest: &[u8], length: usize) -> DecodeFault {
    let bytes = rest.iter().take(length.clamp(1, 4)).copied().collect();
    DecodeFault { position: before.chars().count() + 1, bytes }
}

fn decode_cp932(bytes: &[u8]) -> Result<String, DecodeFault> {
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    // Two bytes become three at most, and one byte (a half-width katakana) three.
    let mut text = String::with_capacity(bytes.len().saturating_mul(3).saturating_add(4));
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(length, after) => {
            let length = usize::from(length);
            let start = read.saturating_sub(length + usize::from(after));
            Err(fault(&text, bytes.get(start..).unwrap_or_default(), length))
        }
        DecoderResult::OutputFull => Err(fault(&text, bytes.get(read..).unwrap_or_default(), 1)),
    }
}

fn encode_cp932(text: &str) -> Result<Vec<u8>, EncodeFault> {
    let mut out = Vec::with_capacity(text.len());
    let mut unit = [0; 4];
    for (place, character) in text.chars().enumerate() {
        if character.is_ascii() {
            out.extend_from_slice(character.encode_utf8(&mut unit).as_bytes());
            continue;
        }
        let bytes = user_defined(character).or_else(|| single(character));
        out.extend(bytes.ok_or(EncodeFault { position: place + 1, character })?);
    }
    Ok(out)
}

/// The bytes of a character of the tables. The encoder of the Encoding Standard writes some
/// characters that have none as their neighbours (¥ as \, − as －): what does not read back is
/// refused.
fn single(character: char) -> Option<Vec<u8>> {
    let mut unit = [0; 4];
    let text: &str = character.encode_utf8(&mut unit);
    let mut bytes = Vec::with_capacity(4);
    let (result, _) =
        SHIFT_JIS.new_encoder().encode_from_utf8_to_vec_without_replacement(text, &mut bytes, true);
    let is_whole = matches!(result, EncoderResult::InputEmpty);
    (is_whole && decode_cp932(&bytes).is_ok_and(|read| read == text)).then_some(bytes)
}

/// The bytes of a character for private use. The Encoding Standard reads them and does not write
/// them.
fn user_defined(character: char) -> Option<Vec<u8>> {
    /// Characters of a lead byte: trail bytes 40 to FC without 7F.
    const ROW: u32 = 188;
    let place = u32::from(character).checked_sub(0xE000).filter(|place| *place < 10 * ROW)?;
    let (lead, trail) = (0xF0 + place / ROW, 0x40 + place % ROW);
    let trail = if trail >= 0x7F { trail + 1 } else { trail };
    Some(vec![u8::try_from(lead).ok()?, u8::try_from(trail).ok()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_character_are_a_fault_with_their_place() {
        for (encoding, bytes, position, wrong) in [
            (Encoding::Utf8, &b"ab\xFFc"[..], 3, &b"\xFF"[..]),
            (Encoding::Utf8, "住\u{57FA}".as_bytes().get(..5).unwrap(), 2, b"\xE5\x9F"),
            (Encoding::Utf8, b"\xC0\xAF", 1, b"\xC0"),
            (Encoding::Utf8, b"\xED\xA0\x80", 1, b"\xED"),
            (Encoding::Cp932, b"\x8Fa", 2, b""),
            (Encoding::Cp932, b"\x8FZ\x8A", 2, b"\x8A"),
            (Encoding::Cp932, b"\x8FZ\xFF", 2, b"\xFF"),
            (Encoding::Cp932, b"\x8FZ\x81\xAD", 2, b"\x81\xAD"),
        ] {
            match encoding.decode(bytes) {
                Err(fault) => {
                    assert_eq!(
                        (fault.position, fault.bytes.as_slice()),
                        (position, wrong),
                        "{bytes:x?}"
                    );
                }
                Ok(text) => assert!(wrong.is_empty(), "{bytes:x?}: {text}"),
            }
        }
    }

    #[test]
    fn user_defined_characters_are_private_use_and_back() {
        for (bytes, character) in [
            (b"\xF0\x40", '\u{E000}'),
            (b"\xF0\x7E", '\u{E03E}'),
            (b"\xF0\x80", '\u{E03F}'),
            (b"\xF0\xFC", '\u{E0BB}'),
            (b"\xF1\x40", '\u{E0BC}'),
            (b"\xF9\xFC", '\u{E757}'),
        ] {
            assert_eq!(Encoding::Cp932.decode(bytes).unwrap(), character.to_string());
            assert_eq!(Encoding::Cp932.encode(&character.to_string()).unwrap().as_ref(), bytes);
        }
        assert!(Encoding::Cp932.encode("\u{E758}").is_err());
    }

    #[test]
    fn every_character_of_cp932_reads_back() {
        let mut count = 0;
        for code in (0x80..0x1_0000_u32).chain(0x2_0000..0x3_0000) {
            let Some(character) = char::from_u32(code) else { continue };
            if let Ok(bytes) = Encoding::Cp932.encode(&character.to_string()) {
                assert_eq!(Encoding::Cp932.decode(&bytes).unwrap(), character.to_string());
                count += 1;
            }
        }
        // 7,326 characters of two bytes that Python's codec reads too, 63 half-width katakana, 1,880
        // for private use, and U+0080.
        assert_eq!(count, 7_326 + 63 + 1_880 + 1);
    }

    #[test]
    fn what_cp932_does_not_have_is_refused_and_never_another_character() {
        for (text, position) in
            [("渡邉\u{E0102}", 3), ("¥", 1), ("a−", 2), ("‾", 1), ("𠮷", 1), ("é", 1)]
        {
            let fault = Encoding::Cp932.encode(text).unwrap_err();
            assert_eq!(fault.position, position, "{text}");
        }
        assert_eq!(Encoding::Cp932.encode("住～①髙").unwrap().as_ref(), b"\x8FZ\x81`\x87@\xFB\xFC");
    }
}
