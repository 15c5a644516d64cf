//! What must be the same when an import goes on, and what must never be the same.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;

use juki_files::identity::is_same;
use juki_files::own::place_of;
use sha2::{Digest as _, Sha256};

use super::{ImportError, ImportJob};
use crate::output::beside;

/// Refuses a job that would write to what it reads, or two things to one place.
pub(super) fn check_names(job: &ImportJob<'_>, table: &Metadata) -> Result<(), ImportError> {
    let mut taken = vec![place_of(job.input)];
    let output = job.output.map(|path| (path, ["", ".part", ".journal"].as_slice()));
    let report = job.report.as_deref().map(|path| (path, ["", ".part"].as_slice()));
    for (path, ends) in output.into_iter().chain(report) {
        let own: Vec<PathBuf> = ends.iter().map(|end| beside(&place_of(path), end)).collect();
        let meets = own.iter().any(|own| {
            let is_table = own.symlink_metadata().is_ok_and(|found| is_same(&found, table));
            is_table || taken.iter().any(|taken| own.starts_with(taken) || taken.starts_with(own))
        });
        if meets {
            return Err(ImportError::SameName(path.to_owned()));
        }
        taken.extend(own);
    }
    Ok(())
}

/// The report as the journal beside the output calls it: whoever moves the folder takes both along.
pub(super) fn report_name(job: &ImportJob<'_>) -> Option<String> {
    let (output, report) = (place_of(job.output?), place_of(job.report.as_deref()?));
    let name = report.file_name().filter(|_| output.parent() == report.parent());
    Some(name.unwrap_or(report.as_os_str()).to_string_lossy().into_owned())
}

/// The hash of so many bytes of a file, wherever it is being read.
pub(super) fn hash_of(file: &File, length: u64) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 64 * 1024];
    let mut offset = 0;
    while offset < length {
        let most = usize::try_from(length - offset).unwrap_or(usize::MAX).min(chunk.len());
        let room = chunk.get_mut(..most).unwrap_or_default();
        match file.read_at(room, offset) {
            Ok(0) => break,
            Ok(count) => {
                hash.update(room.get(..count).unwrap_or_default());
                offset += count as u64;
            }
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(hex::encode(hash.finalize()))
}
