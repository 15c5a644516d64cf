//! Trusted files: where they are looked for, and the user's folder of them.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{Kind, TrustStore, Trusted};
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::msg;
use crate::new_file;
use crate::pki::store;

mod choice;
mod refresh;

use refresh::{Compared, MOST, Standing};

pub use choice::Choice;
pub use refresh::Kept;

/// The environment variable with trusted paths, separated as in `PATH`.
pub const VARIABLE: &str = "JUKI_TRUST";

/// Longest trusted file, in bytes: lists of real authorities are long.
const LONGEST: usize = 64 * 1024 * 1024;

/// Whom to believe: the `paths` that were named, else those in [`VARIABLE`], else the user's
/// folder. A folder stands for the files in it; that of a test authority for its public files.
///
/// # Errors
/// When a path cannot be read, a file holds something else, or there is nothing in any of the
/// paths that were named. In the user's folder and in other folders every file must be one to trust.
pub fn load(
    paths: &[PathBuf],
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<TrustStore, Error> {
    let mut trust = TrustStore::new();
    let named = named(paths, variable);
    for (path, by) in &named {
        let found = match by {
            NamedBy::Nobody => own_objects(path),
            NamedBy::Arguments | NamedBy::Variable => objects(path),
        };
        let found = found.map_err(|cause| by.blamed(cause))?;
        found.into_iter().for_each(|(_, trusted)| trust.insert(trusted));
    }
    // Whoever names somebody means somebody. A folder of lists may be empty beside others.
    match named.first() {
        Some((path, by)) if trust.objects.is_empty() && !matches!(by, NamedBy::Nobody) => {
            Err(by.blamed(nothing(path)))
        }
        _ => Ok(trust),
    }
}

/// Notes for which cards the authorities among those to believe issued their certificates, where
/// their whole folder is at hand: the index is private.
///
/// # Errors
/// When an index is damaged.
pub fn note_issued(
    trust: &mut TrustStore,
    paths: &[PathBuf],
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<(), Error> {
    let named = named(paths, variable);
    for (path, by) in &named {
        if !store::may_read_index(path).map_err(|cause| by.blamed(cause))? {
            continue;
        }
        let index = store::index(path).map_err(|cause| by.blamed(cause))?;
        index.entries().iter().for_each(|entry| trust.note_issued(entry));
    }
    Ok(())
}

/// Who named a path.
#[derive(Clone, Copy)]
enum NamedBy {
    /// The command line.
    Arguments,
    /// Nobody: it is where the user's folder always is.
    Nobody,
    /// [`VARIABLE`].
    Variable,
}

impl NamedBy {
    /// What failed there; nobody sees on the command line what a variable says.
    fn blamed(self, cause: Error) -> Error {
        match self {
            Self::Arguments | Self::Nobody => cause,
            Self::Variable => cause.named_by(VARIABLE),
        }
    }
}

/// The paths that are looked at.
fn named(
    paths: &[PathBuf],
    variable: impl Fn(&str) -> Option<OsString>,
) -> Vec<(PathBuf, NamedBy)> {
    if !paths.is_empty() {
        paths.iter().map(|path| (path.clone(), NamedBy::Arguments)).collect()
    } else if let Some(value) = variable(VARIABLE).filter(|value| !value.is_empty()) {
        let paths = std::env::split_paths(&value).filter(|path| !path.as_os_str().is_empty());
        paths.map(|path| (path, NamedBy::Variable)).collect()
    } else {
        // There is no such folder before `juki trust add`. One that cannot be seen is told by
        // reading it.
        let is_there = |folder: &PathBuf| !matches!(input::found(folder), Ok(None));
        let folder = users(&variable).into_iter().filter(is_there);
        folder.map(|path| (path, NamedBy::Nobody)).collect()
    }
}

/// The user's folder: `$XDG_CONFIG_HOME/juki/trust` or `~/.config/juki/trust`.
#[must_use]
pub fn users(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name| {
        let path = PathBuf::from(variable(name)?);
        path.is_absolute().then_some(path)
    };
    let config = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))?;
    Some(config.join("juki").join("trust"))
}

