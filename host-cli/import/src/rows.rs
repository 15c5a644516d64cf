//! Rows of a table, as bytes: found and cut before anything is decoded.
//!
//! The signs that end a cell or a row are ASCII below 40, which no character of the
//! [encodings](crate::encoding) has among its bytes. So the place of a row is a place in the file,
//! and an import can go on there.

use std::io::{self, Read};
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use crate::encoding::Encoding;

mod csv;
mod fixed;

pub(crate) use fixed::places;

/// Longest row in bytes. Whatever is longer is refused, and the rows behind it are read.
pub const LONGEST_ROW: usize = 256 * 1024;
/// How much is read at once.
const CHUNK: usize = 128 * 1024;

/// How the bytes of a table are cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowFormat {
    /// RFC 4180: cells that hold a delimiter, a quote or an end of line stand in quotes.
    Csv {
        /// What stands between cells: ASCII below 40.
        delimiter: u8,
    },
    /// Cells of fixed widths.
    Fixed {
        /// The encoding, which says how long a character is.
        encoding: Encoding,
        /// The width of each cell.
        widths: Vec<usize>,
        /// What a width counts.
        unit: WidthUnit,
        /// Does an end of line follow a record?
        has_line_ends: bool,
    },
}

/// What the width of a cell counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WidthUnit {
    /// Bytes of the encoding.
    Byte,
    /// Places of a line printer: ASCII and half-width katakana are 1, every other character 2,
    /// and variation selectors 0.
    Place,
}

/// A row: its cells, still encoded.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The line that it begins on, from 1; its number among the records where there are no lines.
    pub line: u64,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

/// Why bytes are no row. Columns are cells, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum RowFault {
    /// A quote in a cell that does not begin with one.
    QuoteInside(usize),
    /// Something between the closing quote and the delimiter.
    AfterQuote(usize),
    /// A quote that is never closed.
    OpenQuote(usize),
    /// A carriage return without a line feed, outside quotes.
    BareReturn(usize),
    /// Longer than [`LONGEST_ROW`].
    TooLong,
    /// Another number of cells.
    CellCount {
        /// As many as the mapping has.
        expected: usize,
        /// As many as there are.
        found: usize,
    },
    /// A record of another length.
    Length {
        /// As the widths say.
        expected: usize,
        /// As it is.
        found: usize,
    },
    /// A full-width character that begins in this cell and ends in the next.
    Straddles(usize),
}

impl RowFault {
    /// The cell, where it is one cell's.
    #[must_use]
    pub const fn column(self) -> Option<usize> {
        match self {
            Self::QuoteInside(column)
            | Self::AfterQuote(column)
            | Self::OpenQuote(column)
            | Self::BareReturn(column)
            | Self::Straddles(column) => Some(column),
            Self::TooLong | Self::CellCount { .. } | Self::Length { .. } => None,
        }
    }
}

impl Row {
    /// How many cells it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Has it none?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The bytes of a cell, from 0; none where there is no such cell.
    #[must_use]
    pub fn cell(&self, number: usize) -> &[u8] {
        let end = self.ends.get(number).copied().unwrap_or_default();
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before));
        self.cells.get(start.copied().unwrap_or_default()..end).unwrap_or_default()
    }

    fn clear(&mut self, line: u64) {
        self.line = line;
        self.cells.clear();
        self.ends.clear();
    }
}

/// Where the next row begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowPosition {
    /// Bytes before it.
    pub offset: u64,
    /// Its line, from 1.
    pub line: u64,
}

/// The rows of a table, one after the other, in memory that does not depend on their number.
pub struct Rows<R> {
    source: Source<R>,
    format: RowFormat,
    splitter: csv::Splitter,
    /// How many cells a row has, where it is known.
    cells: Option<usize>,
}

impl<R> std::fmt::Debug for Rows<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("format", &self.format).finish_non_exhaustive()
    }
}

