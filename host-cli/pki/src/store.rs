//! An authority in a folder. Files appear whole or not at all; private ones are readable by their
//! owner only; an issued certificate is in the index, on the disk, before it is given out.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use der::DateTime;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::authority::files::{self, MARKER, Source, crl_file, kept_crl_file};
use super::authority::{
    self, Authority, EventError, File as AuthorityFile, FilesError, KeyEncryption,
};
use super::file_error::FileError;
use super::index::card::{CardEvent, CardState};
use super::index::{Entry, Event, Index, Reason};
use super::received::Certificate;
use super::{Issuer, TrustStore};
use juki_files::file_type::FileTypeError;
use juki_files::input;
use juki_files::new_file::{self, leftovers};

mod error;
mod ledger;

use ledger::LockedIndex;

pub use super::authority::files::ListAgreement;
pub use error::StoreError;
pub use ledger::{CopyReach, LedgerError, LedgerFault, WholeCopy};

/// Longest file of an authority that is read, in bytes; an index of a million certificates is
/// longer than any other.
const LONGEST: usize = 512 * 1024 * 1024;

/// The temporary folder inside of an existing one has a name after this one.
const TEMPORARY: &str = "authority";

/// Writes a new authority to a folder that does not exist yet, or is empty. Everything is written
/// under another name first and renamed, the file that makes it an authority last: an interruption
/// leaves nothing that looks like one.
///
/// `before` is called with that name when the folder exists and is empty, so that an interrupted
/// program can remove it.
///
/// # Errors
/// When the folder is not empty, or cannot be written.
pub fn init(
    dir: &Path,
    authority: &Authority,
    seal: KeyEncryption<'_>,
    rng: &mut impl CryptoRng,
    before: impl FnOnce(&Path),
) -> Result<(), StoreError> {
    refuse_full(dir)?;
    let files = authority.files(seal, rng)?;
    // An existing folder may be a mount point or `.`: it is filled, not replaced.
    let exists = dir.exists();
    let target = if exists { dir.join(TEMPORARY) } else { dir.to_owned() };
    // It is locked until it has its name.
    let made = new_file::make_beside(&target, |folder| {
        create_folder(folder, 0o755)?;
        File::open(folder)
    });
    let (temporary, _held) = made.map_err(FileError::at(dir))?;
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
        // The first error is reported.
        let _second = fs::remove_dir_all(&temporary);
        match cause.kind() {
            io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists => {
                StoreError::Exists(dir.to_owned())
            }
            _ => FileError::at(dir)(cause).into(),
        }
    })
}

fn create_folder(path: &Path, mode: u32) -> io::Result<()> {
    DirBuilder::new().mode(mode).create(path)
}

/// The files of an authority in a new folder.
fn write_all(folder: &Path, files: &[AuthorityFile]) -> io::Result<()> {
    create_folder(&folder.join("private"), 0o700)?;
    create_folder(&folder.join("public"), 0o755)?;
    for file in files {
        let mode = if file.private { 0o600 } else { 0o644 };
        new_file::write(&folder.join(file.path), &[&file.content.0], mode)?;
    }
    for part in ["private", "public", ""] {
        File::open(folder.join(part))?.sync_all()?;
    }
    Ok(())
}

/// Refuses a folder that an authority cannot be made in, before the keys are made.
///
/// # Errors
/// When it is not empty, or not a folder.
pub fn refuse_full(dir: &Path) -> Result<(), StoreError> {
    // What an interrupted run left, with its keys, is removed.
    leftovers::sweep(dir);
    leftovers::sweep(&dir.join(TEMPORARY));
    match fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(StoreError::Exists(dir.to_owned())),
        },
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(FileError::at(dir)(cause).into()),
    }
}

/// Reads an authority.
///
/// # Errors
/// When the folder holds none, a file is damaged, or the passphrase is missing or wrong.
pub fn load(dir: &Path, passphrase: Option<&[u8]>) -> Result<Authority, StoreError> {
    need_authority(dir)?;
    // No list is published between the reading of the index and that of the lists.
    let held = LockedIndex::shared(dir)?;
    load_with(dir, held.index()?, passphrase)
}

fn load_with(dir: &Path, index: Index, passphrase: Option<&[u8]>) -> Result<Authority, StoreError> {
    // A missing list is made again; no other file is.
    let source = Source { dir, read: &|path| read_in(dir, path) };
    Ok(Authority::from_files(source, index, KeyEncryption { passphrase })?)
}

/// Compares an index with the lists of an authority.
fn check_lists(dir: &Path, index: &Index) -> Result<Vec<Event>, FilesError> {
    files::check_lists(Source { dir, read: &|path| read_in(dir, path) }, index)
}

