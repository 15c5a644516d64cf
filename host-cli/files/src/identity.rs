//! Whose a file or a folder is, and which.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;

/// Is it of the user of this process?
#[must_use]
pub fn is_ours(found: &Metadata) -> bool {
    found.uid() == rustix::process::geteuid().as_raw()
}

/// Can nobody but the user of this process take something out of this folder, or put it in?
#[must_use]
pub fn is_ours_alone(found: &Metadata) -> bool {
    is_ours(found) && found.mode() & 0o022 == 0
}

/// Are these the same file, however it is named?
#[must_use]
pub fn is_same(one: &Metadata, other: &Metadata) -> bool {
    file(one) == file(other)
}

/// Device and number.
fn file(found: &Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}

/// Which file it is, and when it was written to last: equal ones are of a file that nobody wrote to
/// in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    file: (u64, u64),
    length: u64,
    modified: (i64, i64),
}

impl Stamp {
    /// That of a file as it was found.
    #[must_use]
    pub fn of(found: &Metadata) -> Self {
        Self {
            file: file(found),
            length: found.len(),
            modified: (found.mtime(), found.mtime_nsec()),
        }
    }
}
