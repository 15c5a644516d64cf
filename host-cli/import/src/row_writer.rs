//! From records to the rows of a table, by the mapping that reads them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::formula::{FormulaCells, is_like_formula};
use crate::mapping::{Column, FileKind, LineEnd, Mapping, Padding, Quoting, Target};
use crate::path::Path;
use crate::record::Table;
use crate::report::{ColumnPlace, Reason, Rejection};
use crate::rows::{WidthUnit, places};
use crate::shape::Shape;

/// Writes rows. Each is read back before it is given out: a row that would become another record is
/// refused.
#[derive(Debug)]
pub struct RowWriter<'m> {
    mapping: &'m Mapping,
    /// Members that records have and no column holds, without the numbers of elements: how many
    /// records have them.
    left_out: BTreeMap<String, u64>,
    /// Rows that give no record, without what no column holds.
    without_record: u64,
    /// Rows that were given out.
    rows: u64,
    formulas: FormulaCells,
}

impl<'m> RowWriter<'m> {
    /// Rows by a mapping.
    #[must_use]
    pub const fn new(mapping: &'m Mapping) -> Self {
        let formulas = FormulaCells { count: 0, first: None };
        Self { mapping, left_out: BTreeMap::new(), without_record: 0, rows: 0, formulas }
    }

    /// Members of records that no column holds, and of how many records.
    #[must_use]
    pub const fn left_out(&self) -> &BTreeMap<String, u64> {
        &self.left_out
    }

    /// Rows of which an import would make no record: what [no column holds](Self::left_out) is what a
    /// record must have.
    #[must_use]
    pub const fn without_record(&self) -> u64 {
        self.without_record
    }

    /// Cells that a spreadsheet takes for formulas.
    #[must_use]
    pub const fn formulas(&self) -> &FormulaCells {
        &self.formulas
    }

    /// What the table begins with: a byte order mark, names.
    ///
    /// # Errors
    /// When the encoding does not have a character of a name.
    pub fn beginning(&self) -> Result<Vec<u8>, Rejection> {
        let encoding = self.mapping.file.encoding;
        let mut out = encoding.mark().to_vec();
        if self.mapping.has_header() {
            let mut names = Vec::new();
            for (number, column) in self.mapping.columns.iter().enumerate() {
                let name = encoding.encode(&column.name);
                let reason =
                    |fault| self.rejection(0, number, None, Reason::Encode(encoding, fault));
                names.push(name.map_err(reason)?.into_owned());
            }
            self.join(&names, &mut out);
        }
        Ok(out)
    }

    /// The row of a record, in JSON as the newest version has it. `number` is what a rejection calls
    /// its line.
    ///
    /// # Errors
    /// When the mapping cannot write it.
    pub fn row(&mut self, record: &Value, number: u64) -> Result<Vec<u8>, Rejection> {
        for (path, value) in &self.mapping.constants {
            if path.get(record) != Some(value) {
                let rejection = self.rejection_of(number, Reason::Constant);
                return Err(Rejection { path: Some(path.to_string()), ..rejection });
            }
        }
        let (mut cells, mut formulas) = (Vec::new(), Vec::new());
        let is_csv = matches!(self.mapping.file.kind, FileKind::Csv { .. });
        for (place, column) in self.mapping.columns.iter().enumerate() {
            let text = self.text(column, record);
            let text = text.map_err(|reason| self.rejection(number, place, None, reason))?;
            if is_csv && is_like_formula(&text) {
                formulas.push(place);
            }
            let cell = self.cell(column, &text);
            cells.push(cell.map_err(|reason| self.rejection(number, place, Some(&text), reason))?);
        }
        let mut row = Vec::new();
        self.join(&cells, &mut row);
        self.read_back(&row, record, number)?;
        self.rows += 1;
        self.count_formulas(&formulas);
        Ok(row)
    }

    /// Counts the cells at these places of the last row.
    fn count_formulas(&mut self, places: &[usize]) {
        self.formulas.count += places.len() as u64;
        if let (None, Some(place)) = (&self.formulas.first, places.first()) {
            let row = self.rows + u64::from(self.mapping.has_header());
            self.formulas.first = self.column_place(*place).map(|column| (row, column));
        }
    }

    fn column_place(&self, place: usize) -> Option<ColumnPlace> {
        let column = self.mapping.columns.get(place)?;
        Some(ColumnPlace { number: place + 1, name: column.name.clone() })
    }

    fn rejection_of(&self, line: u64, reason: Reason) -> Rejection {
        Rejection { line, column: None, path: None, shape: None, reason: reason.into() }
    }

    fn rejection(&self, line: u64, place: usize, text: Option<&str>, reason: Reason) -> Rejection {
        let column = self.mapping.columns.get(place);
        let name = column.map(|column| column.name.clone()).unwrap_or_default();
        let path = column.and_then(|column| column.paths().first().map(ToString::to_string));
        let shape = text.map(Shape::of);
        Rejection {
            column: Some(ColumnPlace { number: place + 1, name }),
            path,
            shape,
            ..self.rejection_of(line, reason)
        }
    }