/// Whether the published lists agree with an index.
fn compare_with_lists(dir: &Path, index: &Index) -> ListAgreement {
    files::compare_with_lists(Source { dir, read: &|path| read_in(dir, path) }, index)
}

/// Reads a file of an authority; `None` when there is none.
fn read_in(dir: &Path, path: &'static str) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
    let path = dir.join(path);
    match read(&path) {
        Ok(content) => Ok(Some(content)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(FileError::at(&path)(cause)),
    }
}

/// Reads a file of an authority that must be there.
fn need_in(dir: &Path, path: &'static str) -> Result<Zeroizing<Vec<u8>>, FilesError> {
    Source { dir, read: &|path| read_in(dir, path) }.need(path)
}

/// True when a folder holds an authority.
///
/// # Errors
/// When that cannot be determined: without permission to look a file is not missing.
pub fn is_authority(dir: &Path) -> Result<bool, FileError> {
    is_file(&dir.join(MARKER))
}

fn need_authority(dir: &Path) -> Result<(), StoreError> {
    if is_authority(dir)? { Ok(()) } else { Err(no_authority(dir)) }
}

/// Is there a regular file of this name, links followed?
pub(super) fn is_file(path: &Path) -> Result<bool, FileError> {
    let found = input::found(path).map_err(FileError::at(path))?;
    Ok(found.is_some_and(|found| found.is_file()))
}

/// The files of an authority that a relying party needs; none of them is private.
///
/// # Errors
/// When one is not there, or that cannot be determined.
pub fn public_files(dir: &Path) -> Result<Vec<PathBuf>, FilesError> {
    let there = |name: &'static str| {
        let path = dir.join(name);
        match input::found(&path) {
            Ok(Some(_)) => Ok(path),
            Ok(None) => Err(files::missing(dir, name)),
            Err(cause) => Err(FileError::at(&path)(cause).into()),
        }
    };
    authority::public_files().map(there).collect()
}

/// The certificate of one of the authorities in a folder.
///
/// # Errors
/// When it is not there, or damaged.
pub(super) fn ca_certificate(dir: &Path, issuer: Issuer) -> Result<Certificate, FilesError> {
    files::ca_certificate(issuer, Source { dir, read: &|path| read_in(dir, path) })
}

/// True when a folder holds an authority whose index this user may read.
///
/// # Errors
/// As [`is_authority`]; when the index is no file.
pub fn may_read_index(dir: &Path) -> Result<bool, FileError> {
    let path = dir.join(files::INDEX);
    if !is_authority(dir)? {
        return Ok(false);
    }
    match input::open_file_to_read(&path) {
        Err(cause) if FileTypeError::of(&cause).is_some() => Err(FileError::at(&path)(cause)),
        opened => Ok(opened.is_ok()),
    }
}

/// Reads the index of an authority; no key is read.
///
/// # Errors
/// When the folder holds no authority, the index is damaged, or a published list has what it lacks.
pub fn index(dir: &Path) -> Result<Index, StoreError> {
    need_authority(dir)?;
    let held = LockedIndex::shared(dir)?;
    index_with(dir, &held)
}

fn index_with(dir: &Path, held: &LockedIndex<'_>) -> Result<Index, StoreError> {
    let index = held.index()?;
    check_lists(dir, &index)?;
    Ok(index)
}

/// The index, locked against other programs and with a check value in every line, and whether it got
/// them now. Read what a decision depends on after this.
fn to_write(dir: &Path) -> Result<(LockedIndex<'_>, bool), StoreError> {
    need_authority(dir)?;
    LockedIndex::to_write(dir, |index| Ok(check_lists(dir, index)?))
}

/// True when every line of the index of an authority has a check value.
///
/// # Errors
/// When the folder holds no authority.
pub fn is_checked(dir: &Path) -> Result<bool, StoreError> {
    need_authority(dir)?;
    Ok(ledger::is_checked(dir)?)
}

/// Gives every line of the index of an authority a check value, when it is from a version without
/// them. True when it was; every writer to the index does so first.
///
/// # Errors
/// As [`index`]; when a file cannot be written.
pub fn upgrade(dir: &Path) -> Result<bool, StoreError> {
    to_write(dir).map(|(_, upgraded)| upgraded)
}

/// The trust anchors of this authority, and its revocation lists.
///
/// # Errors
/// When the folder holds no authority, or a file of it is damaged.
pub fn trust(dir: &Path) -> Result<TrustStore, StoreError> {
    need_authority(dir)?;
    let mut trust = TrustStore::new();
    // All of them must be there before one is read.
    public_files(dir)?;
    for name in authority::public_files() {
        trust.add(&dir.join(name).display().to_string(), &need_in(dir, name)?)?;
    }
    Ok(trust)
}

