//! A file that appears whole, or not at all.
//!
//! It is written under a hidden temporary name in the same folder, which programs that list or serve
//! the folder ignore. What a killed program left is removed by the next one that writes the same file
//! ([`leftovers`]).

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

pub mod leftovers;
mod stream;

pub use stream::Stream;

/// Readable and writable by its owner only.
pub const PRIVATE: u32 = 0o600;
/// As any other file, subject to the user's umask.
pub const ORDINARY: u32 = 0o666;

/// How many temporary names this process has given.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A name beside a file that nothing has, for what is to be put aside: `FILE.other`, or with a
/// number behind it.
#[must_use]
pub fn free_name(path: &Path) -> PathBuf {
    let mut number = 1_u32;
    loop {
        let mut name = OsString::from(path);
        name.push(".other");
        if number > 1 {
            name.push(number.to_string());
        }
        let name = PathBuf::from(name);
        // What cannot be seen cannot be written to either.
        if name.symlink_metadata().is_err() {
            return name;
        }
        number += 1;
    }
}

/// Writes a file under a temporary name beside `path`, forces it to the disk and renames it.
/// `parts` follow each other in it. An existing file is never replaced.
///
/// `before` is called with the temporary name when the file exists and is empty, so that an
/// interrupted program can remove it.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when there is a file of that name; when the folder does not
/// take one.
pub fn create(
    path: &Path,
    parts: &[&[u8]],
    mode: u32,
    before: impl FnOnce(&Path),
) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    write_then(path, parts, mode, before, rename_new).map(drop)
}

/// As [`create`], in place of whatever file has that name.
///
/// # Errors
/// When the folder does not take it.
pub fn replace(
    path: &Path,
    parts: &[&[u8]],
    mode: u32,
    before: impl FnOnce(&Path),
) -> io::Result<()> {
    write_then(path, parts, mode, before, |from, to| fs::rename(from, to)).map(drop)
}

/// As [`replace`]; gives the new file, to read and to write. Its lock (flock(2)) is held from
/// before it has its name for as long as the value lives: programs that use that lock never find it
/// free in between.
///
/// `named` is called when the file has its name.
///
/// # Errors
/// As [`replace`].
pub fn replace_held(
    path: &Path,
    parts: &[&[u8]],
    mode: u32,
    named: impl FnOnce(),
) -> io::Result<File> {
    write_then(path, parts, mode, |_| {}, |from, to| fs::rename(from, to).map(|()| named()))
}

fn write_then(
    path: &Path,
    parts: &[&[u8]],
    mode: u32,
    before: impl FnOnce(&Path),
    rename: impl FnOnce(&Path, &Path) -> io::Result<()>,
) -> io::Result<File> {
    leftovers::sweep(path);
    let (temporary, mut file) = make_beside(path, |temporary| create_new(temporary, mode))?;
    before(&temporary);
    // It is held until it has its name.
    let written = fill(&mut file, parts).and_then(|()| rename(&temporary, path));
    match written {
        Ok(()) => sync_folder(path).map(|()| file),
        Err(cause) => {
            // The first error is reported.
            let _second = fs::remove_file(&temporary);
            Err(cause)
        }
    }
}

/// Forces the folder that a path stands in to the disk, and with it the path's name.
///
/// # Errors
/// When it cannot be opened or forced.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a file or a folder under a temporary name in the folder of `path`. `make` must fail where
/// something exists: then the next name is tried. As long as the returned file is open no other
/// program removes what was made.
///
/// # Errors
/// When the folder does not take it.
pub fn make_beside(
    path: &Path,
    make: impl Fn(&Path) -> io::Result<File>,
) -> io::Result<(PathBuf, File)> {
    loop {
        let temporary = temporary(path);
        match make(&temporary) {
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
            made => {
                let made = made?;
                if leftovers::hold(&made)? {
                    return Ok((temporary, made));
                }
            }
        }
    }
}

/// A temporary name beside a path that this process has not given before.
fn temporary(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    name.push(format!(".{}-{count}{}", std::process::id(), leftovers::END));
    path.with_file_name(name)
}

/// Writes a file that is not there yet, and forces it to the disk.
///
/// # Errors
/// When it is there, or the folder does not take it.
pub fn write(path: &Path, parts: &[&[u8]], mode: u32) -> io::Result<()> {
    fill(&mut create_new(path, mode)?, parts)
}

/// A new file in the folder of `path` without a name, to read and to write: it is gone when it is
/// closed, however the program ends.
///
/// # Errors
/// When the folder does not take it.
pub fn nameless(path: &Path, mode: u32) -> io::Result<File> {
    // It has a name for as long as it takes to take it away.
    leftovers::sweep(path);
    let (temporary, file) = make_beside(path, |temporary| create_new(temporary, mode))?;
    fs::remove_file(temporary)?;
    Ok(file)
}

fn create_new(path: &Path, mode: u32) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(mode).open(path)
}

fn fill(file: &mut File, parts: &[&[u8]]) -> io::Result<()> {
    parts.iter().try_for_each(|part| file.write_all(part))?;
    file.sync_all()
}

/// Gives a file or a folder another name, and never takes that name from something else.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when something has it; when the folder does not take it.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;

        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Some file systems cannot promise it.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            done => return Ok(done?),
        }
    }
    // A folder cannot take the place of a file, nor of a folder that holds something.
    if from.symlink_metadata()?.is_dir() {
        return fs::rename(from, to);
    }
    // A hard link fails when the name is taken; a rename would replace what is there.
    fs::hard_link(from, to)?;
    fs::remove_file(from)
}

#[cfg(test)]
mod tests;
