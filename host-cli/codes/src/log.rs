//! A [chain](crate::chain) of lines that say something together: the ledger, and the journal of
//! letters.

use std::fmt::Display;
use std::path::Path;

use crate::block::MunicipalityCode;
use crate::chain::{ChainError, ChainFile, Damage, Head, LineHash, Remnant};

/// A line of a log, without its check. [`Display`] writes it.
pub(crate) trait LogLine: Display + Sized {
    /// What the first line begins with: the kind of file, and the version of its form. The
    /// municipality follows.
    const HEAD: &'static str;

    /// The first line: whose log it is.
    fn head(municipality: MunicipalityCode) -> Self;

    /// Is it a first line?
    fn is_head(&self) -> bool;

    /// Reads another line, written in any way.
    fn parse_words(text: &str) -> Option<Self>;

    /// Reads a line; `None` when it is none. There is one way of writing each.
    fn parse(text: &str) -> Option<Self> {
        let line = match text.strip_prefix(Self::HEAD) {
            Some(rest) => rest.strip_prefix(' ').and_then(MunicipalityCode::parse).map(Self::head),
            None => Self::parse_words(text),
        };
        line.filter(|line| line.to_string() == text)
    }
}

/// What the lines of a log say together.
pub(crate) trait LogContent: Default {
    /// The lines.
    type Line: LogLine;

    /// Has it its first line?
    fn has_head(&self) -> bool;

    /// Goes by one more line, of this check, which is a first one if and only if it has none.
    fn apply(&mut self, line: Self::Line, check: LineHash) -> Result<(), Damage>;
}

/// A log, opened to be written to: no other process writes to it meanwhile.
#[derive(Debug)]
pub(crate) struct Log<C> {
    file: ChainFile,
    content: C,
    /// Something was not written: what is in memory is ahead of the disk.
    failed: bool,
}

/// Why nothing was written.
pub(crate) enum LogError {
    /// The file.
    Chain(ChainError),
    /// A line contradicts those before it. What is in memory may be ahead of the disk: nothing more
    /// is written.
    Contradiction,
    /// An earlier line was not written: nothing more is.
    Failed,
}

impl<C: LogContent> Log<C> {
    /// Opens it; what a crash left of its last line is removed and given beside it.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<Remnant>), ChainError> {
        let mut content = C::default();
        let (file, remnant) = ChainFile::open(path, |text, check| read(&mut content, text, check))?;
        Ok((Self { file, content, failed: false }, remnant))
    }

    /// Reads it, also while another process writes to it.
    pub(crate) fn read(path: &Path) -> Result<(C, Head, Option<Remnant>), ChainError> {
        let mut content = C::default();
        let (head, remnant) = ChainFile::read(path, |text, check| read(&mut content, text, check))?;
        Ok((content, head, remnant))
    }

    /// What it says.
    pub(crate) const fn content(&self) -> &C {
        &self.content
    }

    /// How far it goes.
    pub(crate) const fn head(&self) -> Head {
        self.file.head()
    }

    /// Puts lines to the disk, none of which contradicts those before it, and goes by them. When one
    /// does, or the disk does not take them, none is written, nor anything after them until the log is
    /// opened anew.
    pub(crate) fn write(&mut self, lines: Vec<C::Line>) -> Result<(), LogError> {
        if self.failed {
            return Err(LogError::Failed);
        }
        let texts: Vec<String> = lines.iter().map(ToString::to_string).collect();
        // What is said below is ahead of the disk until it is written.
        self.failed = true;
        let mut check = self.file.head().check;
        for (line, text) in lines.into_iter().zip(&texts) {
            check = check.next(text.as_bytes());
            go_by(&mut self.content, line, check).map_err(|_| LogError::Contradiction)?;
        }
        self.file.append(&texts).map_err(LogError::Chain)?;
        self.failed = false;
        Ok(())
    }
}

fn read<C: LogContent>(content: &mut C, text: &str, check: LineHash) -> Result<(), Damage> {
    go_by(content, C::Line::parse(text).ok_or(Damage::Form)?, check)
}

/// Goes by one more line. A log begins with whose it is, and says it once.
fn go_by<C: LogContent>(content: &mut C, line: C::Line, check: LineHash) -> Result<(), Damage> {
    if line.is_head() == content.has_head() {
        return Err(Damage::Contradiction);
    }
    content.apply(line, check)
}
