//! What status words, commands and bytes mean: `juki explain`, and `explain` in the shell.
//!
//! Everything comes from the one table of commands and the table of status words; what to do
//! about a status word is said in the user's language.

use std::fmt::Write as _;

use apdu_spec::class::Family;
use apdu_spec::instruction::{Byte, COMMON, Field, Form, Row, TABLE};
use apdu_spec::status::StatusWord;
use serde_json::{Value, json};

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Locale, Message, list};
use crate::msg;

/// What can be explained.
#[derive(Clone, Copy, Debug)]
pub enum Topic {
    /// A status word.
    Status(StatusWord),
    /// A command of the table.
    Command(&'static Row),
}

impl Topic {
    /// Finds what is meant: a status word by digits or name, a command by name or instruction
    /// byte.
    ///
    /// # Errors
    /// [`Exit::Rejected`] when nothing or more than one thing is meant; it names what there is.
    pub fn find(text: &str) -> Result<Vec<Self>, Error> {
        let text = text.trim();
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let value = u16::from_str_radix(&digits, 16).ok();
        match (digits.len(), value) {
            (4, Some(value)) if value >> 12 == 6 || value >> 12 == 9 => {
                return Ok(vec![Self::Status(StatusWord::new(value))]);
            }
            // An instruction byte, or a class and an instruction byte.
            (2 | 4, Some(value)) => {
                let [class, ins] = value.to_be_bytes();
                let family =
                    if class & 0x80 == 0 { Family::Interindustry } else { Family::Proprietary };
                let rows = TABLE
                    .iter()
                    .filter(|row| row.ins == ins && (digits.len() == 2 || row.family == family));
                let found: Vec<_> = rows.map(Self::Command).collect();
                if !found.is_empty() {
                    return Ok(found);
                }
            }
            _ => {}
        }
        let name = text.to_ascii_lowercase().replace([' ', '_'], "-");
        let status = StatusWord::ALL
            .iter()
            .find(|word| word.name().to_ascii_lowercase().replace('_', "-") == name);
        if let Some(word) = status {
            return Ok(vec![Self::Status(*word)]);
        }
        if let Some(row) = TABLE.iter().find(|row| row.slug().to_string() == name) {
            return Ok(vec![Self::Command(row)]);
        }
        let near: Vec<String> = TABLE
            .iter()
            .map(|row| row.slug().to_string())
            .filter(|slug| !name.is_empty() && slug.contains(&name))
            .collect();
        let what = msg!("error-explain", topic = text);
        let todo = if near.is_empty() {
            msg!("todo-explain")
        } else {
            msg!("todo-explain-near", topics = list(near))
        };
        Err(Error::new(Exit::Rejected, what, todo))
    }

    /// The text, whole lines.
    #[must_use]
    pub fn text(&self, locale: &Locale) -> String {
        match self {
            Self::Status(status) => status_text(*status, locale),
            Self::Command(row) => row_text(row, locale),
        }
    }

