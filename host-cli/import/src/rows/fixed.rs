//! Records of cells of fixed widths.

use std::io::{self, Read};

use super::{LONGEST_ROW, Row, RowFault, Source, WidthUnit};
use crate::encoding::Encoding;

/// How a record is cut.
pub(super) struct Cut<'f> {
    pub(super) encoding: Encoding,
    pub(super) widths: &'f [usize],
    pub(super) unit: WidthUnit,
}

/// The width of a character as printers and mainframes count it: 1, 2, and 0 for a variation
/// selector, which is printed with the character before it.
#[must_use]
pub(crate) const fn places(character: char) -> usize {
    match character {
        '\0'..='\u{7F}' | '\u{FF61}'..='\u{FF9F}' => 1,
        '\u{FE00}'..='\u{FE0F}' | '\u{E_0100}'..='\u{E_01EF}' => 0,
        _ => 2,
    }
}

impl Cut<'_> {
    /// The width of the character that these bytes begin with, and how many of them it is. What is
    /// no character counts as its bytes do; decoding the cell refuses it.
    fn first(&self, bytes: &[u8]) -> (usize, usize) {
        let length = match self.unit {
            WidthUnit::Byte => return (1, 1),
            WidthUnit::Place => self.encoding.character_length(bytes),
        };
        let text = self.encoding.decode(bytes.get(..length).unwrap_or_default());
        let width = text.ok().and_then(|text| text.chars().next()).map(places);
        width.map_or((1, 1), |width| (width, length))
    }

    /// Cuts what the bytes begin with into cells; gives how many bytes that took.
    fn cells(&self, bytes: &[u8], row: &mut Row) -> Result<usize, (RowFault, usize)> {
        let mut at = 0;
        let mut total = 0;
        let expected = self.widths.iter().sum();
        let mut straddling = None;
        let mut over = 0;
        for (number, width) in self.widths.iter().enumerate() {
            // What a character took of this cell that began in the one before.
            let mut filled = over;
            let start = at;
            loop {
                let rest = bytes.get(at..).unwrap_or_default();
                if rest.is_empty() && filled < *width {
                    return Err((RowFault::Length { expected, found: total + filled }, at));
                }
                let (places, length) = if rest.is_empty() { (1, 0) } else { self.first(rest) };
                if filled >= *width && places > 0 {
                    break;
                }
                filled += places;
                at += length;
            }
            over = filled - width;
            if over > 0 {
                straddling = straddling.or(Some(number + 1));
            }
            total += width;
            row.cells.extend_from_slice(bytes.get(start..at).unwrap_or_default());
            row.ends.push(row.cells.len());
        }
        straddling.map_or(Ok(at), |column| Err((RowFault::Straddles(column), at)))
    }

    /// The width of all of it.
    fn width(&self, bytes: &[u8]) -> usize {
        let mut rest = bytes;
        let mut width = 0;
        while !rest.is_empty() {
            let (places, length) = self.first(rest);
            width += places;
            rest = rest.get(length..).unwrap_or_default();
        }
        width
    }
}

/// The next record.
pub(super) fn next<R: Read>(
    source: &mut Source<R>,
    cut: &Cut<'_>,
    has_line_ends: bool,
    row: &mut Row,
) -> io::Result<Option<Result<(), RowFault>>> {
    if has_line_ends { next_line(source, cut, row) } else { next_record(source, cut, row) }
}

fn next_line<R: Read>(
    source: &mut Source<R>,
    cut: &Cut<'_>,
    row: &mut Row,
) -> io::Result<Option<Result<(), RowFault>>> {
    loop {
        row.clear(source.start.line);
        let mut looked = 0;
        let (length, line_end) = loop {
            let found = source.rest().iter().skip(looked).position(|byte| *byte == b'\n');
            if let Some(found) = found {
                break (looked + found, 1);
            }
            looked = source.rest().len();
            if looked > LONGEST_ROW {
                source.pass_line(looked)?;
                return Ok(Some(Err(RowFault::TooLong)));
            }
            if source.is_over {
                break (looked, 0);
            }
            source.more()?;
        };
        if length + line_end == 0 {
            return Ok(None);
        }
        let bytes = source.rest().get(..length).unwrap_or_default();
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let is_blank = bytes.is_empty();
        let cut = if bytes.len() > LONGEST_ROW {
            Err(RowFault::TooLong)
        } else {
            match cut.cells(bytes, row) {
                Ok(used) if used == bytes.len() => Ok(()),
                Ok(_) => Err(RowFault::Length {
                    expected: cut.widths.iter().sum(),
                    found: cut.width(bytes),
                }),
                Err((fault, _)) => Err(fault),
            }
        };
        source.pass(length + line_end);
        if !is_blank {
            return Ok(Some(cut));
        }
    }
}

fn next_record<R: Read>(
    source: &mut Source<R>,
    cut: &Cut<'_>,
    row: &mut Row,
) -> io::Result<Option<Result<(), RowFault>>> {
    source.fill(LONGEST_ROW)?;
    let line = source.start.line;
    row.clear(line);
    // An editor's end of line behind the last record is no record.
    if source.rest().iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
        return Ok(None);
    }
    let (used, cut) = match cut.cells(source.rest(), row) {
        Ok(used) => (used, Ok(())),
        Err((fault, used)) => (used, Err(fault)),
    };
    source.pass(used.max(1));
    // There are no lines: records are counted.
    source.start.line = line + 1;
    Ok(Some(cut))
}
