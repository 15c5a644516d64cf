//! The rows of a table as records, with what no row can tell of itself: numbers that stand in two.

use std::io::Read;

use juki_records::Date;
use juki_records::resident::Resident;
use serde_json::Value;

use super::ImportError;
use crate::characters::TableCharacters;
use crate::mapping::Mapping;
use crate::path::Path as RecordPath;
use crate::record::{Table, TableError};
use crate::report::{Reason, Rejection};
use crate::seen::SeenNumbers;

/// The records of a table, each number once.
#[derive(Debug)]
pub struct Records<'m, R> {
    pub(super) table: Table<'m, R>,
    seen: SeenNumbers,
    today: Option<Date>,
}

impl<'m, R: Read> Records<'m, R> {
    /// Begins to read.
    ///
    /// # Errors
    /// When the table does not begin as the mapping says.
    pub fn open(source: R, mapping: &'m Mapping, seen: SeenNumbers) -> Result<Self, TableError> {
        Ok(Self { table: Table::open(source, mapping)?, seen, today: None })
    }

    /// The same records, with the municipality's characters as a mapping gives them.
    #[must_use]
    pub fn with_characters(self, characters: Option<&'m TableCharacters>) -> Self {
        let map = characters.map(|characters| &characters.map);
        Self { table: self.table.with_characters(map), ..self }
    }

    /// The same records, but of none that speaks of a day after this one.
    #[must_use]
    pub fn until(self, today: Option<Date>) -> Self {
        Self { today, ..self }
    }

    /// The record of the next row, or why there is none; `None` at the end.
    ///
    /// # Errors
    /// When the table cannot be read, or its numbers not be kept.
    pub fn next_record(&mut self) -> Result<Option<Result<Resident, Rejection>>, ImportError> {
        let next = self.table.next_value().map_err(ImportError::Input)?;
        let Some(value) = next else { return Ok(None) };
        let noted = self.note(&value)?;
        Ok(Some(value.and_then(|value| {
            // A number that breaks a rule is told as that, wherever else it stands.
            let record = self.table.record(&value)?;
            let ahead = self.today.and_then(|today| record.not_ahead(today).err());
            if let Some(error) = ahead {
                return Err(self.table.broken_rule(error));
            }
            match noted {
                Some((path, first)) => {
                    Err(self.table.rejection_at(&path, Reason::Duplicate(first)))
                }
                None => Ok(record),
            }
        })))
    }

    /// Notes the numbers of the last row, and gives one that an earlier row had. Those of a row that
    /// is rejected count too: what has been taken would else be a duplicate once that row is
    /// corrected.
    fn note(
        &mut self,
        value: &Result<Value, Rejection>,
    ) -> Result<Option<(RecordPath, u64)>, ImportError> {
        let line = self.table.line();
        let noted = match value {
            Ok(value) => self.seen.note(value, line),
            // Nobody knows which of its cells is which.
            Err(rejection) if matches!(*rejection.reason, Reason::Row(_)) => Ok(None),
            Err(_) => self.seen.note(&self.table.readable_cells(), line),
        };
        noted.map_err(|cause| ImportError::Output(self.seen.beside().to_owned(), cause))
    }

    /// Passes rows over up to an offset: their numbers are noted, and they are not checked.
    pub(super) fn skip_to(&mut self, offset: u64) -> Result<(), ImportError> {
        while self.table.position().offset < offset {
            match self.table.next_value().map_err(ImportError::Input)? {
                Some(value) => drop(self.note(&value)?),
                None => break,
            }
        }
        Ok(())
    }
}
