//! Where records go: a file with a line each, or a folder with a file each. Both have another name
//! until they are whole.
//!
//! [`juki_files::documents::Writer`] writes collections too, and another way: of what it left, nothing
//! is gone on with, and it replaces files of a folder one by one. An import goes on where it was
//! interrupted, so its unfinished file or folder keeps one name and is cut at a checkpoint.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use juki_files::file_type::FileTypeError;
use juki_files::new_file;

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputForm {
    /// JSON Lines.
    Lines,
    /// A folder with a file for each record, named by its line in the table.
    Folder,
}

impl OutputForm {
    /// What a name asks for: lines for `.jsonl`, else a folder.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let is_lines = path.extension().is_some_and(|extension| extension == "jsonl");
        if is_lines { Self::Lines } else { Self::Folder }
    }
}

/// A name with something behind it.
#[must_use]
pub fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}

/// Opens a file that this program wrote, or begins it: nobody else's behind a link, and from now on
/// nobody else reads it.
pub(crate) fn open_own(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;

    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(new_file::PRIVATE);
    let file = options.custom_flags(flags).open(path).map_err(|cause| {
        let is_none = path.symlink_metadata().is_ok_and(|found| !found.is_file());
        if is_none { FileTypeError::NotRegular.into() } else { cause }
    })?;
    if !file.metadata()?.is_file() {
        return Err(FileTypeError::NotRegular.into());
    }
    file.set_permissions(Permissions::from_mode(new_file::PRIVATE))?;
    Ok(file)
}

/// A file that is written bit by bit under another name, and can be gone on with.
#[derive(Debug)]
pub struct PartFile {
    path: PathBuf,
    file: BufWriter<File>,
    length: u64,
}

impl PartFile {
    /// Opens what is there of it, cut at a length, or begins it.
    ///
    /// # Errors
    /// When it cannot be written; [`io::ErrorKind::UnexpectedEof`] when it is shorter.
    pub fn open(path: &Path, length: u64) -> io::Result<Self> {
        let part = beside(path, ".part");
        let mut file = open_own(&part)?;
        if file.metadata()?.len() < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file), length })
    }

    /// Its length in bytes.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Writes.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        self.file.write_all(bytes)
    }

    /// Forces it to the disk.
    ///
    /// # Errors
    /// When that fails.
    pub fn sync(&mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()
    }

    /// Gives it its name; one without content is removed.
    ///
    /// # Errors
    /// When that fails.
    pub fn finish(mut self, keep_empty: bool) -> io::Result<()> {
        self.sync()?;
        let is_kept = keep_empty || self.length > 0;
        name_part(&self.path, is_kept)
    }
}

/// Gives what stands under a part's name its own, or removes it; where that was done before,
/// nothing is.
fn name_part(path: &Path, is_kept: bool) -> io::Result<()> {
    let part = beside(path, ".part");
    let done = if is_kept { fs::rename(&part, path) } else { fs::remove_file(&part) };
    match done {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && path.exists() == is_kept => Ok(()),
        done => done.and_then(|()| new_file::sync_folder(path)),
    }
}

/// Is it a folder, and no link to one?
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_dir())
}

/// Records on their way to the disk.
#[derive(Debug)]
pub enum Output {
    /// In lines.
    Lines(PartFile),
    /// In a folder.
    Folder {
        /// The folder as it is to be named.
        path: PathBuf,
        /// The folder as it is named until then.
        part: PathBuf,
    },
}

impl Output {
    /// Opens what is there of it, cut at a length, or begins it.
    ///
    /// # Errors
    /// As [`PartFile::open`].
    pub fn open(path: &Path, form: OutputForm, length: u64) -> io::Result<Self> {
        match form {
            OutputForm::Lines => PartFile::open(path, length).map(Self::Lines),
            OutputForm::Folder => {
                let part = beside(path, ".part");
                match DirBuilder::new().mode(0o700).create(&part) {
                    Err(cause)
                        if cause.kind() == io::ErrorKind::AlreadyExists && is_folder(&part) =>
                    {
                        fs::set_permissions(&part, Permissions::from_mode(0o700))?;
                    }
                    made => made?,
                }
                Ok(Self::Folder { path: path.to_owned(), part })
            }
        }
    }

