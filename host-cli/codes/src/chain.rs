//! A file of lines that is only appended to, and in which a lost or altered line is noticed.
//!
//! A line is its text, a space and its check: SHA-256, in lower-case hexadecimal digits, over the
//! check of the line before (32 zero bytes before the first) and the text. It is not keyed: it finds
//! what disks, editors and backups do, and whoever takes a line out; who can write to the file can
//! write all of it anew. What finds that, and a file that lost its last lines whole, is a check of an
//! earlier day kept elsewhere ([`Head`]).
//!
//! Lines are durable when [`ChainFile::append`] returns: those of one call together (group commit).
//! What a crash left of a line at the end is no line, and is removed when the file is next opened for
//! writing; whatever else does not fit is refused. One process writes at a time (flock(2)); readers
//! need no lock, for what they have read stays as it is.

use std::fmt;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use juki_files::{input, new_file};
use sha2::{Digest as _, Sha256};

mod error;

pub use error::{ChainError, ChainFault, Damage};

/// Bytes of the longest line, its end among them.
pub const LONGEST_LINE: usize = 1024;
/// Hexadecimal digits of a check.
const CHECK_DIGITS: usize = 64;

/// The check of a line: the hash that chains it to the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineHash([u8; 32]);

impl LineHash {
    /// Reads 64 hexadecimal digits, small letters alone: a capital is a flipped bit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut check = [0; 32];
        let is_small = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        hex::decode_to_slice(text, &mut check).ok().filter(|()| is_small)?;
        Some(Self(check))
    }

    /// What another file names the line by.
    #[must_use]
    pub const fn mark(self) -> LineMark {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        LineMark(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }

    /// The check of the next line.
    pub(crate) fn next(self, text: &[u8]) -> Self {
        Self(Sha256::new().chain_update(self.0).chain_update(text).finalize().into())
    }

    /// The next line with its check and its end; `None` of a text that is no line: it would not be
    /// read again.
    fn seal(&mut self, text: &str) -> Option<Vec<u8>> {
        *self = self.next(text.as_bytes());
        let line = format!("{text} {self}\n").into_bytes();
        let is_line = line.len() <= LONGEST_LINE && !text.contains('\n') && !text.is_empty();
        is_line.then_some(line)
    }

    /// The next lines, one after the other.
    fn seal_all<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> Option<Vec<u8>> {
        let lines: Option<Vec<Vec<u8>>> = texts.into_iter().map(|text| self.seal(text)).collect();
        lines.map(|lines| lines.concat())
    }
}

impl fmt::Display for LineHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// A line, as another file names it: the first 16 digits of its check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineMark(u64);

impl LineMark {
    /// Reads 16 hexadecimal digits; what is written in another way is another mark.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        u64::from_str_radix(text, 16).ok().map(Self)
    }
}

impl fmt::Display for LineMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// How far a file goes: kept elsewhere, it shows later that none of these lines was lost or altered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// How many lines there are.
    pub lines: u64,
    /// The check of the last.
    pub check: LineHash,
}

/// What stands behind the last whole line of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remnant {
    /// Bytes of an incomplete line; 0 when only the end of a whole line was missing.
    pub bytes: u64,
}

/// The file, opened to be appended to; no other process writes to it meanwhile.
#[derive(Debug)]
pub struct ChainFile {
    path: PathBuf,
    file: File,
    head: Head,
    /// Bytes of the whole lines.
    length: u64,
    /// An earlier append failed: what is on the disk is not known.
    failed: bool,
}

/// What reading found besides the lines.
struct Reading {
    head: Head,
    /// Bytes of the whole lines that have their end.
    length: u64,
    /// The last line is whole and has no end.
    is_open: bool,
    remnant: u64,
}

