//! Paths into a record: `name.japanese.family`, `household.relationships[0]`.

use std::fmt;

use juki_records::items::{self, ItemForm};
use serde_json::{Map, Value};

/// Longest list that a path reaches into.
const LONGEST_LIST: usize = 64;
/// Most steps of a path.
const DEEPEST: usize = 8;

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A member of an object.
    Member(String),
    /// An element of a list, from 0.
    Element(usize),
}

/// A path into a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

impl Path {
    /// Reads a path; `None` when the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        for part in text.split('.') {
            let mut pieces = part.split('[');
            let name = pieces.next()?;
            let is_name = name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
            if name.is_empty() || !is_name {
                return None;
            }
            steps.push(Step::Member(name.to_owned()));
            for piece in pieces {
                let number = piece.strip_suffix(']')?;
                let is_number =
                    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
                let number = is_number.then(|| number.parse().ok())?;
                steps.push(Step::Element(number.filter(|number| *number < LONGEST_LIST)?));
            }
        }
        (steps.len() <= DEEPEST).then_some(Self(steps))
    }

    /// The value there; `None` when there is none, or null.
    #[must_use]
    pub fn get<'v>(&self, record: &'v Value) -> Option<&'v Value> {
        let mut at = record;
        for step in &self.0 {
            at = match step {
                Step::Member(name) => at.get(name)?,
                Step::Element(number) => at.get(number)?,
            };
        }
        (!at.is_null()).then_some(at)
    }

    /// Puts a value there, with the objects and lists on the way to it. Elements of a list that are
    /// left out before it are null. False when something else stands in the way, which then stays.
    pub fn set(&self, record: &mut Value, value: Value) -> bool {
        let mut at = record;
        for step in &self.0 {
            if at.is_null() {
                *at = match step {
                    Step::Member(_) => Value::Object(Map::new()),
                    Step::Element(_) => Value::Array(Vec::new()),
                };
            }
            at = match (step, at) {
                (Step::Member(name), Value::Object(members)) => {
                    members.entry(name.clone()).or_insert(Value::Null)
                }
                (Step::Element(number), Value::Array(elements)) => {
                    while elements.len() <= *number {
                        elements.push(Value::Null);
                    }
                    let Some(element) = elements.get_mut(*number) else { return false };
                    element
                }
                _ => return false,
            };
        }
        let is_free = at.is_null();
        if is_free {
            *at = value;
        }
        is_free
    }

    /// The path one member further.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        Self(self.0.iter().cloned().chain([Step::Member(name.to_owned())]).collect())
    }

    /// Does the one lead to what the other leads into, or are they the same?
    #[must_use]
    pub fn touches(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(own, others)| own == others)
    }

    /// How many steps.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.0.len()
    }

    /// Does a record know such a member, or members in it, or, as those of a day that is not known
    /// whole, what it is in?
    #[must_use]
    pub fn is_of_record(&self) -> bool {
        let own = self.without_elements();
        items::all().any(|item| {
            let path = item.path.trim_start_matches("$.");
            let inside = path.strip_prefix(own.as_str());
            let outside = own.strip_prefix(path).filter(|_| matches!(item.form, ItemForm::Date));
            inside.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
                || outside.is_some_and(|rest| rest.starts_with('.'))
        })
    }

    /// The path as text, without the numbers of elements: `changes[].date`.
    #[must_use]
    pub fn without_elements(&self) -> String {
        let mut text = String::new();
        for step in &self.0 {
            match step {
                Step::Member(name) if text.is_empty() => text.push_str(name),
                Step::Member(name) => {
                    text.push('.');
                    text.push_str(name);
                }
                Step::Element(_) => text.push_str("[]"),
            }
        }
        text
    }

    /// The first step that is missing where an element of a list is left out before another one.
    #[must_use]
    pub fn gap(record: &Value) -> Option<String> {
        match record {
            Value::Object(members) => members
                .iter()
                .find_map(|(name, value)| Self::gap(value).map(|inner| format!(".{name}{inner}"))),
            Value::Array(elements) => elements.iter().enumerate().find_map(|(number, value)| {
                let inner = if value.is_null() { Some(String::new()) } else { Self::gap(value) };
                inner.map(|inner| format!("[{number}]{inner}"))
            }),
            _ => None,
        }
    }

    /// The paths of every value in a record that is no object and no list.
    pub fn leaves(record: &Value, of: &mut dyn FnMut(&Self, &Value)) {
        fn walk(at: &Value, steps: &mut Path, of: &mut dyn FnMut(&Path, &Value)) {
            match at {
                Value::Object(members) => {
                    for (name, value) in members {
                        steps.0.push(Step::Member(name.clone()));
                        walk(value, steps, of);
                        steps.0.pop();
                    }
                }
                Value::Array(elements) => {
                    for (number, value) in elements.iter().enumerate() {
                        steps.0.push(Step::Element(number));
                        walk(value, steps, of);
                        steps.0.pop();
                    }
                }
                Value::Null => {}
                value => of(steps, value),
            }
        }
        walk(record, &mut Self(Vec::new()), of);
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            match step {
                Step::Member(name) if number == 0 => f.write_str(name)?,
                Step::Member(name) => write!(f, ".{name}")?,
                Step::Element(number) => write!(f, "[{number}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_no_path_is_none() {
        for text in [
            "",
            ".",
            "a.",
            "a[",
            "a[]",
            "a[x]",
            "a[-1]",
            "[0]",
            "a b",
            "氏名",
            "a[64]",
            "a[99999999999999999999]",
            "a.b.c.d.e.f.g.h.i",
        ] {
            assert_eq!(Path::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_put_somewhere_is_found_there() {
        let mut record = Value::Null;
        for (path, value) in
            [("name.japanese.family", "a"), ("changes[1].day", "b"), ("changes[0].day", "c")]
        {
            let path = Path::parse(path).unwrap();
            assert!(path.set(&mut record, json!(value)));
            assert_eq!(path.get(&record), Some(&json!(value)));
            assert!(!path.set(&mut record, json!("other")), "a second value");
        }
        assert_eq!(record["changes"], json!([{ "day": "c" }, { "day": "b" }]));
        assert!(!Path::parse("name.japanese.family.x").unwrap().set(&mut record, json!(1)));
        assert!(!Path::parse("name[0]").unwrap().set(&mut record, json!(1)));
        assert_eq!(Path::gap(&record), None);
        Path::parse("household.relationships[1]").unwrap().set(&mut record, json!("02"));
        assert_eq!(Path::gap(&record).as_deref(), Some(".household.relationships[0]"));
    }
}