    /// The same as JSON.
    #[must_use]
    pub fn json(&self, locale: &Locale) -> Value {
        match self {
            Self::Status(status) => json!({
                "sw": status.to_string(),
                "name": status.name(),
                "meaning": locale.text(&Message::status(*status)),
                "advice": advice(*status, locale),
                "commands": answered_by(*status).map(|row| row.slug().to_string()).collect::<Vec<_>>(),
            }),
            Self::Command(row) => json!({
                "command": row.slug().to_string(),
                "name": row.name,
                "class": class(row),
                "ins": format!("{:02X}", row.ins),
                "clause": row.clause,
                "forms": row.forms.iter().map(|form| json!({
                    "name": form.name,
                    "p1": byte(form.p1),
                    "p2": byte(form.p2),
                    "data": field(form.data),
                    "le": field(form.le),
                    "secret": form.secret,
                })).collect::<Vec<_>>(),
                "status": row.status.iter().chain(COMMON).map(shown).collect::<Vec<_>>(),
            }),
        }
    }
}

fn status_text(status: StatusWord, locale: &Locale) -> String {
    let mut text = String::new();
    let meaning = locale.text(&Message::status(status));
    let _ = writeln!(text, "{status} {}: {meaning}", status.name());
    let _ = writeln!(text, "  ISO/IEC 7816-4:2020, 5.6");
    if let Some(advice) = advice(status, locale) {
        let _ = writeln!(text, "  {advice}");
    }
    let rows: Vec<_> = answered_by(status).collect();
    if rows.is_empty() || rows.len() == TABLE.len() {
        let who =
            if rows.is_empty() { msg!("explain-no-command") } else { msg!("explain-any-command") };
        let _ = writeln!(text, "  {}", locale.text(&who));
    } else {
        let names = list(rows.iter().map(|row| row.slug().to_string()));
        let _ = writeln!(text, "  {}", locale.text(&msg!("explain-answered-by", commands = names)));
    }
    text
}

fn row_text(row: &Row, locale: &Locale) -> String {
    let say = |message: Message| locale.text(&message);
    let mut text = String::new();
    let _ = writeln!(text, "{}  {} {:02X}  {}", row.name, class(row), row.ins, row.clause);
    let _ = writeln!(text, "\n{}", say(msg!("explain-forms")));
    let width = row.forms.iter().map(|form| form.name.len()).max().unwrap_or(0);
    for form in row.forms {
        let _ = write!(
            text,
            "  {:width$}  P1 {}  P2 {}  {}  {}",
            form.name,
            byte(form.p1),
            byte(form.p2),
            say(msg!("explain-data", field = field(form.data))),
            say(msg!("explain-le", field = field(form.le))),
        );
        if form.secret {
            let _ = write!(text, "  {}", say(msg!("explain-secret")));
        }
        text.push('\n');
    }
    let own: Vec<_> = [&StatusWord::SUCCESS].into_iter().chain(row.status).collect();
    let common: Vec<_> = COMMON.iter().filter(|status| !own.contains(status)).collect();
    for (heading, answers) in [(msg!("explain-status"), &own), (msg!("explain-common"), &common)] {
        let _ = writeln!(text, "\n{}", say(heading));
        for status in answers {
            let meaning = match status.tries_left() {
                Some(_) => say(msg!("explain-tries")),
                None => say(Message::status(**status)),
            };
            let _ = writeln!(text, "  {}  {meaning}", shown(status));
        }
    }
    // One that is written as it is asked for, the command's own first.
    let mut digits = own.iter().skip(1).chain(&common).map(|status| shown(status));
    let example = digits.find(|shown| !shown.contains('x')).unwrap_or_default();
    let _ = writeln!(text, "\n{}", say(msg!("explain-legend", example = example)));
    text
}

/// What to do about a status word; `None` when nothing went wrong.
fn advice(status: StatusWord, locale: &Locale) -> Option<String> {
    let name = match status.tries_left() {
        Some(_) => "tries-left".to_owned(),
        None => status.name().to_ascii_lowercase().replace('_', "-"),
    };
    locale.plain(&format!("explain-status-{name}"))
}

fn answered_by(status: StatusWord) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(move |row| row.lists(status))
}

/// A status word as a table shows it: `63Cx` for tries.
fn shown(status: &StatusWord) -> String {
    match (status.tries_left(), status.exact_le()) {
        (Some(_), _) => "63Cx".to_owned(),
        (_, Some(_)) => "6Cxx".to_owned(),
        _ => status.to_string(),
    }
}

fn class(row: &Row) -> &'static str {
    match row.family {
        Family::Interindustry => "00",
        Family::Proprietary => "80",
    }
}

/// The values of a parameter byte.
#[must_use]
pub fn byte(byte: Byte) -> String {
    match byte {
        Byte::Any => "00-FF".to_owned(),
        Byte::Is(value) => format!("{value:02X}"),
        Byte::Range(from, to) => format!("{from:02X}-{to:02X}"),
        Byte::OneOf(values) => {
            values.iter().map(|value| format!("{value:02X}")).collect::<Vec<_>>().join(", ")
        }
        Byte::Bits(mask, value) => (0..8)
            .rev()
            .map(|bit| match (mask >> bit & 1, value >> bit & 1) {
                (0, _) => 'x',
                (_, 0) => '0',
                _ => '1',
            })
            .collect(),
        Byte::Reference => "80, 81-9E, 01-1E".to_owned(),
        Byte::KeyReference => "80, 81-9E, 00-1E".to_owned(),
    }
}

