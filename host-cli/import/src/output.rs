//! Where records go: a file with a line each, or a folder with a file each. Both have another name
//! until they are whole.
//!
//! [`juki_files::documents::Writer`] writes collections too, and another way: of what it left, nothing
//! is gone on with, and it replaces files of a folder one by one. An import goes on where it was
//! interrupted, so its unfinished file or folder keeps one name and is cut at a checkpoint.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use juki_files::new_file::{self, Stream, rename_new};
use juki_files::own;
use rustix::fs::{Mode, OFlags, openat};

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

/// A file that is written bit by bit under another name, and can be gone on with.
#[derive(Debug)]
pub struct PartFile {
    path: PathBuf,
    file: BufWriter<File>,
    length: u64,
}

impl PartFile {
    /// Begins it, or opens what an interrupted run left of it, cut at the length that its journal
    /// says. What no journal speaks of is not touched, unless it is empty.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when there is one that no journal speaks of;
    /// [`io::ErrorKind::UnexpectedEof`] when it is shorter; else as [`own::open`].
    pub fn open(path: &Path, kept: Option<u64>) -> io::Result<Self> {
        let mut file = own::open(&beside(path, ".part"))?;
        let length = kept.unwrap_or_default();
        match file.metadata()?.len() {
            found if found < length => return Err(io::ErrorKind::UnexpectedEof.into()),
            found if found > 0 && kept.is_none() => {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            _ => {}
        }
        file.set_permissions(Permissions::from_mode(new_file::PRIVATE))?;
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
    /// [`io::ErrorKind::AlreadyExists`] when something has that name meanwhile.
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
    let done = if is_kept { rename_new(&part, path) } else { fs::remove_file(&part) };
    match done {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && path.exists() == is_kept => Ok(()),
        done => done.and_then(|()| new_file::sync_folder(path)),
    }
}

/// What is said of rejected rows, on its way to the disk.
#[derive(Debug)]
pub enum ReportFile {
    /// Of an import that can be gone on with.
    Part(PartFile),
    /// Of a run that begins anew each time: the file, and its length in bytes.
    New(Stream, u64),
}

impl ReportFile {
    /// Its length in bytes.
    #[must_use]
    pub const fn length(&self) -> u64 {
        match self {
            Self::Part(file) => file.length(),
            Self::New(_, length) => *length,
        }
    }

    /// Writes.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Part(file) => file.write(bytes),
            Self::New(file, length) => {
                *length += bytes.len() as u64;
                file.write_all(bytes)
            }
        }
    }

    /// Forces to the disk what is gone on with.
    ///
    /// # Errors
    /// When that fails.
    pub fn sync(&mut self) -> io::Result<()> {
        match self {
            Self::Part(file) => file.sync(),
            Self::New(..) => Ok(()),
        }
    }

    /// Gives it its name; one without content is removed.
    ///
    /// # Errors
    /// As [`PartFile::finish`].
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::Part(file) => file.finish(false),
            Self::New(_, 0) => Ok(()),
            Self::New(file, _) => file.finish(),
        }
    }
}

/// What an interrupted run left, as its journal says.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    /// Bytes of a file.
    pub length: u64,
    /// Files of a folder.
    pub files: u64,
    /// The line of the last row.
    pub line: u64,
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
        /// The folder, which has another name until then.
        folder: File,
    },
}

