//! An import: a table becomes records on the disk, and goes on where it was interrupted.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use juki_files::identity::Stamp;
use juki_files::input;
use juki_files::new_file::{self, Stream};
use juki_records::Date;
use juki_records::resident::Resident;

use crate::characters::TableCharacters;
use crate::journal::{Checkpoint, Journal};
use crate::mapping::Mapping;
use crate::output::{Left, Output, OutputForm, PartFile, ReportFile, beside};
use crate::record::TableError;
use crate::report::Finding;
use crate::seen::SeenNumbers;

mod error;
mod identity;
mod records;

pub use error::ImportError;
use identity::{check_names, hash_of, report_name};
pub use records::Records;

/// Rows between two checkpoints, where every one costs a few milliseconds of the disk.
pub const CHECKPOINT_ROWS: u64 = 1000;

/// What is to be imported, and where to.
#[derive(Clone, Debug)]
pub struct ImportJob<'a> {
    /// The table.
    pub input: &'a Path,
    /// Its mapping.
    pub mapping: &'a Mapping,
    /// The municipality's mapping of its own characters.
    pub characters: Option<&'a TableCharacters>,
    /// Where records go: JSON Lines when it ends with `.jsonl`, else a folder. Nothing is written
    /// without it.
    pub output: Option<&'a Path>,
    /// Where what is said of rows goes.
    pub report: Option<PathBuf>,
    /// The day after which nobody is born yet; `None` takes every day.
    pub today: Option<Date>,
    /// Rows between two checkpoints: [`CHECKPOINT_ROWS`].
    pub checkpoint_rows: u64,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows that have been read.
    pub rows: u64,
    /// Records that have been written.
    pub written: u64,
    /// Rows that have been rejected.
    pub rejected: u64,
    /// Characters of the municipality for which records have others.
    pub substituted: u64,
    /// Bytes that have been read.
    pub bytes: u64,
    /// Bytes of the table.
    pub length: u64,
    /// Rows that an earlier run had read.
    pub resumed: u64,
}

/// Imports. `said` is what the report says of a finding, whole lines; `progress` is called now
/// and then.
///
/// # Errors
/// When it cannot go on. What has been written stays, and the next run with the same table, mapping
/// and output goes on from there.
pub fn run(
    job: &ImportJob<'_>,
    said: &mut dyn FnMut(&Finding<'_>) -> String,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Progress, ImportError> {
    let input = input::open_file_to_read(job.input).map_err(ImportError::Input)?;
    let before = input.metadata().map_err(ImportError::Input)?;
    let length = before.len();
    check_names(job, &before)?;
    // The same file, however its name is used meanwhile.
    let look = input.try_clone().map_err(ImportError::Input)?;
    // A dry run writes nothing beside anything.
    let dry = std::env::temp_dir().join("juki-numbers");
    let seen = SeenNumbers::new(job.output.unwrap_or(&dry));
    // Of a table that does not begin as it should, nothing is begun.
    let records = Records::open(input, job.mapping, seen).map_err(|error| match error {
        TableError::Io(cause) => ImportError::Input(cause),
        error => ImportError::Table(error),
    })?;
    let mut run = match Run::begin(job, &look, length)? {
        Begun::Done(progress) => return Ok(progress),
        Begun::Run(run) => run,
    };
    let mut records = records.with_characters(job.characters).until(job.today);
    run.resume(&mut records)?;
    while let Some(record) = records.next_record()? {
        run.progress.rows += 1;
        match record {
            Ok(record) => {
                for character in records.table.substituted() {
                    run.progress.substituted += 1;
                    run.report(&said(&Finding::Substituted(&character)))?;
                }
                run.write(records.table.line(), &record)?;
            }
            Err(rejection) => {
                run.progress.rejected += 1;
                run.report(&said(&Finding::Rejected(&rejection)))?;
            }
        }
        run.progress.bytes = records.table.position().offset;
        if run.progress.rows % job.checkpoint_rows.max(1) == 0 {
            run.checkpoint(&records, false)?;
            progress(&run.progress);
        }
    }
    run.progress.bytes = records.table.position().offset;
    // One that was written to meanwhile was never whole as it was read.
    let after = look.metadata().map_err(ImportError::Input)?;
    let is_as_hashed = job.output.is_none()
        || run.progress.bytes != length
        || hex::encode(records.table.digest()) == run.input_hash;
    if !is_as_hashed || Stamp::of(&after) != Stamp::of(&before) {
        return Err(ImportError::InputChanged);
    }
    run.checkpoint(&records, true)?;
    progress(&run.progress);
    run.finish()
}

/// An import that runs.
struct Run<'a> {
    job: &'a ImportJob<'a>,
    /// Of the whole table; of a dry run, which is never gone on with, none.
    input_hash: String,
    mapping_hash: String,
    characters_hash: Option<String>,
    report_name: Option<String>,
    progress: Progress,
    last: Option<Checkpoint>,
    journal: Option<Journal>,
    output: Option<Output>,
    report: Option<ReportFile>,
}

