//! In which encoding a file is that ought to be UTF-8.

use super::{Deviation, Fault, Place};
use crate::locale::Message;
use crate::msg;

/// Encodings that programs in Japan write, besides UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with a byte order mark, which a JSON text must not have.
    Utf8Mark,
    /// UTF-16 with a byte order mark.
    Utf16,
    /// UTF-16 without one, least significant byte first.
    Utf16Le,
    /// UTF-16 without one, most significant byte first.
    Utf16Be,
    /// UTF-32, with a byte order mark.
    Utf32,
    /// Shift_JIS, and Windows' code page 932, which has more characters.
    ShiftJis,
    /// EUC-JP.
    EucJp,
    /// ISO-2022-JP.
    Iso2022Jp,
    /// None that is known.
    Unknown,
}

impl Encoding {
    /// Its name as people know it.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Utf8Mark => msg!("encoding-utf8-mark"),
            Self::Utf16 | Self::Utf16Le | Self::Utf16Be => msg!("encoding-name", name = "UTF-16"),
            Self::Utf32 => msg!("encoding-name", name = "UTF-32"),
            Self::ShiftJis => msg!("encoding-name", name = "Shift_JIS"),
            Self::EucJp => msg!("encoding-name", name = "EUC-JP"),
            Self::Iso2022Jp => msg!("encoding-name", name = "ISO-2022-JP"),
            Self::Unknown => msg!("encoding-unknown"),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn conversion(self) -> Message {
        let charset = match self {
            Self::Utf8Mark => return msg!("todo-utf8-mark"),
            Self::Unknown => return msg!("todo-utf8"),
            Self::Utf16 => "UTF-16",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Utf32 => "UTF-32",
            Self::ShiftJis => "CP932",
            Self::EucJp => "EUC-JP",
            Self::Iso2022Jp => "ISO-2022-JP",
        };
        msg!("todo-convert", charset = charset)
    }
}

/// The bytes as text, when they are UTF-8 without a mark.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Deviation> {
    let of = |encoding| Deviation {
        path: "$".to_owned(),
        place: None,
        fault: Fault::Encoding(encoding),
    };
    if let Some(encoding) = wide(bytes) {
        return Err(of(encoding));
    }
    match str::from_utf8(bytes) {
        // ESC $ begins a two-byte character set; JSON has no ESC anywhere.
        Ok(text) if text.contains("\u{1B}$") => Err(of(Encoding::Iso2022Jp)),
        Ok(text) => Ok(text),
        Err(_) if is_euc_jp(bytes) => Err(of(Encoding::EucJp)),
        Err(_) if is_shift_jis(bytes) => Err(of(Encoding::ShiftJis)),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let last = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
            let column = String::from_utf8_lossy(last).chars().count() + 1;
            Err(Deviation { place: Some(Place { line, column }), ..of(Encoding::Unknown) })
        }
    }
}

/// By a byte order mark, or by the zeros of an ASCII character, with which JSON begins.
fn wide(bytes: &[u8]) -> Option<Encoding> {
    Some(match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Encoding::Utf8Mark,
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Encoding::Utf32,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Encoding::Utf16,
        [0, 1..=0xFF, ..] => Encoding::Utf16Be,
        [1..=0xFF, 0, ..] => Encoding::Utf16Le,
        _ => return None,
    })
}

/// JIS X 0208 in A1 to FE twice, kana of half width behind 8E, JIS X 0212 behind 8F.
fn is_euc_jp(mut bytes: &[u8]) -> bool {
    loop {
        bytes = match bytes {
            [] => return true,
            [..=0x7F, rest @ ..] | [0x8E, 0xA1..=0xDF, rest @ ..] => rest,
            [0xA1..=0xFE, 0xA1..=0xFE, rest @ ..] => rest,
            [0x8F, 0xA1..=0xFE, 0xA1..=0xFE, rest @ ..] => rest,
            _ => return false,
        }
    }
}

/// Kana of half width in A1 to DF; pairs whose second byte may be ASCII (JIS X 0208, annex 1).
fn is_shift_jis(mut bytes: &[u8]) -> bool {
    loop {
        bytes = match bytes {
            [] => return true,
            [..=0x7F | 0xA1..=0xDF, rest @ ..] => rest,
            [0x81..=0x9F | 0xE0..=0xFC, 0x40..=0x7E | 0x80..=0xFC, rest @ ..] => rest,
            _ => return false,
        }
    }
}
