//! Numbers that a table must have once.

use std::collections::HashMap;

use serde_json::Value;

use crate::path::Path;

/// The members of a record that are one resident's alone.
const NUMBERS: [&str; 3] = ["register_number", "record_code", "personal_number"];

/// The numbers that a table has had, whole, and the line of each: about 27 bytes a number, 80 MB for
/// a million rows with all three. It is the only thing of an import that grows with its rows.
#[derive(Debug)]
pub struct SeenNumbers {
    of: Vec<(Path, HashMap<Number, u32>)>,
}

/// Up to 15 digits, and how many they are, in 8 bytes that need no more room than they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Number(u32, u32);

impl Number {
    /// `None` for what is no such number: a rule refuses it elsewhere.
    fn parse(text: &str) -> Option<Self> {
        let is_number = text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
        let digits = is_number.then(|| text.parse::<u64>().ok()).flatten()?;
        let packed = digits * 16 + text.len() as u64;
        Some(Self(u32::try_from(packed >> 32).ok()?, u32::try_from(packed & 0xFFFF_FFFF).ok()?))
    }
}

impl Default for SeenNumbers {
    fn default() -> Self {
        let paths = NUMBERS.iter().filter_map(|path| Path::parse(path));
        Self { of: paths.map(|path| (path, HashMap::new())).collect() }
    }
}

impl SeenNumbers {
    /// Notes the numbers of a row. Where one has been noted before, its path and the line that it
    /// was on first.
    pub fn note(&mut self, row: &Value, line: u64) -> Option<(Path, u64)> {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let mut found = None;
        for (path, seen) in &mut self.of {
            let number = path.get(row).and_then(Value::as_str).and_then(Number::parse);
            let Some(number) = number else { continue };
            let first = *seen.entry(number).or_insert(line);
            if first != line && found.is_none() {
                found = Some((path.clone(), first.into()));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_is_seen_again_with_its_first_line() {
        let mut seen = SeenNumbers::default();
        let row = |register: &str, code: &str| json!({ "register_number": register, "record_code": code });
        assert_eq!(seen.note(&row("1", "24846016224"), 2), None);
        // The same digits with zeros before them are another number, and so are other members'.
        assert_eq!(seen.note(&row("01", "24846016225"), 3), None);
        assert_eq!(seen.note(&row("24846016224", "00000000001"), 4), None);
        let (path, line) = seen.note(&row("999999999999999", "24846016224"), 5).unwrap();
        assert_eq!((path.to_string().as_str(), line), ("record_code", 2));
        assert_eq!(seen.note(&row("999999999999999", "x"), 6).unwrap().1, 5);
        assert_eq!(seen.note(&row("1234567890123456", ""), 7), None);
        assert_eq!(seen.note(&row("1234567890123456", ""), 8), None, "too long: refused elsewhere");
        assert_eq!(size_of::<(Number, u32)>(), 12);
    }
}