impl ChainFile {
    /// Makes the file with its first lines, at least one, readable by its owner only; it appears
    /// whole.
    ///
    /// # Errors
    /// When a text is no line or there is none, there is such a file, or the folder does not take it.
    pub fn create<'t>(
        path: &Path,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Result<(), ChainError> {
        let lines = LineHash::default().seal_all(texts).filter(|lines| !lines.is_empty());
        let lines = lines.ok_or_else(|| ChainError::new(path, ChainFault::NoLine))?;
        new_file::create(path, &[&lines], new_file::PRIVATE, |_| {}).map_err(|cause| {
            let fault = match cause.kind() {
                io::ErrorKind::AlreadyExists => ChainFault::Exists,
                _ => ChainFault::Io(cause),
            };
            ChainError::new(path, fault)
        })
    }

    /// Opens it to append, and hands every line and its check to `visit`. What a crash left of the
    /// last line is removed; then that is what is given beside it.
    ///
    /// # Errors
    /// When there is none, another process has it open to append, a line does not fit the one
    /// before, or `visit` refuses one.
    pub fn open(
        path: &Path,
        visit: impl FnMut(&str, LineHash) -> Result<(), Damage>,
    ) -> Result<(Self, Option<Remnant>), ChainError> {
        let fail = |fault| ChainError::new(path, fault);
        let file = lock(path).map_err(fail)?;
        let reading = read_lines(&file, visit).map_err(fail)?;
        let mut opened = Self {
            path: path.to_owned(),
            file,
            head: reading.head,
            length: reading.length,
            failed: false,
        };
        let remnant = opened.mend(&reading).map_err(|cause| fail(ChainFault::Io(cause)))?;
        Ok((opened, remnant))
    }

    /// Reads it, without a lock: hands every whole line and its check to `visit`.
    ///
    /// # Errors
    /// As [`ChainFile::open`], but for the other process.
    pub fn read(
        path: &Path,
        visit: impl FnMut(&str, LineHash) -> Result<(), Damage>,
    ) -> Result<(Head, Option<Remnant>), ChainError> {
        let fail = |fault| ChainError::new(path, fault);
        let file = input::open_file_to_read(path).map_err(|cause| fail(ChainFault::of(cause)))?;
        let reading = read_lines(&file, visit).map_err(fail)?;
        let remnant = (reading.remnant > 0).then_some(Remnant { bytes: reading.remnant });
        Ok((reading.head, remnant))
    }

    /// Has it a line with this check, among lines that all fit? Then none up to that line was lost or
    /// altered since the check was kept.
    ///
    /// # Errors
    /// As [`ChainFile::read`].
    pub fn has_line(path: &Path, check: LineHash) -> Result<bool, ChainError> {
        let mut found = false;
        Self::read(path, |_, own| {
            found |= own == check;
            Ok(())
        })?;
        Ok(found)
    }

    /// How far it goes.
    #[must_use]
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Appends lines; when this returns all of them are on the disk.
    ///
    /// # Errors
    /// When a text is no line, or the disk does not take them: then nobody may be told of any of
    /// them, and nothing is appended after that until the file is opened anew.
    pub fn append(&mut self, texts: &[String]) -> Result<(), ChainError> {
        if self.failed {
            return Err(ChainError::new(&self.path, ChainFault::Failed));
        }
        let mut check = self.head.check;
        let bytes = check.seal_all(texts.iter().map(String::as_str));
        let bytes = bytes.ok_or_else(|| ChainError::new(&self.path, ChainFault::NoLine))?;
        if bytes.is_empty() {
            return Ok(());
        }
        self.failed = true;
        self.put(&bytes).map_err(|cause| ChainError::new(&self.path, ChainFault::Io(cause)))?;
        self.failed = false;
        self.length = self.length.saturating_add(bytes.len() as u64);
        self.head = Head { lines: self.head.lines.saturating_add(texts.len() as u64), check };
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.write_all(bytes)?;
        self.file.sync_data()
    }

