//! A collection of documents: a folder of JSON files, one JSON file, or a file of JSON lines. A file
//! whose name ends in `.json` is one document, on as many lines as it likes; every other has one in
//! each line.
//!
//! One document is in memory at a time; of a folder, the names are. What is written appears whole: a
//! file of lines with its last line, a folder's file one by one.

use std::error::Error;
use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Component, Path, PathBuf};

use crate::file_type::FileTypeError;
use crate::identity::Stamp;
use crate::input;
use crate::new_file::{self, Stream};

/// Where a document stands in its collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file of this name: one of the folder, or the collection itself.
    File(PathBuf),
    /// This line, from 1.
    Line(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(name) => name.display().fmt(f),
            Self::Line(number) => number.fmt(f),
        }
    }
}

/// A file of a collection, or its folder, that is not read or not written.
#[derive(Debug)]
pub struct DocumentError {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub cause: io::Error,
}

impl DocumentError {
    fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self { path: path.to_owned(), cause }
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.cause)
    }
}

impl Error for DocumentError {}

/// A collection that is read, as often as is needed.
#[derive(Clone, Debug)]
pub struct Documents {
    path: PathBuf,
    form: Form,
    found: Stamp,
}

#[derive(Clone, Debug)]
enum Form {
    /// The names of its files, in order.
    Folder(Vec<PathBuf>),
    /// A file of one document.
    One,
    /// A file of lines.
    Lines,
}

impl Documents {
    /// Looks at a folder or a file. Hidden files of a folder, and those that do not end in `.json`,
    /// are none of it.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn open(path: &Path) -> Result<Self, DocumentError> {
        let found = path.metadata().map_err(DocumentError::at(path))?;
        let form = if found.is_dir() {
            Form::Folder(names(path).map_err(DocumentError::at(path))?)
        } else if is_one(path) {
            Form::One
        } else {
            Form::Lines
        };
        Ok(Self { path: path.to_owned(), form, found: Stamp::of(&found) })
    }

    /// The folder or the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Is it a folder?
    #[must_use]
    pub const fn is_folder(&self) -> bool {
        matches!(self.form, Form::Folder(_))
    }

    /// Is it a file of one document?
    #[must_use]
    pub const fn is_one(&self) -> bool {
        matches!(self.form, Form::One)
    }

    /// Is the file the one that was opened, and was nothing written to it since? Of a folder each
    /// file [stands for itself](Self::still_holds).
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        let is_same = || self.path.metadata().is_ok_and(|now| Stamp::of(&now) == self.found);
        self.is_folder() || is_same()
    }

    /// Does the file of this name in the folder hold what was read of it?
    #[must_use]
    pub fn still_holds(&self, place: &Place, document: &[u8]) -> bool {
        match (&self.form, place) {
            (Form::Folder(_), Place::File(name)) => {
                input::read(&self.path.join(name), document.len())
                    .is_ok_and(|found| found == document)
            }
            _ => self.is_unchanged(),
        }
    }

    /// The first of its files that is a symbolic link.
    fn link(&self) -> Option<PathBuf> {
        let is_link = |path: &PathBuf| FileTypeError::no_link(path).is_err();
        match &self.form {
            Form::Folder(names) => names.iter().map(|name| self.path.join(name)).find(is_link),
            Form::One | Form::Lines => Some(self.path.clone()).filter(is_link),
        }
    }

    /// What takes its place, when it has been read.
    ///
    /// # Errors
    /// [`FileTypeError::Link`] when a file of it is a link: that would be replaced, and what it leads
    /// to stay. When the folder does not take it.
    pub fn replacement(&self) -> Result<Writer, DocumentError> {
        if let Some(link) = self.link() {
            return Err(DocumentError { path: link, cause: FileTypeError::Link.into() });
        }
        match self.form {
            Form::Folder(_) => Writer::folder(&self.path),
            Form::One => Writer::one(&self.path, true),
            Form::Lines => Writer::lines(&self.path, true),
        }
    }

    /// Reads it from its begin: each document with at most `longest` bytes, of a longer one one byte
    /// more. Empty lines are passed over. The iteration ends with the first error.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn read(&self, longest: usize) -> Result<Reading<'_>, DocumentError> {
        let source = match &self.form {
            Form::Folder(files) => Source::Files(files.iter()),
            Form::One => Source::One,
            Form::Lines => {
                let file = input::open_file_to_read(&self.path);
                Source::Lines(Lines::new(file.map_err(DocumentError::at(&self.path))?, longest))
            }
        };
        Ok(Reading { path: &self.path, source, longest })
    }
}

/// Is a file of this name one document?
#[must_use]
pub fn is_one(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("json"))
}

/// The names of the files of a folder that are documents, in order.
fn names(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = PathBuf::from(entry?.file_name());
        let is_hidden = name.as_os_str().as_encoded_bytes().starts_with(b".");
        if !is_hidden && is_one(&name) {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// The documents of a collection, one after the other.
#[derive(Debug)]
pub struct Reading<'a> {
    path: &'a Path,
    source: Source<'a>,
    longest: usize,
}

#[derive(Debug)]
enum Source<'a> {
    Files(std::slice::Iter<'a, PathBuf>),
    One,
    Lines(Lines<File>),
    /// An error was told, or the one document is read.
    Ended,
}

impl Iterator for Reading<'_> {
    type Item = Result<(Place, Vec<u8>), DocumentError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = match &mut self.source {
            Source::Ended => return None,
            Source::Files(names) => {
                let name = names.next()?;
                let path = self.path.join(name);
                let content = input::read(&path, self.longest);
                content
                    .map(|content| Some((Place::File(name.clone()), content)))
                    .map_err(DocumentError::at(&path))
            }
            Source::One => {
                self.source = Source::Ended;
                let name = PathBuf::from(self.path.file_name().unwrap_or_default());
                input::read(self.path, self.longest)
                    .map(|content| Some((Place::File(name), content)))
                    .map_err(DocumentError::at(self.path))
            }
            Source::Lines(lines) => lines
                .next_line()
                .map(|found| {
                    found.map(|(number, line)| (Place::Line(number), line.trim_ascii().to_vec()))
                })
                .map_err(DocumentError::at(self.path)),
        };
        match read {
            Ok(found) => found.map(Ok),
            Err(cause) => {
                self.source = Source::Ended;
                Some(Err(cause))
            }
        }
    }
}

