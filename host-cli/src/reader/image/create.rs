//! A new image file: whole, or not there at all.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::{Image, ImageError, header};

/// Writes the image under a temporary name beside `path`, forces it to the disk and renames it.
/// The file is readable and writable by its owner only. An existing file is never replaced.
///
/// `before` is told the temporary name first, so that an interrupted program can remove it.
///
/// # Errors
/// When there is a file of that name, or the folder does not take one.
pub fn create(image: &Image, path: &Path, before: impl FnOnce(&Path)) -> Result<(), ImageError> {
    if path.symlink_metadata().is_ok() {
        return Err(ImageError::Exists(path.to_owned()));
    }
    let temporary = temporary(path);
    before(&temporary);
    let written = write(image, &temporary).and_then(|()| rename(&temporary, path));
    let Err(cause) = written else {
        return sync_folder(path).map_err(|cause| ImageError::file(path, &cause));
    };
    // Whatever failed first is what is told.
    let _second = fs::remove_file(&temporary);
    Err(match cause.kind() {
        io::ErrorKind::AlreadyExists => ImageError::Exists(path.to_owned()),
        _ => ImageError::file(path, &cause),
    })
}

fn temporary(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

fn write(image: &Image, temporary: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(temporary)?;
    file.write_all(&header(&image.face))?;
    file.write_all(&image.content)?;
    file.sync_all()
}

fn rename(from: &Path, to: &Path) -> io::Result<()> {
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
    // A hard link fails when the name is taken; a rename would replace what is there.
    fs::hard_link(from, to)?;
    fs::remove_file(from)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
