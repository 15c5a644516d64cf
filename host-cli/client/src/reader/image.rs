//! The image file of a virtual card: one header block, then the flash.
//!
//! | bytes | content |
//! |---|---|
//! | 0-7 | magic `JUKICARD` |
//! | 8-11 | format version, 1 |
//! | 12-15, 16-19 | bytes in a flash page, number of pages |
//! | 20-34 | serial number of the card, ASCII |
//! | 35, 36-68 | length of the ATR, the ATR, zeros |
//! | 69, 70-77 | 1 when the card is made from a seed, the seed |
//! | 78-2043 | reserved, zero |
//! | 2044-2047 | CRC-32 (ISO-HDLC) over bytes 0-2043 |
//! | 2048-2051, 2052, 2053-2116 | who holds the lock: process number, length of the name, name |
//! | 2117-2124, 2125-2128 | starts of a card made from a seed, CRC-32 over them |
//! | 2129-4095 | reserved, zero |
//! | 4096- | the flash, page by page; an erased byte is FF |
//!
//! Numbers are big-endian. The program that holds the `flock` of the file writes its name into
//! the holder field; the lock decides, the field only tells the next program who has it.
//!
//! A write of the card goes straight to the file, in the order of the card's flash operations:
//! the file survives a killed process as a flash survives a pulled card. It is forced to the
//! disk when it is closed.
//!
//! A file that may not be written, or lies on a read-only file system, is opened as well. Its card
//! says what it says without writing, and nothing else: a try that cannot be spent is not given, so
//! such a card compares no PIN. That is the card's rule, not a wall around the file: whoever can
//! read an image can copy it, with every key in it.
//!
//! A card made from a seed draws its random numbers from the seed and the number of this start.
//! That number is on the disk before the card answers anything: what it drew once, a challenge or
//! the secret number of a signature, it never draws again. Erased flash is no part of it.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use zeroize::Zeroizing;

use super::Holder;
use crate::seed::Seed;
use juki_files::input::nonblocking;

mod backing;
mod create;
mod error;
mod flash;
mod starts;

use backing::Backing;
pub use create::{bytes, create};
pub use error::ImageError;
pub use flash::{ImageFlash, PAGE, PAGES};

/// Bytes in the header block.
pub const HEADER: usize = 4096;
/// The magic bytes that open an image.
const MAGIC: &[u8; 8] = b"JUKICARD";
/// The format version this program writes.
const FORMAT: u32 = 1;
const CHECK_AT: usize = 2044;
const HOLDER_AT: usize = 2048;
const HOLDER_NAME: usize = 64;
const SEED_AT: usize = 69;
const STARTS_AT: usize = 2117;
const CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);

/// What makes a card this card: it stands in the header and nowhere in the flash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardIdentity {
    /// The serial number, 15 ASCII characters.
    pub serial: [u8; 15],
    /// The answer to reset, 2 to 33 bytes.
    pub atr: Vec<u8>,
}

/// An image: its flash in memory and, once it is saved or opened, the file that follows it.
pub struct Image {
    identity: CardIdentity,
    seed: Option<Seed>,
    /// How often a card made from a seed was started.
    starts: u64,
    /// The flash: it holds the card's keys and PINs.
    content: Zeroizing<Vec<u8>>,
    backing: Backing,
    /// Why a write of the card failed first.
    failure: Option<io::Error>,
}

impl Image {
    /// An erased flash in memory, without a file.
    #[must_use]
    pub fn erased(identity: CardIdentity) -> Self {
        let content = Zeroizing::new(vec![0xFF; PAGE * PAGES]);
        Self { identity, seed: None, starts: 0, content, backing: Backing::Memory, failure: None }
    }

    /// The same, for a card made from a seed.
    #[must_use]
    pub const fn seeded(mut self, seed: Option<Seed>) -> Self {
        self.seed = seed;
        self
    }

