//! A record as it is written: so that it is read again.

use std::io;

use juki_files::documents::{DocumentError, Writer};
use juki_records::resident::{LONGEST, Resident};

use super::{AssignError, RecordFault};

/// Where records have no code yet, any has its length.
const ANY_CODE: &str = "00000000000";

/// The record, as this writer has it, without the end of its last line.
pub(super) fn json_of(record: &Resident, writer: &Writer) -> Result<Vec<u8>, AssignError> {
    let json = if writer.is_of_lines() { line(record) } else { own_file(record) };
    json.map_err(|cause| {
        AssignError::Write(DocumentError { path: writer.path().to_owned(), cause })
    })
}

/// The record in a file of its own, without the end of its last line: indented, or on one line when
/// it would be too long to be read.
///
/// # Errors
/// When even that is too long.
pub fn own_file(record: &Resident) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec_pretty(record).map_err(io::Error::other)?;
    if json.len() < LONGEST { Ok(json) } else { line(record) }
}

fn line(record: &Resident) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(record).map_err(io::Error::other)?;
    if json.len() < LONGEST { Ok(json) } else { Err(io::ErrorKind::FileTooLarge.into()) }
}

/// Will the record be read again when it has a code? Asked before one is given out.
pub(super) fn takes_a_code(mut record: Resident) -> Result<(), RecordFault> {
    record.record_code.get_or_insert_with(|| ANY_CODE.to_owned());
    let json = serde_json::to_vec(&record).ok().map(|json| [&json[..], b"\n"].concat());
    let read = Resident::parse(&json.unwrap_or_default());
    read.map(drop).map_err(RecordFault::Written)
}
