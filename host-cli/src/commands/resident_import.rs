//! `juki resident import`: a table of residents becomes records.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use juki_import::import::{self, ImportJob, Progress};
use juki_import::output::beside;
use juki_import::report::{Finding, Rejection, SubstitutedCharacter};
use serde_json::{Value, json};

use super::{municipal_characters, resident_map};
use crate::cli::ResidentImport;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::{self, Report};
use crate::pki::Date;
use crate::texts;

/// How many rejected rows, and how many substitutes, are said on standard output; the report has all.
pub(super) const SHOWN: usize = 20;

/// How often the progress is shown.
const OFTEN: Duration = Duration::from_millis(200);

/// Imports.
///
/// # Errors
/// When the table or the mapping cannot be used, or the records not be written.
pub fn run(context: &Context<'_>, arguments: &ResidentImport) -> Result<Report, Error> {
    let mapping = resident_map::read(&arguments.map, &arguments.constant)?;
    let characters = municipal_characters::of_table(arguments.characters.as_deref())?;
    // A folder may be written with a stroke behind it, which no file beside it has.
    let output = arguments.out.as_deref().map(|path| path.components().as_path());
    let output = output.filter(|_| !arguments.dry_run);
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
        characters: characters.as_ref(),
        output,
        report,
        today: Some(Date::in_japan(context.now()?)),
        checkpoint_rows: import::CHECKPOINT_ROWS,
    };
    let mut shown = Shown::default();
    let mut said = |finding: &Finding<'_>| {
        shown.add(finding);
        let line = if is_json {
            members(context, finding).to_string()
        } else {
            context.text(&texts::import::finding(finding))
        };
        line + "\n"
    };
    let mut display = ProgressLine::new(context);
    let done = import::run(&job, &mut said, &mut |progress| display.show(progress));
    display.clear();
    let done = done.map_err(|cause| Error::import(&arguments.file, &cause))?;
    let report = job.report.filter(|_| done.rejected + done.substituted > 0);
    Ok(Report {
        exit: if done.rejected > 0 { Exit::Rejected } else { Exit::Done },
        text: text(context, arguments, &done, &shown, report.as_ref()),
        command: "resident.import",
        members: json!({
            "rows": done.rows,
            "written": done.written,
            "rejected": done.rejected,
            "substituted": done.substituted,
            "resumed": done.resumed,
            "dry_run": arguments.dry_run,
            "out": output.map(|path| path.display().to_string()),
            "report": report.map(|path| path.display().to_string()),
            "rejections": objects(context, &shown.rejections, Finding::Rejected),
            "substitutions": objects(context, &shown.substituted, Finding::Substituted),
        }),
    })
}

/// What is said on standard output of rows.
#[derive(Default)]
struct Shown {
    rejections: Vec<Rejection>,
    substituted: Vec<SubstitutedCharacter>,
}

impl Shown {
    fn add(&mut self, finding: &Finding<'_>) {
        match finding {
            Finding::Rejected(own) if self.rejections.len() < SHOWN => {
                self.rejections.push((*own).clone());
            }
            Finding::Substituted(own) if self.substituted.len() < SHOWN => {
                self.substituted.push((*own).clone());
            }
            Finding::Rejected(_) | Finding::Substituted(_) => {}
        }
    }
}

fn text(
    context: &Context<'_>,
    arguments: &ResidentImport,
    done: &Progress,
    shown: &Shown,
    report: Option<&PathBuf>,
) -> String {
    let Shown { rejections, substituted } = shown;
    let mut messages: Vec<_> = rejections.iter().map(texts::import::rejected_row).collect();
    let more = done.rejected.saturating_sub(rejections.len() as u64);
    if more > 0 && !rejections.is_empty() {
        messages.push(msg!("import-more", count = more));
    }
    messages.extend(substituted.iter().map(texts::import::substituted));
    let more = done.substituted.saturating_sub(substituted.len() as u64);
    if more > 0 && !substituted.is_empty() {
        messages.push(msg!("import-more-substituted", count = more));
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
    if done.substituted > 0 {
        messages.push(msg!("import-substitutes", count = done.substituted));
    }
    messages.extend(report.map(|report| msg!("import-report", report = report.display())));
    messages.iter().map(|message| context.text(message) + "\n").collect()
}

fn objects<'a, T>(
    context: &Context<'_>,
    shown: &'a [T],
    finding: fn(&'a T) -> Finding<'a>,
) -> Vec<Value> {
    shown.iter().map(|own| members(context, &finding(own))).collect()
}

/// What is said of a row, as a JSON object.
fn members(context: &Context<'_>, finding: &Finding<'_>) -> Value {
    let (line, column, path) = match finding {
        Finding::Rejected(own) => (own.line, own.column.as_ref(), &own.path),
        Finding::Substituted(own) => (own.line, own.column.as_ref(), &own.path),
    };
    let mut object = json!({
        "kind": match finding {
            Finding::Rejected(_) => "rejected",
            Finding::Substituted(_) => "substituted",
        },
        "line": line,
        "column": column.map(|column| column.number),
        "name": column.map(|column| &column.name),
        "path": path,
        "text": context.text(&texts::import::finding(finding)),
    });
    match finding {
        Finding::Rejected(own) => {
            object["shape"] = own.shape.as_ref().map(ToString::to_string).into();
        }
        Finding::Substituted(own) => {
            object["position"] = own.position.into();
            object["character"] = texts::import::code(own.character).into();
            object["substitute"] = own.text.as_str().into();
        }
    }
    object
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
