//! For tests: whether a JSON Schema of ours takes a value. It knows the keywords and patterns that
//! our schemas have, and ends the test at any other: nothing of a schema is passed over.

use serde_json::Value;

/// Does the schema take the value?
pub(crate) fn accepts(schema: &Value, value: &Value) -> bool {
    takes_at(schema, schema, value)
}

fn takes_at(root: &Value, schema: &Value, value: &Value) -> bool {
    let keywords = schema.as_object().unwrap();
    let holds = |(keyword, wanted): (&String, &Value)| match (keyword.as_str(), value) {
        ("$schema" | "title" | "description" | "$defs", _) => true,
        ("$ref", _) => {
            let place = wanted.as_str().unwrap().strip_prefix('#').unwrap();
            takes_at(root, root.pointer(place).unwrap(), value)
        }
        ("type", _) => match wanted {
            Value::Array(kinds) => kinds.iter().any(|kind| is(kind, value)),
            kind => is(kind, value),
        },
        ("enum", _) => wanted.as_array().unwrap().contains(value),
        ("oneOf", _) => {
            let of = wanted.as_array().unwrap();
            of.iter().filter(|schema| takes_at(root, schema, value)).count() == 1
        }
        ("required", Value::Object(members)) => wanted
            .as_array()
            .unwrap()
            .iter()
            .all(|name| members.contains_key(name.as_str().unwrap())),
        ("properties", Value::Object(members)) => members.iter().all(|(name, member)| {
            wanted.get(name).is_none_or(|schema| takes_at(root, schema, member))
        }),
        ("additionalProperties", Value::Object(members)) => {
            assert_eq!(wanted, false);
            members.keys().all(|name| schema["properties"].get(name).is_some())
        }
        ("minProperties", Value::Object(members)) => members.len() >= size(wanted),
        ("maxProperties", Value::Object(members)) => members.len() <= size(wanted),
        ("items", Value::Array(items)) => items.iter().all(|item| takes_at(root, wanted, item)),
        ("minItems", Value::Array(items)) => items.len() >= size(wanted),
        ("maxItems", Value::Array(items)) => items.len() <= size(wanted),
        ("minLength", Value::String(text)) => text.chars().count() >= size(wanted),
        ("maxLength", Value::String(text)) => text.chars().count() <= size(wanted),
        ("pattern", Value::String(text)) => matches(wanted.as_str().unwrap(), text),
        ("minimum", Value::Number(number)) => number.as_f64() >= wanted.as_f64(),
        ("maximum", Value::Number(number)) => number.as_f64() <= wanted.as_f64(),
        // What is said of another type says nothing of this value.
        (
            "required"
            | "properties"
            | "additionalProperties"
            | "minProperties"
            | "maxProperties"
            | "items"
            | "minItems"
            | "maxItems"
            | "minLength"
            | "maxLength"
            | "pattern"
            | "minimum"
            | "maximum",
            _,
        ) => true,
        (unknown, _) => panic!("the tests know no keyword {unknown}"),
    };
    keywords.iter().all(holds)
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        unknown => panic!("the tests know no type {unknown}"),
    }
}

fn size(wanted: &Value) -> usize {
    usize::try_from(wanted.as_u64().unwrap()).unwrap()
}

/// A pattern of classes and groups, each as often as it says: `^([0-9A-F]{2}){1,3}[a-z-]*$`.
/// Nothing is tried twice, so a class must not begin with what the one before it may take.
fn matches(pattern: &str, text: &str) -> bool {
    let inner = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')).unwrap();
    let text: Vec<char> = text.chars().collect();
    sequence(inner, &text) == Some(text.len())
}

