//! Validating JSON documents written by users against their schema.
//!
//! Errors of JSON parsers are for programmers, and in English. The errors here are for users: in
//! which encoding the file is when it is another than UTF-8 (RFC 8259, 8.1), on which line and
//! column it is no JSON, and which member is there twice, unknown, missing or of another kind than
//! in the schema. Other rules for values (lengths, days, check digits) are checked by the caller.

mod encoding;

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::harmless::harmless;

pub use encoding::Encoding;

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The member, as a path from `$`.
    pub path: String,
    /// Where it is; `None` in a file that is not text, or in another known encoding.
    pub position: Option<Position>,
    /// What is wrong there.
    pub fault: Fault,
}

/// A position in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Fault {
    /// It is in another encoding than UTF-8.
    Encoding(Encoding),
    /// It ends early.
    EndsEarly,
    /// This character is a syntax error.
    Syntax(Option<char>),
    /// The member was there before.
    Twice,
    /// The member is missing.
    Missing,
    /// No such member is known; these are.
    Unknown(Vec<String>),
    /// The value is not one of these.
    NotOneOf(Vec<String>),
    /// The value is of another kind.
    Kind(Kind),
    /// The value has none of the forms that the schema lists.
    Form,
}

/// Kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Kind {
    /// `{ }`.
    Object,
    /// `[ ]`.
    Array,
    /// In quotation marks.
    String,
    /// A number without a fraction.
    Integer,
    /// Any other one.
    Other,
}

/// The requirement, as the end of a sentence about the member: "must be ...".
impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            None => self.fault.fmt(f),
            Some(Position { line, column }) => {
                write!(f, "{} (line {line}, column {column})", self.fault)
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoding(encoding) => write!(f, "in UTF-8 and is in {encoding}"),
            Self::EndsEarly => f.write_str("whole JSON: the file ends early"),
            Self::Syntax(None) => f.write_str("valid JSON"),
            Self::Syntax(Some(found)) => {
                write!(f, "valid JSON: “{}” cannot stand here", harmless(&found.to_string()))
            }
            Self::Twice => f.write_str("given only once"),
            Self::Missing => f.write_str("there: it is missing"),
            Self::Unknown(known) => {
                write!(f, "left out: no such field is known (known are: {})", known.join(", "))
            }
            Self::NotOneOf(known) => write!(f, "one of: {}", known.join(", ")),
            Self::Kind(kind) => kind.fmt(f),
            Self::Form => f.write_str("of a form that the schema knows"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Object => "an object: { ... }",
            Self::Array => "a list: [ ... ]",
            Self::String => "a text in quotation marks",
            Self::Integer => "a number without a fraction",
            Self::Other => "of a form that the schema knows",
        })
    }
}

/// A path from `$` as a person reads it: `$` itself is the whole file.
pub(crate) fn path_in_words(path: &str) -> &str {
    if path == "$" { "the file" } else { path }
}

/// The text of a document that has the members which its schema says, each of its kind.
///
/// # Errors
/// The first deviation. What stands there is not part of it: it may be a personal number.
pub fn read<'a>(bytes: &'a [u8], schema: &str) -> Result<&'a str, Deviation> {
    // Schemas are part of the program.
    read_by(bytes, &serde_json::from_str(schema).unwrap_or(Value::Null))
}

/// As [`read`], by a schema that is JSON already: of many documents each would parse it again.
pub(crate) fn read_by<'a>(bytes: &'a [u8], schema: &Value) -> Result<&'a str, Deviation> {
    let text = encoding::text(bytes)?;
    let top: &RawValue = serde_json::from_str(text).map_err(|error| syntax(text, &error))?;
    SchemaValidator { text, root: schema }.look(schema, top, "$").map_err(|found| {
        let position = text.get(..found.start).map(Position::after);
        Deviation { path: found.path, position, fault: found.fault }
    })?;
    Ok(text)
}

fn syntax(text: &str, error: &serde_json::Error) -> Deviation {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    // The parser counts bytes.
    let at = line.char_indices().take_while(|(start, _)| *start < error.column()).last();
    let column = line.char_indices().take_while(|(start, _)| *start < error.column()).count();
    let position = Position { line: error.line().max(1), column: column.max(1) };
    let fault =
        if error.is_eof() { Fault::EndsEarly } else { Fault::Syntax(at.map(|(_, found)| found)) };
    Deviation { path: "$".to_owned(), position: Some(position), fault }
}

impl Position {
    /// Of what stands behind a text.
    fn after(before: &str) -> Self {
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|character| *character != '\n').count() + 1;
        Self { line, column }
    }
}

/// A deviation that has no line yet: of those in forms that are tried in vain nobody hears, and to
/// count lines for each would cost the square of a document's length.
struct Finding {
    path: String,
    /// Bytes before it.
    start: usize,
    fault: Fault,
}

