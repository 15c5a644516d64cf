//! The encodings that registers are written out in.

use encoding_rs::SHIFT_JIS;

/// How a table's characters are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 behind a byte order mark, as spreadsheets write it.
    Utf8WithMark,
    /// Microsoft's code page 932: Shift_JIS with the extensions of NEC and IBM.
    Cp932,
}

impl Encoding {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Utf8, Self::Utf8WithMark, Self::Cp932];

    /// What command lines and mappings call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8WithMark => "utf-8-bom",
            Self::Cp932 => "cp932",
        }
    }

    /// Whether every character of Unicode can be written in it.
    #[must_use]
    pub const fn is_unicode(self) -> bool {
        !matches!(self, Self::Cp932)
    }

    /// What stands before the first line.
    pub(super) const fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8WithMark => b"\xEF\xBB\xBF",
            Self::Utf8 | Self::Cp932 => b"",
        }
    }

    /// The bytes of a text; a character that CP932 lacks becomes a geta (〓), as the municipalities'
    /// systems write it.
    pub(super) fn bytes(self, text: &str) -> Vec<u8> {
        if self.is_unicode() {
            return text.as_bytes().to_vec();
        }
        let (bytes, _, lost) = SHIFT_JIS.encode(text);
        if !lost {
            return bytes.into_owned();
        }
        let mut out = Vec::new();
        for letter in text.chars() {
            let mut buffer = [0; 4];
            let (bytes, _, lost) = SHIFT_JIS.encode(letter.encode_utf8(&mut buffer));
            out.extend_from_slice(if lost { b"\x81\xAC" } else { &bytes });
        }
        out
    }

    /// Bytes that are no character in it.
    pub(super) const fn broken(self) -> &'static [u8] {
        match self {
            // The first byte of three, without the others.
            Self::Utf8 | Self::Utf8WithMark => b"\xE5\x41",
            // The first byte of two, and one that is never the second.
            Self::Cp932 => b"\x8A\x20",
        }
    }

    /// A private-use character.
    pub(super) const fn private_use(self) -> &'static [u8] {
        match self {
            Self::Utf8 | Self::Utf8WithMark => "\u{E000}".as_bytes(),
            Self::Cp932 => b"\xF0\x40",
        }
    }

    /// A code that no character has.
    pub(super) const fn unassigned(self) -> &'static [u8] {
        match self {
            Self::Utf8 | Self::Utf8WithMark => "\u{0378}".as_bytes(),
            // Between the last row of JIS X 0208 and the extensions.
            Self::Cp932 => b"\x85\x40",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_again_and_what_is_broken_does_not() {
        let (read, _, broken) = SHIFT_JIS.decode(&[0x8D, 0x82]);
        assert_eq!((&*read, broken), ("高", false));
        assert_eq!(Encoding::Cp932.bytes("髙﨑"), [0xFB, 0xFC, 0xFA, 0xB1]);
        assert_eq!(Encoding::Cp932.bytes("𠮷田"), [0x81, 0xAC, 0x93, 0x63]);
        assert!(SHIFT_JIS.decode(Encoding::Cp932.broken()).2);
        assert!(SHIFT_JIS.decode(Encoding::Cp932.unassigned()).2);
        assert_eq!(SHIFT_JIS.decode(Encoding::Cp932.private_use()).0, "\u{E000}");
        assert!(std::str::from_utf8(Encoding::Utf8.broken()).is_err());
    }
}
