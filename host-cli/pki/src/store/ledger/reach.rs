//! How far the copy of a damaged index reaches: what would be lost with the copy in its place.

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;

use crate::index::line::{self, CheckValue};
use crate::index::{Index, LONGEST_LINE, ReadError};
use juki_files::input;

/// How the copy compares with what can still be read of the index.
pub(super) struct CopyCoverage {
    /// How many lines the index has.
    pub lines: usize,
    /// The copy.
    pub whole: Index,
    /// True when the copy has all that can be read of the index.
    pub all: bool,
}

/// The index in a file, whose every line must have its check value.
pub(super) fn read_checked(path: &Path) -> Result<Index, ReadError> {
    let file = input::open_file_to_read(path).map_err(ReadError::Io)?;
    Index::read(BufReader::new(file), true)
}

/// Calls `look` with every line of a file; of an overlong one with its start.
fn each_line(path: &Path, mut look: impl FnMut(&[u8])) -> io::Result<()> {
    let mut from = BufReader::new(input::open_file_to_read(path)?);
    let mut line = Vec::new();
    loop {
        line.clear();
        if from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.pop_if(|end| *end == b'\n').is_none() {
            from.skip_until(b'\n')?;
        }
        look(&line);
    }
}

/// What can be read of a damaged index.
#[derive(Default)]
struct ReadableLines {
    lines: usize,
    /// The number of the last line that can be parsed, counted from 1. It may be of use although
    /// its check value is wrong.
    readable: usize,
    /// The check value of the last line that follows the one before it.
    follows: Option<CheckValue>,
}

impl ReadableLines {
    fn read(index: &Path) -> io::Result<Self> {
        let mut remains = Self::default();
        let mut before = Some(CheckValue::default());
        each_line(index, |line| {
            remains.lines += 1;
            if line::parse(line).is_ok() {
                remains.readable = remains.lines;
            }
            let said = CheckValue::of_line(line);
            if before.is_some_and(|mut check| check.fits(line)) {
                remains.follows = said;
            }
            before = said;
        })?;
        Ok(remains)
    }
}

impl CopyCoverage {
    /// How far the copy reaches; `None` when it is not whole.
    pub(super) fn of(index: &Path, copy: &Path) -> io::Result<Option<Self>> {
        let whole = match read_checked(copy) {
            Ok(whole) => whole,
            Err(ReadError::Line(_)) => return Ok(None),
            Err(ReadError::Io(cause)) => return Err(cause),
        };
        let ReadableLines { lines, readable, follows } = ReadableLines::read(index)?;
        let copied = whole.line_count();
        // Lines may be missing in the middle: later ones are identified by their check value only.
        let has = |check| {
            let mut found = false;
            each_line(copy, |line| found |= CheckValue::of_line(line) == Some(check))?;
            Ok::<_, io::Error>(found)
        };
        let all = copied >= readable && follows.map_or(Ok(true), has)?;
        Ok(Some(Self { lines, whole, all }))
    }
}