impl Finding {
    fn is_nearer(&self, other: &Self) -> bool {
        let depth = |finding: &Self| finding.path.matches(['.', '[']).count();
        let value = |finding: &Self| matches!(finding.fault, Fault::NotOneOf(_));
        (depth(self), value(self)) > (depth(other), value(other))
    }
}

/// Validates a document against a schema.
struct SchemaValidator<'a> {
    text: &'a str,
    root: &'a Value,
}

impl SchemaValidator<'_> {
    fn look(&self, schema: &Value, value: &RawValue, path: &str) -> Result<(), Finding> {
        if let Some(pointer) = schema["$ref"].as_str().and_then(|uri| uri.strip_prefix('#')) {
            return self.look(self.root.pointer(pointer).unwrap_or(&Value::Null), value, path);
        }
        let wrong = |fault| Err(self.finding(path, value, fault));
        // No schema, or a reference to none: nothing is known to be right.
        if !schema.is_object() {
            return wrong(Fault::Form);
        }
        if let Some(forms) = schema["oneOf"].as_array() {
            let mut found = Vec::new();
            for form in forms {
                match self.look(form, value, path) {
                    Ok(()) => return Ok(()),
                    Err(finding) => found.push(finding),
                }
            }
            // The form that fits furthest is the one that was meant.
            let none = self.finding(path, value, Fault::Form);
            return Err(found.into_iter().fold(none, |nearest, finding| {
                if finding.is_nearer(&nearest) { finding } else { nearest }
            }));
        }
        if let Some(known) = schema["enum"].as_array() {
            let found: Value = self.parsed(value, path)?;
            if known.contains(&found) {
                return Ok(());
            }
            let names = known.iter().map(|value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            return wrong(Fault::NotOneOf(names.collect()));
        }
        let kinds = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().collect(),
            Value::Null => Vec::new(),
            kind => vec![kind],
        };
        let kinds: Vec<_> = kinds.into_iter().filter_map(Value::as_str).collect();
        if let Some(first) = kinds.first()
            && !kinds.iter().any(|kind| is(kind, value.get()))
        {
            return wrong(Fault::Kind(kind_of(first)));
        }
        match value.get().as_bytes().first() {
            Some(b'{') => self.members(schema, value, path),
            Some(b'[') if schema["items"].is_object() => {
                let items: Vec<&RawValue> = self.parsed(value, path)?;
                let mut items = items.into_iter().enumerate();
                items.try_for_each(|(number, item)| {
                    self.look(&schema["items"], item, &format!("{path}[{number}]"))
                })
            }
            // Escapes are looked at too.
            Some(b'"') => self.parsed::<String>(value, path).map(drop),
            _ => Ok(()),
        }
    }

    fn members(&self, schema: &Value, object: &RawValue, path: &str) -> Result<(), Finding> {
        let Some(known) = schema["properties"].as_object() else { return Ok(()) };
        let Members(members) = self.parsed(object, path)?;
        let required: Vec<_> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (number, (name, value)) in members.iter().enumerate() {
            let own = format!("{path}.{}", harmless(name));
            if members.iter().take(number).any(|(other, _)| other == name) {
                return Err(self.finding(&own, value, Fault::Twice));
            }
            let Some(member) = known.get(name) else {
                let names = known.keys().cloned().collect();
                return Err(self.finding(&own, value, Fault::Unknown(names)));
            };
            // A member that may be left out may be null, which says the same; a list is empty.
            let absent = value.get() == "null" && !required.contains(&name.as_str());
            if !absent || member["type"] == "array" {
                self.look(member, value, &own)?;
            }
        }
        match required.iter().find(|name| !members.iter().any(|(other, _)| other == *name)) {
            Some(name) => Err(self.finding(&format!("{path}.{name}"), object, Fault::Missing)),
            None => Ok(()),
        }
    }

    fn parsed<'v, T: Deserialize<'v>>(
        &self,
        value: &'v RawValue,
        path: &str,
    ) -> Result<T, Finding> {
        serde_json::from_str(value.get())
            .map_err(|_| self.finding(path, value, Fault::Syntax(None)))
    }

    fn finding(&self, path: &str, value: &RawValue, fault: Fault) -> Finding {
        let start = value.get().as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        Finding { path: path.to_owned(), start, fault }
    }
}

fn is(kind: &str, value: &str) -> bool {
    match (kind, value.as_bytes().first()) {
        ("object", Some(b'{')) | ("array", Some(b'[')) | ("string", Some(b'"')) => true,
        ("integer", _) => value.parse::<i128>().is_ok(),
        ("null", _) => value == "null",
        ("boolean", _) => matches!(value, "true" | "false"),
        _ => false,
    }
}

fn kind_of(name: &str) -> Kind {
    match name {
        "object" => Kind::Object,
        "array" => Kind::Array,
        "string" => Kind::String,
        "integer" => Kind::Integer,
        _ => Kind::Other,
    }
}

/// The members of an object in their order, those that are there twice too.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests;