/// What a field of the command must be.
fn field(field: Field) -> String {
    match field {
        Field::Absent => "-".to_owned(),
        Field::Present => "+".to_owned(),
        Field::Optional => "(+)".to_owned(),
        Field::Length(from, to) if from == to => from.to_string(),
        Field::Length(from, to) => format!("{from}-{to}"),
    }
}

/// The form of a row with this name.
#[must_use]
pub fn form(row: &'static Row, name: &str) -> Option<&'static Form> {
    row.forms.iter().find(|form| form.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    fn text(topic: &str, language: Language) -> String {
        let locale = Locale::new(language);
        Topic::find(topic).unwrap().iter().map(|topic| topic.text(&locale)).collect()
    }

    #[test]
    fn a_status_word_is_found_by_digits_and_by_name() {
        for topic in
            ["6983", "69 83", "AUTHENTICATION_METHOD_BLOCKED", "authentication-method-blocked"]
        {
            let text = text(topic, Language::English);
            assert!(
                text.contains("AUTHENTICATION_METHOD_BLOCKED") && text.contains("verify"),
                "{text}"
            );
        }
        assert!(text("63C2", Language::English).contains("2 tries"));
    }

    #[test]
    fn a_command_is_found_by_name_and_by_instruction_byte() {
        for topic in ["read-record", "READ RECORD", "B2", "00B2"] {
            let text = text(topic, Language::English);
            assert!(text.contains("READ RECORD") && text.contains("by-number"), "{text}");
            assert!(text.contains("6A83") && text.contains("11.4.3"), "{text}");
        }
        assert_eq!(
            Topic::find("2A").unwrap().len(),
            TABLE.iter().filter(|row| row.ins == 0x2A).count()
        );
    }

    #[test]
    fn what_is_not_there_names_what_is_near() {
        let locale = Locale::new(Language::English);
        let (_, todo) = Topic::find("record").unwrap_err().texts(&locale);
        assert!(todo.contains("read-record") && todo.contains("append-record"), "{todo}");
        let error = Topic::find("nonsense").unwrap_err();
        assert_eq!(error.exit, Exit::Rejected);
    }

    #[test]
    fn every_line_that_an_explanation_names_explains_something() {
        let topics = TABLE.iter().map(|row| row.slug().to_string());
        let topics = topics.chain(StatusWord::ALL.iter().map(StatusWord::to_string));
        for topic in topics {
            for language in Language::ALL {
                let text = text(&topic, language);
                let lines: Vec<_> = text.split("juki explain ").skip(1).collect();
                for named in &lines {
                    let end = named.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
                    let named = &named[..end.unwrap_or(named.len())];
                    assert!(Topic::find(named).is_ok(), "{topic}: {text}");
                }
                // A command's explanation says where its answers are explained.
                let is_command = matches!(Topic::find(&topic).unwrap()[0], Topic::Command(_));
                assert!(!lines.is_empty() || !is_command, "{topic}: {text}");
            }
        }
    }

    #[test]
    fn a_command_shows_what_every_command_may_answer() {
        for row in TABLE {
            let text = text(&row.slug().to_string(), Language::English);
            for status in COMMON {
                let line = format!("  {}  ", shown(status));
                assert_eq!(text.matches(&line).count(), 1, "{status}: {text}");
            }
        }
    }

    #[test]
    fn every_status_word_and_row_has_its_text_in_every_language() {
        for language in Language::ALL {
            let locale = Locale::new(language);
            for status in StatusWord::ALL {
                assert!(
                    *status == StatusWord::SUCCESS || advice(*status, &locale).is_some(),
                    "{status:?}"
                );
            }
            for row in TABLE {
                assert!(
                    Topic::find(&row.slug().to_string()).unwrap()[0]
                        .text(&locale)
                        .contains(row.clause)
                );
            }
        }
    }
}