/// How many characters of the text the pattern takes.
fn sequence(mut pattern: &str, text: &[char]) -> Option<usize> {
    let mut taken = 0;
    while !pattern.is_empty() {
        let close = if pattern.starts_with('(') { ')' } else { ']' };
        let (atom, rest) = pattern[1..].split_once(close).unwrap();
        let (least, most, rest) = count(rest);
        let mut times = 0;
        while times < most {
            let next = if close == ')' {
                sequence(atom, &text[taken..])
            } else {
                text.get(taken).filter(|letter| in_class(atom, **letter)).map(|_| 1)
            };
            let Some(length) = next.filter(|length| *length > 0) else { break };
            taken += length;
            times += 1;
        }
        if times < least {
            return None;
        }
        pattern = rest;
    }
    Some(taken)
}

/// `{n}`, `{m,n}`, `*` or nothing, and what stands behind it.
fn count(rest: &str) -> (usize, usize, &str) {
    if let Some(rest) = rest.strip_prefix('*') {
        return (0, usize::MAX, rest);
    }
    let Some(rest) = rest.strip_prefix('{') else { return (1, 1, rest) };
    let (numbers, rest) = rest.split_once('}').unwrap();
    let (least, most) = numbers.split_once(',').unwrap_or((numbers, numbers));
    (least.parse().unwrap(), most.parse().unwrap(), rest)
}

fn in_class(class: &str, letter: char) -> bool {
    let letters: Vec<char> = class.chars().collect();
    let mut at = 0;
    while let Some(first) = letters.get(at) {
        let last = letters.get(at + 2).filter(|_| letters[at + 1] == '-');
        if (*first..=*last.unwrap_or(first)).contains(&letter) {
            return true;
        }
        at += if last.is_some() { 3 } else { 1 };
    }
    false
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{accepts, matches};

    #[test]
    fn patterns_take_what_they_say() {
        for (pattern, good, bad) in [
            ("^[01]*$", &["", "0110"][..], &["2", "01 "][..]),
            ("^[A-Z]{2}[0-9]{3}$", &["AB123"], &["A123", "AB12", "AB1234", "ab123"]),
            ("^([0-9A-F]{2}){2,3}$", &["0A1B", "0A1B2C"], &["0A", "0A1", "0A1B2", "0A1B2C3D"]),
            ("^[a-z-]{1,3}$", &["a-z", "-"], &["", "abcd", "A"]),
        ] {
            assert!(good.iter().all(|text| matches(pattern, text)), "{pattern}");
            assert!(!bad.iter().any(|text| matches(pattern, text)), "{pattern}");
        }
    }

    #[test]
    fn every_keyword_refuses_something() {
        for (schema, good, bad) in [
            (json!({"type": "string"}), json!(""), json!(1)),
            (json!({"type": ["object", "null"]}), json!(null), json!([])),
            (json!({"type": "integer"}), json!(1), json!(1.5)),
            (json!({"enum": ["a"]}), json!("a"), json!("b")),
            (json!({"oneOf": [{"enum": [1, 2]}, {"enum": [2]}]}), json!(1), json!(2)),
            (json!({"required": ["a"]}), json!({"a": 1}), json!({})),
            (json!({"properties": {"a": {"enum": [1]}}}), json!({"a": 1}), json!({"a": 2})),
            (json!({"additionalProperties": false, "properties": {}}), json!({}), json!({"a": 1})),
            (json!({"minProperties": 1}), json!({"a": 1}), json!({})),
            (json!({"maxProperties": 0}), json!({}), json!({"a": 1})),
            (json!({"items": {"enum": [1]}}), json!([1, 1]), json!([1, 2])),
            (json!({"minItems": 1}), json!([1]), json!([])),
            (json!({"maxItems": 1}), json!([1]), json!([1, 1])),
            (json!({"minLength": 2}), json!("二字"), json!("一")),
            (json!({"maxLength": 1}), json!("一"), json!("二字")),
            (json!({"minimum": 2}), json!(2), json!(1)),
            (json!({"maximum": 2}), json!(2), json!(3)),
            (json!({"$ref": "#/$defs/a", "$defs": {"a": {"enum": [1]}}}), json!(1), json!(2)),
        ] {
            assert!(accepts(&schema, &good), "{schema} {good}");
            assert!(!accepts(&schema, &bad), "{schema} {bad}");
        }
    }
}
