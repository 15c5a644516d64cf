//! `juki resident import`: a table of residents becomes records.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use juki_import::import::{self, ImportJob, Progress};
use juki_import::output::beside;
use juki_import::report::Rejection;
use serde_json::{Value, json};

use super::resident_map;
use crate::cli::ResidentImport;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::{self, Report};
use crate::texts;

/// How many rejected rows are said on standard output; the report has them all.
pub(super) const SHOWN: usize = 20;

/// How often the progress is shown.
const OFTEN: Duration = Duration::from_millis(200);

/// Imports.
///
/// # Errors
/// When the table or the mapping cannot be used, or the records not be written.
pub fn run(context: &Context<'_>, arguments: &ResidentImport) -> Result<Report, Error> {
    let mapping = resident_map::read(&arguments.map, &arguments.constant)?;
    let output = arguments.out.as_deref().filter(|_| !arguments.dry_run);
    if output.is_none() && !arguments.dry_run {
        return Err(Error::new(Exit::Usage, msg!("error-import-out"), msg!("todo-import-out")));
    }
    let beside_output = || output.map(|path| beside(path, ".rejected.txt"));
    let report = arguments.report.clone().or_else(beside_output);
    let is_json =
        report.as_ref().is_some_and(|report| report.extension() == Some("jsonl".as_ref()));
    let job = ImportJob {
        input: &arguments.file,
        mapping: &mapping,
        output,
        report,
        checkpoint_rows: import::CHECKPOINT_ROWS,
    };
    let mut shown = Vec::new();
    let mut said = |rejection: &Rejection| {
        if shown.len() < SHOWN {
            shown.push(rejection.clone());
        }
        let line = if is_json {
            members(context, rejection).to_string()
        } else {
            context.text(&texts::import::rejected_row(rejection))
        };
        line + "\n"
    };
    let mut display = ProgressLine::new(context);
    let done = import::run(&job, &mut said, &mut |progress| display.show(progress));
    display.clear();
    let done = done.map_err(|cause| Error::import(&arguments.file, &cause))?;
    let report = job.report.filter(|_| done.rejected > 0);
    Ok(Report {
        exit: if done.rejected > 0 { Exit::Failure } else { Exit::Done },
        text: text(context, arguments, &done, &shown, report.as_ref()),
        command: "resident.import",
        members: json!({
            "rows": done.rows,
            "written": done.written,
            "rejected": done.rejected,
            "resumed": done.resumed,
            "dry_run": arguments.dry_run,
            "out": output.map(|path| path.display().to_string()),
            "report": report.map(|path| path.display().to_string()),
            "rejections": shown.iter().map(|own| members(context, own)).collect::<Vec<_>>(),
        }),
    })
}

fn text(
    context: &Context<'_>,
    arguments: &ResidentImport,
    done: &Progress,
    shown: &[Rejection],
    report: Option<&PathBuf>,
) -> String {
    let mut messages: Vec<_> = shown.iter().map(texts::import::rejected_row).collect();
    let more = done.rejected.saturating_sub(shown.len() as u64);
    if more > 0 && !shown.is_empty() {
        messages.push(msg!("import-more", count = more));
    }
    if done.resumed > 0 {
        messages.push(msg!("import-resumed", rows = done.resumed));
    }
    let Progress { rows, written, rejected, .. } = *done;
    messages.push(match &arguments.out {
        Some(out) if !arguments.dry_run => msg!(
            "import-done",
            rows = rows,
            written = written,
            out = out.display(),
            rejected = rejected
        ),
        _ => msg!("import-dry", rows = rows, written = written, rejected = rejected),
    });
    messages.extend(report.map(|report| msg!("import-report", report = report.display())));
    messages.iter().map(|message| context.text(message) + "\n").collect()
}

/// A rejected row as a JSON object.
fn members(context: &Context<'_>, rejection: &Rejection) -> Value {
    let column = rejection.column.as_ref();
    json!({
        "line": rejection.line,
        "column": column.map(|column| column.number),
        "name": column.map(|column| &column.name),
        "path": rejection.path,
        "shape": rejection.shape.as_ref().map(ToString::to_string),
        "text": context.text(&texts::import::rejected_row(rejection)),
    })
}

/// The line on a terminal that says how far the import has come; elsewhere there is none.
struct ProgressLine<'c, 'l> {
    context: &'c Context<'l>,
    is_shown: bool,
    start: Instant,
    last: Option<Instant>,
    /// Where this run began.
    first: Option<(u64, u64)>,
}

impl<'c, 'l> ProgressLine<'c, 'l> {
    fn new(context: &'c Context<'l>) -> Self {
        let is_shown = io::stderr().is_terminal() && !context.json();
        Self { context, is_shown, start: Instant::now(), last: None, first: None }
    }

    fn show(&mut self, progress: &Progress) {
        let (rows, bytes) = *self.first.get_or_insert((progress.resumed, 0));
        if !self.is_shown || self.last.is_some_and(|last| last.elapsed() < OFTEN) {
            return;
        }
        self.last = Some(Instant::now());
        let passed = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        let speed = progress.rows.saturating_sub(rows).saturating_mul(1000) / passed;
        let left = progress.length.saturating_sub(progress.bytes).saturating_mul(passed)
            / progress.bytes.saturating_sub(bytes).max(1)
            / 1000;
        output::progress(&self.context.text(&msg!(
            "import-progress",
            rows = progress.rows,
            rejected = progress.rejected,
            speed = speed,
            left = left
        )));
    }

    fn clear(&self) {
        if self.last.is_some() {
            output::progress("");
        }
    }
}
