//! Why a file gives no photo.

use std::fmt;

#[cfg(doc)]
use super::LONGEST_FILE;

/// Why a file gives no photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum PhotoError {
    /// Longer than [`LONGEST_FILE`].
    TooLong,
    /// Neither JPEG nor PNG.
    Format,
    /// So many pixels wide and high: too many, or too few.
    Size(usize, usize),
    /// So many pixels wide and high: too much would be cut off for the proportions of the card.
    AspectRatio(usize, usize),
    /// It is of one shade.
    Blank,
    /// A JPEG that is not read, and why.
    Unsupported(Coding),
    /// It breaks off, or contradicts itself.
    Damaged,
    /// It could not be encoded.
    NotEncoded,
}

/// Codings of JPEG that are not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Coding {
    /// Lossless (SOF3, SOF11).
    Lossless,
    /// Hierarchical (SOF5 to SOF7, SOF13 to SOF15).
    Hierarchical,
    /// Arithmetic (SOF9, SOF10).
    Arithmetic,
    /// JPEG-LS (ISO/IEC 14495-1).
    JpegLs,
    /// So many bits a sample.
    Bits(u8),
    /// The number of lines comes behind them (DNL).
    Lines,
    /// So many components a pixel.
    Components(u8),
}

impl fmt::Display for PhotoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "the photo is longer than {} bytes", super::LONGEST_FILE),
            Self::Format => f.write_str("the photo is neither JPEG nor PNG"),
            Self::Size(width, height) => {
                write!(f, "the photo has {width} by {height} pixels, too few or too many")
            }
            Self::AspectRatio(width, height) => {
                write!(f, "the photo of {width} by {height} pixels has other proportions")
            }
            Self::Blank => f.write_str("the photo is of one shade"),
            Self::Unsupported(coding) => write!(f, "the JPEG coding is not supported: {coding}"),
            Self::Damaged => f.write_str("the photo breaks off, or contradicts itself"),
            Self::NotEncoded => f.write_str("the photo cannot be encoded as JPEG 2000"),
        }
    }
}

impl std::error::Error for PhotoError {}

impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lossless => f.write_str("lossless"),
            Self::Hierarchical => f.write_str("hierarchical"),
            Self::Arithmetic => f.write_str("arithmetic"),
            Self::JpegLs => f.write_str("JPEG-LS"),
            Self::Bits(bits) => write!(f, "{bits} bits a sample"),
            Self::Lines => f.write_str("number of lines behind them"),
            Self::Components(count) => write!(f, "{count} components"),
        }
    }
}
