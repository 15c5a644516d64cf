//! `cargo xtask bench`: figures in one run, beside the goals. A figure is
//! never a failure.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::needs::{Need, THROUGH_PCSCD};
use crate::parts::{self, Part, Selection};
use crate::pcscd::roundtrip;
use crate::report::Report;
use crate::{Failure, commit, metadata, run};

mod emulated;
mod scale;
mod secured;

const PARTS: &[Part<Vec<Value>>] = &[
    Part {
        name: "in-process",
        title: "the card in this process",
        needs: &[],
        work: || read(&example("bench")?),
    },
    Part {
        name: "scale",
        title: "whether a command costs more on a full card than on an empty one",
        needs: &[Need::Valgrind],
        work: scale::measure,
    },
    Part {
        name: "secured",
        title: "what secure messaging costs a command, and what PACE costs",
        needs: &[Need::Valgrind],
        work: secured::measure,
    },
    Part {
        name: "cortex-m0",
        title: "the same on a Cortex-M0, emulated",
        needs: &[Need::BareMetal, Need::Qemu],
        work: emulated::measure,
    },
    Part {
        name: "timing",
        title: "whether the time of an answer tells anything of a secret",
        needs: &[],
        work: || read(&example("timing")?),
    },
    Part {
        name: "pcscd",
        title: "the round trip through pcscd",
        needs: THROUGH_PCSCD,
        work: || read(&roundtrip::measure()?),
    },
];

/// The names of the parts, for the help.
pub(crate) fn part_names() -> String {
    parts::names(PARTS)
}

/// `cargo xtask bench`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let selection = match Selection::ready(PARTS, arguments) {
        Ok(selection) => selection.parts,
        Err(code) => return code,
    };
    let mut figures = Vec::new();
    let mut report = Report::default();
    for part in &selection {
        report.part(part.name, part.title, || {
            figures.extend((part.work)()?);
            Ok(())
        });
    }
    report.part("figures", "medians; nothing here passes or fails", || {
        print!("{}", table(&figures));
        // The file is of all of them, in one run.
        if selection.len() == PARTS.len() { write(&figures) } else { Ok(()) }
    });
    report.close()
}

fn example(name: &str) -> Result<String, Failure> {
    run::output(run::cargo().args([
        "run",
        "--release",
        "-p",
        "card-os",
        "--features",
        "tables",
        "--example",
        name,
    ]))
}

/// The JSON lines of a benchmark; anything else it says is passed on.
fn read(lines: &str) -> Result<Vec<Value>, Failure> {
    let (figures, talk): (Vec<&str>, Vec<&str>) =
        lines.lines().partition(|line| line.starts_with('{'));
    for line in talk {
        println!("{line}");
    }
    figures
        .into_iter()
        .map(|line| {
            serde_json::from_str(line).map_err(|error| format!("not a figure: {line}: {error}"))
        })
        .collect()
}

fn table(figures: &[Value]) -> String {
    let width = figures.iter().map(|figure| text(&figure["name"]).chars().count()).max();
    let width = width.unwrap_or(0);
    let mut table = format!("{:width$} {:>10} {:8} goal\n", "figure", "value", "unit");
    for figure in figures {
        table += &format!(
            "{:width$} {:>10} {:8} {}\n",
            text(&figure["name"]),
            value(&figure["value"]),
            text(&figure["unit"]),
            text(&figure["goal"])
        );
    }
    table
}

fn write(figures: &[Value]) -> Result<(), Failure> {
    let file = metadata::target_directory()?.join("bench.json");
    let whole = json!({
        "commit": commit::described().unwrap_or_default(),
        "compiler": run::output(run::command("rustc").arg("--version")).unwrap_or_default().trim(),
        "processor": processor(),
        "figures": figures,
    });
    std::fs::write(&file, format!("{whole:#}\n"))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    println!("written to {}", file.display());
    Ok(())
}

fn processor() -> String {
    std::fs::read_to_string("/proc/cpuinfo")
        .unwrap_or_default()
        .lines()
        .find(|line| line.starts_with("model name"))
        .and_then(|line| line.split_once(": "))
        .map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.to_owned())
}

/// Three figures after the point below ten, fewer above.
fn value(value: &Value) -> String {
    match (value.as_u64(), value.as_f64()) {
        (Some(whole), _) => whole.to_string(),
        (None, Some(number)) if number.abs() < 10.0 => format!("{number:.3}"),
        (None, Some(number)) => format!("{number:.1}"),
        (None, None) => text(value),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{read, table};

    #[test]
    fn figures_are_read_and_shown() {
        let lines =
            "warming up\n{\"name\":\"SELECT\",\"value\":1.5,\"unit\":\"us\",\"goal\":\"< 5\"}\n";
        let figures = read(lines).unwrap();
        assert_eq!(figures.len(), 1);
        let table = table(&figures);
        assert!(table.lines().nth(1).unwrap().contains("1.500 us"), "{table}");
        assert!(read("{broken\n").is_err());
    }
}
