//! Parts of the table of commands as they are shown.

use apdu_spec::class::Family;
use apdu_spec::instruction::{Byte, Field, Form, Row};
use apdu_spec::status::StatusWord;

/// A status word as a table shows it: `63Cx` for tries.
#[must_use]
pub fn status(status: StatusWord) -> String {
    match (status.tries_left(), status.exact_le()) {
        (Some(_), _) => "63Cx".to_owned(),
        (_, Some(_)) => "6Cxx".to_owned(),
        _ => status.to_string(),
    }
}

/// The class byte of a command without channel, chaining and secure messaging.
#[must_use]
pub const fn class(row: &Row) -> &'static str {
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
#[must_use]
pub fn field(field: Field) -> String {
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