/// Where the list of an authority is.
#[must_use]
pub fn crl_path(dir: &Path, issuer: Issuer) -> PathBuf {
    dir.join(crl_file(issuer))
}

/// Writes to the index that a certificate was issued. Do it before the certificate is given out: one
/// that is not in the index cannot be revoked.
///
/// # Errors
/// When the index cannot be written.
pub fn record_issued(dir: &Path, entry: &Entry) -> Result<(), StoreError> {
    let (mut index, _) = to_write(dir)?;
    index.append(&Event::Issued(entry.clone()))
}

/// Writes to the index what is done with a card, and waits until it is on the disk. Do it before the
/// action: a key is sent to a card after its line is written.
///
/// `allowed` is called first, with the state of the card, while no other program can write: of two
/// that begin with one card at once, the second sees what the first wrote. `earlier` is the index as
/// it was read before: only what was written since is read again.
///
/// # Errors
/// What `allowed` returns; when the index is damaged or cannot be written.
pub fn record_card<E: From<StoreError>>(
    dir: &Path,
    event: &CardEvent,
    earlier: &Index,
    allowed: impl FnOnce(Option<&CardState>) -> Result<(), E>,
) -> Result<(), E> {
    let (mut held, _) = to_write(dir)?;
    let index = match held.card_since(earlier, &event.card)? {
        Some(index) => index,
        None => index_with(dir, &held)?,
    };
    allowed(index.card(&event.card))?;
    Ok(held.append(&Event::Card(event.clone()))?)
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
) -> Result<Entry, StoreError> {
    let (mut held, _) = to_write(dir)?;
    // Read under the lock: no other program changes it meanwhile.
    let mut authority = load_with(dir, held.index()?, passphrase)?;
    let event = match authority.revocation(serial, reason, now) {
        Ok(event) => event,
        Err(cause) => {
            // An earlier run may have been interrupted between index and list: publish the list.
            let issuer = authority.index().find(serial).map(|entry| entry.issuer);
            if let Some(issuer) = issuer.filter(|issuer| !authority.list_is_whole(*issuer)) {
                publish(dir, &mut held, &mut authority, issuer, now)?;
            }
            return Err(StoreError::Revocation { dir: dir.to_owned(), cause });
        }
    };
    held.append(&event)?;
    authority.apply(event)?;
    let entry = authority.index().find(serial).cloned();
    let entry = entry.ok_or(EventError)?;
    publish(dir, &mut held, &mut authority, entry.issuer, now)?;
    Ok(entry)
}

/// Writes new lists, valid from now on.
///
/// # Errors
/// When the folder holds no authority, or a file cannot be written.
pub fn renew_crls(dir: &Path, passphrase: Option<&[u8]>, now: DateTime) -> Result<(), StoreError> {
    let (mut held, _) = to_write(dir)?;
    let mut authority = load_with(dir, held.index()?, passphrase)?;
    held.mend_copy()?;
    let all = Issuer::ALL.into_iter();
    all.into_iter().try_for_each(|issuer| publish(dir, &mut held, &mut authority, issuer, now))
}

/// Makes a list and publishes it: its number is written to the index first, then the private copy,
/// so that no published list is unknown here.
fn publish(
    dir: &Path,
    index: &mut LockedIndex<'_>,
    authority: &mut Authority,
    issuer: Issuer,
    now: DateTime,
) -> Result<(), StoreError> {
    authority.renew_crl(issuer, now)?;
    let number = authority.index().list_number(issuer).unwrap_or_default();
    index.append(&Event::List { issuer, number })?;
    let list = authority.crl(issuer);
    for (path, mode) in [(kept_crl_file(issuer), new_file::PRIVATE), (crl_file(issuer), 0o644)] {
        let path = dir.join(path);
        new_file::replace(&path, &[list], mode, |_| {}).map_err(FileError::at(&path))?;
    }
    Ok(())
}

/// Reads a file of sensible length; its bytes are zeroised after use.
pub(super) fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let content = input::read_secret(path, LONGEST)?;
    if content.len() > LONGEST { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(content) }
}

/// The error for a folder of an authority that lacks its marker; `None` for any other folder.
pub(super) fn lost_marker(dir: &Path) -> Option<FilesError> {
    let others = [files::INDEX, files::INDEX_COPY, files::MASTER_KEY];
    let is_there = |path: &&str| is_file(&dir.join(path)).is_ok_and(|is_file| is_file);
    others.iter().any(is_there).then(|| files::missing(dir, MARKER))
}

/// The error for a folder without an authority, or of one that lacks its marker.
fn no_authority(dir: &Path) -> StoreError {
    lost_marker(dir).map_or_else(|| StoreError::NoAuthority(dir.to_owned()), StoreError::from)
}

#[cfg(test)]
mod tests;
