//! `cargo xtask full import`: a register of a million residents who do not exist, with 10,000 faults
//! of which the line and the column are known, through the released `juki resident import`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::full::Findings;
use crate::{Failure, files, metadata, run};

/// What this part does.
pub(crate) const TITLE: &str = "a register of a million residents, imported: every fault is named";

/// Rows of the large table and of the small one.
const ROWS: [u64; 2] = [1_000_000, 100_000];
/// One row of so many has a fault.
const ROWS_A_FAULT: u64 = 100;
/// Bytes of a table with a row that does not end.
const ENDLESS: u64 = 1 << 30;
/// The most memory that an import may take, in KiB, however many rows there are.
const MOST_MEMORY: u64 = 64 * 1024;
/// Kinds of faults that there must be at least.
const KINDS: usize = 30;
/// How often a program is looked at.
const LOOK: Duration = Duration::from_millis(5);
/// How many differences are told.
const TOLD: usize = 20;

/// What a program took.
struct Cost {
    time: Duration,
    /// The most memory it had at once, in KiB (`VmHWM`, proc(5)).
    memory: u64,
    code: Option<i32>,
}

/// Imports the tables, and compares what is said of them with what is in them.
pub(crate) fn measure() -> Result<Findings, Failure> {
    for what in [&["-p", "host-cli", "--bin", "juki"][..], &["-p", "test-vectors", "--examples"]] {
        run::shown(run::cargo().args(["build", "--release"]).args(what))?;
    }
    let target = metadata::target_directory()?;
    let release = target.join("release");
    let mut figures = Vec::new();
    for rows in ROWS {
        let folder = files::empty_folder(&target.join("import"))?;
        let mut register = run::command(release.join("examples/register"));
        register.arg(&folder).args([rows, ROWS_A_FAULT].map(|number| number.to_string()));
        run::shown(&mut register)?;
        let table = folder.join("table.csv");
        let alone = cost(run::command(release.join("examples/csv_rows")).arg(&table))?;
        let import = imported(&release.join("juki"), &folder, &table)?;
        if import.memory > MOST_MEMORY {
            return Err(format!("{rows} rows take {} KiB", import.memory));
        }
        let kinds = compared(&folder, rows)?;
        figures.push(format!(
            "{rows} rows, {} faults of {kinds} kinds: each named with its line and column, nothing else \
             is, and {} records are written",
            rows / ROWS_A_FAULT,
            rows - rows / ROWS_A_FAULT
        ));
        figures.push(format!(
            "{:.1} s, {} rows/s, {} MiB at most: juki resident import of {rows} rows",
            import.time.as_secs_f64(),
            per_second(rows, import.time),
            import.memory / 1024
        ));
        figures.push(format!(
            "{:.1} s, {} rows/s, {} MiB at most: the csv crate alone on the same table, {:.0} times \
             as fast",
            alone.time.as_secs_f64(),
            per_second(rows, alone.time),
            alone.memory / 1024,
            import.time.as_secs_f64() / alone.time.as_secs_f64().max(0.001)
        ));
    }
    figures.push(endless(&release.join("juki"), &target.join("import"))?);
    figures.iter().for_each(|line| println!("{line}"));
    Ok(Findings::Figures(figures))
}

/// Imports a table of which rows are rejected.
fn imported(program: &Path, folder: &Path, table: &Path) -> Result<Cost, Failure> {
    let mut juki = run::command(program);
    juki.args(["resident", "import"]).arg(table).arg("--map").arg(folder.join("map.toml"));
    juki.arg("--out").arg(folder.join("records.jsonl"));
    juki.arg("--report").arg(folder.join("rejected.jsonl"));
    let import = cost(&mut juki)?;
    match import.code {
        Some(10) => Ok(import),
        code => Err(format!("juki resident import ended with {code:?}")),
    }
}

/// Imports a row of a gigabyte, behind the headings of the table that is there.
fn endless(program: &Path, folder: &Path) -> Result<String, Failure> {
    let failed = |error: io::Error| format!("a row of a gigabyte: {error}");
    for name in ["records.jsonl", "rejected.jsonl"] {
        fs::remove_file(folder.join(name)).map_err(failed)?;
    }
    let mut headings = String::new();
    let table = File::open(folder.join("table.csv")).map_err(failed)?;
    BufReader::new(table).read_line(&mut headings).map_err(failed)?;
    let table = folder.join("endless.csv");
    // Zeros take no space on the disk.
    let written = File::create(&table).and_then(|mut file| {
        file.write_all(headings.as_bytes())?;
        file.set_len(ENDLESS)
    });
    written.map_err(failed)?;
    let import = imported(program, folder, &table)?;
    let report = fs::read_to_string(folder.join("rejected.jsonl")).map_err(failed)?;
    if said(&report)? != BTreeMap::from([(2, None)]) {
        return Err("a row of a gigabyte is not named with its line".to_owned());
    }
    if import.memory > MOST_MEMORY {
        return Err(format!("a row of a gigabyte takes {} KiB", import.memory));
    }
    Ok(format!(
        "{:.1} s, {} MiB at most: juki resident import of a row of {} MiB without an end, which is \
         named with its line",
        import.time.as_secs_f64(),
        import.memory / 1024,
        ENDLESS >> 20
    ))
}

