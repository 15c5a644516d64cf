//! From the rows of a table to records.

use std::borrow::Cow;
use std::io::{self, Read};

use juki_characters::municipal::MunicipalMap;
use juki_records::municipal_characters;
use juki_records::resident::{FieldRule, RecordError, Resident};
use serde_json::{Value, json};

use crate::convert::widened;
use crate::encoding::{BYTE_ORDER_MARK, Encoding};
use crate::excerpt::Excerpt;
use crate::mapping::{Column, FileKind, Mapping, Padding, Target};
use crate::path::Path;
use crate::report::{ColumnPlace, Reason, Rejection};
use crate::rows::{Row, RowFault, RowPosition, Rows};
use crate::shape::Shape;

/// The version of the form of records that is made.
const RECORD_VERSION: u64 = 2;

/// A table that no row is read of.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum TableError {
    /// It cannot be read.
    Io(io::Error),
    /// It begins with a byte order mark, and the mapping says that there is none.
    Mark,
    /// It begins with none, and the mapping says that there is one.
    NoMark,
    /// It is empty, where a row of names should be.
    NoHeader,
    /// The row of names is none.
    HeaderRow(RowFault),
    /// A cell of the row of names is no text of the encoding: its number, from 1.
    HeaderText(usize, Encoding),
    /// Columns of the mapping that it does not have.
    MissingColumns(Excerpt<String>),
    /// Columns that it has and the mapping does not: their numbers, from 1.
    OtherColumns(Excerpt<usize>),
    /// A column that it has twice.
    ColumnTwice(String),
}

impl std::fmt::Display for TableError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(cause) => cause.fmt(f),
            Self::Mark => f.write_str("begins with a byte order mark"),
            Self::NoMark => f.write_str("begins without a byte order mark"),
            Self::NoHeader => f.write_str("is empty"),
            Self::HeaderRow(fault) => write!(f, "has no row of names: {fault}"),
            Self::HeaderText(column, encoding) => {
                write!(f, "has in column {column} a name that is not of {}", encoding.name())
            }
            Self::MissingColumns(names) => write!(f, "has no columns {names}"),
            Self::OtherColumns(numbers) => write!(f, "has other columns: {numbers}"),
            Self::ColumnTwice(name) => write!(f, "has column {name} twice"),
        }
    }
}

impl std::error::Error for TableError {}

impl From<io::Error> for TableError {
    fn from(cause: io::Error) -> Self {
        Self::Io(cause)
    }
}

/// Gives the record of each row of a table in memory to `sink`, or why there is none.
///
/// # Errors
/// When no row can be read: the byte order mark or the row of names is not as the mapping says.
pub fn rows_of(
    bytes: &[u8],
    mapping: &Mapping,
    mut sink: impl FnMut(Result<Resident, Rejection>),
) -> Result<(), TableError> {
    let mut table = Table::open(bytes, mapping)?;
    while let Some(value) = table.next_value()? {
        sink(value.and_then(|value| table.record(&value)));
    }
    Ok(())
}

/// A table that is read row by row.
#[derive(Debug)]
pub struct Table<'m, R> {
    mapping: &'m Mapping,
    characters: Option<&'m MunicipalMap>,
    rows: Rows<R>,
    row: Row,
    /// For each column of the mapping its place in a row.
    places: Vec<usize>,
    /// Cells of a row.
    width: usize,
}

impl<'m, R: Read> Table<'m, R> {
    /// Begins to read.
    ///
    /// # Errors
    /// When it does not begin as the mapping says.
    pub fn open(source: R, mapping: &'m Mapping) -> Result<Self, TableError> {
        let mut table = Self::without_beginning(source, mapping);
        match (table.rows.skip(BYTE_ORDER_MARK)?, mapping.file.encoding) {
            (true, Encoding::Utf8 | Encoding::Cp932) => return Err(TableError::Mark),
            (false, Encoding::Utf8Bom) => return Err(TableError::NoMark),
            _ => {}
        }
        if mapping.has_header() {
            table.header()?;
        }
        table.rows.expect_cells(table.width);
        Ok(table)
    }

    /// The same table, whose records have the municipality's characters as a mapping gives them.
    #[must_use]
    pub fn with_characters(self, map: Option<&'m MunicipalMap>) -> Self {
        Self { characters: map, ..self }
    }

    /// Rows alone, without a byte order mark or names before them.
    pub(crate) fn without_beginning(source: R, mapping: &'m Mapping) -> Self {
        let rows = Rows::new(source, mapping.row_format());
        let width = mapping.columns.len();
        let (row, places) = (Row::default(), (0..width).collect());
        Self { mapping, characters: None, rows, row, places, width }
    }

