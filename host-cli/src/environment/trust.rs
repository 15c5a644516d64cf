//! The trust anchors: those named on the command line, by a variable, or nobody; and where the
//! user's folder of trusted files is.

use std::path::PathBuf;

use crate::error::Error;
use crate::input;
use crate::pki::TrustStore;
use crate::pki::trust_folder::{self, FolderError};

/// The variable with trusted paths, separated as in `PATH`.
pub const VARIABLE: &str = "JUKI_TRUST";

/// The trust anchors: the `paths` that were named, else those in [`VARIABLE`], else the user's
/// folder. A folder stands for the files in it; that of a test authority for its public files.
///
/// # Errors
/// When a path cannot be read, a file holds something else, or there is nothing in any of the
/// paths that were named. In the user's folder and in other folders every file must be one to
/// trust.
pub fn load(paths: &[PathBuf]) -> Result<TrustStore, Error> {
    let mut trust = TrustStore::new();
    let named = named(paths);
    for (path, by) in &named {
        let found = match by {
            PathOrigin::Default => trust_folder::load_own(&mut trust, path),
            PathOrigin::Arguments | PathOrigin::Variable => trust_folder::load(&mut trust, path),
        };
        found.map_err(|cause| by.with_origin(cause))?;
    }
    // Whoever names somebody means somebody. A folder of lists may be empty beside others.
    match named.first() {
        Some((path, by)) if trust.objects().is_empty() && !matches!(by, PathOrigin::Default) => {
            Err(by.with_origin(FolderError::Nothing(path.clone())))
        }
        _ => Ok(trust),
    }
}

/// Notes for which cards the authorities among those to believe issued their certificates, where
/// their whole folder is at hand: the index is private.
///
/// # Errors
/// When an index is damaged.
pub fn note_issued(trust: &mut TrustStore, paths: &[PathBuf]) -> Result<(), Error> {
    for (path, by) in named(paths) {
        trust_folder::note_issued(trust, &path).map_err(|cause| by.with_origin(cause))?;
    }
    Ok(())
}

/// Where the path of the trust folder comes from.
#[derive(Clone, Copy)]
enum PathOrigin {
    /// The command line.
    Arguments,
    /// It is the default: the user's own folder.
    Default,
    /// [`VARIABLE`].
    Variable,
}

impl PathOrigin {
    /// What failed there; nobody sees on the command line what a variable says.
    fn with_origin(self, cause: impl Into<Error>) -> Error {
        match self {
            Self::Arguments | Self::Default => cause.into(),
            Self::Variable => cause.into().named_by(VARIABLE),
        }
    }
}

/// The paths that are looked at.
fn named(paths: &[PathBuf]) -> Vec<(PathBuf, PathOrigin)> {
    if !paths.is_empty() {
        paths.iter().map(|path| (path.clone(), PathOrigin::Arguments)).collect()
    } else if let Some(value) = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) {
        let paths = std::env::split_paths(&value).filter(|path| !path.as_os_str().is_empty());
        paths.map(|path| (path, PathOrigin::Variable)).collect()
    } else {
        // There is no such folder before `juki trust add`. One that cannot be seen is told by
        // reading it.
        let is_there = |folder: &PathBuf| !matches!(input::found(folder), Ok(None));
        let folder = users_folder().into_iter().filter(is_there);
        folder.map(|path| (path, PathOrigin::Default)).collect()
    }
}

/// The user's folder: `$XDG_CONFIG_HOME/juki/trust` or `~/.config/juki/trust`.
#[must_use]
pub fn users_folder() -> Option<PathBuf> {
    let absolute = |name| {
        let path = PathBuf::from(std::env::var_os(name)?);
        path.is_absolute().then_some(path)
    };
    let config = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))?;
    Some(config.join("juki").join("trust"))
}