/// How an import begins: one that had read everything is only finished.
enum Begun<'a> {
    Done(Progress),
    Run(Box<Run<'a>>),
}

impl<'a> Run<'a> {
    fn begin(job: &'a ImportJob<'a>, table: &File, length: u64) -> Result<Begun<'a>, ImportError> {
        let mut run = Box::new(Self {
            job,
            input_hash: String::new(),
            mapping_hash: hex::encode(job.mapping.hash),
            characters_hash: job.characters.map(|characters| hex::encode(characters.hash)),
            report_name: report_name(job),
            progress: Progress { length, ..Progress::default() },
            last: None,
            journal: None,
            output: None,
            report: None,
        });
        let Some(path) = job.output else {
            run.report = new_report(job)?;
            return Ok(Begun::Run(run));
        };
        let journal_path = beside(path, ".journal");
        if is_there(path) && !is_there(&journal_path) {
            return Err(ImportError::OutputExists(path.to_owned()));
        }
        let opened = Journal::open(&journal_path).map_err(|cause| match cause.kind() {
            io::ErrorKind::WouldBlock => ImportError::Busy(path.to_owned()),
            io::ErrorKind::InvalidData => ImportError::NoJournal(journal_path.clone()),
            _ => ImportError::Output(journal_path.clone(), cause),
        });
        let (journal, last) = opened?;
        run.journal = Some(journal);
        run.input_hash = hash_of(table, length).map_err(ImportError::Input)?;
        let is_new = last.is_none();
        let begun = run.open(path, last);
        if begun.is_err() && is_new {
            // It says nothing, and would stay for ever beside what is in the way.
            let _stays = std::fs::remove_file(&journal_path);
        }
        begun
    }

    /// Opens what is written to, as the journal says.
    fn open(
        mut self: Box<Self>,
        path: &Path,
        last: Option<Checkpoint>,
    ) -> Result<Begun<'a>, ImportError> {
        if let Some(last) = &last {
            self.check_same(path, last)?;
        }
        let is_done = last.as_ref().is_some_and(|last| last.is_done);
        if is_there(path) {
            // It has its name only when everything was read.
            if !is_done || is_there(&beside(path, ".part")) {
                return Err(ImportError::OutputExists(path.to_owned()));
            }
        } else {
            let left = last.as_ref().map(|last| Left {
                length: last.output_length,
                files: last.written,
                line: last.line,
            });
            let output = Output::open(path, OutputForm::of(path), left);
            self.output = Some(output.map_err(|cause| in_the_way(path, cause))?);
        }
        if let Some(last) = last.as_ref().filter(|last| last.is_done) {
            self.progress = self.progress_of(last);
            // It has its name already, or is still to get it.
            let part = self.job.report.as_deref().map(|path| beside(path, ".part"));
            if part.is_some_and(|part| is_there(&part)) {
                self.report = part_of_report(self.job, Some(last.report_length))?;
            }
            return self.finish().map(Begun::Done);
        }
        self.report = part_of_report(self.job, last.as_ref().map(|last| last.report_length))?;
        self.last = last;
        Ok(Begun::Run(self))
    }

    /// Is the journal of the same table, mapping, characters and report?
    fn check_same(&self, path: &Path, last: &Checkpoint) -> Result<(), ImportError> {
        let journal = beside(path, ".journal");
        if (last.input_length, &last.input_hash) != (self.progress.length, &self.input_hash) {
            return Err(ImportError::OtherInput(journal));
        }
        if last.mapping_hash != self.mapping_hash {
            return Err(ImportError::OtherMapping(journal));
        }
        if last.characters_hash != self.characters_hash {
            return Err(ImportError::OtherCharacters(journal));
        }
        if last.report != self.report_name {
            return Err(ImportError::OtherReport(journal, last.report.clone()));
        }
        Ok(())
    }

    fn progress_of(&self, last: &Checkpoint) -> Progress {
        Progress {
            rows: last.rows,
            written: last.written,
            rejected: last.rejected,
            substituted: last.substituted,
            bytes: last.offset,
            length: self.progress.length,
            resumed: last.rows,
        }
    }

    /// Goes on where the last run was.
    fn resume(&mut self, records: &mut Records<'_, File>) -> Result<(), ImportError> {
        let Some(last) = self.last.take() else { return self.checkpoint(records, false) };
        if last.rows == 0 {
            return Ok(());
        }
        records.skip_to(last.offset)?;
        // The table was the journal's before this read it.
        if records.table.position().offset != last.offset {
            return Err(ImportError::InputChanged);
        }
        self.progress = self.progress_of(&last);
        Ok(())
    }

    fn write(&mut self, line: u64, record: &Resident) -> Result<(), ImportError> {
        self.progress.written += 1;
        let Some(output) = &mut self.output else { return Ok(()) };
        let written = serde_json::to_vec(record).map_err(io::Error::from);
        let written = written.and_then(|json| output.write(line, &json));
        written.map_err(|cause| output_error(self.job.output, cause))
    }

    fn report(&mut self, said: &str) -> Result<(), ImportError> {
        let Some(report) = &mut self.report else { return Ok(()) };
        report
            .write(said.as_bytes())
            .map_err(|cause| output_error(self.job.report.as_deref(), cause))
    }

    /// Forces everything to the disk, and then writes down that it is there.
    fn checkpoint(
        &mut self,
        records: &Records<'_, File>,
        is_done: bool,
    ) -> Result<(), ImportError> {
        if let Some(report) = &mut self.report {
            report.sync().map_err(|cause| output_error(self.job.report.as_deref(), cause))?;
        }
        let Some(journal) = &mut self.journal else { return Ok(()) };
        let path = self.job.output;
        if let Some(output) = &mut self.output {
            output.sync().map_err(|cause| output_error(path, cause))?;
        }
        let checkpoint = Checkpoint {
            input_length: self.progress.length,
            input_hash: self.input_hash.clone(),
            mapping_hash: self.mapping_hash.clone(),
            characters_hash: self.characters_hash.clone(),
            offset: records.table.position().offset,
            line: records.table.line(),
            rows: self.progress.rows,
            written: self.progress.written,
            rejected: self.progress.rejected,
            substituted: self.progress.substituted,
            output_length: self.output.as_ref().map_or(0, Output::length),
            report: self.report_name.clone(),
            report_length: self.report.as_ref().map_or(0, ReportFile::length),
            is_done,
        };
        journal.write(&checkpoint).map_err(|cause| output_error(path, cause))
    }

    /// Gives everything its name; the journal goes last.
    fn finish(self) -> Result<Progress, ImportError> {
        if let Some(report) = self.report {
            report.finish().map_err(|cause| name_error(self.job.report.as_deref(), cause))?;
        }
        if let Some(output) = self.output {
            output.finish().map_err(|cause| name_error(self.job.output, cause))?;
        }
        if let Some(path) = self.job.output {
            let removed = std::fs::remove_file(beside(path, ".journal"));
            removed.map_err(|cause| output_error(Some(path), cause))?;
        }
        Ok(self.progress)
    }
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The report of a run that begins anew each time.
fn new_report(job: &ImportJob<'_>) -> Result<Option<ReportFile>, ImportError> {
    let Some(path) = job.report.as_deref() else { return Ok(None) };
    let file = Stream::create(path, new_file::PRIVATE);
    let file = file.map_err(|cause| name_error(Some(path), cause))?;
    Ok(Some(ReportFile::New(file, 0)))
}