    fn header(&mut self) -> Result<(), TableError> {
        let next = self.rows.next(&mut self.row)?.ok_or(TableError::NoHeader)?;
        next.map_err(TableError::HeaderRow)?;
        let mut names = Vec::new();
        for number in 0..self.row.len() {
            let text = self.mapping.file.encoding.decode(self.row.cell(number));
            let fault = |_| TableError::HeaderText(number + 1, self.mapping.file.encoding);
            names.push(text.map_err(fault)?);
        }
        let columns = &self.mapping.columns;
        let mut places = Vec::new();
        let mut missing = Vec::new();
        for column in columns {
            let mut found = (0..names.len())
                .filter(|place| names.get(*place).is_some_and(|name| *name == column.name));
            match (found.next(), found.next()) {
                (Some(place), None) => places.push(place),
                (None, _) => missing.push(column.name.clone()),
                (Some(_), Some(_)) => return Err(TableError::ColumnTwice(column.name.clone())),
            }
        }
        if !missing.is_empty() {
            return Err(TableError::MissingColumns(missing.into_iter().collect()));
        }
        let ignores_others =
            matches!(self.mapping.file.kind, FileKind::Csv { ignores_others: true, .. });
        let others = (0..names.len()).filter(|place| !places.contains(place));
        let others: Excerpt<_> = others.map(|place| place + 1).collect();
        if others.count > 0 && !ignores_others {
            return Err(TableError::OtherColumns(others));
        }
        self.width = names.len();
        self.places = places;
        Ok(())
    }

    /// Where the next row begins.
    pub const fn position(&self) -> RowPosition {
        self.rows.position()
    }

