//! Files and folders that a program goes on writing under one name, across several runs.
//!
//! Whoever may write to the folder can put something there under that name before the program does:
//! a link, a file whose owner reads along, the only copy of something else. So what is opened is a
//! regular file of this user, nobody else writes it meanwhile, and nothing in it is touched yet.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use crate::file_type::FileTypeError;
use crate::identity::{is_ours, is_same};
use crate::new_file;

/// Opens a file to read and to write, or makes it, and locks it (flock(2)) for as long as the value
/// lives. What it holds and who may read it stay as they are.
///
/// # Errors
/// [`FileTypeError::NotRegular`] when it is a link, a folder or a device;
/// [`FileTypeError::OfAnother`] when it is another user's; [`io::ErrorKind::WouldBlock`] when
/// another program has it; when it cannot be opened.
pub fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(new_file::PRIVATE);
    options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    let file = options.open(path).map_err(|cause| match path.symlink_metadata() {
        Ok(found) if !found.is_file() => FileTypeError::NotRegular.into(),
        Ok(found) if !is_ours(&found) => FileTypeError::OfAnother.into(),
        _ => cause,
    })?;
    if !file.metadata()?.is_file() {
        return Err(FileTypeError::NotRegular.into());
    }
    hold(file, path)
}

/// Opens a folder, or makes it, and locks it. Nobody else can look into it from then on.
///
/// # Errors
/// [`FileTypeError::NotFolder`] when it is a link or no folder; else as [`open`].
pub fn open_folder(path: &Path) -> io::Result<File> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
        made => made?,
    }
    let flags = (OFlags::NOFOLLOW | OFlags::DIRECTORY).bits().cast_signed();
    let folder = OpenOptions::new().read(true).custom_flags(flags).open(path);
    let folder = folder.map_err(|cause| match path.symlink_metadata() {
        Ok(found) if !found.is_dir() => FileTypeError::NotFolder.into(),
        Ok(found) if !is_ours(&found) => FileTypeError::OfAnother.into(),
        _ => cause,
    })?;
    let folder = hold(folder, path)?;
    folder.set_permissions(Permissions::from_mode(0o700))?;
    Ok(folder)
}

/// Where a path leads to, whether something is there or not: two names of one place are equal.
#[must_use]
pub fn place_of(path: &Path) -> PathBuf {
    let absolute = || std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = fs::canonicalize(new_file::folder_of(path));
        match (folder, path.file_name()) {
            (Ok(folder), Some(name)) => folder.join(name),
            _ => absolute(),
        }
    })
}

fn hold(file: File, path: &Path) -> io::Result<File> {
    if !is_ours(&file.metadata()?) {
        return Err(FileTypeError::OfAnother.into());
    }
    file.try_lock().map_err(|cause| match cause {
        TryLockError::WouldBlock => io::Error::from(io::ErrorKind::WouldBlock),
        TryLockError::Error(cause) => cause,
    })?;
    // The program that had the lock before may have given it another name, or none.
    let is_named = path
        .symlink_metadata()
        .is_ok_and(|named| file.metadata().is_ok_and(|locked| is_same(&locked, &named)));
    if is_named { Ok(file) } else { Err(io::ErrorKind::WouldBlock.into()) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::testing::Folder;

    #[test]
    fn what_is_opened_is_no_link_and_nobody_else_has_it() {
        let folder = Folder::new("own-open");
        let (path, link) = (folder.0.join("part"), folder.0.join("link"));
        fs::write(&path, "kept").unwrap();
        symlink(&path, &link).unwrap();
        let refused = open(&link).unwrap_err();
        assert_eq!(FileTypeError::of(&refused), Some(FileTypeError::NotRegular));
        let refused = open_folder(&path).unwrap_err();
        assert_eq!(FileTypeError::of(&refused), Some(FileTypeError::NotFolder));

        let held = open(&path).unwrap();
        assert_eq!(open(&path).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        drop(held);
        open(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"kept");

        let held = open_folder(&folder.0.join("parts")).unwrap();
        let again = open_folder(&folder.0.join("parts")).unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::WouldBlock);
        drop(held);
        open_folder(&folder.0.join("parts")).unwrap();
    }

    /// Only root can make a file another user's; anybody can try to open one of root's.
    #[test]
    fn what_another_user_owns_is_refused() {
        let folder = Folder::new("own-owner");
        let (path, parts) = (folder.0.join("part"), folder.0.join("parts"));
        fs::write(&path, "another's").unwrap();
        fs::create_dir(&parts).unwrap();
        let given = [&path, &parts].map(|path| std::os::unix::fs::chown(path, Some(12345), None));
        let (path, parts) = if given.iter().all(Result::is_ok) {
            (path, parts)
        } else {
            (PathBuf::from("/etc/passwd"), PathBuf::from("/etc"))
        };
        for refused in [open(&path), open_folder(&parts)] {
            let cause = refused.unwrap_err();
            assert_eq!(FileTypeError::of(&cause), Some(FileTypeError::OfAnother), "{cause}");
        }
    }

    #[test]
    fn two_names_of_one_place_are_one() {
        let folder = Folder::new("own-place");
        fs::create_dir(folder.0.join("real")).unwrap();
        symlink(folder.0.join("real"), folder.0.join("link")).unwrap();
        assert_eq!(
            place_of(&folder.0.join("real/new")),
            place_of(&folder.0.join("real/../link/./new"))
        );
        assert_eq!(place_of(Path::new("new")), place_of(Path::new("./new")));
        assert_ne!(place_of(Path::new("new")), place_of(Path::new("new.part")));
    }
}
