//! Every text a user reads, in English and Japanese, from the Fluent files under `locales/`.

use std::borrow::Cow;

use apdu_spec::status::StatusWord;
use juki_explain::{FluentArgs, FluentValue, Messages};

use crate::harmless::harmless;
use crate::japan;

mod explained;
mod word;

pub use explained::explainer;
pub use juki_explain::Language;
pub use word::word;

/// The Fluent sources of a language.
#[must_use]
pub const fn sources(language: Language) -> &'static [&'static str] {
    const ENGLISH: &[&str] = &[
        include_str!("../locales/en/help.ftl"),
        include_str!("../locales/en/errors.ftl"),
        include_str!("../locales/en/results.ftl"),
        include_str!("../locales/en/authority.ftl"),
        include_str!("../locales/en/codes.ftl"),
        include_str!("../locales/en/print.ftl"),
        include_str!("../locales/en/trust.ftl"),
        include_str!("../locales/en/card.ftl"),
        include_str!("../locales/en/issue.ftl"),
        include_str!("../locales/en/import.ftl"),
        include_str!("../locales/en/pins.ftl"),
        include_str!("../locales/en/sign.ftl"),
        include_str!("../locales/en/verify.ftl"),
        include_str!("../locales/en/with-card.ftl"),
        include_str!("../locales/en/shell.ftl"),
        include_str!("../locales/en/service.ftl"),
        include_str!("../locales/en/characters.ftl"),
        Language::English.status_words(),
    ];
    const JAPANESE: &[&str] = &[
        include_str!("../locales/ja/help.ftl"),
        include_str!("../locales/ja/errors.ftl"),
        include_str!("../locales/ja/results.ftl"),
        include_str!("../locales/ja/authority.ftl"),
        include_str!("../locales/ja/codes.ftl"),
        include_str!("../locales/ja/print.ftl"),
        include_str!("../locales/ja/trust.ftl"),
        include_str!("../locales/ja/card.ftl"),
        include_str!("../locales/ja/issue.ftl"),
        include_str!("../locales/ja/import.ftl"),
        include_str!("../locales/ja/pins.ftl"),
        include_str!("../locales/ja/sign.ftl"),
        include_str!("../locales/ja/verify.ftl"),
        include_str!("../locales/ja/with-card.ftl"),
        include_str!("../locales/ja/shell.ftl"),
        include_str!("../locales/ja/service.ftl"),
        include_str!("../locales/ja/characters.ftl"),
        Language::Japanese.status_words(),
    ];
    match language {
        Language::English => ENGLISH,
        Language::Japanese => JAPANESE,
    }
}

/// A text to be said: the id of a Fluent message and the values of its variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    id: Cow<'static, str>,
    values: Vec<(&'static str, Value)>,
}

/// The value of a variable in a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, shown as far as it acts on nothing ([`harmless`]).
    Text(String),
    /// Texts, each on a line of its own below the message.
    Lines(Vec<String>),
    /// A row of things, as a language writes one; [`list`] and [`clauses`] make it.
    Row(Vec<Self>, Separator),
    /// A number; plural rules see it.
    Number(u64),
    /// Another message, said in the same language.
    Message(Message),
}

/// What stands between the things of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// Between names: a comma.
    List,
    /// Between things that may hold commas themselves.
    Clauses,
}

/// Names in a row: `a, b`.
#[must_use]
pub fn list<T: Into<Value>>(things: impl IntoIterator<Item = T>) -> Value {
    Value::Row(things.into_iter().map(T::into).collect(), Separator::List)
}

/// Things in a row that may hold commas themselves: `a, b; c`.
#[must_use]
pub fn clauses<T: Into<Value>>(things: impl IntoIterator<Item = T>) -> Value {
    Value::Row(things.into_iter().map(T::into).collect(), Separator::Clauses)
}

impl Message {
    /// A message without values. Write `msg!("id", name = value)` instead: a test reads those.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self { id: Cow::Borrowed(id), values: Vec::new() }
    }

    /// What a status word means.
    #[must_use]
    pub fn status(status: StatusWord) -> Self {
        let id = juki_explain::message_of(status);
        let message = Self { id: Cow::Owned(id), values: Vec::new() };
        match status.tries_left() {
            Some(tries) => message.with("tries", tries),
            None => message,
        }
    }

    /// Its name in the Fluent files.
    #[cfg(test)]
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The same message with one more value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.push((name, value.into()));
        self
    }
}