    /// The hash (SHA-256) of everything before the next row.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.rows.digest()
    }

    /// The line on which the last row begins.
    pub const fn line(&self) -> u64 {
        self.row.line
    }

    /// What the next row gives, before its record is [checked](Self::record); `None` at the end.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn next_value(&mut self) -> io::Result<Option<Result<Value, Rejection>>> {
        let Some(next) = self.rows.next(&mut self.row)? else { return Ok(None) };
        Ok(Some(next.map_err(|fault| self.row_fault(fault)).and_then(|()| self.value())))
    }

    /// What those cells of the last row give that can be read, each by itself.
    pub(crate) fn readable_cells(&self) -> Value {
        let mut record = json!({});
        for (number, column) in self.mapping.columns.iter().enumerate() {
            let _unreadable = self.cell(number, column, &mut record);
        }
        record
    }

    /// Checks what a row gives.
    ///
    /// # Errors
    /// When it breaks a rule of records.
    pub fn record(&self, value: &Value) -> Result<Resident, Rejection> {
        let json = value.to_string();
        let record = match self.characters {
            Some(map) => municipal_characters::kept_record(json.as_bytes(), map),
            None => Resident::parse(json.as_bytes()),
        };
        record.map_err(|error| self.broken_rule(error))
    }

    /// What is said of the value at a path of the last row.
    #[must_use]
    pub fn rejection_at(&self, path: &Path, reason: Reason) -> Rejection {
        let column = self.mapping.column_of(path);
        let mut rejection = match column {
            Some(number) => self.rejection(number, reason),
            None => self.rejection_of_row(reason),
        };
        rejection.path = Some(path.to_string());
        rejection
    }

    fn rejection_of_row(&self, reason: Reason) -> Rejection {
        Rejection {
            line: self.row.line,
            column: None,
            path: None,
            shape: None,
            reason: reason.into(),
        }
    }

    fn rejection(&self, number: usize, reason: Reason) -> Rejection {
        let text = self.text(number).ok();
        let column = self.mapping.columns.get(number);
        let path = column.and_then(|column| column.paths().first().map(ToString::to_string));
        Rejection {
            line: self.row.line,
            column: self.column_place(number),
            path,
            shape: text.map(|text| Shape::of(&text)),
            reason: reason.into(),
        }
    }

    fn column_place(&self, number: usize) -> Option<ColumnPlace> {
        let column = self.mapping.columns.get(number)?;
        Some(ColumnPlace { number: self.places.get(number)? + 1, name: column.name.clone() })
    }

    fn row_fault(&self, fault: RowFault) -> Rejection {
        let place = fault.column().map(|column| column.saturating_sub(1));
        let number = place.and_then(|place| self.places.iter().position(|own| *own == place));
        let column = number.and_then(|number| self.column_place(number));
        Rejection { column, ..self.rejection_of_row(Reason::Row(fault)) }
    }

    /// A rule is said of the column that the mapping fills its member from.
    pub(crate) fn broken_rule(&self, mut error: RecordError) -> Rejection {
        // Nobody sees the text that a row is checked as.
        if let FieldRule::Form(deviation) = &mut error.expected {
            deviation.position = None;
        }
        let path = error.path.strip_prefix("$.").and_then(Path::parse);
        let reason = Reason::Record(error);
        match path {
            Some(path) => self.rejection_at(&path, reason),
            None => self.rejection_of_row(reason),
        }
    }

    /// The text of a cell, without padding, in the width that is wanted.
    fn text(&self, number: usize) -> Result<Cow<'_, str>, Reason> {
        let encoding = self.mapping.file.encoding;
        let place = self.places.get(number).copied().unwrap_or(usize::MAX);
        let bytes = self.row.cell(place);
        let text = encoding.decode(bytes).map_err(|fault| Reason::Decode(encoding, fault))?;
        let Some(column) = self.mapping.columns.get(number) else { return Ok(text) };
        let is_fixed = matches!(self.mapping.file.kind, FileKind::Fixed { .. });
        if !column.is_trimmed && column.to_width.is_none() {
            return Ok(text);
        }
        let trimmed = match (column.is_trimmed, is_fixed) {
            (false, _) => &text,
            (true, false) => text.trim_matches([' ', '\u{3000}']),
            (true, true) => unpadded(&text, column.padding),
        };
        Ok(Cow::Owned(widened(trimmed, column.to_width).into_owned()))
    }

    fn value(&self) -> Result<Value, Rejection> {
        if self.row.len() != self.width {
            let fault = RowFault::CellCount { expected: self.width, found: self.row.len() };
            return Err(self.row_fault(fault));
        }
        let mut record = json!({ "version": RECORD_VERSION });
        for (path, value) in &self.mapping.constants {
            path.set(&mut record, value.clone());
        }
        for (number, column) in self.mapping.columns.iter().enumerate() {
            self.cell(number, column, &mut record)
                .map_err(|reason| self.rejection(number, reason))?;
        }
        match Path::gap(&record) {
            Some(gap) => {
                let gap = gap.trim_start_matches('.').to_owned();
                let reason = Reason::Gap(gap.clone());
                Err(match Path::parse(&gap) {
                    Some(path) => self.rejection_at(&path, reason),
                    None => self.rejection_of_row(reason),
                })
            }
            None => Ok(record),
        }
    }

    /// Puts into a record what a cell gives.
    fn cell(&self, number: usize, column: &Column, record: &mut Value) -> Result<(), Reason> {
        let text = self.text(number)?;
        if text.is_empty() && column.is_required {
            return Err(Reason::Empty);
        }
        match &column.target {
            Target::Ignored | Target::UnknownWording { .. } => {}
            Target::UnknownFlag { words, .. } => {
                if !text.is_empty() && !words.contains(&text.clone().into_owned()) {
                    return Err(Reason::Flag(words.clone()));
                }
            }
            Target::Value { path, conversion } => {
                if !text.is_empty() {
                    path.set(record, conversion.read(&text).map_err(Reason::Convert)?);
                }
            }
            Target::Split([first, second]) => {
                if !text.is_empty() {
                    let parts = text.split_once('\u{3000}').ok_or(Reason::Split)?;
                    if parts.0.is_empty() || parts.1.is_empty() || parts.1.contains('\u{3000}') {
                        return Err(Reason::Split);
                    }
                    first.set(record, parts.0.into());
                    second.set(record, parts.1.into());
                }
            }
            Target::Date { path, conversion, flag, wording } => {
                let day = if text.is_empty() {
                    None
                } else {
                    Some(conversion.read(&text).map_err(Reason::Convert)?)
                };
                if let Some(value) = self.day(day, *flag, *wording)? {
                    path.set(record, value);
                }
            }
        }
        Ok(())
    }

    /// A day with what other columns say of it.
    fn day(
        &self,
        day: Option<Value>,
        flag: Option<usize>,
        wording: Option<usize>,
    ) -> Result<Option<Value>, Reason> {
        let wording = match wording {
            Some(number) => self.text(number)?,
            None => Cow::Borrowed(""),
        };
        let is_flagged = match flag {
            Some(number) => {
                let text = self.text(number)?;
                match self.mapping.columns.get(number).map(|column| &column.target) {
                    Some(Target::UnknownFlag { words, .. }) => Some(words[1] == *text),
                    _ => None,
                }
            }
            None => None,
        };
        let is_whole = day.as_ref().and_then(Value::as_str).is_some_and(|day| day.len() == 10);
        let is_unknown = is_flagged.unwrap_or(!is_whole && !wording.is_empty());
        match (is_unknown, day) {
            (true, Some(_)) if is_whole => Err(Reason::WholeUnknown),
            (true, _) if wording.is_empty() => Err(Reason::NoWording),
            (true, Some(known)) => Ok(Some(json!({ "known": known, "wording": wording }))),
            (true, None) => Ok(Some(json!({ "wording": wording }))),
            (false, _) if !wording.is_empty() => Err(Reason::WordingOfKnown),
            (false, Some(_)) if !is_whole => Err(Reason::NoWording),
            (false, day) => Ok(day),
        }
    }
}

/// A text without what fills it up. A cell that is nothing but zeros is empty.
fn unpadded(text: &str, padding: Padding) -> &str {
    match (padding.character, padding.is_before) {
        ('0', _) => text.trim_matches(' ').trim_start_matches('0'),
        (_, true) => text.trim_start_matches([' ', '\u{3000}']),
        (_, false) => text.trim_end_matches([' ', '\u{3000}']),
    }
}

mod substituted;
#[cfg(test)]
mod tests;
