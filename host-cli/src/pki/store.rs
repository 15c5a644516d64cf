//! An authority in a folder. Files appear whole or not at all; private ones are readable by their
//! owner only; what was issued is on the disk before it is told.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use der::DateTime;
use rand_core::CryptoRng;
use rustix::fs::{FlockOperation, flock};
use zeroize::Zeroizing;

use super::authority::files::{INDEX, MARKER, crl_file, damaged_index};
use super::authority::{self, Authority, File as AuthorityFile, Seal};
use super::index::{Entry, Event, Index, Reason};
use super::{Issuer, TrustStore, not_encodable};
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::msg;
use crate::new_file;

/// The environment variable with the passphrase of an authority's private keys; with `_FILE` after
/// it, the one with a path.
pub const PASSPHRASE: &str = "JUKI_AUTHORITY_PASSPHRASE";

/// Longest file of an authority that is read, in bytes; an index of a million certificates is
/// longer than any other.
const LONGEST: u64 = 512 * 1024 * 1024;

/// Longest passphrase, in bytes.
const LONGEST_PASSPHRASE: usize = 4096;

/// The passphrase from the environment: the value of [`PASSPHRASE`], or the first line of the file
/// it names. `None` when neither is set.
///
/// # Errors
/// When the file cannot be read, or the passphrase is empty or longer than anybody types.
pub fn passphrase(
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    use std::os::unix::ffi::OsStringExt as _;
    let found = if let Some(value) = variable(PASSPHRASE) {
        Zeroizing::new(value.into_vec())
    } else if let Some(path) = variable(&format!("{PASSPHRASE}_FILE")) {
        let path = PathBuf::from(path);
        let content = input::read_secret(&path, LONGEST_PASSPHRASE)?;
        let line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
        Zeroizing::new(line.trim_ascii_end().to_vec())
    } else {
        return Ok(None);
    };
    if found.len() > LONGEST_PASSPHRASE {
        return Err(Error::new(
            Exit::Rejected,
            msg!("error-passphrase-long", most = LONGEST_PASSPHRASE),
            msg!("todo-passphrase-long"),
        ));
    }
    if found.is_empty() {
        return Err(Error::new(
            Exit::Rejected,
            msg!("error-passphrase-empty"),
            msg!("todo-passphrase-empty"),
        ));
    }
    Ok(Some(found))
}

/// Writes a new authority to a folder that does not exist yet, or is empty. Everything is written
/// under another name first and renamed, the file that makes it an authority last: an interruption
/// leaves nothing that looks like one.
///
/// `before` is told that name first, so that an interrupted program can remove it.
///
/// # Errors
/// When the folder is not empty, or cannot be written.
pub fn init(
    dir: &Path,
    authority: &Authority,
    seal: Seal<'_>,
    rng: &mut impl CryptoRng,
    before: impl FnOnce(&Path),
) -> Result<(), Error> {
    refuse_full(dir)?;
    let files = authority.files(seal, rng)?;
    // A folder that is there may be a mount point or `.`: it is filled, not replaced.
    let exists = dir.exists();
    let temporary =
        new_file::temporary(&if exists { dir.join("authority") } else { dir.to_owned() });
    before(&temporary);
    let written = write_all(&temporary, &files).and_then(|()| {
        if !exists {
            // Over an empty folder only: the system refuses any other.
            fs::rename(&temporary, dir)?;
            return new_file::sync_folder(dir);
        }
        for name in ["private", "public", MARKER] {
            fs::rename(temporary.join(name), dir.join(name))?;
        }
        fs::remove_dir(&temporary)?;
        File::open(dir)?.sync_all()
    });
    written.map_err(|cause| {
        // What failed first is what is told.
        let _second = fs::remove_dir_all(&temporary);
        match cause.kind() {
            io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists => full(dir),
            _ => Error::file(dir, &cause),
        }
    })
}

/// The files of an authority in a new folder.
fn write_all(folder: &Path, files: &[AuthorityFile]) -> io::Result<()> {
    let create = |path: &Path, mode| DirBuilder::new().mode(mode).create(path);
    create(folder, 0o755)?;
    create(&folder.join("private"), 0o700)?;
    create(&folder.join("public"), 0o755)?;
    for file in files {
        let mode = if file.private { 0o600 } else { 0o644 };
        new_file::write(&folder.join(file.path), &[&file.content.0], mode)?;
    }
    for part in ["private", "public", ""] {
        File::open(folder.join(part))?.sync_all()?;
    }
    Ok(())
}

/// Refuses a folder that an authority cannot be made in, before the keys are.
///
/// # Errors
/// When there is something in it, or it is no folder.
pub fn refuse_full(dir: &Path) -> Result<(), Error> {
    match fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(full(dir)),
        },
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(Error::file(dir, &cause)),
    }
}

/// Reads an authority.
///
/// # Errors
/// When the folder holds none, a file is damaged, or the passphrase is missing or wrong.
pub fn load(dir: &Path, passphrase: Option<&[u8]>) -> Result<Authority, Error> {
    if !is_authority(dir) {
        return Err(no_authority(dir));
    }
    let read = |path: &'static str| {
        let path = dir.join(path);
        read(&path).map_err(|cause| Error::file(&path, &cause))
    };
    Authority::from_files(read, Seal { passphrase })
}

/// True when a folder holds an authority.
#[must_use]
pub fn is_authority(dir: &Path) -> bool {
    dir.join(MARKER).is_file()
}

/// The files of an authority that checking needs; none of them is private.
#[must_use]
pub fn public_files(dir: &Path) -> Vec<PathBuf> {
    authority::public_files().map(|path| dir.join(path)).collect()
}

