//! An export: records on the disk become a table.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use juki_files::documents::Lines;
use juki_files::input;
use juki_files::new_file::{self, Stream};
use juki_records::resident::{self, Resident};
use serde_json::Value;

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
    table.write_all(&beginning).map_err(failed)?;
    let mut summary = ExportSummary::default();
    let mut each = |name: Option<&str>, number: u64, json: &[u8]| {
        summary.records += 1;
        match row(&mut writer, json, number) {
            Ok(row) => {
                summary.written += 1;
                table.write_all(&row).map_err(failed)
            }
            Err(rejection) => {
                rejected(name, &rejection);
                Ok(())
            }
        }
    };
    if source.is_dir() {
        each_file(source, &mut each)?;
    } else {
        each_line(source, &mut each)?;
    }
    table.finish().map_err(failed)?;
    let (left_out, without_record) = (writer.left_out().clone(), writer.without_record());
    Ok(ExportSummary { left_out, without_record, ..summary })
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

type Each<'a> = dyn FnMut(Option<&str>, u64, &[u8]) -> Result<(), ExportError> + 'a;

fn each_file(folder: &Path, each: &mut Each<'_>) -> Result<(), ExportError> {
    let failed = |cause| ExportError::Input(folder.to_owned(), cause);
    let mut names = Vec::new();
    for entry in folder.read_dir().map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let is_record = Path::new(&name).extension().is_some_and(|extension| extension == "json");
        if is_record {
            names.push(name);
        }
    }
    names.sort();
    for (number, name) in (1..).zip(names) {
        let path = folder.join(&name);
        let json = input::read(&path, resident::LONGEST);
        let json = json.map_err(|cause| ExportError::Input(path, cause))?;
        each(Some(&name.to_string_lossy()), number, &json)?;
    }
    Ok(())
}

fn each_line(path: &Path, each: &mut Each<'_>) -> Result<(), ExportError> {
    let failed = |cause| ExportError::Input(path.to_owned(), cause);
    let is_one = path.extension().is_some_and(|extension| extension == "json");
    if is_one {
        let json = input::read(path, resident::LONGEST).map_err(failed)?;
        return each(None, 1, &json);
    }
    let file = input::open_file_to_read(path).map_err(failed)?;
    // A longer line is refused as a record that is too long, and what is left of it is passed over.
    for line in Lines::new(file, resident::LONGEST) {
        let (number, line) = line.map_err(failed)?;
        each(None, number, line.trim_ascii())?;
    }
    Ok(())
}
