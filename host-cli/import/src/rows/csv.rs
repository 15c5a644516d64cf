//! Rows of RFC 4180.

use std::io::{self, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{LONGEST_ROW, Row, RowFault, Source};

/// Where in a cell the next byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At its first byte.
    Start,
    /// In a cell without quotes.
    Plain,
    /// Between quotes.
    Quoted,
    /// Behind a quote that closes the cell, or is the first of two.
    Closed,
    /// Behind a carriage return that ends the row.
    Return,
}

/// Looks for the end of a row.
struct Scan {
    place: Place,
    /// The cell, from 1.
    column: usize,
    /// Bytes of it that have been looked at.
    length: usize,
    /// Ends of lines in the quotes of this cell.
    lines: usize,
    /// Delimiters in them.
    delimiters: usize,
    /// The first cell that goes on behind the end of a line.
    across: Option<usize>,
    /// Most delimiters in such a cell.
    most_delimiters: usize,
}

/// Most ends of lines in a cell: a quote that stays open longer is never closed.
const MOST_LINES: usize = 100;

/// How a row ends: after so many bytes, and so many more that end the line.
struct RowEnd {
    length: usize,
    line_end: usize,
}

impl Scan {
    const fn new() -> Self {
        Self {
            place: Place::Start,
            column: 1,
            length: 0,
            lines: 0,
            delimiters: 0,
            across: None,
            most_delimiters: 0,
        }
    }

    /// Looks at a byte between quotes.
    fn quoted(&mut self, byte: u8, delimiter: u8) -> Result<Place, RowFault> {
        if byte == b'\n' {
            self.lines += 1;
            self.across.get_or_insert(self.column);
            if self.lines > MOST_LINES {
                return Err(RowFault::OpenQuote(self.column));
            }
        } else if byte == delimiter {
            self.delimiters += 1;
        }
        Ok(Place::Quoted)
    }

    /// Goes on to the next cell, or to the end.
    fn leave_cell(&mut self) {
        if self.lines > 0 {
            self.most_delimiters = self.most_delimiters.max(self.delimiters);
        }
        self.lines = 0;
        self.delimiters = 0;
    }

    /// Has it swallowed the end of a row? A quote that is not closed is taken for closed by the
    /// next one, which opens a cell of another row: what is between them is no cell. One of such a
    /// row has cells of another, or a cell with all delimiters of a row in it.
    fn swallowed(&self, cells: Option<usize>) -> Option<RowFault> {
        let column = self.across?;
        let cells = cells?;
        let is_row = self.column == cells && self.most_delimiters + 1 < cells;
        (!is_row).then_some(RowFault::OpenQuote(column))
    }

    /// Looks at the bytes that have not been looked at.
    fn go_on(&mut self, bytes: &[u8], delimiter: u8) -> Result<Option<RowEnd>, RowFault> {
        for byte in bytes.iter().skip(self.length).copied() {
            self.place = match (self.place, byte) {
                (Place::Quoted, b'"') => Place::Closed,
                (Place::Closed, b'"') => Place::Quoted,
                (Place::Quoted, byte) => self.quoted(byte, delimiter)?,
                (Place::Return, b'\n') => {
                    self.leave_cell();
                    let length = self.length.saturating_sub(1);
                    return Ok(Some(RowEnd { length, line_end: 2 }));
                }
                (Place::Return, _) => return Err(RowFault::BareReturn(self.column)),
                (_, b'\n') => {
                    self.leave_cell();
                    return Ok(Some(RowEnd { length: self.length, line_end: 1 }));
                }
                (_, b'\r') => Place::Return,
                (_, byte) if byte == delimiter => {
                    self.leave_cell();
                    self.column += 1;
                    Place::Start
                }
                (Place::Start, b'"') => Place::Quoted,
                (Place::Plain, b'"') => return Err(RowFault::QuoteInside(self.column)),
                (Place::Start | Place::Plain, _) => Place::Plain,
                (Place::Closed, _) if self.lines > 0 => {
                    return Err(RowFault::OpenQuote(self.column));
                }
                (Place::Closed, _) => return Err(RowFault::AfterQuote(self.column)),
            };
            self.length += 1;
        }
        Ok(None)
    }
}

/// Cuts a row into cells.
pub(super) struct Splitter(Reader);

impl Splitter {
    pub(super) fn new(delimiter: u8) -> Self {
        let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
        // It passes over a byte order mark at the beginning of what it reads: so that it takes
        // none from a row, it has read one before.
        reader.read_record(b"\n", &mut [0; 4], &mut [0; 4]);
        Self(reader)
    }

    fn split(&mut self, bytes: &[u8], cells: usize, row: &mut Row) {
        row.cells.resize(bytes.len() + 1, 0);
        row.ends.resize(cells + 1, 0);
        let (_, _, written, ends) = self.0.read_record(bytes, &mut row.cells, &mut row.ends);
        let cells_left = row.cells.get_mut(written..).unwrap_or_default();
        let ends_left = row.ends.get_mut(ends..).unwrap_or_default();
        let (result, _, more, more_ends) = self.0.read_record(b"\n", cells_left, ends_left);
        debug_assert!(matches!(result, ReadRecordResult::Record), "a row is a record");
        row.cells.truncate(written + more);
        row.ends.truncate(ends + more_ends);
    }
}

/// The next row.
pub(super) fn next<R: Read>(
    source: &mut Source<R>,
    delimiter: u8,
    cells: Option<usize>,
    splitter: &mut Splitter,
    row: &mut Row,
) -> io::Result<Option<Result<(), RowFault>>> {
    loop {
        let line = source.start.line;
        let mut scan = Scan::new();
        let end = loop {
            match scan.go_on(source.rest(), delimiter) {
                Ok(Some(end)) => {
                    break scan.swallowed(cells).map_or(Ok(end), |fault| Err((fault, 0)));
                }
                // What follows the first of its lines may be rows.
                Err(fault) if scan.across.is_some() => break Err((fault, 0)),
                Err(fault) => break Err((fault, scan.length)),
                Ok(None) if scan.length > LONGEST_ROW => {
                    break Err(match scan.place {
                        // What follows on the next line may be a row.
                        Place::Quoted => (RowFault::OpenQuote(scan.column), 0),
                        _ => (RowFault::TooLong, scan.length),
                    });
                }
                Ok(None) if source.is_over => {
                    break match scan.place {
                        Place::Quoted => Err((RowFault::OpenQuote(scan.column), 0)),
                        Place::Return => Err((RowFault::BareReturn(scan.column), scan.length)),
                        _ if scan.swallowed(cells).is_some() => {
                            Err((RowFault::OpenQuote(scan.across.unwrap_or(scan.column)), 0))
                        }
                        _ => Ok(RowEnd { length: scan.length, line_end: 0 }),
                    };
                }
                Ok(None) => source.more()?,
            }
        };
        match end {
            Ok(RowEnd { length: 0, line_end: 0 }) => return Ok(None),
            Ok(RowEnd { length: 0, line_end }) => source.pass(line_end),
            Ok(RowEnd { length, line_end }) => {
                row.clear(line);
                let is_short = length <= LONGEST_ROW;
                if is_short {
                    let bytes = source.rest().get(..length).unwrap_or_default();
                    splitter.split(bytes, scan.column, row);
                }
                source.pass(length + line_end);
                return Ok(Some(if is_short { Ok(()) } else { Err(RowFault::TooLong) }));
            }
            Err((fault, from)) => {
                row.clear(line);
                source.pass_line(from)?;
                return Ok(Some(Err(fault)));
            }
        }
    }
}
