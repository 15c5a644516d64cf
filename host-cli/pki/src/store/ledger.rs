//! The file of an authority's index and its copy.
//!
//! A line is forced to the disk in the index, then in the copy. The copy is never ahead, unless the
//! index lost lines. Both are only appended to.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::StoreError;
use crate::authority::FilesError;
use crate::authority::files::{self, INDEX, INDEX_COPY, MARKER, Marker, Source};
use crate::index::line::CheckValue;
use crate::index::{Event, Fault, FaultKind, Index, ReadError};
use crate::{EncodeError, FileError};
use juki_files::input;
use juki_files::new_file;

mod error;
mod reach;

use reach::{CopyCoverage, read_checked};

pub use error::{CopyReach, LedgerError, LedgerFault, WholeCopy};

/// How much of the end of both files is compared at every use; more than the longest line.
const TAIL: u64 = 128 * 1024;

/// True when every line of the index has a check value.
pub(super) fn is_checked(dir: &Path) -> Result<bool, FilesError> {
    Ok(marker(dir)?.is_checked())
}

/// The marker of an authority, which has its format.
fn marker(dir: &Path) -> Result<Marker, FilesError> {
    files::marker(Source { dir, read: &|path| super::read_in(dir, path) })
}

/// The error for a refused line, with what the copy has of the index, when it is whole.
fn damaged(dir: &Path, path: &Path, line: Fault) -> StoreError {
    let copy = dir.join(INDEX_COPY);
    let copy = match CopyCoverage::of(path, &copy) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            return FileError::at(&copy)(cause).into();
        }
        Ok(Some(CopyCoverage { lines, whole, all: true })) => {
            CopyReach::Whole { lines, copy: whole_copy(dir, &whole) }
        }
        Ok(Some(CopyCoverage { lines, whole, all: false })) => {
            CopyReach::Behind { lines, copied: whole.line_count() }
        }
        Ok(None) | Err(_) => CopyReach::Unusable,
    };
    refused(dir, LedgerFault::Line { line, copy }).into()
}

/// The error for an index that is not there.
fn missing(dir: &Path) -> StoreError {
    let path = dir.join(INDEX_COPY);
    let copy = match read_checked(&path) {
        Ok(whole) => Some(whole_copy(dir, &whole)),
        Err(ReadError::Io(cause)) if cause.kind() != io::ErrorKind::NotFound => {
            return FileError::at(&path)(cause).into();
        }
        Err(_) => None,
    };
    refused(dir, LedgerFault::Missing { copy }).into()
}

/// A whole copy, and whether the published lists agree with it.
fn whole_copy(dir: &Path, copy: &Index) -> WholeCopy {
    WholeCopy { lines: copy.line_count(), lists: super::compare_with_lists(dir, copy) }
}

fn refused(dir: &Path, fault: LedgerFault) -> LedgerError {
    LedgerError { dir: dir.to_owned(), fault }
}

/// How the copy of an index compares with it.
enum CopyState {
    /// It is the same up to its end, at this byte.
    Prefix(u64),
    /// There is none, or it is damaged: it is to be written anew.
    Unusable,
}

