//! Why a file is not a font that can be drawn from.

use std::fmt;

use ttf_parser::FaceParsingError;

/// Why a file is not a font that can be drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum FontError {
    /// It is larger than fonts are.
    TooLarge {
        /// Most bytes.
        most: usize,
    },
    /// It is no font, or a broken one.
    NoFont(FaceParsingError),
    /// Its outlines are not `TrueType`'s (tables glyf and loca).
    NoOutlines,
    /// It does not say which characters it has (table cmap).
    NoCharacters,
}

impl fmt::Display for FontError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { most } => write!(f, "a font of more than {most} bytes"),
            Self::NoFont(_) => f.write_str("no font"),
            Self::NoOutlines => f.write_str("a font without TrueType outlines"),
            Self::NoCharacters => f.write_str("a font without a table of characters"),
        }
    }
}

impl std::error::Error for FontError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoFont(cause) => Some(cause),
            Self::TooLarge { .. } | Self::NoOutlines | Self::NoCharacters => None,
        }
    }
}