/// Reads the index of an authority; no key is read.
///
/// # Errors
/// When the folder holds no authority, or the index is damaged.
pub fn index(dir: &Path) -> Result<Index, Error> {
    if !is_authority(dir) {
        return Err(no_authority(dir));
    }
    let path = dir.join(INDEX);
    let content = read(&path).map_err(|cause| Error::file(&path, &cause))?;
    Index::parse(&content).map_err(|line| damaged_index(line, &path.display().to_string()))
}

/// Whom to believe to believe what an authority issued, and nobody else.
///
/// # Errors
/// When the folder holds no authority, or a file of it is damaged.
pub fn trust(dir: &Path) -> Result<TrustStore, Error> {
    if !is_authority(dir) {
        return Err(no_authority(dir));
    }
    let mut trust = TrustStore::new();
    for path in public_files(dir) {
        let content = read(&path).map_err(|cause| Error::file(&path, &cause))?;
        trust.add(&path.display().to_string(), &content)?;
    }
    Ok(trust)
}

/// Where the list of an authority is.
#[must_use]
pub fn crl_path(dir: &Path, issuer: Issuer) -> PathBuf {
    dir.join(crl_file(issuer))
}

/// Writes to the index that a certificate was issued. Do it before the certificate leaves the
/// authority: one that nobody knows of cannot be revoked.
///
/// # Errors
/// When the index cannot be written.
pub fn record_issued(dir: &Path, entry: &Entry) -> Result<(), Error> {
    let index = Locked::open(dir)?;
    index.append(&Event::Issued(entry.clone()))
}

/// Revokes a certificate, by its serial number in hexadecimal digits, and writes the new list.
/// Gives the certificate as it is now.
///
/// # Errors
/// When the authority did not issue it, it is revoked already, or a file cannot be written.
pub fn revoke(
    dir: &Path,
    passphrase: Option<&[u8]>,
    serial: &str,
    reason: Reason,
    now: DateTime,
) -> Result<Entry, Error> {
    let index = Locked::open(dir)?;
    // Read under the lock: nobody else changes it meanwhile.
    let mut authority = load(dir, passphrase)?;
    let event = match authority.revocation(serial, reason, now) {
        Ok(event) => event,
        Err(cause) => {
            // Whatever stopped an earlier run between index and list: the list comes after.
            let issuer = authority.index().find(serial).and_then(Entry::issuer);
            if let Some(issuer) = issuer.filter(|issuer| !authority.list_is_whole(*issuer)) {
                write_crl(dir, &mut authority, issuer, now)?;
            }
            return Err(cause);
        }
    };
    index.append(&event)?;
    authority.apply(event)?;
    let entry = authority.index().find(serial).cloned();
    let entry = entry.ok_or_else(|| not_encodable(serial))?;
    if let Some(issuer) = entry.issuer() {
        write_crl(dir, &mut authority, issuer, now)?;
    }
    Ok(entry)
}

/// Writes new lists, good from now on.
///
/// # Errors
/// When the folder holds no authority, or a file cannot be written.
pub fn renew_crls(dir: &Path, passphrase: Option<&[u8]>, now: DateTime) -> Result<(), Error> {
    let _index = Locked::open(dir)?;
    let mut authority = load(dir, passphrase)?;
    Issuer::ALL.into_iter().try_for_each(|issuer| write_crl(dir, &mut authority, issuer, now))
}

fn write_crl(
    dir: &Path,
    authority: &mut Authority,
    issuer: Issuer,
    now: DateTime,
) -> Result<(), Error> {
    let path = dir.join(crl_file(issuer));
    let list = authority.renew_crl(issuer, now)?;
    new_file::replace(&path, &[list], 0o644, |_| {}).map_err(|cause| Error::file(&path, &cause))
}

/// The index, held against other programs.
struct Locked {
    path: PathBuf,
    file: File,
}

impl Locked {
    fn open(dir: &Path) -> Result<Self, Error> {
        if !is_authority(dir) {
            return Err(no_authority(dir));
        }
        let path = dir.join(INDEX);
        let cannot = |cause: &io::Error| Error::file(&path, cause);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|cause| cannot(&cause))?;
        flock(&file, FlockOperation::LockExclusive).map_err(|cause| cannot(&cause.into()))?;
        Ok(Self { path, file })
    }

    /// Appends a line; what an earlier interruption left of one is cut off first.
    fn append(&self, event: &Event) -> Result<(), Error> {
        let line = event.line().map_err(not_encodable)?;
        let append = || {
            let mut file = &self.file;
            let mut content = Vec::new();
            file.rewind()?;
            file.read_to_end(&mut content)?;
            let whole = content.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            file.set_len(whole as u64)?;
            file.seek(io::SeekFrom::End(0))?;
            file.write_all(line.as_bytes())?;
            file.sync_all()
        };
        append().map_err(|cause| Error::file(&self.path, &cause))
    }
}

/// Reads a file of sensible length; its bytes are zeroised after use.
pub(super) fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    // Room from the start: a buffer that grows leaves copies behind.
    let mut content =
        Zeroizing::new(Vec::with_capacity(usize::try_from(length.min(LONGEST)).unwrap_or(0) + 1));
    file.take(LONGEST).read_to_end(&mut content)?;
    Ok(content)
}

fn no_authority(dir: &Path) -> Error {
    Error::new(
        Exit::Rejected,
        msg!("error-no-authority", path = dir.display()),
        msg!("todo-no-authority"),
    )
}

fn full(dir: &Path) -> Error {
    Error::new(
        Exit::Rejected,
        msg!("error-authority-exists", path = dir.display()),
        msg!("todo-authority-exists"),
    )
}
