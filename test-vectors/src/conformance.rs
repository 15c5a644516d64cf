//! The scenarios of this crate as a suite: one file per form of a command, and which forms have
//! none yet.
//!
//! `scenarios/ROW/FORM.scenario`: ROW is [`Row::slug`] in the table of commands, FORM the name of
//! one of its forms. What belongs to every command is in `scenarios/every-command`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use apdu_spec::command::Command;
use apdu_spec::instruction::{Form, Instruction, Row, TABLE};

use crate::scenario::{Failure, File, Scenario, Step};

/// The folder of the scenarios that belong to no row.
const EVERY_COMMAND: &str = "every-command";

/// Every file of this crate's scenarios, in the order of their names.
///
/// # Errors
/// The first line that does not read, the file that cannot be read, a name that is none of a form.
pub fn files() -> Result<Vec<File>, Failure> {
    load(&root())
}

/// The names of the folders of this crate's scenarios.
///
/// # Errors
/// The folder that cannot be read.
pub fn folders() -> Result<BTreeSet<String>, Failure> {
    let root = root();
    let folders = entries(&root).map_err(|error| failure(&root, &error))?;
    Ok(folders.iter().map(|folder| part(folder)).collect())
}

/// The files of one folder of this crate's scenarios, in the order of their names.
///
/// # Errors
/// As [`files`].
pub fn folder(name: &str) -> Result<Vec<File>, Failure> {
    load_folder(&root().join(name))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Every `FOLDER/*.scenario` below a folder, in the order of their names.
///
/// # Errors
/// As [`files`].
pub fn load(root: &Path) -> Result<Vec<File>, Failure> {
    let mut all = Vec::new();
    for folder in entries(root).map_err(|error| failure(root, &error))? {
        all.extend(load_folder(&folder)?);
    }
    Ok(all)
}

fn load_folder(folder: &Path) -> Result<Vec<File>, Failure> {
    let mut all = Vec::new();
    for path in entries(folder).map_err(|error| failure(folder, &error))? {
        let name = format!("{}/{}", part(folder), part(&path));
        if !is_a_name(&name) || path.extension().is_none_or(|ending| ending != "scenario") {
            return Err(failure(&path, &"the table of commands has no such form"));
        }
        let text = fs::read_to_string(&path).map_err(|error| failure(&path, &error))?;
        all.push(File::parse(&name, &text)?);
    }
    Ok(all)
}

fn failure(path: &Path, what: &dyn ToString) -> Failure {
    Failure { place: path.display().to_string(), line: 0, what: what.to_string() }
}

/// A path's part of the name of a file: its last component without the ending.
fn part(path: &Path) -> String {
    path.file_stem().unwrap_or_default().display().to_string()
}

fn entries(folder: &Path) -> std::io::Result<BTreeSet<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
}

fn is_a_name(name: &str) -> bool {
    name.starts_with(EVERY_COMMAND) || forms().any(|(row, form)| file_name(row, form) == name)
}

/// Every form of the table with its row.
pub fn forms() -> impl Iterator<Item = (&'static Row, &'static Form)> {
    TABLE.iter().flat_map(|row| row.forms.iter().map(move |form| (row, form)))
}

/// The name of the file with a form's cases.
#[must_use]
pub fn file_name(row: &Row, form: &Form) -> String {
    format!("{}/{}", row.slug(), form.name)
}

/// The scenarios of a file that are cases of a row: they send its command.
pub fn cases<'f>(file: &'f File, row: &'f Row) -> impl Iterator<Item = &'f Scenario> {
    file.scenarios.iter().filter(|scenario| commands_of(scenario, row).next().is_some())
}

/// Has this form a case? Its file must send a command that takes the form.
#[must_use]
pub fn has_case(files: &[File], row: &Row, form: &Form) -> bool {
    let name = file_name(row, form);
    let takes = |scenario: &Scenario| {
        commands_of(scenario, row)
            .any(|command| row.form(&command).is_ok_and(|taken| taken.name == form.name))
    };
    files.iter().any(|file| file.name == name && file.scenarios.iter().any(takes))
}

fn commands_of<'s>(scenario: &'s Scenario, row: &Row) -> impl Iterator<Item = Command<'s>> {
    let wanted = row.instruction;
    scenario.steps.iter().filter_map(move |(_, step)| {
        let Step::Exchange { command, .. } = step else { return None };
        let command = Command::parse(command).ok()?;
        let found = Instruction::find(command.class.family, command.ins).ok()?;
        (found == wanted).then_some(command)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_named_after_rows_and_forms() {
        let slug = |instruction: Instruction| instruction.row().slug().to_string();
        assert_eq!(slug(Instruction::SignWithKey), "compute-digital-signature-jpki");
        assert_eq!(slug(Instruction::ReadBinaryOdd), "read-binary-odd");
        assert!(is_a_name("select/by-df-name") && is_a_name("every-command/class"));
        assert!(!is_a_name("select/by-magic") && !is_a_name("by-df-name"));
    }

    #[test]
    fn a_folder_of_a_row_has_a_name_of_its_own() {
        let slugs: BTreeSet<_> = TABLE.iter().map(|row| row.slug().to_string()).collect();
        assert_eq!(slugs.len(), TABLE.len());
    }

    #[test]
    fn the_scenarios_read() {
        assert!(files().unwrap().len() > 10);
    }
}
