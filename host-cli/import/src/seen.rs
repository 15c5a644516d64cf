//! Numbers that a table must have once.

use std::collections::HashMap;
use std::io;
use std::path::{Path as FilePath, PathBuf};

use serde_json::Value;

use crate::path::Path;

mod number_file;

use number_file::NumberFile;

/// The members of a record that are one resident's alone.
const NUMBERS: [&str; 3] = ["register_number", "record_code", "personal_number"];

/// Numbers that are kept in memory, 4 MiB of a hash table. With one more all of them go into a file.
const IN_MEMORY: usize = 1 << 17;

/// The numbers that a table has had, whole, and the line of each: the first ones in memory, and
/// where there are many in a file without a name, so that an import takes as much memory for a
/// million rows as for a hundred thousand.
#[derive(Debug)]
pub struct SeenNumbers {
    paths: Vec<Path>,
    /// Beside this the file is made.
    beside: PathBuf,
    in_memory: usize,
    lines: Lines,
}

/// The line of each number.
#[derive(Debug)]
enum Lines {
    Memory(HashMap<u64, u64>),
    File(NumberFile),
}

/// Up to 15 digits, of which leading zeros do not count (spreadsheets take them off), and which of
/// the members they are of; never 0.
fn key(member: usize, text: &str) -> Option<u64> {
    // What is no such number a rule refuses elsewhere.
    let is_number =
        (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let digits = is_number.then(|| text.parse::<u64>().ok()).flatten()?;
    Some(digits * NUMBERS.len() as u64 + member as u64 + 1)
}

impl SeenNumbers {
    /// None yet. When there are too many for memory they are put into the folder of `beside`.
    #[must_use]
    pub fn new(beside: &FilePath) -> Self {
        Self {
            paths: NUMBERS.iter().filter_map(|path| Path::parse(path)).collect(),
            beside: beside.to_owned(),
            in_memory: IN_MEMORY,
            lines: Lines::Memory(HashMap::new()),
        }
    }

    /// The folder of this is where they are put.
    #[must_use]
    pub fn beside(&self) -> &FilePath {
        &self.beside
    }

    /// Notes the numbers of a row. Where one has been noted before, its path and the line that it
    /// was on first.
    ///
    /// # Errors
    /// When they cannot be put into a file.
    pub fn note(&mut self, row: &Value, line: u64) -> io::Result<Option<(Path, u64)>> {
        let mut found = None;
        for member in 0..self.paths.len() {
            let path = self.paths.get(member);
            let text = path.and_then(|path| path.get(row)).and_then(Value::as_str);
            let Some(key) = text.and_then(|text| key(member, text)) else { continue };
            let first = self.note_key(key, line)?;
            found = found.or_else(|| Some((self.paths.get(member)?.clone(), first?)));
        }
        Ok(found)
    }

    fn note_key(&mut self, key: u64, line: u64) -> io::Result<Option<u64>> {
        let seen = match &mut self.lines {
            Lines::File(file) => return file.note(key, line, &self.beside),
            Lines::Memory(seen) => seen,
        };
        if let Some(first) = seen.get(&key) {
            return Ok(Some(*first));
        }
        if seen.len() < self.in_memory {
            seen.insert(key, line);
            return Ok(None);
        }
        let mut file = NumberFile::create(&self.beside)?;
        for (key, line) in seen.iter() {
            file.note(*key, *line, &self.beside)?;
        }
        file.note(key, line, &self.beside)?;
        self.lines = Lines::File(file);
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// In memory, and in a file from the fourth number on.
    #[test]
    fn a_number_is_seen_again_with_its_first_line() {
        for in_memory in [IN_MEMORY, 3] {
            let beside = std::env::temp_dir().join("out.jsonl");
            let mut seen = SeenNumbers { in_memory, ..SeenNumbers::new(&beside) };
            let mut note = |row: Value, line| seen.note(&row, line).unwrap();
            let row = |register: &str, code: &str| json!({ "register_number": register, "record_code": code });
            assert_eq!(note(row("1", "24846016224"), 2), None);
            // The same digits with zeros before them are the same number, and other members'
            // another.
            let (path, line) = note(row("01", "24846016225"), 3).unwrap();
            assert_eq!((path.to_string().as_str(), line), ("register_number", 2));
            assert_eq!(note(row("24846016224", "00000000001"), 4), None);
            let (path, line) = note(row("999999999999999", "24846016224"), 5).unwrap();
            assert_eq!((path.to_string().as_str(), line), ("record_code", 2));
            assert_eq!(note(row("999999999999999", "x"), 6).unwrap().1, 5);
            assert_eq!(note(row("1234567890123456", ""), 7), None);
            assert_eq!(note(row("1234567890123456", ""), 8), None, "too long: refused elsewhere");
            assert_eq!(note(row("000000000000000", "00000000000"), 9), None);
            assert_eq!(note(row("000000000000000", "00000000000"), 10).unwrap().1, 9);
        }
    }

    #[test]
    fn a_folder_that_takes_no_file_is_an_error() {
        let beside = std::env::temp_dir().join("no such folder").join("out.jsonl");
        let mut seen = SeenNumbers { in_memory: 1, ..SeenNumbers::new(&beside) };
        assert_eq!(seen.note(&json!({ "record_code": "1" }), 1).unwrap(), None);
        assert!(seen.note(&json!({ "record_code": "2" }), 2).is_err());
    }
}