/// Compares the copy with the first `whole` bytes of the index.
fn compare(dir: &Path, file: &File, whole: u64) -> Result<CopyState, StoreError> {
    let path = dir.join(INDEX_COPY);
    let copy = match input::open_file_to_read(&path) {
        Ok(copy) => copy,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(CopyState::Unusable),
        Err(cause) => return Err(FileError::at(&path)(cause).into()),
    };
    let tails = || {
        let (tail, end) = tail(&copy)?;
        let mut same = vec![0; tail.len()];
        let start = end.saturating_sub(tail.len() as u64);
        let is_prefix = end <= whole && {
            file.read_exact_at(&mut same, start)?;
            same == tail
        };
        Ok::<_, io::Error>((is_prefix, end))
    };
    let (is_prefix, end) = tails().map_err(FileError::at(&path))?;
    if is_prefix && (end > 0 || whole == 0) {
        return Ok(CopyState::Prefix(end));
    }
    // One of them is damaged. The index was found whole: is the copy?
    let Ok(other) = Index::read(BufReader::new(&copy), true) else {
        return Ok(CopyState::Unusable);
    };
    let index = dir.join(INDEX);
    let at_index = FileError::at(&index);
    let lines = line_count(file, whole).map_err(&at_index)?;
    // Check values go over all lines before: the same end is the same from the start.
    let (last, length) = tail(file).map_err(&at_index)?;
    let mut same = vec![0; last.len()];
    let goes_on = end > whole && {
        let start = length.saturating_sub(last.len() as u64);
        let read = copy.read_exact_at(&mut same, start);
        read.map_err(FileError::at(&path))?;
        same == last
    };
    let copied = whole_copy(dir, &other);
    let fault = if goes_on {
        LedgerFault::Short { lines, copy: copied }
    } else {
        let mut index = file;
        let own = index.rewind().ok();
        let own = own.and_then(|()| Index::read(BufReader::new(index), true).ok());
        let lists = own.map(|own| super::compare_with_lists(dir, &own));
        LedgerFault::Two { lines, lists, copy: copied }
    };
    Err(refused(dir, fault).into())
}

/// How many lines end in the first `length` bytes of a file.
fn line_count(mut file: &File, length: u64) -> io::Result<usize> {
    file.rewind()?;
    let mut rest = file.take(length);
    let (mut lines, mut part) = (0_usize, vec![0; 1 << 16]);
    loop {
        let read = rest.read(&mut part)?;
        let part = part.get(..read).unwrap_or_default();
        if part.is_empty() {
            return Ok(lines);
        }
        lines = lines.saturating_add(part.iter().filter(|byte| **byte == b'\n').count());
    }
}

/// The last whole lines of a file, and where they end.
fn tail(file: &File) -> io::Result<(Vec<u8>, u64)> {
    let length = file.metadata()?.len();
    let start = length.saturating_sub(TAIL);
    let mut tail = Vec::new();
    let mut file = file;
    file.seek(SeekFrom::Start(start))?;
    file.take(TAIL).read_to_end(&mut tail)?;
    let whole = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    tail.truncate(whole);
    file.rewind()?;
    Ok((tail, start + whole as u64))
}

/// The index, locked against other programs.
pub(super) struct LockedIndex<'a> {
    dir: &'a Path,
    path: PathBuf,
    file: File,
}

impl<'a> LockedIndex<'a> {
    /// Waits until no other program writes to it. No program writes while this is held.
    pub(super) fn shared(dir: &'a Path) -> Result<Self, StoreError> {
        Self::open(dir, OpenOptions::new().read(true), FlockOperation::LockShared)
    }

    /// Waits until no other program reads or writes it, and gives every line a check value when
    /// they have none; true when it did. There is no other way to write to it: read what a decision
    /// depends on after this.
    ///
    /// # Errors
    /// What `lists` returns: it gives the numbers of the lists that were published.
    pub(super) fn to_write(
        dir: &'a Path,
        lists: impl FnOnce(&Index) -> Result<Vec<Event>, StoreError>,
    ) -> Result<(Self, bool), StoreError> {
        Self::to_write_notifying(dir, lists, || ())
    }

    /// As [`LockedIndex::to_write`]; `named` is called when the index with check values is the one
    /// that other programs find.
    pub(super) fn to_write_notifying(
        dir: &'a Path,
        lists: impl FnOnce(&Index) -> Result<Vec<Event>, StoreError>,
        named: impl FnOnce(),
    ) -> Result<(Self, bool), StoreError> {
        let options = &mut OpenOptions::new();
        let options = options.read(true).write(true);
        let mut held = Self::open(dir, options, FlockOperation::LockExclusive)?;
        let upgraded = held.upgrade(lists, named)?;
        Ok((held, upgraded))
    }