/// The lines of a file that are not empty, one after the other, each with its number from 1 and its
/// end.
#[derive(Debug)]
pub struct Lines<R> {
    reader: BufReader<R>,
    longest: usize,
    number: u64,
}

impl<R: Read> Lines<R> {
    /// Of a longer line than `longest` bytes, one byte more is read.
    pub fn new(source: R, longest: usize) -> Self {
        Self { reader: BufReader::new(source), longest, number: 0 }
    }

    fn next_line(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        // With its end, of two bytes at most.
        let most = (self.longest as u64).saturating_add(2);
        loop {
            let mut line = Vec::new();
            self.reader.by_ref().take(most).read_until(b'\n', &mut line)?;
            if line.is_empty() {
                return Ok(None);
            }
            self.number = self.number.saturating_add(1);
            if line.last() != Some(&b'\n') && line.len() > self.longest {
                line.truncate(self.longest.saturating_add(1));
                self.reader.skip_until(b'\n')?;
            }
            if !line.trim_ascii().is_empty() {
                return Ok(Some((self.number, line)));
            }
        }
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = io::Result<(u64, Vec<u8>)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_line().transpose()
    }
}

/// A collection that is written, readable by its owner only.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    target: Target,
}

#[derive(Debug)]
enum Target {
    /// A folder: each file appears whole when it is written.
    Folder,
    /// A file of one document, which appears with [`Writer::finish`].
    One(Stream),
    /// A file of lines, which appears with [`Writer::finish`] and was never there before.
    Lines(Stream),
}

impl Writer {
    /// A folder, which is made when it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn folder(path: &Path) -> Result<Self, DocumentError> {
        prepare(path).map_err(DocumentError::at(path))?;
        Ok(Self { path: path.to_owned(), target: Target::Folder })
    }

    /// A file of lines, in place of one of that name when it `replaces` it.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when there is one; when the folder does not take it.
    pub fn lines(path: &Path, replaces: bool) -> Result<Self, DocumentError> {
        Ok(Self { path: path.to_owned(), target: Target::Lines(stream(path, replaces)?) })
    }

    /// A file of one document, in place of one of that name when it `replaces` it.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when there is one; when the folder does not take it.
    pub fn one(path: &Path, replaces: bool) -> Result<Self, DocumentError> {
        Ok(Self { path: path.to_owned(), target: Target::One(stream(path, replaces)?) })
    }

    /// The folder or the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Is it a file of lines, of which each holds a document?
    #[must_use]
    pub const fn is_of_lines(&self) -> bool {
        matches!(self.target, Target::Lines(_))
    }

    /// Writes a document that stood at this place; in a folder, in place of the file of that name.
    ///
    /// # Errors
    /// When the disk does not take it, or the name is none of a file in the folder.
    pub fn write(&mut self, place: &Place, document: &[u8]) -> Result<(), DocumentError> {
        match &mut self.target {
            Target::Folder => {
                let name = match place {
                    Place::File(name) => name.clone(),
                    Place::Line(number) => PathBuf::from(format!("{number:09}.json")),
                };
                let path = self.path.join(&name);
                let written = match name.components().collect::<Vec<_>>()[..] {
                    [Component::Normal(_)] => write_whole(&path, document),
                    _ => Err(io::ErrorKind::InvalidFilename.into()),
                };
                written.map_err(DocumentError::at(&path))
            }
            Target::One(file) | Target::Lines(file) => file
                .write_all(document)
                .and_then(|()| file.write_all(b"\n"))
                .map_err(DocumentError::at(&self.path)),
        }
    }

    /// Makes a file appear; forces the names of a folder's files to the disk.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn finish(self) -> Result<(), DocumentError> {
        let finished = match self.target {
            Target::Folder => File::open(&self.path).and_then(|folder| folder.sync_all()),
            Target::One(file) | Target::Lines(file) => file.finish(),
        };
        finished.map_err(DocumentError::at(&self.path))
    }
}

/// Makes a folder, or removes what killed programs left in it: looked for once and not with each
/// file.
fn prepare(folder: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        fs::DirBuilder::new().mode(0o700).create(folder)?;
    }
    new_file::leftovers::sweep_folder(folder);
    Ok(())
}

fn write_whole(path: &Path, document: &[u8]) -> io::Result<()> {
    let (temporary, mut file) = new_file::make_beside(path, private)?;
    let written = file
        .write_all(document)
        .and_then(|()| file.write_all(b"\n"))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, path));
    written.inspect_err(|_| drop(fs::remove_file(&temporary)))
}

fn stream(path: &Path, replaces: bool) -> Result<Stream, DocumentError> {
    let stream = if replaces { Stream::replace } else { Stream::create };
    stream(path, new_file::PRIVATE).map_err(DocumentError::at(path))
}

fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(new_file::PRIVATE).open(path)
}

#[cfg(test)]
mod tests;
