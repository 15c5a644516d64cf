//! Detecting the encoding of a file that should be UTF-8.

use std::fmt;

use super::{Deviation, Fault, Position};

/// Encodings that programs in Japan write, besides UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
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
    /// Its name where names of encodings are registered or in common use, as `iconv` takes it;
    /// `None` of one that is not known, and of UTF-8, which only has a mark too many.
    #[must_use]
    pub const fn charset(self) -> Option<&'static str> {
        match self {
            Self::Utf8Mark | Self::Unknown => None,
            Self::Utf16 => Some("UTF-16"),
            Self::Utf16Le => Some("UTF-16LE"),
            Self::Utf16Be => Some("UTF-16BE"),
            Self::Utf32 => Some("UTF-32"),
            Self::ShiftJis => Some("CP932"),
            Self::EucJp => Some("EUC-JP"),
            Self::Iso2022Jp => Some("ISO-2022-JP"),
        }
    }
}

/// Its name as people know it.
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8Mark => "UTF-8 with a byte order mark (BOM)",
            Self::Utf16 | Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Utf32 => "UTF-32",
            Self::ShiftJis => "Shift_JIS",
            Self::EucJp => "EUC-JP",
            Self::Iso2022Jp => "ISO-2022-JP",
            Self::Unknown => "an encoding that is not known",
        })
    }
}

/// The bytes as text, when they are UTF-8 without a mark. What ends within a character and is
/// UTF-8 up to there was cut off, whatever else its bytes may mean in other encodings.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Deviation> {
    let of = |encoding| Deviation {
        path: "$".to_owned(),
        position: None,
        fault: Fault::Encoding(encoding),
    };
    if let Some(encoding) = wide(bytes) {
        return Err(of(encoding));
    }
    match str::from_utf8(bytes) {
        // ESC $ begins a two-byte character set; JSON has no ESC anywhere.
        Ok(text) if text.contains("\u{1B}$") => Err(of(Encoding::Iso2022Jp)),
        Ok(text) => Ok(text),
        Err(error) if error.error_len().is_none() => {
            let position = Some(position(bytes, error.valid_up_to()));
            Err(Deviation { position, fault: Fault::EndsEarly, path: "$".to_owned() })
        }
        Err(_) if is_euc_jp(bytes) => Err(of(Encoding::EucJp)),
        Err(_) if is_shift_jis(bytes) => Err(of(Encoding::ShiftJis)),
        Err(error) => {
            let position = Some(position(bytes, error.valid_up_to()));
            Err(Deviation { position, ..of(Encoding::Unknown) })
        }
    }
}

/// Where a byte stands, before which everything is UTF-8.
fn position(bytes: &[u8], at: usize) -> Position {
    let before = bytes.get(..at).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let last = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    Position { line, column: String::from_utf8_lossy(last).chars().count() + 1 }
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