/// Everything to be trusted in a file or folder, with its file each.
///
/// In the folder that an authority gives to everybody lies the CV certificate of a municipality
/// beside the root that issued it: cards bring it along, nobody needs to trust it, and it is
/// passed over.
fn objects(path: &Path) -> Result<Vec<(PathBuf, Trusted)>, Error> {
    objects_or(path, |cause| cause)
}

/// As [`objects`], of the user's folder: nobody named it, and what does not belong there is to go.
fn own_objects(folder: &Path) -> Result<Vec<(PathBuf, Trusted)>, Error> {
    let todo = || msg!("todo-trust-own-file", folder = folder.display());
    objects_or(folder, |cause| Error { todo: todo(), ..cause })
}

/// As [`objects`]; `misplaced` has the word where a file is not to be trusted.
fn objects_or(
    path: &Path,
    misplaced: impl Fn(Error) -> Error,
) -> Result<Vec<(PathBuf, Trusted)>, Error> {
    let (mut found, mut issued) = (Vec::new(), Vec::new());
    let folder = path.is_dir();
    for file in files(path)? {
        let (bytes, source) = (read(&file)?, file.display().to_string());
        match super::issued_cv(&bytes).filter(|_| folder) {
            Some(certificate) => issued.push((source, certificate)),
            None => {
                let objects = super::parse(&source, &bytes).map_err(&misplaced)?;
                found.extend(objects.into_iter().map(|trusted| (file.clone(), trusted)));
            }
        }
    }
    let mut here = TrustStore::new();
    found.iter().for_each(|(_, trusted)| here.insert(trusted.clone()));
    match issued.into_iter().find(|(_, certificate)| here.verify_cv(certificate).is_err()) {
        Some((source, _)) => Err(misplaced(super::not_trusted(&source))),
        None => Ok(found),
    }
}

/// What came of [`add`].
#[derive(Debug, Default)]
pub struct Added {
    /// What was not there before.
    pub added: Vec<Trusted>,
    /// The lists that newer ones of `added` took the place of.
    pub replaced: Vec<Trusted>,
    /// The lists that were not taken: a newer one of the same authority is there.
    pub older: Vec<Trusted>,
    /// The lists that stay, or were taken, beside a newer one that lacks what they revoke.
    pub kept: Vec<Kept>,
}

/// Copies what is in a file or folder into the user's folder, one object a file. A revocation list
/// takes the place of an older one, and is never put beside a newer one, but where the older one
/// revokes for good what the newer one lacks: then both stay, since what is revoked stays so.
///
/// # Errors
/// When there is nothing in it; when something in it is not to be trusted, as a list with the name
/// of a trusted authority that its key did not sign; when there is more than is compared; when the
/// folder cannot be written.
pub fn add(path: &Path, folder: &Path) -> Result<Added, Error> {
    let cannot = |cause: &io::Error| Error::file(folder, cause);
    // Everything is read before anything is written.
    let objects = objects(path)?;
    if objects.is_empty() {
        return Err(nothing(path));
    }
    let known = list(folder)?;
    let mut is_there: HashSet<[u8; 32]> =
        known.iter().map(|(_, trusted)| trusted.fingerprint).collect();
    let all = each_once(known.iter().chain(&objects).map(|(_, trusted)| trusted));
    let compared = Compared::new(&all, MOST).ok_or_else(|| too_many(path))?;
    if let Some(foreign) =
        compared.foreign.iter().find(|found| !is_there.contains(&found.fingerprint))
    {
        return Err(not_signed(foreign));
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|cause| cannot(&cause))?;
    let mut result = Added::default();
    for (_, trusted) in &objects {
        if !is_there.insert(trusted.fingerprint) {
            continue;
        }
        match compared.standing(trusted) {
            Some(Standing::Superseded) => {
                result.older.push(trusted.clone());
                continue;
            }
            Some(Standing::Kept(kept)) => result.kept.push((**kept).clone()),
            None => {}
        }
        let name = format!("{}.{}", hex::encode(trusted.fingerprint), extension(trusted.kind()));
        new_file::replace(&folder.join(name), &[trusted.bytes()], 0o644, |_| {})
            .map_err(|cause| cannot(&cause))?;
        result.added.push(trusted.clone());
    }
    // Only now: what takes its place is there.
    for (file, trusted) in &known {
        match compared.standing(trusted) {
            Some(Standing::Superseded) => {
                remove_file(file)?;
                result.replaced.push(trusted.clone());
            }
            Some(Standing::Kept(kept)) => result.kept.push((**kept).clone()),
            None => {}
        }
    }
    Ok(result)
}

