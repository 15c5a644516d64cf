//! Files and folders of trust anchors and revocation lists, and the user's own folder.

use std::collections::HashSet;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::store::{self, StoreError};
use crate::trust::{self, Kind, TrustError, TrustStore, TrustedObject};
use crate::{FileError, Issuer};
use juki_files::input;
use juki_files::new_file;

mod choice;
mod error;
mod refresh;

use refresh::{COMPARISON_LIMITS, Disposition, ListComparison};

pub use choice::Choice;
pub use error::FolderError;
pub use refresh::RetainedList;

/// Longest file that is read, in bytes: lists of real authorities are long.
const LONGEST: usize = 64 * 1024 * 1024;

/// Adds the trust anchors and lists in a file or folder; the folder of a test authority stands for
/// its public files.
///
/// # Errors
/// When it cannot be read, or a file holds something else.
pub fn load(trust: &mut TrustStore, path: &Path) -> Result<(), FolderError> {
    objects(path)?.into_iter().for_each(|(_, trusted)| trust.insert(trusted));
    Ok(())
}

/// As [`load`], for the user's own folder: the error for other files says that they do not belong
/// there.
///
/// # Errors
/// As [`load`].
pub fn load_own(trust: &mut TrustStore, folder: &Path) -> Result<(), FolderError> {
    own_objects(folder)?.into_iter().for_each(|(_, trusted)| trust.insert(trusted));
    Ok(())
}

/// Notes for which cards the authority in a folder issued its certificates, where its whole folder
/// is at hand: the index is private.
///
/// # Errors
/// When the index or the certificate of an authority is damaged.
pub fn note_issued(trust: &mut TrustStore, folder: &Path) -> Result<(), StoreError> {
    if store::may_read_index(folder)? {
        let index = store::index(folder)?;
        for issuer in Issuer::ALL {
            let certificate = Arc::new(store::ca_certificate(folder, issuer)?);
            let issued = index.entries().iter().filter(|entry| entry.issuer == issuer);
            issued.for_each(|entry| trust.note_issued(&certificate, entry));
        }
    }
    Ok(())
}

/// The trust anchors and lists in a file or folder, with the file of each.
///
/// The public folder of an authority has the CV certificate of a municipality beside the root that
/// issued it: cards supply it, it is not a trust anchor, and it is skipped.
fn objects(path: &Path) -> Result<Vec<(PathBuf, TrustedObject)>, FolderError> {
    objects_or(path, FolderError::Trust)
}

/// As [`objects`], for the user's own folder.
fn own_objects(folder: &Path) -> Result<Vec<(PathBuf, TrustedObject)>, FolderError> {
    objects_or(folder, |cause| FolderError::Misplaced { folder: folder.to_owned(), cause })
}

/// As [`objects`]; `misplaced` makes the error for other content.
fn objects_or(
    path: &Path,
    misplaced: impl Fn(TrustError) -> FolderError,
) -> Result<Vec<(PathBuf, TrustedObject)>, FolderError> {
    let (mut found, mut issued) = (Vec::new(), Vec::new());
    let folder = path.is_dir();
    for file in files(path)? {
        let (bytes, source) = (read(&file)?, file.display().to_string());
        match trust::issued_cv(&bytes).filter(|_| folder) {
            Some(certificate) => issued.push((source, certificate)),
            None => {
                let objects = trust::parse(&source, &bytes).map_err(&misplaced)?;
                found.extend(objects.into_iter().map(|trusted| (file.clone(), trusted)));
            }
        }
    }
    let mut here = TrustStore::new();
    found.iter().for_each(|(_, trusted)| here.insert(trusted.clone()));
    match issued.into_iter().find(|(_, certificate)| here.verify_cv(certificate).is_err()) {
        Some((source, _)) => Err(misplaced(TrustError::Other { source })),
        None => Ok(found),
    }
}

/// The result of [`add`].
#[derive(Debug, Default)]
pub struct AddOutcome {
    /// The objects that were not there before.
    pub added: Vec<TrustedObject>,
    /// The lists that newer ones of `added` supersede.
    pub replaced: Vec<TrustedObject>,
    /// The lists that were not added: a newer one of the same authority is there.
    pub older: Vec<TrustedObject>,
    /// The lists that are kept, or were added, beside a newer one that lacks what they revoke.
    pub kept: Vec<RetainedList>,
}