    /// Opens and locks an image file. Until [`Image::write_through`] nothing is written to it:
    /// a file that turns out to hold no card stays as it was, byte for byte. A file that can only be
    /// read stays so for good ([`Image::read_only`]).
    ///
    /// # Errors
    /// When the file cannot be read, is held by another program, or is no image of this format.
    pub fn open(path: &Path) -> Result<Self, ImageError> {
        let cannot = |cause| ImageError::file(path, cause);
        let (mut file, read_only) =
            open(path).map_err(|cause| ImageError::Absent { path: path.to_owned(), cause })?;
        let found = file.metadata().map_err(cannot)?;
        if !found.is_file() {
            return Err(ImageError::Foreign(path.to_owned()));
        }
        // Those who only read do not disturb each other. Some file systems give no other lock on
        // a file that is open for reading.
        let lock = match read_only {
            true => FlockOperation::NonBlockingLockShared,
            false => FlockOperation::NonBlockingLockExclusive,
        };
        if let Err(cause) = flock(&file, lock) {
            return Err(match cause {
                rustix::io::Errno::WOULDBLOCK => {
                    ImageError::Held { path: path.to_owned(), holder: holder(&file) }
                }
                other => ImageError::file(path, other.into()),
            });
        }
        let mut header = [0; HEADER];
        let read = read_up_to(&mut file, &mut header).map_err(cannot)?;
        let header = header.get(..read).unwrap_or_default();
        let (identity, seed) = parse(header, path)?;
        let starts = match seed {
            Some(_) => starts::parse(header).ok_or_else(|| ImageError::Altered(path.to_owned()))?,
            None => 0,
        };
        let expected = HEADER + PAGE * PAGES;
        if usize::try_from(found.len()) != Ok(expected) {
            return Err(ImageError::Length { path: path.to_owned(), found: found.len(), expected });
        }
        let mut content = Zeroizing::new(vec![0; PAGE * PAGES]);
        file.read_exact(&mut content).map_err(cannot)?;
        let backing = Backing::KeptBack { file, ranges: Vec::new(), read_only };
        Ok(Self { identity, seed, starts, content, backing, failure: None })
    }

    /// Can its file only be read? Then every write of its card fails.
    #[must_use]
    pub const fn read_only(&self) -> bool {
        self.backing.read_only()
    }

    /// Serial number and ATR.
    #[must_use]
    pub const fn identity(&self) -> &CardIdentity {
        &self.identity
    }

    /// The seed that the card is made from, if it is.
    #[must_use]
    pub const fn seed(&self) -> Option<Seed> {
        self.seed
    }

    /// Lets the file follow: writes what was kept back, the holder's name, and from now on
    /// everything as it comes. The number of this start is on the disk before it returns. Of a file
    /// that can only be read, what was kept back stays in memory, and from now on nothing is
    /// taken.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_through(&mut self, program: &str) -> io::Result<()> {
        let (file, ranges) = match std::mem::replace(&mut self.backing, Backing::Closed) {
            Backing::KeptBack { file, read_only: true, .. } => {
                self.backing = Backing::ReadOnly { _file: file, refused: false };
                return Ok(());
            }
            Backing::KeptBack { file, ranges, .. } => (file, ranges),
            other => {
                self.backing = other;
                return Ok(());
            }
        };
        for (at, length) in ranges {
            let bytes = self.content.get(at..at + length).unwrap_or_default();
            backing::write_flash(&file, at, bytes)?;
        }
        if self.seed.is_some() {
            file.write_all_at(&starts::field(self.starts), STARTS_AT as u64)?;
            file.sync_data()?;
        }
        file.write_all_at(&holder_field(std::process::id(), program), HOLDER_AT as u64)?;
        self.backing = Backing::File(file);
        Ok(())
    }

    /// Forces everything to the disk and gives the file up; later writes fail.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn close(&mut self) -> io::Result<()> {
        match std::mem::replace(&mut self.backing, Backing::Closed) {
            Backing::Memory => self.backing = Backing::Memory,
            Backing::File(file) => {
                file.write_all_at(&holder_field(0, ""), HOLDER_AT as u64)?;
                file.sync_all()?;
            }
            Backing::KeptBack { .. } | Backing::ReadOnly { .. } | Backing::Closed => {}
        }
        Ok(())
    }
}

/// A killed program leaves what it wrote; a dropped image is closed as well as it can be.
impl Drop for Image {
    fn drop(&mut self) {
        // Nobody is left to tell: whoever needs to know calls `close`.
        let _unsaid = self.close();
    }
}

/// What the card holds is not shown, and neither is the seed of its keys.
impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Image").field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// Opens a file for reading and writing, or else for reading only: then true. Opening a pipe by
/// mistake does not hang.
fn open(path: &Path) -> io::Result<(File, bool)> {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};

    let mut options = OpenOptions::new();
    options.read(true).custom_flags(nonblocking());
    match options.clone().write(true).open(path) {
        Ok(file) => Ok((file, false)),
        Err(cause) if matches!(cause.kind(), PermissionDenied | ReadOnlyFilesystem) => {
            Ok((options.open(path)?, true))
        }
        Err(cause) => Err(cause),
    }
}