    /// The text of a cell.
    fn text(&self, column: &Column, record: &Value) -> Result<String, Reason> {
        let text = match &column.target {
            Target::Ignored => return Ok(String::new()),
            Target::Value { path, conversion } => {
                let Some(value) = path.get(record) else { return empty(column) };
                conversion.write(value)
            }
            Target::Split(paths) => {
                let parts = paths.each_ref().map(|path| path.get(record).and_then(Value::as_str));
                match parts {
                    [None, None] => return empty(column),
                    [Some(first), Some(second)] => Some(format!("{first}\u{3000}{second}")),
                    _ => None,
                }
            }
            Target::Date { path, conversion, .. } => match path.get(record) {
                None => return empty(column),
                Some(Value::Object(unknown)) => match unknown.get("known") {
                    None | Some(Value::Null) => return empty(column),
                    Some(known) => conversion.write(known),
                },
                Some(day) => conversion.write(day),
            },
            Target::UnknownFlag { date, words: [no, yes] } => {
                return Ok(match self.date(*date, record) {
                    None => String::new(),
                    Some(Value::Object(_)) => yes.clone(),
                    Some(_) => no.clone(),
                });
            }
            Target::UnknownWording { date } => {
                let wording = self.date(*date, record).and_then(|day| day.get("wording"));
                return Ok(wording.and_then(Value::as_str).unwrap_or_default().to_owned());
            }
        };
        text.ok_or(Reason::NoForm)
    }

    fn date<'r>(&self, column: usize, record: &'r Value) -> Option<&'r Value> {
        match &self.mapping.columns.get(column)?.target {
            Target::Date { path, .. } => path.get(record),
            _ => None,
        }
    }

    /// A cell in the encoding, as wide as it must be.
    fn cell(&self, column: &Column, text: &str) -> Result<Vec<u8>, Reason> {
        let encoding = self.mapping.file.encoding;
        let encode = |text: &str| {
            let bytes = encoding.encode(text);
            bytes.map(std::borrow::Cow::into_owned).map_err(|fault| Reason::Encode(encoding, fault))
        };
        let bytes = encode(text)?;
        let FileKind::Fixed { unit } = self.mapping.file.kind else { return Ok(bytes) };
        let width = |text: &str, bytes: usize| match unit {
            WidthUnit::Byte => bytes,
            WidthUnit::Place => text.chars().map(places).sum(),
        };
        let found = width(text, bytes.len());
        let Some(room) = column.width.checked_sub(found) else {
            return Err(Reason::TooWide { width: column.width, found });
        };
        let Padding { character, is_before } = column.padding;
        let pad = if text.is_empty() && character == '0' { ' ' } else { character };
        let pad_bytes = encode(&pad.to_string())?;
        let pad_width = width(&pad.to_string(), pad_bytes.len()).max(1);
        let mut filling = pad_bytes.repeat(room / pad_width);
        filling.resize(filling.len() + room % pad_width, b' ');
        Ok(if is_before { [filling, bytes].concat() } else { [bytes, filling].concat() })
    }

    /// Puts cells together to a row.
    fn join(&self, cells: &[Vec<u8>], out: &mut Vec<u8>) {
        match self.mapping.file.kind {
            FileKind::Fixed { .. } => cells.iter().for_each(|cell| out.extend_from_slice(cell)),
            FileKind::Csv { delimiter, quoting, .. } => {
                for (place, cell) in cells.iter().enumerate() {
                    if place > 0 {
                        out.push(delimiter);
                    }
                    let is_sign =
                        |byte: &u8| matches!(byte, b'"' | b'\r' | b'\n') || *byte == delimiter;
                    // An empty line is no row.
                    let is_alone = cells.len() == 1 && cell.is_empty();
                    if quoting == Quoting::All || is_alone || cell.iter().any(is_sign) {
                        out.push(b'"');
                        for byte in cell {
                            out.push(*byte);
                            if *byte == b'"' {
                                out.push(b'"');
                            }
                        }
                        out.push(b'"');
                    } else {
                        out.extend_from_slice(cell);
                    }
                }
            }
        }
        out.extend_from_slice(self.mapping.file.line_end.bytes());
    }

    /// Reads a row again: every member that it gives must be the record's, and every member of the
    /// record that a column holds must be given.
    fn read_back(&mut self, row: &[u8], record: &Value, number: u64) -> Result<(), Rejection> {
        debug_assert!(self.mapping.file.line_end == LineEnd::None || row.ends_with(b"\n"));
        let mut table = Table::without_beginning(row, self.mapping);
        let read = match table.next_value() {
            Ok(Some(Ok(read))) => read,
            Ok(Some(Err(rejection))) => {
                return Err(Rejection {
                    line: number,
                    reason: Reason::ReadsOtherwise.into(),
                    ..rejection
                });
            }
            Ok(None) | Err(_) => return Err(self.rejection_of(number, Reason::ReadsOtherwise)),
        };
        let mut other = None;
        Path::leaves(&read, &mut |path, value| {
            if path.get(record) != Some(value) {
                other.get_or_insert_with(|| path.clone());
            }
        });
        let mut left_out = BTreeSet::new();
        Path::leaves(record, &mut |path, _| {
            if path.get(&read).is_some() {
                return;
            }
            let is_held = self.mapping.columns.iter().any(|column| {
                column.paths().iter().any(|own| own.depth() <= path.depth() && own.touches(path))
            });
            if is_held {
                other.get_or_insert_with(|| path.clone());
            } else {
                left_out.insert(path.without_elements());
            }
        });
        if let Some(path) = other {
            let place = self.mapping.column_of(&path).unwrap_or_default();
            let rejection = self.rejection(number, place, None, Reason::ReadsOtherwise);
            return Err(Rejection { path: Some(path.to_string()), ..rejection });
        }
        self.without_record += u64::from(!left_out.is_empty() && table.record(&read).is_err());
        for path in left_out {
            *self.left_out.entry(path).or_default() += 1;
        }
        Ok(())
    }
}

fn empty(column: &Column) -> Result<String, Reason> {
    if column.is_required { Err(Reason::Empty) } else { Ok(String::new()) }
}

#[cfg(test)]
mod tests;
