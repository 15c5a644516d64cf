//! Where what a card writes goes.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

use zeroize::Zeroizing;

use super::HEADER;

/// Where what a card writes goes.
#[derive(Debug)]
pub(super) enum Backing {
    /// Into memory only.
    Memory,
    /// Into memory for now; the ranges, for the file when its card runs.
    KeptBack {
        /// Locked.
        file: File,
        /// Offset in the flash and length of each, in bytes.
        ranges: Vec<(usize, usize)>,
        /// The file can only be read.
        read_only: bool,
    },
    /// Into this file, locked.
    File(File),
    /// Nowhere: the file, locked, can only be read.
    ReadOnly {
        /// It keeps the lock.
        _file: File,
        /// The card tried to write since that was asked last.
        refused: bool,
    },
    /// Nowhere: the file was given up.
    Closed,
}

impl Backing {
    /// Takes bytes of the flash, before the flash in memory does.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(super) fn put(&mut self, at: usize, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Memory => Ok(()),
            Self::KeptBack { ranges, .. } => {
                ranges.push((at, bytes.len()));
                Ok(())
            }
            Self::File(file) => write_flash(file, at, bytes),
            Self::ReadOnly { refused, .. } => {
                *refused = true;
                Err(io::ErrorKind::ReadOnlyFilesystem.into())
            }
            Self::Closed => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Can nothing be written?
    pub(super) const fn read_only(&self) -> bool {
        matches!(self, Self::KeptBack { read_only: true, .. } | Self::ReadOnly { .. })
    }

    /// Did the card try to write what cannot be written? Asking forgets it.
    pub(super) const fn take_write_refusal(&mut self) -> bool {
        match self {
            Self::ReadOnly { refused, .. } => std::mem::replace(refused, false),
            _ => false,
        }
    }
}

/// Writes to the file, and reads it back: the card reads from memory, and a try that it spends is
/// to be in the file before anything is compared.
pub(super) fn write_flash(file: &File, at: usize, bytes: &[u8]) -> io::Result<()> {
    let offset = (HEADER + at) as u64;
    file.write_all_at(bytes, offset)?;
    let mut found = Zeroizing::new(vec![0; bytes.len()]);
    file.read_exact_at(&mut found, offset)?;
    if found.as_slice() == bytes { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}