    /// Gives the last line its end, or removes what is none.
    fn mend(&mut self, reading: &Reading) -> io::Result<Option<Remnant>> {
        if reading.is_open {
            self.put(b"\n")?;
            self.length = self.length.saturating_add(1);
            return Ok(Some(Remnant { bytes: 0 }));
        }
        if reading.remnant == 0 {
            return Ok(None);
        }
        self.file.set_len(self.length)?;
        self.file.sync_all()?;
        Ok(Some(Remnant { bytes: reading.remnant }))
    }
}

/// Opens the file that has the name, with its lock.
fn lock(path: &Path) -> Result<File, ChainFault> {
    loop {
        let file = input::open_file(OpenOptions::new().read(true).write(true), path)
            .map_err(ChainFault::of)?;
        file.try_lock().map_err(|cause| match cause {
            std::fs::TryLockError::WouldBlock => ChainFault::Held,
            std::fs::TryLockError::Error(cause) => ChainFault::Io(cause),
        })?;
        let (held, named) = (file.metadata(), path.metadata());
        let (held, named) = (held.map_err(ChainFault::Io)?, named.map_err(ChainFault::of)?);
        // Somebody may have put another file in its place meanwhile.
        if (held.dev(), held.ino()) == (named.dev(), named.ino()) {
            if held.permissions().mode() & 0o077 != 0 {
                let private = Permissions::from_mode(new_file::PRIVATE);
                file.set_permissions(private).map_err(ChainFault::Io)?;
            }
            return Ok(file);
        }
    }
}

fn read_lines(
    file: &File,
    mut visit: impl FnMut(&str, LineHash) -> Result<(), Damage>,
) -> Result<Reading, ChainFault> {
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut reading = Reading { head: Head::default(), length: 0, is_open: false, remnant: 0 };
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = reader.by_ref().take(LONGEST_LINE as u64).read_until(b'\n', &mut line);
        read.map_err(ChainFault::Io)?;
        let number = reading.head.lines.saturating_add(1);
        let damaged = |damage| ChainFault::Damaged { line: number, damage };
        let length = line.len() as u64;
        let is_ended = line.pop_if(|byte| *byte == b'\n').is_some();
        if !is_ended && is_torn(&line) {
            let zeros = zeros_to_the_end(&mut reader).map_err(ChainFault::Io)?;
            // A file without a whole line was never one of these: it appears with its first.
            let zeros = zeros.filter(|_| number > 1).ok_or_else(|| damaged(Damage::Form))?;
            return Ok(Reading { remnant: length.saturating_add(zeros), ..reading });
        }
        let (text, check) = split(&line).ok_or_else(|| damaged(Damage::Form))?;
        let next = reading.head.check.next(text.as_bytes());
        if next != check {
            return Err(damaged(Damage::Check));
        }
        visit(text, check).map_err(damaged)?;
        reading.head = Head { lines: number, check };
        reading.length = reading.length.saturating_add(length);
        if !is_ended {
            return Ok(Reading { is_open: true, ..reading });
        }
    }
}

/// Can this be what a crash left of a line? Its check is not whole. A file may have grown by zeros
/// before the line was written.
fn is_torn(rest: &[u8]) -> bool {
    let written = rest.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let written = rest.get(..written).unwrap_or_default();
    written.rsplit(|byte| *byte == b' ').next().is_none_or(|last| last.len() < CHECK_DIGITS)
}

/// How many bytes follow, when they are zeros.
fn zeros_to_the_end(reader: &mut impl io::BufRead) -> io::Result<Option<u64>> {
    let mut count = 0_u64;
    loop {
        let part = reader.fill_buf()?;
        if part.iter().any(|byte| *byte != 0) {
            return Ok(None);
        }
        let length = part.len();
        if length == 0 {
            return Ok(Some(count));
        }
        count = count.saturating_add(length as u64);
        reader.consume(length);
    }
}

/// Text and check of a line without its end.
fn split(line: &[u8]) -> Option<(&str, LineHash)> {
    let (text, check) = std::str::from_utf8(line).ok()?.rsplit_once(' ')?;
    Some((text, LineHash::parse(check)?))
}

#[cfg(test)]
pub(crate) mod tests;
