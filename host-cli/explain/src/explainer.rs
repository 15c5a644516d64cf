//! Explanations in a language.

use std::fmt::Write as _;

use apdu_spec::instruction::{COMMON, Row, SecureMessagingRule, TABLE};
use apdu_spec::status::StatusWord;
use fluent_bundle::FluentArgs;

use crate::objects::{DataObject, Protocol, Sender};
use crate::shown::{byte, class, field, status as shown};
use crate::{Language, Line, Messages, Topic};

pub(crate) mod parts;

/// Explains in a language.
#[derive(Debug)]
pub struct Explainer {
    messages: Messages,
}

/// The name of the Fluent message that says what a status word means; its variable `tries` is how
/// many are left where the word says so.
#[must_use]
pub fn message_of(status: StatusWord) -> String {
    match status.tries_left() {
        // The card's table has a row of its own for it, named by its count.
        Some(_) => "status-tries-left".to_owned(),
        None => format!("status-{}", status.name().to_ascii_lowercase().replace('_', "-")),
    }
}

impl Explainer {
    /// One that speaks this language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self::with_words(language, "")
    }

    /// One that speaks this language in a program with words of its own: Fluent messages, each of
    /// which stands for that of the same name in `locales/*/explain.ftl`, as advice that says how
    /// this program is asked for more.
    #[must_use]
    pub fn with_words(language: Language, words: &str) -> Self {
        let sources = [language.status_words(), language.explanations(), language.objects(), words];
        Self { messages: Messages::new(language, sources) }
    }

    /// What a status word means, in some words.
    #[must_use]
    pub fn meaning(&self, status: StatusWord) -> String {
        let id = message_of(status);
        let mut values = FluentArgs::new();
        if let Some(tries) = status.tries_left() {
            values.set("tries", tries);
        }
        self.messages.find(&id, &values).unwrap_or(id)
    }

    /// What to do about a status word; `None` when nothing went wrong.
    #[must_use]
    pub fn advice(&self, status: StatusWord) -> Option<String> {
        self.messages.find(&format!("explain-{}", message_of(status)), &FluentArgs::new())
    }

    /// All that is known of a topic, whole lines.
    #[must_use]
    pub fn text(&self, topic: &Topic) -> String {
        match topic {
            Topic::Status(status) => self.status(*status, topic),
            Topic::Command(row) => self.command(row),
            Topic::DataObject(object) => self.data_object(object),
            Topic::Protocol(protocol) => self.protocol(*protocol),
            Topic::Class(byte) => format!("CLA {byte:02X}\n{}", lines(1, &self.class(*byte))),
            Topic::Line(line) => self.line(line),
        }
    }

    /// What a protocol does, in some sentences.
    #[must_use]
    pub fn of_protocol(&self, protocol: Protocol) -> String {
        self.say(&format!("protocol-{}-does", protocol.slug()))
    }

    fn data_object(&self, object: &DataObject) -> String {
        let mut text = format!("DO {:02X}  {}\n", object.tag, self.of_object(object));
        let sender = self.say(match object.sender {
            Sender::Host => "object-from-host",
            Sender::Card => "object-from-card",
            Sender::Either => "object-from-either",
        });
        let within = object
            .within
            .map(|tag| self.say_with("object-within", "tag", format!("{tag:02X}")))
            .unwrap_or_default();
        let _ = writeln!(text, "  {sender}{within}");
        let _ = writeln!(text, "  {}", object.protocol.clause());
        text
    }

    fn protocol(&self, protocol: Protocol) -> String {
        let mut text = self.say(&format!("protocol-{}", protocol.slug()));
        let _ = writeln!(text, "  {}", protocol.clause());
        for line in self.of_protocol(protocol).lines() {
            let _ = writeln!(text, "  {line}");
        }
        let _ = writeln!(text, "\n{}", self.say("object-list"));
        for object in DataObject::once(DataObject::of(protocol)) {
            let within = object.within.map(|tag| format!("{tag:02X}/")).unwrap_or_default();
            let tag = format!("{within}{:02X}", object.tag);
            let said = self.say(&format!("object-{}", object.name));
            let _ = writeln!(text, "  {tag:9}  {said}");
        }
        text
    }

    fn line(&self, line: &Line) -> String {
        let mut text = String::new();
        for part in self.parts(line) {
            let _ = writeln!(text, "{}{}", "  ".repeat(part.depth), part.label);
            text.push_str(&lines(part.depth + 2, &part.meanings));
        }
        text
    }

    fn status(&self, status: StatusWord, topic: &Topic) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "{status} {}: {}", status.name(), self.meaning(status));
        let _ = writeln!(text, "  ISO/IEC 7816-4:2020, 5.6");
        if let Some(advice) = self.advice(status) {
            let _ = writeln!(text, "  {advice}");
        }
        let rows: Vec<_> = topic.answered_by().map(|row| row.slug().to_string()).collect();
        let who = match rows.len() {
            0 => self.say("explain-no-command"),
            all if all == TABLE.len() => self.say("explain-any-command"),
            _ => {
                let commands = rows.join(&self.say("explain-separator"));
                self.say_with("explain-answered-by", "commands", commands)
            }
        };
        let _ = writeln!(text, "  {who}");
        text
    }

    fn command(&self, row: &Row) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "{}  {} {:02X}  {}", row.name, class(row), row.ins, row.clause);
        match row.secure_messaging {
            SecureMessagingRule::Accepted => {}
            SecureMessagingRule::Compulsory => {
                let _ = writeln!(text, "{}", self.say("explain-secured"));
            }
            SecureMessagingRule::Never => {
                let _ = writeln!(text, "{}", self.say("explain-never-secured"));
            }
        }
        let _ = writeln!(text, "\n{}", self.say("explain-forms"));
        let width = row.forms.iter().map(|form| form.name.len()).max().unwrap_or(0);
        for form in row.forms {
            let _ = write!(
                text,
                "  {:width$}  P1 {}  P2 {}  {}  {}",
                form.name,
                byte(form.p1),
                byte(form.p2),
                self.say_with("explain-data", "field", field(form.data)),
                self.say_with("explain-le", "field", field(form.le)),
            );
            if form.secret {
                let _ = write!(text, "  {}", self.say("explain-secret"));
            }
            text.push('\n');
        }
        let own: Vec<_> = [&StatusWord::SUCCESS].into_iter().chain(row.status).collect();
        let common: Vec<_> = COMMON.iter().filter(|status| !own.contains(status)).collect();
        for (heading, answers) in [("explain-status", &own), ("explain-common", &common)] {
            let _ = writeln!(text, "\n{}", self.say(heading));
            for status in answers {
                let meaning = match status.tries_left() {
                    Some(_) => self.say("explain-tries"),
                    None => self.meaning(**status),
                };
                let _ = writeln!(text, "  {}  {meaning}", shown(**status));
            }
        }
        // One that is written as it is asked for, the command's own first.
        let mut digits = own.iter().skip(1).chain(&common).map(|status| shown(**status));
        let example = digits.find(|shown| !shown.contains('x')).unwrap_or_default();
        let _ = writeln!(text, "\n{}", self.say_with("explain-legend", "example", example));
        text
    }

    fn say(&self, id: &str) -> String {
        self.messages.find(id, &FluentArgs::new()).unwrap_or_else(|| id.to_owned())
    }

    fn say_with(&self, id: &str, name: &'static str, value: String) -> String {
        let mut values = FluentArgs::new();
        values.set(name, value);
        self.messages.find(id, &values).unwrap_or_else(|| id.to_owned())
    }
}

/// Each on a line of its own, so deep.
fn lines(depth: usize, meanings: &[String]) -> String {
    meanings.iter().map(|said| format!("{}{said}\n", "  ".repeat(depth))).collect()
}

#[cfg(test)]
mod tests;