/// The report of a run that can be gone on with.
fn part_of_report(
    job: &ImportJob<'_>,
    kept: Option<u64>,
) -> Result<Option<ReportFile>, ImportError> {
    let Some(path) = job.report.as_deref() else { return Ok(None) };
    if is_there(path) {
        return Err(ImportError::OutputExists(path.to_owned()));
    }
    let file = PartFile::open(path, kept).map_err(|cause| in_the_way(path, cause))?;
    Ok(Some(ReportFile::Part(file)))
}

/// What stands under the name of a part, and is not to be written to.
fn in_the_way(path: &Path, cause: io::Error) -> ImportError {
    let part = beside(path, ".part");
    match cause.kind() {
        io::ErrorKind::UnexpectedEof => ImportError::OutputLost(part),
        io::ErrorKind::AlreadyExists => ImportError::LeftOver(part),
        io::ErrorKind::WouldBlock => ImportError::Busy(path.to_owned()),
        _ => ImportError::Output(part, cause),
    }
}

/// Something does not get its name.
fn name_error(path: Option<&Path>, cause: io::Error) -> ImportError {
    match (path, cause.kind()) {
        (Some(path), io::ErrorKind::AlreadyExists) => ImportError::OutputExists(path.to_owned()),
        _ => output_error(path, cause),
    }
}

fn output_error(path: Option<&Path>, cause: io::Error) -> ImportError {
    ImportError::Output(path.unwrap_or(Path::new("-")).to_owned(), cause)
}
