//! `juki resident export`: records become a table.

use std::fs;
use std::path::Path;

use juki_import::export;
use serde_json::json;

use super::resident_import::SHOWN;
use super::resident_map;
use crate::cli::ResidentExport;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::Report;
use crate::texts;

/// Exports.
///
/// # Errors
/// When the records or the mapping cannot be used, or the table not be written.
pub fn run(context: &Context<'_>, arguments: &ResidentExport) -> Result<Report, Error> {
    let mapping = resident_map::read(&arguments.map, &arguments.constant)?;
    let mut shown = Vec::new();
    let mut rejected = |file: Option<&str>, rejection: &juki_import::Rejection| {
        if shown.len() < SHOWN {
            shown.push(context.text(&texts::import::rejected_record(file, rejection)));
        }
    };
    let out = &arguments.out;
    let interrupt = &context.interrupt;
    let mut begun = |temporary: &Path| {
        let temporary = temporary.to_owned();
        interrupt.before_exit(move || {
            // It may have its name already.
            let _gone = fs::remove_file(temporary);
        });
    };
    let done = export::run(&arguments.records, &mapping, out, &mut begun, &mut rejected);
    interrupt.restore_default();
    let done = done.map_err(|cause| Error::export(&cause))?;
    let refused = done.records.saturating_sub(done.written);
    let mut lines = shown.clone();
    let more = refused.saturating_sub(shown.len() as u64);
    if more > 0 {
        lines.push(context.text(&msg!("import-more", count = more)));
    }
    for (path, count) in &done.left_out {
        lines.push(context.text(&msg!("export-left-out", path = path, count = *count)));
    }
    if done.without_record > 0 {
        lines.push(context.text(&msg!("export-without-record", count = done.without_record)));
    }
    if let Some((row, column)) = &done.formulas.first {
        lines.push(context.text(&msg!(
            "export-formulas",
            count = done.formulas.count,
            row = *row,
            column = column.number,
            name = &column.name
        )));
    }
    lines.push(context.text(&msg!(
        "export-done",
        records = done.records,
        written = done.written,
        out = out.display(),
        rejected = refused
    )));
    Ok(Report {
        exit: if refused > 0 { Exit::Rejected } else { Exit::Done },
        text: lines.iter().map(|line| format!("{line}\n")).collect(),
        command: "resident.export",
        members: json!({
            "records": done.records,
            "written": done.written,
            "rejected": refused,
            "left_out": done.left_out,
            "without_record": done.without_record,
            "formula_cells": done.formulas.count,
            "out": out.display().to_string(),
            "rejections": shown,
        }),
    })
}
