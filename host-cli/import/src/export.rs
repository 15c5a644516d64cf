//! An export: records on the disk become a table.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use juki_files::documents::{DocumentError, Documents, Place};
use juki_files::new_file::{self, Stream};
use juki_records::resident::{self, Resident};
use serde_json::Value;

use crate::formula::FormulaCells;
use crate::mapping::Mapping;
use crate::report::{Reason, Rejection};
use crate::row_writer::RowWriter;

/// What has been exported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportSummary {
    /// Records that have been read.
    pub records: u64,
    /// Rows that have been written.
    pub written: u64,
    /// Members that records have and no column holds, and how many records have them.
    pub left_out: BTreeMap<String, u64>,
    /// Rows of which an import would make no record, because of what is left out.
    pub without_record: u64,
    /// Cells that a spreadsheet takes for formulas.
    pub formulas: FormulaCells,
}

/// An export that is not done.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ExportError {
    /// Records cannot be read: the path.
    Input(PathBuf, io::Error),
    /// The table cannot be written: the path.
    Output(PathBuf, io::Error),
    /// The table is there already.
    OutputExists(PathBuf),
    /// The encoding does not have a name of a column.
    Beginning(Box<Rejection>),
}

impl std::fmt::Display for ExportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Input(path, cause) | Self::Output(path, cause) => {
                write!(f, "{}: {cause}", path.display())
            }
            Self::OutputExists(path) => write!(f, "{} exists", path.display()),
            Self::Beginning(rejection) => rejection.fmt(f),
        }
    }
}

impl std::error::Error for ExportError {}

/// Exports the records of a file with a line each, of a file with one, or of a folder with a file
/// each, in the order of their names. `rejected` is told of records that give no row: the name of
/// their file in a folder, and why; `begun` of the temporary name that the table has until it is
/// whole, so that an interrupted program can remove it.
///
/// # Errors
/// When it cannot go on; nothing is written then.
pub fn run(
    source: &Path,
    mapping: &Mapping,
    output: &Path,
    begun: &mut dyn FnMut(&Path),
    rejected: &mut dyn FnMut(Option<&str>, &Rejection),
) -> Result<ExportSummary, ExportError> {
    let failed = |cause: io::Error| match cause.kind() {
        io::ErrorKind::AlreadyExists => ExportError::OutputExists(output.to_owned()),
        _ => ExportError::Output(output.to_owned(), cause),
    };
    let mut table = Stream::create(output, new_file::PRIVATE).map_err(failed)?;
    begun(table.temporary());
    let mut writer = RowWriter::new(mapping);
    let beginning = writer.beginning().map_err(|cause| ExportError::Beginning(Box::new(cause)))?;
    let unread = |error: DocumentError| ExportError::Input(error.path, error.cause);
    let documents = Documents::open(source).map_err(unread)?;
    table.write_all(&beginning).map_err(failed)?;
    let mut summary = ExportSummary::default();
    let mut count = 0;
    for document in documents.read(resident::LONGEST).map_err(unread)? {
        let (place, json) = document.map_err(unread)?;
        count += 1;
        let (name, number) = match &place {
            Place::File(name) if documents.is_folder() => (Some(name.to_string_lossy()), count),
            Place::File(_) => (None, count),
            Place::Line(line) => (None, *line),
        };
        match row(&mut writer, &json, number) {
            Ok(row) => {
                summary.written += 1;
                table.write_all(&row).map_err(failed)?;
            }
            Err(rejection) => rejected(name.as_deref(), &rejection),
        }
    }
    summary.records = count;
    table.finish().map_err(failed)?;
    Ok(ExportSummary {
        left_out: writer.left_out().clone(),
        without_record: writer.without_record(),
        formulas: writer.formulas().clone(),
        ..summary
    })
}

fn row(writer: &mut RowWriter<'_>, json: &[u8], number: u64) -> Result<Vec<u8>, Rejection> {
    let record = Resident::parse(json).map_err(|error| Rejection {
        line: number,
        column: None,
        path: Some(error.path.clone()),
        shape: None,
        reason: Reason::Record(error).into(),
    })?;
    // Every record has a form in JSON; one that had none would be refused as read otherwise.
    writer.row(&serde_json::to_value(&record).unwrap_or(Value::Null), number)
}
