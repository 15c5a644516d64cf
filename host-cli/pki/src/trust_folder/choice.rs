//! Finding trusted objects by fingerprint, name or path.

use std::path::{Path, PathBuf};

use super::{FileError, FolderError, TrustedObject, input, objects};
use crate::received::{Certificate, RevocationList};

/// What was found in the user's folder.
#[derive(Debug)]
pub enum Choice {
    /// The objects, with the file of each.
    These(Vec<(PathBuf, TrustedObject)>),
    /// It is ambiguous: authorities may have the same name.
    Several(Vec<TrustedObject>),
}

/// Finds the object with this fingerprint (at least eight hexadecimal digits of it);
/// the authority with this name and the lists that its key signed; or what is in this file or
/// folder, with the lists that an authority in it signed.
///
/// # Errors
/// When there is none; when the file or folder cannot be read.
pub(super) fn choose(
    which: &str,
    all: Vec<(PathBuf, TrustedObject)>,
) -> Result<Choice, FolderError> {
    let digits = which.replace(':', "").to_ascii_lowercase();
    let is_fingerprint = digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_it = |trusted: &TrustedObject| hex::encode(trusted.fingerprint).starts_with(&digits);
    if is_fingerprint && all.iter().any(|(_, trusted)| is_it(trusted)) {
        return Ok(one_or_several(all, is_it, |found| found.len() == 1));
    }
    let has_name = |trusted: &TrustedObject| trusted.name() == which;
    if all.iter().any(|(_, trusted)| has_name(trusted)) {
        return Ok(one_or_several(all, has_name, is_one_authority));
    }
    let path = Path::new(which);
    let Some(_) = input::found(path).map_err(FileError::at(path))? else {
        return Err(FolderError::Unknown(which.to_owned()));
    };
    let named = objects(path)?;
    let is_named = |trusted: &TrustedObject| {
        named.iter().any(|(_, object)| object.fingerprint == trusted.fingerprint)
    };
    let (gone, stays): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, found)| is_named(found));
    // Lists that came later or from elsewhere: without their authority they are of no use.
    let signed_by = |of: &[(PathBuf, TrustedObject)], list: &RevocationList| {
        of.iter().filter_map(|(_, other)| other.authority()).any(|other| signed(other, list))
    };
    let orphaned = |list: &RevocationList| signed_by(&gone, list) && !signed_by(&stays, list);
    let lists = stays.iter().filter(|(_, trusted)| trusted.list().is_some_and(orphaned));
    let lists: Vec<_> = lists.cloned().collect();
    let found = [gone, lists].concat();
    if found.is_empty() {
        return Err(FolderError::NoneOf(path.to_owned()));
    }
    Ok(Choice::These(found))
}

/// The objects that match, and whether they are one.
fn one_or_several(
    all: Vec<(PathBuf, TrustedObject)>,
    fits: impl Fn(&TrustedObject) -> bool,
    is_one: impl Fn(&[(PathBuf, TrustedObject)]) -> bool,
) -> Choice {
    let found: Vec<_> = all.into_iter().filter(|(_, trusted)| fits(trusted)).collect();
    if is_one(&found) {
        return Choice::These(found);
    }
    Choice::Several(found.into_iter().map(|(_, trusted)| trusted).collect())
}

/// One object, or one authority and the lists that its key signed.
fn is_one_authority(found: &[(PathBuf, TrustedObject)]) -> bool {
    let mut authorities = found.iter().filter_map(|(_, trusted)| trusted.authority());
    let (first, second) = (authorities.next(), authorities.next());
    let Some(first) = first.filter(|_| second.is_none()) else { return found.len() == 1 };
    found.iter().filter_map(|(_, trusted)| trusted.list()).all(|list| signed(first, list))
}

fn signed(authority: &Certificate, list: &RevocationList) -> bool {
    let tbs = authority.tbs();
    *tbs.subject() == list.tbs().issuer && list.signed_by(tbs.subject_public_key_info()).is_ok()
}
