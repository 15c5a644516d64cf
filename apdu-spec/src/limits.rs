//! The limits of a card. A command that would exceed one is refused; nothing is lost.

mod capacity;

pub use capacity::Capacity;

use crate::file::{PIN_MAX, RECORD_MAX, RECORDS_MAX};
use crate::list::LIST_MAX;

/// Logical channels, the basic channel included.
pub const CHANNELS: usize = 4;
/// PINs verified and keys authenticated at the same time on one channel; one more revokes the
/// oldest.
pub const SECURITY_STATUS_MAX: usize = 8;
/// DFs below each other, the MF not counted.
pub const DEPTH_MAX: usize = 8;
/// PINs, and keys for EXTERNAL AUTHENTICATE created with a number of tries: they have a
/// retry counter.
pub const COUNTERS_MAX: u8 = 32;
/// Longest search string in bytes.
pub const SEARCH_MAX: u16 = 255;
/// Data objects that one PUT DATA takes.
pub const PUT_MAX: usize = 64;
/// Longest data object of a DF in bytes, where a page of the flash holds it.
pub const DATA_OBJECT_MAX: usize = 4095;
/// Longest parameters of a file in bytes, as they are stored.
pub const PARAMETERS_MAX: usize = 509;

/// A size that a card may be built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Longest chained command data field, and longest answer, in bytes.
    pub buffer: usize,
    /// Most files, PINs and keys, the MF included.
    pub files: usize,
    /// Most items of the storage: a file's parameters, a block of 256 bytes, a record, a value.
    pub items: usize,
}

/// The least.
pub const SMALL: Size = Size { buffer: 1024, files: 64, items: 320 };
/// As hosts run it.
pub const LARGE: Size = Size { buffer: 65536, files: 512, items: 4096 };

/// A limit as documents give it: of what, how many, the answer to one more.
pub type Limit = (&'static str, usize, &'static str);

/// Limits that are the same in every size.
pub const LIMITS: &[Limit] = &[
    ("logical channels", CHANNELS, "6A81"),
    (
        "PINs verified and keys authenticated on a channel at a time",
        SECURITY_STATUS_MAX,
        "the oldest is revoked",
    ),
    ("DFs below each other, the MF not counted", DEPTH_MAX, "6A84"),
    ("PINs, and external keys that have one: retry counters", COUNTERS_MAX as usize, "6A84"),
    ("bytes of a transparent EF", 65535, "6A84"),
    ("bytes of a record", RECORD_MAX as usize, "6A84"),
    ("records of a file", RECORDS_MAX as usize, "6A84"),
    ("bytes of a search string", SEARCH_MAX as usize, "6700, in a data object 6A80"),
    ("bytes of a PIN's value", PIN_MAX, "6700"),
    ("bytes of a file's parameters as they are stored", PARAMETERS_MAX, "6A84"),
    ("bytes of a DF's data object", DATA_OBJECT_MAX, "6A84"),
    ("data objects in one PUT DATA", PUT_MAX, "6A84"),
    ("bytes of a tag list or header list", LIST_MAX, "6A80"),
];
