//! Why the store did not do it.

use core::fmt;

use super::word::FORMAT;

/// Why the store did not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Error {
    /// No page of the region is of this store.
    Foreign,
    /// Written by a later format than this code reads.
    Newer {
        /// The format found.
        format: u16,
    },
    /// Something that was accepted once no longer reads as it did.
    Damaged {
        /// The page, from 0.
        page: u32,
        /// The word within the page, from 0.
        word: u32,
    },
    /// The region has an unusable shape, or another than the image in it.
    Geometry,
    /// No room for data, or no index entry. The entry was not staged.
    Full,
    /// No such item or counter.
    NotFound,
    /// The counter is at 0.
    Blocked,
    /// The flash refused, or did not keep what was programmed. After a failed
    /// write nothing is written until the region is mounted again.
    Flash,
    /// The call does not fit: spending while entries are staged, a slot or
    /// value out of range.
    State,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("the flash holds no store"),
            Self::Newer { format } => {
                write!(f, "the store has format {format}, this program reads up to {}", FORMAT)
            }
            Self::Damaged { page, word } => {
                write!(f, "the store is damaged at page {page}, word {word}")
            }
            Self::Geometry => {
                f.write_str("the flash region does not have the geometry of the store")
            }
            Self::Full => f.write_str("the store is full"),
            Self::NotFound => f.write_str("no such item or counter"),
            Self::Blocked => f.write_str("the counter is used up"),
            Self::Flash => f.write_str("the flash failed"),
            Self::State => f.write_str("the store cannot do this now"),
        }
    }
}

impl core::error::Error for Error {}
