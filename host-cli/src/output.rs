//! What a user sees: text or one JSON object on standard output, errors in two lines on standard
//! error.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::exit::Exit;
use crate::harmless::marked;
use crate::locale::Locale;

/// The result of a command that did what it was asked.
#[derive(Clone, Debug)]
pub struct Report {
    /// How the process ends.
    pub exit: Exit,
    /// The text, whole lines; empty when everything has been said.
    pub text: String,
    /// The command as the schema names it: `virtual.new`.
    pub command: &'static str,
    /// The members of the JSON object; `null` when everything has been said.
    pub members: Value,
}

/// Prints the result of a command.
///
/// # Errors
/// When standard output does not take it.
pub fn report(report: &Report, json: bool) -> Result<(), Error> {
    match (json, &report.members) {
        (true, Value::Null) => Ok(()),
        (true, members) => object(report.command, members),
        (false, _) => text(&report.text),
    }
}

/// Prints one JSON object with its schema.
///
/// # Errors
/// When standard output does not take it.
pub fn object(command: &str, members: &Value) -> Result<(), Error> {
    let mut object = Map::new();
    object.insert("schema".into(), json!(format!("juki.{command}/1")));
    if let Value::Object(members) = members {
        object.extend(members.clone());
    }
    text(&format!("{}\n", escaped(&Value::Object(object).to_string())))
}

/// Prints one JSON object with its schema and one member, a list: element by element, of any length.
///
/// # Errors
/// When standard output does not take it.
pub fn list(
    command: &str,
    member: &str,
    elements: impl Iterator<Item = Value>,
) -> Result<(), Error> {
    let mut part = format!("{{{}:[", json!(member));
    for (place, element) in elements.enumerate() {
        part.push_str(if place == 0 { "" } else { "," });
        part.push_str(&escaped(&element.to_string()));
        if part.len() > PART {
            text(&part)?;
            part.clear();
        }
    }
    let schema = json!(format!("juki.{command}/1"));
    text(&format!("{part}],\"schema\":{schema}}}\n"))
}

/// About how many bytes of a list are printed together.
const PART: usize = 64 * 1024;

/// The same JSON, with every character escaped that acts on a terminal or is not seen there
/// (RFC 8259, 7).
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for (character, acts) in marked(json) {
        if acts {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units);
            out.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(character);
        }
    }
    out
}

/// Prints text. A reader that has gone away (`juki info | head -1`) is no failure.
///
/// # Errors
/// When standard output does not take it.
pub fn text(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(Error::system(&cause)),
        _ => Ok(()),
    }
}

/// Prints a failure and gives its exit code.
pub fn failure(error: &Error, locale: &Locale, json: bool) -> Exit {
    if json {
        let mut members = error.members(locale);
        members["sw"] = error.status.map(|status| status.to_string()).into();
        // There is no place left to complain to.
        let _unsaid = object("error", &members);
    } else {
        complain(error, locale);
    }
    error.exit
}

/// Prints a failure to standard error, in two lines.
pub fn complain(error: &Error, locale: &Locale) {
    let (what, todo) = error.texts(locale);
    note(&format!("{what}\n{todo}"));
}

/// Prints a line to standard error.
pub fn note(text: &str) {
    // There is no place left to complain to.
    let _unsaid = writeln!(io::stderr().lock(), "{text}");
}

/// Prints a line to standard error, a terminal, in place of the one before it; an empty text takes
/// that one away.
pub fn progress(text: &str) {
    let mut out = io::stderr().lock();
    // There is no place left to complain to.
    let _unsaid = write!(out, "\r{text}\x1b[K").and_then(|()| out.flush());
}

/// Prints a question to standard error; the answer follows on the same line.
pub fn prompt(text: &str) {
    let mut out = io::stderr().lock();
    // There is no place left to complain to.
    let _unsaid = write!(out, "{text} ").and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{escaped, marked};

    #[test]
    fn escaped_json_is_the_same_json() {
        let object =
            json!({ "name": "A\u{1b}[2J\u{9b}2J\u{202e}B\r\n\u{7f}\u{200B}\\葛\u{E0100}" });
        let escaped = escaped(&object.to_string());
        assert!(!marked(&escaped).any(|(_, acts)| acts) && escaped.contains("葛\u{E0100}"));
        assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap(), object);
    }
}