impl Output {
    /// Begins it, or opens what an interrupted run left of it, without what was written behind the
    /// last entry of its journal.
    ///
    /// # Errors
    /// As [`PartFile::open`]; [`io::ErrorKind::UnexpectedEof`] too when a folder holds anything but
    /// the files that the journal speaks of and later ones.
    pub fn open(path: &Path, form: OutputForm, left: Option<Left>) -> io::Result<Self> {
        match form {
            OutputForm::Lines => {
                PartFile::open(path, left.map(|left| left.length)).map(Self::Lines)
            }
            OutputForm::Folder => {
                let part = beside(path, ".part");
                let folder = own::open_folder(&part)?;
                cut_folder(&part, left)?;
                Ok(Self::Folder { path: path.to_owned(), folder })
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

    /// Writes the record of a line.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, line: u64, json: &[u8]) -> io::Result<()> {
        match self {
            Self::Lines(file) => file.write(json).and_then(|()| file.write(b"\n")),
            Self::Folder { folder, .. } => {
                let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
                let mode = Mode::RUSR | Mode::WUSR;
                let mut file = File::from(openat(folder, file_name(line), flags, mode)?);
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
            Self::Folder { folder, .. } => {
                #[cfg(target_os = "linux")]
                rustix::fs::syncfs(&*folder)?;
                folder.sync_all()
            }
        }
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// As [`PartFile::finish`].
    pub fn finish(mut self) -> io::Result<()> {
        self.sync()?;
        match self {
            Self::Lines(file) => file.finish(true),
            Self::Folder { path, .. } => name_part(&path, true),
        }
    }
}

/// The file of a line's record.
fn file_name(line: u64) -> String {
    format!("{line:010}.json")
}

/// The line whose record a file of this name holds.
fn line_of(name: &OsStr) -> Option<u64> {
    let name = name.to_str()?;
    let line = name.strip_suffix(".json")?.parse().ok()?;
    (name == file_name(line)).then_some(line)
}

/// Removes what was written behind the last entry of a journal, when all else is what it speaks of.
fn cut_folder(part: &Path, left: Option<Left>) -> io::Result<()> {
    let (mut files, mut later) = (0, Vec::new());
    for entry in part.read_dir()? {
        let entry = entry?;
        let left = left.ok_or(io::ErrorKind::AlreadyExists)?;
        match line_of(&entry.file_name()) {
            Some(line) if line > left.line => later.push(entry.path()),
            Some(_) => files += 1,
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
    if files != left.map_or(0, |left| left.files) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    later.iter().try_for_each(fs::remove_file)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use juki_files::file_type::FileTypeError;

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
        let refused = PartFile::open(&folder.join("out.jsonl"), None).unwrap_err();
        assert_eq!(FileTypeError::of(&refused), Some(FileTypeError::NotRegular));

        let elsewhere = folder.join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        symlink(&elsewhere, folder.join("out.part")).unwrap();
        assert!(Output::open(&folder.join("out"), OutputForm::Folder, None).is_err());
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);

        let mut own = Output::open(&folder.join("own"), OutputForm::Folder, None).unwrap();
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
        let mut part = PartFile::open(&folder.join("out.jsonl"), Some(4)).unwrap();
        part.write(b"!\n").unwrap();
        part.finish(true).unwrap();
        assert_eq!(fs::read_to_string(folder.join("out.jsonl")).unwrap(), "half!\n");
        assert_eq!(mode("out.jsonl"), 0o600);

        fs::create_dir(folder.join("own.part")).unwrap();
        fs::set_permissions(folder.join("own.part"), Permissions::from_mode(0o777)).unwrap();
        Output::open(&folder.join("own"), OutputForm::Folder, None).unwrap();
        assert_eq!(mode("own.part"), 0o700);
        fs::remove_dir_all(&folder).unwrap();
    }

    /// Given: something under the name that an import is about to write, and no journal. Then: it
    /// stays as it is, down to its mode.
    #[test]
    fn what_no_journal_speaks_of_is_not_touched() {
        let folder = folder("left");
        let part = folder.join("out.jsonl.part");
        fs::write(&part, "the only copy").unwrap();
        fs::set_permissions(&part, Permissions::from_mode(0o640)).unwrap();
        let refused = PartFile::open(&folder.join("out.jsonl"), None).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&part).unwrap(), b"the only copy");
        assert_eq!(fs::metadata(&part).unwrap().permissions().mode() & 0o777, 0o640);

        fs::create_dir(folder.join("out.part")).unwrap();
        fs::write(folder.join("out.part/0000000001.json"), "{}").unwrap();
        let open = |left| Output::open(&folder.join("out"), OutputForm::Folder, left);
        assert_eq!(open(None).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        for (line, files) in [(1, 0), (0, 1), (2, 2)] {
            let refused = open(Some(Left { length: 0, files, line })).unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::UnexpectedEof);
        }
        assert!(open(Some(Left { length: 0, files: 1, line: 1 })).is_ok());
        fs::write(folder.join("out.part/notes.txt"), "").unwrap();
        assert!(open(Some(Left { length: 0, files: 1, line: 1 })).is_err());
        assert_eq!(fs::read_dir(folder.join("out.part")).unwrap().count(), 2);
        fs::remove_dir_all(&folder).unwrap();
    }

    /// A file that came under the name meanwhile is somebody's.
    #[test]
    fn what_has_the_name_meanwhile_is_not_replaced() {
        let folder = folder("meanwhile");
        for name in ["out.jsonl", "out"] {
            let path = folder.join(name);
            let mut output = Output::open(&path, OutputForm::of(&path), None).unwrap();
            output.write(1, b"{}").unwrap();
            fs::write(&path, "another's").unwrap();
            assert_eq!(output.finish().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
            assert_eq!(fs::read(&path).unwrap(), b"another's");
            assert!(beside(&path, ".part").exists());
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
