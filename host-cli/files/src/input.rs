//! Files named by the user: opened without blocking, and read up to a limit.
//!
//! Opening a named pipe without a writer blocks for ever. Here it is an error when no writer comes
//! within [`PATIENCE`]. A pipe with a writer (`<(gpg -d ...)`, `/dev/stdin`) is read like any file,
//! however slow its writer is.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{OFlags, Timespec, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use zeroize::Zeroizing;

use crate::file_type::FileTypeError;

/// How long a pipe without a writer, or without a reader, is waited for.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// How often a pipe without a reader is looked at.
const AGAIN: Duration = Duration::from_millis(50);

/// Room for a secret from something that does not say how long it is, in bytes.
const ROOM: usize = 64 * 1024;

/// An open file, pipe or device.
#[derive(Debug)]
pub struct Input {
    file: File,
    /// Its length in bytes, if it is a file that has one.
    length: Option<u64>,
    patience: Duration,
}

/// The metadata of a path, links followed; `None` when nothing is there.
///
/// # Errors
/// When that cannot be determined: without permission to look a file is not missing.
pub fn found(path: &Path) -> io::Result<Option<Metadata>> {
    match path.metadata() {
        Ok(found) => Ok(Some(found)),
        Err(cause) if is_absent(&cause) => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// Does the error mean that nothing is there? Nothing is below a file, or has an overlong name.
fn is_absent(cause: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, NotADirectory, NotFound};
    matches!(cause.kind(), NotFound | NotADirectory | InvalidFilename)
}

/// Opens a file for reading.
///
/// # Errors
/// When there is none, it must not be read, or it is a socket. That a pipe has no writer, or a
/// folder is no file, is told by reading.
pub fn open(path: &Path) -> io::Result<Input> {
    open_with(path, PATIENCE)
}

fn open_with(path: &Path, patience: Duration) -> io::Result<Input> {
    let open = OpenOptions::new().read(true).custom_flags(nonblocking()).open(path);
    let file = open.map_err(|cause| match path.metadata() {
        Ok(found) if found.file_type().is_socket() => FileTypeError::Socket.into(),
        _ => cause,
    })?;
    let found = file.metadata()?;
    let length = found.is_file().then_some(found.len());
    Ok(Input { file, length, patience })
}

/// Opens a regular file, which can be read from any place, as `options` say.
///
/// # Errors
/// As [`open`]; when it is a folder, a pipe or a device.
pub fn open_file(options: &OpenOptions, path: &Path) -> io::Result<File> {
    let mut options = options.clone();
    let file = options.custom_flags(nonblocking()).open(path).map_err(|cause| {
        // A pipe without a reader, or a socket.
        let is_none = path.metadata().is_ok_and(|found| !found.is_file());
        if is_none { FileTypeError::NotRegular.into() } else { cause }
    })?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(FileTypeError::NotRegular.into()) }
}

/// [`open_file`] for reading.
///
/// # Errors
/// As there.
pub fn open_file_to_read(path: &Path) -> io::Result<File> {
    open_file(OpenOptions::new().read(true), path)
}

/// The flag with which opening a pipe does not wait for its other end.
#[must_use]
pub const fn nonblocking() -> i32 {
    OFlags::NONBLOCK.bits().cast_signed()
}

/// Opens a file for writing as `options` say. For a reader of a pipe it waits up to [`PATIENCE`].
///
/// # Errors
/// When it must not be written, or the pipe has no reader.
pub fn open_to_write(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    if !path.metadata().is_ok_and(|found| found.file_type().is_fifo()) {
        return options.open(path);
    }
    let start = Instant::now();
    let file = loop {
        match options.custom_flags(nonblocking()).open(path) {
            Err(cause) if cause.raw_os_error() == Some(Errno::NXIO.raw_os_error()) => {
                if start.elapsed() > PATIENCE {
                    return Err(FileTypeError::NoReader.into());
                }
                thread::sleep(AGAIN);
            }
            opened => break opened?,
        }
    };
    // From here on a slow reader is waited for.
    fcntl_setfl(&file, fcntl_getfl(&file)? - OFlags::NONBLOCK)?;
    Ok(file)
}

/// Reads a file: all of it, or one byte more than `longest` says, so that a longer one can be
/// refused instead of cut. `usize::MAX` is no limit.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path, longest: usize) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    open(path)?.take(limit(longest)).read_to_end(&mut content)?;
    Ok(content)
}

/// As [`read`]; what was read is zeroised after use.
///
/// # Errors
/// When it cannot be read.
pub fn read_secret(path: &Path, longest: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let input = open(path)?;
    let length = input.length.map_or(ROOM, |length| usize::try_from(length).unwrap_or(ROOM));
    // Room from the start: a buffer that grows leaves copies behind.
    let mut content = Zeroizing::new(Vec::with_capacity(length.min(longest).saturating_add(1)));
    input.take(limit(longest)).read_to_end(&mut content)?;
    Ok(content)
}

const fn limit(longest: usize) -> u64 {
    (longest as u64).saturating_add(1)
}

impl Read for Input {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.length.is_some() {
            return self.file.read(out);
        }
        let mut patience = Some(self.patience);
        loop {
            let ready = wait(&self.file, patience)?;
            match self.file.read(out) {
                Ok(0) if !ready && !out.is_empty() => return Err(FileTypeError::NoWriter.into()),
                // There is a writer: wait for it.
                Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => patience = None,
                done => return done,
            }
        }
    }
}

/// Waits until there is something to read, or its end; false when the time is over.
fn wait(file: &File, patience: Option<Duration>) -> io::Result<bool> {
    let patience = patience.and_then(|patience| Timespec::try_from(patience).ok());
    match poll(&mut [PollFd::new(file, PollFlags::IN)], patience.as_ref()) {
        // The caller tries again.
        Err(Errno::INTR) => Err(io::ErrorKind::Interrupted.into()),
        ready => Ok(ready? > 0),
    }
}

#[cfg(test)]
mod tests;