/// `msg!("id", name = value, ...)`: a [`Message`].
#[macro_export]
macro_rules! msg {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::locale::Message::new($id)$(.with(stringify!($name), $value))*
    };
}

impl From<Message> for Value {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

macro_rules! values {
    ($($type:ty => |$value:ident| $make:expr;)*) => {
        $(impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $make
            }
        })*
    };
}

values! {
    &str => |value| Self::Text(value.to_owned());
    String => |value| Self::Text(value);
    Vec<String> => |value| Self::Lines(value);
    &String => |value| Self::Text(value.clone());
    std::path::Display<'_> => |value| Self::Text(value.to_string());
    der::DateTime => |value| Self::Text(japan::text(value));
    &std::io::Error => |value| Self::Text(value.to_string());
    u64 => |value| Self::Number(value);
    u32 => |value| Self::Number(value.into());
    u16 => |value| Self::Number(value.into());
    u8 => |value| Self::Number(value.into());
    usize => |value| Self::Number(value as u64);
}

/// A language with its messages.
pub struct Locale {
    language: Language,
    messages: Messages,
}

impl Locale {
    /// Loads the messages of a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let messages = Messages::new(language, sources(language).iter().copied());
        Self { language, messages: messages.with_function(word::FUNCTION, word::function) }
    }

    /// The language of the messages.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The text of a message; its id when there is no such message.
    #[must_use]
    pub fn text(&self, message: &Message) -> String {
        let mut values = FluentArgs::new();
        for (name, value) in &message.values {
            values.set(
                *name,
                match value {
                    // Beyond 2^53 nothing is counted here.
                    Value::Number(number) => FluentValue::from(*number),
                    other => FluentValue::from(self.shown(other)),
                },
            );
        }
        self.messages.find(&message.id, &values).unwrap_or_else(|| message.id.clone().into_owned())
    }

    /// A value as it stands in a message.
    fn shown(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => harmless(text),
            Value::Lines(lines) => {
                lines.iter().map(|line| format!("\n  {}", harmless(line))).collect()
            }
            Value::Row(things, separator) => {
                let separator = match separator {
                    Separator::List => self.text(&msg!("list-separator")),
                    Separator::Clauses => self.text(&msg!("clause-separator")),
                };
                let things: Vec<_> = things.iter().map(|thing| self.shown(thing)).collect();
                things.join(&separator)
            }
            Value::Number(number) => number.to_string(),
            Value::Message(inner) => self.text(inner),
        }
    }

    /// The text of a message without variables whose id is made at run time (help texts are
    /// named after their command and argument).
    #[must_use]
    pub fn plain(&self, id: &str) -> Option<String> {
        self.messages.find(id, &FluentArgs::new())
    }
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Locale").field("language", &self.language).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_can_neither_clear_the_screen_nor_begin_a_line() {
        let locale = Locale::new(Language::English);
        let name = "A\u{1b}[2J\nB\u{202e}";
        let message = msg!("error-no-card-in", reader = name);
        let text = locale.text(&message);
        assert!(text.contains("A\u{FFFD}[2J\u{FFFD}B\u{FFFD}"), "{text}");
    }

    #[test]
    fn a_row_is_written_as_its_language_writes_one() {
        let rows = [list(["a", "b"]), clauses([msg!("read-left-text"), msg!("read-left-visual")])];
        for (language, expected) in [
            (
                Language::English,
                ["a, b", "personal number, attributes; pictures of the card's face"],
            ),
            (Language::Japanese, ["a、b", "個人番号・4情報、券面の画像"]),
        ] {
            let locale = Locale::new(language);
            assert_eq!(rows.each_ref().map(|row| locale.shown(row)), expected);
        }
        assert_eq!(Locale::new(Language::English).shown(&list(["a\u{1b}"])), "a\u{FFFD}");
    }

    #[test]
    fn a_moment_is_said_in_japan_with_its_zone() {
        let at: der::DateTime = "2026-11-22T15:00:00Z".parse().unwrap();
        for language in Language::ALL {
            let shown = Locale::new(language).text(&msg!("verify-claimed-time", time = at));
            assert!(shown.contains("2026-11-23 00:00:00 JST"), "{shown}");
        }
    }

    #[test]
    fn a_message_may_hold_another() {
        let locale = Locale::new(Language::English);
        let message = msg!("error-file", path = "x.juki", cause = msg!("cause-not-found"));
        assert_eq!(
            locale.text(&message),
            "x.juki cannot be read or written: no such file or folder."
        );
    }
}