/// Copies what is in a file or folder into the user's folder, one object a file. A revocation list
/// supersedes an older one, unless the older one permanently revokes what the newer one lacks: then
/// both are kept.
///
/// # Errors
/// When it is empty; when something else is in it, as a list with the name of a trusted authority
/// that its key did not sign; when there are more objects than are compared; when the folder cannot
/// be written.
pub fn add(path: &Path, folder: &Path) -> Result<AddOutcome, FolderError> {
    // Everything is read before anything is written.
    let objects = objects(path)?;
    if objects.is_empty() {
        return Err(FolderError::Nothing(path.to_owned()));
    }
    let known = list(folder)?;
    let mut is_there: HashSet<[u8; 32]> =
        known.iter().map(|(_, trusted)| trusted.fingerprint).collect();
    let all = each_once(known.iter().chain(&objects).map(|(_, trusted)| trusted));
    let compared =
        ListComparison::new(&all, COMPARISON_LIMITS).ok_or_else(|| FolderError::Many {
            path: path.to_owned(),
            objects: COMPARISON_LIMITS.objects,
            checks: COMPARISON_LIMITS.checks,
        })?;
    if let Some(foreign) =
        compared.foreign.iter().find(|found| !is_there.contains(&found.fingerprint))
    {
        return Err(FolderError::Foreign { source: foreign.source.clone(), name: foreign.name() });
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(FileError::at(folder))?;
    let mut result = AddOutcome::default();
    for (_, trusted) in &objects {
        if !is_there.insert(trusted.fingerprint) {
            continue;
        }
        match compared.disposition(trusted) {
            Some(Disposition::Superseded) => {
                result.older.push(trusted.clone());
                continue;
            }
            Some(Disposition::Kept(kept)) => result.kept.push((**kept).clone()),
            None => {}
        }
        let name = format!("{}.{}", hex::encode(trusted.fingerprint), extension(trusted.kind()));
        new_file::replace(&folder.join(name), &[trusted.bytes()], 0o644, |_| {})
            .map_err(FileError::at(folder))?;
        result.added.push(trusted.clone());
    }
    // Only now: what supersedes it is written.
    for (file, trusted) in &known {
        match compared.disposition(trusted) {
            Some(Disposition::Superseded) => {
                remove_file(file)?;
                result.replaced.push(trusted.clone());
            }
            Some(Disposition::Kept(kept)) => result.kept.push((**kept).clone()),
            None => {}
        }
    }
    Ok(result)
}

/// Each of these objects once.
fn each_once<'a>(objects: impl Iterator<Item = &'a TrustedObject>) -> Vec<&'a TrustedObject> {
    let mut seen = HashSet::new();
    objects.filter(|trusted| seen.insert(trusted.fingerprint)).collect()
}

/// The lists among these that are kept beside newer ones of the same authority; none when there are
/// more objects than are compared, which [`add`] prevents.
#[must_use]
pub fn kept<'a>(objects: impl Iterator<Item = &'a TrustedObject>) -> Vec<RetainedList> {
    let all = each_once(objects);
    let Some(compared) = ListComparison::new(&all, COMPARISON_LIMITS) else { return Vec::new() };
    let kept = |trusted: &&TrustedObject| match compared.disposition(trusted) {
        Some(Disposition::Kept(kept)) => Some((**kept).clone()),
        Some(Disposition::Superseded) | None => None,
    };
    all.iter().filter_map(kept).collect()
}

fn remove_file(file: &Path) -> Result<(), FileError> {
    match fs::remove_file(file) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(FileError::at(file)(cause)),
        _ => Ok(()),
    }
}

/// The content of the user's folder, with the file of each object.
///
/// # Errors
/// When the folder cannot be read, or something else is in a file.
pub fn list(folder: &Path) -> Result<Vec<(PathBuf, TrustedObject)>, FolderError> {
    match input::found(folder) {
        Ok(Some(_)) => own_objects(folder),
        Ok(None) => Ok(Vec::new()),
        Err(cause) => Err(FileError::at(folder)(cause).into()),
    }
}

/// Removes objects from the user's folder, by a fingerprint, a name, a file or a folder ([`Choice`]);
/// none when it is ambiguous.
///
/// # Errors
/// When there is none; when it cannot be removed.
pub fn remove(which: &str, folder: &Path) -> Result<Choice, FolderError> {
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

/// The files that a path stands for, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, FolderError> {
    if !fs::metadata(path).map_err(FileError::at(path))?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    if store::is_authority(path)? {
        return Ok(store::public_files(path).map_err(StoreError::from)?);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(FileError::at(path))? {
        let file = entry.map_err(FileError::at(path))?.path();
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
    // An authority has all its files but the marker in folders of its folder.
    if files.is_empty()
        && let Some(lost) = store::lost_marker(path)
    {
        return Err(StoreError::from(lost).into());
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, FolderError> {
    // Somebody may keep a private key beside the certificate.
    let content = input::read_secret(path, LONGEST).map_err(FileError::at(path))?;
    if content.len() > LONGEST {
        return Err(TrustError::Other { source: path.display().to_string() }.into());
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_end_is_not_read_to_its_end() {
        let error = read(Path::new("/dev/zero")).unwrap_err();
        assert!(matches!(error, FolderError::Trust(TrustError::Other { .. })), "{error:?}");
    }
}