impl<R: Read> Rows<R> {
    /// The rows of what is read.
    pub fn new(source: R, format: RowFormat) -> Self {
        let start = RowPosition { offset: 0, line: 1 };
        let delimiter = if let RowFormat::Csv { delimiter } = format { delimiter } else { b',' };
        let source = Source {
            reader: source,
            buffer: Vec::new(),
            ahead: 0..0,
            is_over: false,
            start,
            digest: Sha256::new(),
        };
        Self { source, format, splitter: csv::Splitter::new(delimiter), cells: None }
    }

    /// From here on a row has so many cells: one that has others because a quote in it is not closed
    /// costs no row behind it.
    pub const fn expect_cells(&mut self, cells: usize) {
        self.cells = Some(cells);
    }

    /// Where the next row begins.
    pub const fn position(&self) -> RowPosition {
        self.source.start
    }

    /// The hash (SHA-256) of everything before the next row.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.source.digest.clone().finalize().into()
    }

    /// Passes these bytes over if the table begins with them, and says whether it does.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn skip(&mut self, bytes: &[u8]) -> io::Result<bool> {
        self.source.fill(bytes.len())?;
        let is_there = self.source.rest().starts_with(bytes);
        if is_there {
            self.source.pass(bytes.len());
        }
        Ok(is_there)
    }

    /// The next row; `None` at the end. Empty lines are none. After a fault the next row is read.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn next(&mut self, row: &mut Row) -> io::Result<Option<Result<(), RowFault>>> {
        match &self.format {
            RowFormat::Csv { delimiter } => {
                csv::next(&mut self.source, *delimiter, self.cells, &mut self.splitter, row)
            }
            RowFormat::Fixed { encoding, widths, unit, has_line_ends } => {
                let cut = fixed::Cut { encoding: *encoding, widths, unit: *unit };
                fixed::next(&mut self.source, &cut, *has_line_ends, row)
            }
        }
    }
}

/// Bytes that are read ahead, and where they stand in the file.
struct Source<R> {
    reader: R,
    buffer: Vec<u8>,
    /// What is read and not passed.
    ahead: Range<usize>,
    is_over: bool,
    start: RowPosition,
    /// Of everything that has been passed.
    digest: Sha256,
}

impl<R: Read> Source<R> {
    /// What is read and not passed.
    fn rest(&self) -> &[u8] {
        self.buffer.get(self.ahead.clone()).unwrap_or_default()
    }

    /// Reads until so many bytes are there, or the end.
    fn fill(&mut self, count: usize) -> io::Result<()> {
        while !self.is_over && self.rest().len() < count {
            self.more()?;
        }
        Ok(())
    }

    /// Reads more.
    fn more(&mut self) -> io::Result<()> {
        if self.ahead.end == self.buffer.len() {
            // Room at the end: what has been passed is moved out, or the buffer grows.
            if self.ahead.start > 0 {
                self.buffer.copy_within(self.ahead.clone(), 0);
                self.ahead = 0..self.ahead.len();
            }
            if self.buffer.len() - self.ahead.end < CHUNK {
                self.buffer.resize(self.ahead.end + CHUNK, 0);
            }
        }
        let room = self.buffer.get_mut(self.ahead.end..).unwrap_or_default();
        let read = loop {
            match self.reader.read(room) {
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                done => break done?,
            }
        };
        self.ahead.end += read;
        self.is_over = read == 0;
        Ok(())
    }

    /// Goes on behind so many bytes.
    fn pass(&mut self, count: usize) {
        let count = count.min(self.rest().len());
        let lines = self.rest().iter().take(count).filter(|byte| **byte == b'\n').count();
        self.digest.update(
            self.buffer.get(self.ahead.start..self.ahead.start + count).unwrap_or_default(),
        );
        self.ahead.start += count;
        self.start.offset += count as u64;
        self.start.line += lines as u64;
    }

    /// Goes on behind the end of the line in which the byte at this place is.
    fn pass_line(&mut self, from: usize) -> io::Result<()> {
        let mut from = from;
        loop {
            let end = self.rest().iter().skip(from).position(|byte| *byte == b'\n');
            if let Some(end) = end {
                self.pass(from + end + 1);
                return Ok(());
            }
            let all = self.rest().len();
            self.pass(all);
            if self.is_over {
                return Ok(());
            }
            from = 0;
            self.more()?;
        }
    }
}

#[cfg(test)]
mod tests;
