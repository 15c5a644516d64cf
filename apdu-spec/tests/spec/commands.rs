//! The tables of commands.

use apdu_spec::class::Family;
use apdu_spec::instruction::{
    Byte, COMMON, Field, Form, Instruction, Row, SecureMessagingRule, TABLE,
};
use apdu_spec::status::StatusWord;

/// One line a command.
pub(crate) fn overview() -> String {
    let mut rows = String::from(
        "| command | CLA | INS | forms | secure messaging | clause |\n|---|---|---|---|---|---|\n",
    );
    for row in TABLE {
        rows += &format!(
            "| [{}](#{}) | {} | {:02X} | {} | {} | {} |\n",
            row.name,
            anchor(&heading(row)),
            class(row),
            row.ins,
            row.forms.len(),
            secure_messaging(row.secure_messaging),
            row.clause
        );
    }
    rows
}

/// What any command may answer.
pub(crate) fn common() -> String {
    words(COMMON) + "\n"
}

/// Every command with its forms and status words.
pub(crate) fn forms() -> String {
    TABLE.iter().map(section).collect::<Vec<_>>().join("\n")
}

fn section(row: &Row) -> String {
    let mut text = format!("### {}\n\n{}.\n\n", heading(row), row.clause);
    text += "| form | P1 | P2 | data field | Le |\n|---|---|---|---|---|\n";
    for form in row.forms {
        text += &format!(
            "| {} | {} | {} | {} | {} |\n",
            form.name,
            byte(form.p1),
            byte(form.p2),
            data(form),
            le(form.le)
        );
    }
    let carries = matches!(row.instruction, Instruction::Envelope | Instruction::EnvelopeOdd);
    text += match row.status {
        [] => "\nNo other status word.\n".to_owned(),
        own => format!("\nAnswers {}.\n", words(own)),
    }
    .as_str();
    if carries {
        text += "Otherwise what the command that it carries may answer.\n";
    }
    text
}

fn heading(row: &Row) -> String {
    format!("{} {} {:02X}", row.name, class(row), row.ins)
}

const fn class(row: &Row) -> &'static str {
    match row.family {
        Family::Interindustry => "00",
        Family::Proprietary => "80",
    }
}

const fn secure_messaging(rule: SecureMessagingRule) -> &'static str {
    match rule {
        SecureMessagingRule::Accepted => "accepted",
        SecureMessagingRule::Compulsory => "compulsory",
        SecureMessagingRule::Never => "never",
    }
}

/// As renderers of Markdown make it of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'));
    kept.collect::<String>().to_ascii_lowercase().replace(' ', "-")
}

fn byte(byte: Byte) -> String {
    match byte {
        Byte::Any => "any".to_owned(),
        Byte::Is(value) => format!("{value:02X}"),
        Byte::Range(from, to) => format!("{from:02X}-{to:02X}"),
        Byte::OneOf(values) => {
            values.iter().map(|value| format!("{value:02X}")).collect::<Vec<_>>().join(", ")
        }
        Byte::Bits(mask, value) => bits(mask, value),
        Byte::Reference => "reference".to_owned(),
        Byte::KeyReference => "reference or 00".to_owned(),
        #[allow(unreachable_patterns, reason = "a kind that the table gets later")]
        other => format!("{other:?}"),
    }
}

/// Bits 8 to 1: fixed, or `x`.
fn bits(mask: u8, value: u8) -> String {
    let bit = |at: u8| match (mask >> at & 1, value >> at & 1) {
        (0, _) => 'x',
        (_, 0) => '0',
        _ => '1',
    };
    (0..8).rev().map(bit).collect()
}

fn data(form: &Form) -> String {
    let secret = if form.secret { ", may be a secret" } else { "" };
    match form.data {
        Field::Absent => "none".to_owned(),
        Field::Present => format!("yes{secret}"),
        Field::Optional => format!("may be{secret}"),
        Field::Length(from, to) if from == to => format!("{from} bytes{secret}"),
        Field::Length(from, u16::MAX) => format!("{from} bytes or more{secret}"),
        Field::Length(from, to) => format!("{from}-{to} bytes{secret}"),
    }
}

fn le(field: Field) -> String {
    match field {
        Field::Absent => "none".to_owned(),
        Field::Present => "yes".to_owned(),
        Field::Optional => "may be".to_owned(),
        Field::Length(from, u16::MAX) => format!("{from} or more"),
        Field::Length(from, to) => format!("{from}-{to}"),
    }
}

fn words(words: &[StatusWord]) -> String {
    let mut words: Vec<_> = words.to_vec();
    words.sort_unstable();
    let word = |word: &StatusWord| match word.value() {
        0x63C0 => "63Cx TRIES_LEFT_x".to_owned(),
        0x6C00 => "6Cxx WRONG_LE".to_owned(),
        _ => format!("{word} {}", word.name()),
    };
    words.iter().map(word).collect::<Vec<_>>().join(", ")
}