fn read_up_to(file: &mut File, out: &mut [u8]) -> io::Result<usize> {
    let mut at = 0;
    while let Some(rest) = out.get_mut(at..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(count) => at += count,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(at)
}

/// The header block of a card that nobody holds.
fn header(image: &Image) -> Vec<u8> {
    let identity = &image.identity;
    let atr = identity.atr.get(..33).unwrap_or(&identity.atr);
    let mut block = MAGIC.to_vec();
    block.extend(FORMAT.to_be_bytes());
    block.extend(number(PAGE).to_be_bytes());
    block.extend(number(PAGES).to_be_bytes());
    block.extend(identity.serial);
    block.extend(u8::try_from(atr.len()));
    block.extend(atr);
    if let Some(Seed(seed)) = image.seed {
        block.resize(SEED_AT, 0);
        block.push(1);
        block.extend(seed.to_be_bytes());
    }
    block.resize(CHECK_AT, 0);
    block.extend(CRC.checksum(&block).to_be_bytes());
    if image.seed.is_some() {
        block.resize(STARTS_AT, 0);
        block.extend(starts::field(image.starts));
    }
    block.resize(HEADER, 0);
    block
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Reads the header block. The order tells the most about a wrong file: foreign, cut short,
/// newer, altered.
fn parse(block: &[u8], path: &Path) -> Result<(CardIdentity, Option<Seed>), ImageError> {
    let foreign = || ImageError::Foreign(path.to_owned());
    let word = |at: usize| -> Option<u32> {
        let bytes = block.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    if block.get(..8) != Some(MAGIC) {
        return Err(foreign());
    }
    if block.len() < HEADER {
        return Err(ImageError::Length {
            path: path.to_owned(),
            found: block.len() as u64,
            expected: HEADER + PAGE * PAGES,
        });
    }
    let format = word(8).ok_or_else(foreign)?;
    if format > FORMAT {
        return Err(ImageError::Newer { path: path.to_owned(), format, known: FORMAT });
    }
    let altered = || ImageError::Altered(path.to_owned());
    let checked = block.get(..CHECK_AT).ok_or_else(altered)?;
    let geometry = (word(12), word(16)) == (Some(number(PAGE)), Some(number(PAGES)));
    if word(CHECK_AT) != Some(CRC.checksum(checked)) || format != FORMAT || !geometry {
        return Err(altered());
    }
    let serial = block.get(20..35).and_then(|bytes| bytes.try_into().ok()).ok_or_else(altered)?;
    let length = block.get(35).copied().map_or(0, usize::from);
    let atr = block.get(36..36 + length).filter(|atr| (2..=33).contains(&atr.len()));
    let atr = atr.ok_or_else(altered)?.to_vec();
    let seed = match block.get(SEED_AT..SEED_AT + 9).and_then(<[u8]>::split_first) {
        Some((0, _)) => None,
        Some((1, seed)) => Some(Seed(seed.try_into().map_or(0, u64::from_be_bytes))),
        _ => return Err(altered()),
    };
    Ok((CardIdentity { serial, atr }, seed))
}

fn holder_field(pid: u32, program: &str) -> Vec<u8> {
    let cut = (0..=HOLDER_NAME.min(program.len())).rev().find(|at| program.is_char_boundary(*at));
    let name = program.get(..cut.unwrap_or(0)).unwrap_or_default();
    let mut field = pid.to_be_bytes().to_vec();
    field.extend(u8::try_from(name.len()));
    field.extend(name.as_bytes());
    field.resize(4 + 1 + HOLDER_NAME, 0);
    field
}

/// Who wrote the holder field, if a process of that number still lives.
fn holder(file: &File) -> Option<Holder> {
    let mut field = [0; 4 + 1 + HOLDER_NAME];
    file.read_exact_at(&mut field, HOLDER_AT as u64).ok()?;
    let (pid, rest) = field.split_first_chunk::<4>()?;
    let (length, name) = rest.split_first()?;
    let pid = u32::from_be_bytes(*pid);
    let process = rustix::process::Pid::from_raw(i32::try_from(pid).ok()?)?;
    match rustix::process::test_kill_process(process) {
        // EPERM: it lives and belongs to somebody else.
        Ok(()) | Err(rustix::io::Errno::PERM) => {}
        Err(_) => return None,
    }
    let name = name.get(..usize::from(*length))?;
    let program =
        String::from_utf8_lossy(name).chars().filter(|character| !character.is_control()).collect();
    Some(Holder { pid, program })
}

#[cfg(test)]
mod tests;