    /// Its length in bytes; 0 for a folder.
    #[must_use]
    pub const fn length(&self) -> u64 {
        match self {
            Self::Lines(file) => file.length(),
            Self::Folder { .. } => 0,
        }
    }

    /// Writes the record of a line. In a folder it takes the place of what a run that was
    /// interrupted wrote of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, line: u64, json: &[u8]) -> io::Result<()> {
        match self {
            Self::Lines(file) => file.write(json).and_then(|()| file.write(b"\n")),
            Self::Folder { part, .. } => {
                let mut file = open_own(&part.join(format!("{line:010}.json")))?;
                file.set_len(0)?;
                file.write_all(json)?;
                file.write_all(b"\n")?;
                // A file system is synchronised in one go where that can be asked for.
                if cfg!(target_os = "linux") { Ok(()) } else { file.sync_all() }
            }
        }
    }

    /// Forces it to the disk.
    ///
    /// # Errors
    /// When that fails.
    pub fn sync(&mut self) -> io::Result<()> {
        match self {
            Self::Lines(file) => file.sync(),
            Self::Folder { part, .. } => {
                let folder = File::open(part)?;
                #[cfg(target_os = "linux")]
                rustix::fs::syncfs(&folder)?;
                folder.sync_all()
            }
        }
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// When that fails.
    pub fn finish(mut self) -> io::Result<()> {
        self.sync()?;
        match self {
            Self::Lines(file) => file.finish(true),
            Self::Folder { path, .. } => name_part(&path, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn folder(test: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("juki-output-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        path
    }

    /// Given: somebody put links where an import is about to write. Then: what they lead to stays
    /// as it is.
    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = folder("link");
        let others = folder.join("others.txt");
        fs::write(&others, "others").unwrap();
        symlink(&others, folder.join("out.jsonl.part")).unwrap();
        let refused = PartFile::open(&folder.join("out.jsonl"), 0).unwrap_err();
        assert_eq!(FileTypeError::of(&refused), Some(FileTypeError::NotRegular));

        let elsewhere = folder.join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        symlink(&elsewhere, folder.join("out.part")).unwrap();
        assert!(Output::open(&folder.join("out"), OutputForm::Folder, 0).is_err());
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);

        let mut own = Output::open(&folder.join("own"), OutputForm::Folder, 0).unwrap();
        symlink(&others, folder.join("own.part/0000000002.json")).unwrap();
        assert!(own.write(2, b"{}").is_err());
        assert_eq!(fs::read_to_string(&others).unwrap(), "others");
        fs::remove_dir_all(&folder).unwrap();
    }

    /// What was there already was perhaps made by somebody who wants to read along.
    #[test]
    fn what_is_gone_on_with_is_nobody_elses() {
        let folder = folder("mode");
        let mode =
            |name: &str| fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
        fs::write(folder.join("out.jsonl.part"), "half a record").unwrap();
        fs::set_permissions(folder.join("out.jsonl.part"), Permissions::from_mode(0o666)).unwrap();
        let mut part = PartFile::open(&folder.join("out.jsonl"), 4).unwrap();
        part.write(b"!\n").unwrap();
        part.finish(true).unwrap();
        assert_eq!(fs::read_to_string(folder.join("out.jsonl")).unwrap(), "half!\n");
        assert_eq!(mode("out.jsonl"), 0o600);

        fs::create_dir(folder.join("own.part")).unwrap();
        fs::set_permissions(folder.join("own.part"), Permissions::from_mode(0o777)).unwrap();
        Output::open(&folder.join("own"), OutputForm::Folder, 0).unwrap();
        assert_eq!(mode("own.part"), 0o700);
        fs::remove_dir_all(&folder).unwrap();
    }
}
