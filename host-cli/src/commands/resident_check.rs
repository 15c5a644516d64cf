//! `juki resident check`: are the files records? Each fault with its file, its line and its path.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::ResidentCheck;
use crate::context::Context;
use crate::documents::{Documents, Place};
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use crate::pki::Date;
use crate::resident::{self, FieldRule, RecordError, Resident};

/// What was found in the files.
#[derive(Default)]
struct Findings {
    /// Records that there are.
    records: u64,
    text: String,
    faults: Vec<Value>,
}

/// Checks them: files of one record or of lines, and folders.
///
/// # Errors
/// When a file cannot be read. A fault in a record is no error: the exit code says it.
pub fn run(context: &Context<'_>, arguments: &ResidentCheck) -> Result<Report, Error> {
    let mut findings = Findings::default();
    let by = (context, Date::in_japan(context.now()?));
    for path in &arguments.files {
        let documents = Documents::open(path)?;
        for document in documents.read(resident::LONGEST)? {
            let (place, read) = document?;
            match place {
                Place::Line(number) => findings.record(by, path, Some(number), &read),
                Place::File(name) if documents.is_folder() => {
                    findings.record(by, &path.join(name), None, &read);
                }
                Place::File(_) => findings.record(by, path, None, &read),
            }
        }
    }
    let (records, faults) = (findings.records, findings.faults.len());
    let summary = msg!("resident-checked", records = records, faults = faults);
    let _ = writeln!(findings.text, "{}", context.text(&summary));
    Ok(Report {
        exit: if faults == 0 { Exit::Done } else { Exit::Rejected },
        text: findings.text,
        command: "resident.check",
        members: json!({ "records": records, "faults": findings.faults }),
    })
}

impl Findings {
    fn record(
        &mut self,
        (context, today): (&Context<'_>, Date),
        path: &Path,
        line: Option<u64>,
        bytes: &[u8],
    ) {
        self.records = self.records.saturating_add(1);
        let record = Resident::parse(bytes).and_then(|record| record.not_ahead(today));
        let Err(cause) = record else { return };
        let file = path.display().to_string();
        let (at, column) = position(&cause);
        let line = line.or(at);
        let what = Error::from(cause.clone()).what;
        let said = match line {
            Some(line) => msg!("resident-fault", path = &file, line = line, what = what),
            None => msg!("error-in-file", path = &file, what = what),
        };
        let said = context.text(&said);
        let _ = writeln!(self.text, "{said}");
        self.faults.push(json!({
            "file": file,
            "line": line,
            "column": column,
            "path": cause.path,
            "what": said,
        }));
    }
}

/// Line and column where the text of a record deviates from its schema.
fn position(cause: &RecordError) -> (Option<u64>, Option<u64>) {
    let FieldRule::Form(deviation) = &cause.expected else { return (None, None) };
    let number = |number: usize| u64::try_from(number).ok();
    let Some(position) = deviation.position else { return (None, None) };
    (number(position.line), number(position.column))
}
