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
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}
