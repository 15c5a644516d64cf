//! How far an import has come: a file beside its output, from which it goes on.

use std::fs::{File, Permissions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use juki_files::{new_file, own};
use serde::{Deserialize, Serialize};

/// How much of a journal's end is read, in bytes: lines are much shorter.
const END: u64 = 64 * 1024;

/// How far an import has come: what it has written is on the disk before this is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Length of the input in bytes.
    pub input_length: u64,
    /// Hash of the whole input (SHA-256, hexadecimal).
    pub input_hash: String,
    /// Hash of the mapping and of all else that decides what a row gives.
    pub mapping_hash: String,
    /// Hash of the municipality's mapping of its characters, where one is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub characters_hash: Option<String>,
    /// Bytes of the input before the next row.
    pub offset: u64,
    /// The line of the last row.
    #[serde(default)]
    pub line: u64,
    /// Rows that have been read.
    pub rows: u64,
    /// Records that have been written.
    pub written: u64,
    /// Rows that have been rejected.
    pub rejected: u64,
    /// Characters that have been substituted.
    #[serde(default)]
    pub substituted: u64,
    /// Length of the output in bytes; of a folder 0.
    pub output_length: u64,
    /// Where the report is: its name, or its whole path when it is in another folder.
    #[serde(default)]
    pub report: Option<String>,
    /// Length of the report in bytes.
    pub report_length: u64,
    /// Has everything been read?
    pub is_done: bool,
}

/// A journal that is open and locked.
#[derive(Debug)]
pub struct Journal {
    file: File,
}

impl Journal {
    /// Opens the journal, or begins one; gives the last checkpoint of one that is there. What a
    /// crash left of a line at its end is none.
    ///
    /// # Errors
    /// When it cannot be read or written; [`io::ErrorKind::WouldBlock`] when another import has it;
    /// [`io::ErrorKind::InvalidData`] when it is no journal.
    pub fn open(path: &Path) -> io::Result<(Self, Option<Checkpoint>)> {
        let mut file = own::open(path)?;
        let before = file.seek(SeekFrom::End(0))?.saturating_sub(END);
        file.seek(SeekFrom::Start(before))?;
        let mut text = Vec::new();
        (&file).take(END).read_to_end(&mut text)?;
        let end = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let (whole, torn) = text.split_at_checked(end).unwrap_or_default();
        let last = whole.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty());
        let last = last.map(|line| {
            serde_json::from_slice(line).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))
        });
        let last = last.transpose()?;
        // A file that holds something else than the begin of a journal is somebody else's.
        if last.is_none() && !(before == 0 && whole.is_empty() && is_begin(torn)) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        file.set_permissions(Permissions::from_mode(new_file::PRIVATE))?;
        file.set_len(before.saturating_add(end as u64))?;
        file.seek(SeekFrom::End(0))?;
        new_file::sync_folder(path)?;
        Ok((Self { file }, last))
    }

    /// Writes a checkpoint; it is on the disk then.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, checkpoint: &Checkpoint) -> io::Result<()> {
        let mut line = serde_json::to_vec(checkpoint)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_data()
    }
}

/// Is it a checkpoint, or what a crash left of one?
fn is_begin(text: &[u8]) -> bool {
    let read = serde_json::from_slice::<Checkpoint>(text);
    let is_part = || text.first() == Some(&b'{') && read.err().is_none_or(|error| error.is_eof());
    text.is_empty() || is_part()
}