    fn open(
        dir: &'a Path,
        options: &OpenOptions,
        lock: FlockOperation,
    ) -> Result<Self, StoreError> {
        let path = dir.join(INDEX);
        let lock = || loop {
            let file = input::open_file(options, &path)?;
            flock(&file, lock)?;
            // The program that held the lock may have replaced the file.
            let (held, named) = (file.metadata()?, path.metadata()?);
            if (held.dev(), held.ino()) == (named.dev(), named.ino()) {
                return Ok::<_, io::Error>(file);
            }
        };
        let file = lock().map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound => missing(dir),
            _ => FileError::at(&path)(cause).into(),
        })?;
        Ok(Self { dir, path, file })
    }

    /// Reads it, and compares it with its copy.
    ///
    /// # Errors
    /// When a line of it is refused, or its copy has more.
    pub(super) fn index(&self) -> Result<Index, StoreError> {
        let index = self.parse(marker(self.dir)?.is_checked())?;
        compare(self.dir, &self.file, index.length())?;
        Ok(index)
    }

    /// What it has about a card, by what was read of it earlier and the lines since then; `None`
    /// when it does not continue what was read, and has to be read whole.
    ///
    /// # Errors
    /// When one of those lines is refused, or its copy has more.
    pub(super) fn card_since(
        &self,
        earlier: &Index,
        card: &str,
    ) -> Result<Option<Index>, StoreError> {
        let at = earlier.length();
        let goes_on = || {
            let mut before = vec![0; usize::try_from(at.min(TAIL)).unwrap_or_default()];
            if before.is_empty() || self.file.metadata()?.len() < at {
                return Ok(false);
            }
            let start = at.saturating_sub(before.len() as u64);
            self.file.read_exact_at(&mut before, start)?;
            let last = before.strip_suffix(b"\n");
            let last = last.and_then(|lines| lines.rsplit(|byte| *byte == b'\n').next());
            Ok(last.and_then(CheckValue::of_line) == Some(earlier.check()))
        };
        if !earlier.is_checked() || !goes_on().map_err(|cause| self.cannot(cause))? {
            return Ok(None);
        }
        (&self.file).seek(SeekFrom::Start(at)).map_err(|cause| self.cannot(cause))?;
        let index = earlier.read_on(card, BufReader::new(&self.file));
        let index = index.map_err(|error| self.refused(error))?;
        compare(self.dir, &self.file, index.length())?;
        Ok(Some(index))
    }

    fn parse(&self, checked: bool) -> Result<Index, StoreError> {
        (&self.file).rewind().map_err(|cause| self.cannot(cause))?;
        Index::read(BufReader::new(&self.file), checked).map_err(|error| self.refused(error))
    }

    fn refused(&self, error: ReadError) -> StoreError {
        match error {
            ReadError::Io(cause) => self.cannot(cause).into(),
            ReadError::Line(fault) => damaged(self.dir, &self.path, fault),
        }
    }

    fn cannot(&self, cause: io::Error) -> FileError {
        FileError::at(&self.path)(cause)
    }

    fn upgrade(
        &mut self,
        lists: impl FnOnce(&Index) -> Result<Vec<Event>, StoreError>,
        named: impl FnOnce(),
    ) -> Result<bool, StoreError> {
        let marker = marker(self.dir)?;
        if marker.is_checked() {
            return Ok(false);
        }
        let index = self.parse(false)?;
        if !index.is_checked() {
            let lists = lists(&index)?;
            let mut content = Vec::new();
            let mut read = || {
                self.file.rewind()?;
                (&self.file).take(index.length()).read_to_end(&mut content)
            };
            read().map_err(|cause| self.cannot(cause))?;
            let mut check = CheckValue::default();
            let lines = content.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
            let mut written: Vec<u8> = lines.flat_map(|line| check.seal(line)).collect();
            for event in &lists {
                written.extend(event.line(&mut check).map_err(EncodeError::from)?);
            }
            // The lock is on the file, and this is a new file: it is locked before it gets its
            // name, and the old one is unlocked after that.
            self.file = new_file::replace_held(&self.path, &[&written], new_file::PRIVATE, named)
                .map_err(|cause| self.cannot(cause))?;
        }
        self.renew_copy()?;
        let path = self.dir.join(MARKER);
        new_file::replace(&path, &[marker.checked()?.as_bytes()], 0o644, |_| {})
            .map_err(FileError::at(&path))?;
        Ok(!index.is_checked())
    }

    /// Appends a line, and waits until it is on the disk; the incomplete line of an earlier
    /// interruption is removed first.
    pub(super) fn append(&mut self, event: &Event) -> Result<(), StoreError> {
        let (last, whole) = tail(&self.file).map_err(|cause| self.cannot(cause))?;
        let last = last.strip_suffix(b"\n").and_then(|lines| lines.rsplit(|b| *b == b'\n').next());
        let mut check = last.and_then(CheckValue::of_line).ok_or_else(|| {
            let kind = FaultKind::Check;
            let line = line_count(&self.file, u64::MAX).unwrap_or(0).max(1);
            damaged(self.dir, &self.path, Fault { line, kind })
        })?;
        let copy = compare(self.dir, &self.file, whole)?;
        let line = event.line(&mut check).map_err(EncodeError::from)?;
        put(&self.file, whole, &line).map_err(|cause| self.cannot(cause))?;
        let CopyState::Prefix(end) = copy else { return Ok(self.renew_copy()?) };
        let path = self.dir.join(INDEX_COPY);
        let follow = || {
            let mut rest = Vec::new();
            let mut file = &self.file;
            file.seek(SeekFrom::Start(end))?;
            file.read_to_end(&mut rest)?;
            put(&input::open_file(OpenOptions::new().write(true), &path)?, end, &rest)
        };
        Ok(follow().map_err(FileError::at(&path))?)
    }

    /// Writes the copy anew when it is damaged anywhere; the index was found whole.
    pub(super) fn mend_copy(&mut self) -> Result<(), FileError> {
        let path = self.dir.join(INDEX_COPY);
        if input::open_file_to_read(&path)
            .and_then(|copy| begins_with(&self.file, &copy))
            .unwrap_or(false)
        {
            return Ok(());
        }
        if read_checked(&path).is_ok() { Ok(()) } else { self.renew_copy() }
    }

    fn renew_copy(&self) -> Result<(), FileError> {
        let mut content = Vec::new();
        let (_, whole) = tail(&self.file).map_err(|cause| self.cannot(cause))?;
        (&self.file).take(whole).read_to_end(&mut content).map_err(|cause| self.cannot(cause))?;
        let path = self.dir.join(INDEX_COPY);
        new_file::replace(&path, &[&content], new_file::PRIVATE, |_| {})
            .map_err(FileError::at(&path))
    }
}

/// Do the first bytes of the index, which was found whole, and all of its copy agree, up to the end
/// of a line? Then the copy is whole too, and need not be parsed.
fn begins_with(index: &File, copy: &File) -> io::Result<bool> {
    let (mut at, mut last) = (0_u64, 0_u8);
    let (mut one, mut other) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    let mut copy = copy;
    loop {
        let read = copy.read(&mut one)?;
        let (Some(one), Some(other)) = (one.get(..read), other.get_mut(..read)) else {
            return Ok(false);
        };
        let Some(end) = one.last() else { return Ok(last == b'\n') };
        last = *end;
        index.read_exact_at(other, at)?;
        if one != other {
            return Ok(false);
        }
        at = at.saturating_add(read as u64);
    }
}

/// Truncates a file at a byte, appends there, and waits until it is on the disk.
fn put(mut file: &File, at: u64, bytes: &[u8]) -> io::Result<()> {
    file.set_len(at)?;
    file.seek(SeekFrom::Start(at))?;
    file.write_all(bytes)?;
    file.sync_all()
}
