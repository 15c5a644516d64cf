//! A file that is written piece by piece and appears whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{create_new, folder_of, leftovers, make_beside, rename_new, sync_folder};

/// A file that is being written. It has its name when it is [finished](Self::finish); dropped
/// before, it was never there.
#[derive(Debug)]
pub struct Stream {
    path: PathBuf,
    temporary: PathBuf,
    file: BufWriter<File>,
    /// A file of that name is replaced.
    replaces: bool,
}

impl Stream {
    /// Begins a file under a temporary name beside `path`. An existing file is never replaced.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when there is a file of that name; when the folder does not
    /// take one.
    pub fn create(path: &Path, mode: u32) -> io::Result<Self> {
        if path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Self::begin(path, mode, false)
    }

    /// As [`create`](Self::create), in place of whatever file has that name when it is finished.
    ///
    /// # Errors
    /// When the folder does not take it.
    pub fn replace(path: &Path, mode: u32) -> io::Result<Self> {
        Self::begin(path, mode, true)
    }

    fn begin(path: &Path, mode: u32, replaces: bool) -> io::Result<Self> {
        leftovers::sweep_folder(folder_of(path));
        let (temporary, file) = make_beside(path, |temporary| create_new(temporary, mode))?;
        Ok(Self { path: path.to_owned(), temporary, file: BufWriter::new(file), replaces })
    }

    /// The name that it has until it is finished, so that an interrupted program can remove it.
    #[must_use]
    pub fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Forces it to the disk and gives it its name.
    ///
    /// # Errors
    /// When the disk does not take it, or a file of that name has come meanwhile.
    pub fn finish(mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        if self.replaces {
            fs::rename(&self.temporary, &self.path)?;
        } else {
            rename_new(&self.temporary, &self.path)?;
        }
        sync_folder(&self.path)
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Stream {
    /// Removes what has no name: after [`finish`](Self::finish) there is nothing of this name.
    fn drop(&mut self) {
        let _gone = fs::remove_file(&self.temporary);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("juki-stream-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_file_appears_whole_and_with_its_mode() {
        let folder = folder("whole");
        let path = folder.join("letters.pdf");
        let mut stream = Stream::create(&path, super::super::PRIVATE).unwrap();
        stream.write_all(b"one").unwrap();
        stream.write_all(b"two").unwrap();
        assert!(!path.exists());
        stream.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"onetwo");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        // One that is there stays.
        let again = Stream::create(&path, super::super::PRIVATE).unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn one_that_is_not_finished_was_never_there() {
        let folder = folder("dropped");
        let path = folder.join("letters.pdf");
        let mut stream = Stream::create(&path, super::super::PRIVATE).unwrap();
        stream.write_all(b"half").unwrap();
        drop(stream);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        // One that came meanwhile is not replaced.
        let stream = Stream::create(&path, super::super::PRIVATE).unwrap();
        fs::write(&path, b"another's").unwrap();
        assert_eq!(stream.finish().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"another's");
        fs::remove_dir_all(folder).unwrap();
    }
}