fn per_second(rows: u64, time: Duration) -> u128 {
    u128::from(rows) * 1000 / time.as_millis().max(1)
}

/// Runs a program to its end; what it prints is thrown away.
fn cost(command: &mut Command) -> Result<Cost, Failure> {
    let line = run::described(command);
    println!("$ {line}");
    let started = Instant::now();
    let failed = |error: io::Error| format!("`{line}` did not run: {error}");
    let mut child = command.stdout(Stdio::null()).spawn().map_err(failed)?;
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    loop {
        memory = memory.max(peak(&fs::read_to_string(&status).unwrap_or_default()).unwrap_or(0));
        if let Some(status) = child.try_wait().map_err(failed)? {
            return Ok(Cost { time: started.elapsed(), memory, code: status.code() });
        }
        thread::sleep(LOOK);
    }
}

fn peak(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Compares what is said of a table with what is in it; gives how many kinds of faults there are.
fn compared(folder: &Path, rows: u64) -> Result<usize, Failure> {
    let read = |name: &str| {
        fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"))
    };
    let truth = truth(&read("truth.csv")?)?;
    let mut said = said(&read("rejected.jsonl")?)?;
    let mut kinds = BTreeMap::new();
    let mut problems = Vec::new();
    for (line, (column, kind)) in &truth {
        *kinds.entry(kind.as_str()).or_insert(0) += 1;
        match said.remove(line) {
            None => problems.push(format!("line {line}: {kind} is not named")),
            Some(found) if found != *column => problems
                .push(format!("line {line}: {kind} is in column {column:?}, said {found:?}")),
            Some(_) => {}
        }
    }
    problems.extend(said.keys().map(|line| format!("line {line}: has no fault, and one is said")));
    let records = read("records.jsonl")?.lines().count() as u64;
    let due = rows - truth.len() as u64;
    if records != due {
        problems.push(format!("{records} records were written of {due}"));
    }
    if kinds.len() < KINDS {
        problems.push(format!("only {} kinds of faults", kinds.len()));
    }
    if problems.is_empty() {
        return Ok(kinds.len());
    }
    let more = problems.len().saturating_sub(TOLD);
    problems.truncate(TOLD);
    Err(format!("{}; {more} more", problems.join("; ")))
}

/// Line, column and kind of every fault.
fn truth(text: &str) -> Result<BTreeMap<u64, (Option<u64>, String)>, Failure> {
    let row = |row: &str| {
        let mut cells = row.split(',');
        let line = cells.next()?.parse().ok()?;
        let column = cells.next()?;
        let column = if column.is_empty() { None } else { Some(column.parse().ok()?) };
        Some((line, (column, cells.next()?.to_owned())))
    };
    text.lines().map(|line| row(line).ok_or_else(|| format!("no row of truth: {line}"))).collect()
}

/// Line and column of every row that was rejected. One that is said twice is a fault too.
fn said(text: &str) -> Result<BTreeMap<u64, Option<u64>>, Failure> {
    let mut said = BTreeMap::new();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).map_err(|error| format!("report: {error}"))?;
        let at = row["line"].as_u64().ok_or("a row of the report has no line")?;
        if said.insert(at, row["column"].as_u64()).is_some() {
            return Err(format!("line {at} is said twice"));
        }
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_and_what_is_no_fault_are_told() {
        let folder = std::env::temp_dir().join(format!("xtask-import-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let put = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        put("truth.csv", "2,5,nul\n9,,column-extra\n12,3,control\n");
        put("records.jsonl", "{}\n");
        put(
            "rejected.jsonl",
            "{\"line\":2,\"column\":5}\n{\"line\":9,\"column\":7}\n{\"line\":11,\"column\":null}\n",
        );
        let told = compared(&folder, 4).unwrap_err();
        for part in [
            "line 9: column-extra is in column None, said Some(7)",
            "line 12: control is not named",
            "line 11: has no fault",
            "only 3 kinds",
        ] {
            assert!(told.contains(part), "{told}");
        }
        assert!(!told.contains("line 2:") && !told.contains("records were"), "{told}");
        put("records.jsonl", "");
        assert!(compared(&folder, 4).unwrap_err().contains("0 records were written of 1"));
        assert!(said("{\"line\":2}\n{\"line\":2}\n").is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