/// Each of these objects once.
fn each_once<'a>(objects: impl Iterator<Item = &'a Trusted>) -> Vec<&'a Trusted> {
    let mut seen = HashSet::new();
    objects.filter(|trusted| seen.insert(trusted.fingerprint)).collect()
}

fn too_many(path: &Path) -> Error {
    Error::new(
        Exit::Rejected,
        msg!(
            "error-trust-many",
            path = path.display(),
            objects = MOST.objects,
            checks = MOST.checks
        ),
        msg!("todo-trust-many"),
    )
}

fn not_signed(list: &Trusted) -> Error {
    let (path, name) = (list.source.clone(), list.name());
    Error::new(
        Exit::Rejected,
        msg!("error-trust-foreign", path = path, name = name),
        msg!("todo-trust-foreign"),
    )
}

/// The lists among these that stay beside newer ones of the same authority; none when there is more
/// than is compared, which [`add`] never leaves.
#[must_use]
pub fn kept<'a>(objects: impl Iterator<Item = &'a Trusted>) -> Vec<Kept> {
    let all = each_once(objects);
    let Some(compared) = Compared::new(&all, MOST) else { return Vec::new() };
    let kept = |trusted: &&Trusted| match compared.standing(trusted) {
        Some(Standing::Kept(kept)) => Some((**kept).clone()),
        Some(Standing::Superseded) | None => None,
    };
    all.iter().filter_map(kept).collect()
}

fn remove_file(file: &Path) -> Result<(), Error> {
    match fs::remove_file(file) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(Error::file(file, &cause)),
        _ => Ok(()),
    }
}

/// What is in the user's folder, with its file each.
///
/// # Errors
/// When the folder cannot be read, or a file in it is not to be trusted.
pub fn list(folder: &Path) -> Result<Vec<(PathBuf, Trusted)>, Error> {
    match input::found(folder) {
        Ok(Some(_)) => own_objects(folder),
        Ok(None) => Ok(Vec::new()),
        Err(cause) => Err(Error::file(folder, &cause)),
    }
}

/// Removes objects from the user's folder: what is meant by a fingerprint, a name, a file or a folder
/// ([`Choice`]), and nothing where more than one may be meant.
///
/// # Errors
/// [`Exit::Rejected`] when there is none; when it cannot be removed.
pub fn remove(which: &str, folder: &Path) -> Result<Choice, Error> {
    let choice = choice::choose(which, list(folder)?)?;
    if let Choice::These(found) = &choice {
        found.iter().try_for_each(|(file, _)| remove_file(file))?;
    }
    Ok(choice)
}

const fn extension(kind: Kind) -> &'static str {
    match kind {
        Kind::Authority => "cer",
        Kind::CvRoot => "cv",
        Kind::Crl => "crl",
    }
}

/// The error for a path that holds nothing to trust.
fn nothing(path: &Path) -> Error {
    Error::new(
        Exit::Rejected,
        msg!("error-trust-nothing", path = path.display()),
        msg!("todo-trust-file"),
    )
}

/// The files that a path stands for, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let cannot = |cause: &io::Error| Error::file(path, cause);
    if !fs::metadata(path).map_err(|cause| cannot(&cause))?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    if store::is_authority(path)? {
        return store::public_files(path);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(|cause| cannot(&cause))? {
        let file = entry.map_err(|cause| cannot(&cause))?.path();
        // Hidden files are half-written ones or an editor's.
        let hidden = file.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if hidden {
            continue;
        }
        // A link to nothing is passed over.
        if store::is_file(&file)? {
            files.push(file);
        }
    }
    // An authority has all its files in folders of its folder, but for the one that says so.
    if files.is_empty()
        && let Some(lost) = store::lost_marker(path)
    {
        return Err(lost);
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    // Somebody may keep a private key beside the certificate.
    let content = input::read_secret(path, LONGEST).map_err(|cause| Error::file(path, &cause))?;
    if content.len() > LONGEST {
        return Err(super::not_trusted(&path.display().to_string()));
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_end_is_not_read_to_its_end() {
        assert_eq!(read(Path::new("/dev/zero")).unwrap_err().exit, Exit::Rejected);
    }
}
