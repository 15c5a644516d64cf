//! The rule of every single item of a record: its form, its width, and its day.

use serde_json::Value;

use super::validate::{digits, require, sized_text};
use super::{FieldRule, KnownPart, RecordError, RegisterDate, Resident, record_error};
use crate::day::Day;
use crate::items::{self, DATE_WORDING_MAX, Item, ItemForm};

/// Most entries of a list.
const LIST_MAX: usize = 99;

/// Looks at every item that the record has. A day before the birth is refused, except that of the
/// birth itself.
pub(super) fn validate(record: &Resident) -> Result<(), RecordError> {
    let birth = require_date("$.birth", &record.birth)?;
    // A record's members are texts, numbers and lists: they can be written.
    let value = serde_json::to_value(record).map_err(|_| record_error("$", FieldRule::Kind))?;
    look(&value, "$", &birth)
}

fn look(value: &Value, path: &str, birth: &RegisterDate) -> Result<(), RecordError> {
    if let Some(item) = items::find(path) {
        return look_at(item, value, path, birth);
    }
    match value {
        Value::Object(members) => members
            .iter()
            .try_for_each(|(name, member)| look(member, &format!("{path}.{name}"), birth)),
        Value::Array(entries) => {
            require(path, entries.len() <= LIST_MAX, FieldRule::ShortList(LIST_MAX))?;
            entries
                .iter()
                .enumerate()
                .try_for_each(|(place, entry)| look(entry, &format!("{path}[{place}]"), birth))
        }
        _ => Ok(()),
    }
}

fn look_at(
    item: &Item,
    value: &Value,
    path: &str,
    birth: &RegisterDate,
) -> Result<(), RecordError> {
    let written = value.as_str().unwrap_or_default();
    let within = |least: u16, most: u16| (least.into()..=most.into()).contains(&written.len());
    match item.form {
        ItemForm::Text(most) => sized_text(path, written, most.into()),
        ItemForm::Furigana(most) => {
            sized_text(path, written, most.into())?;
            require(path, written.chars().all(is_reading), FieldRule::Furigana)
        }
        ItemForm::Digits(least, most) => {
            let fits = within(least, most) && digits(written, written.len());
            require(path, fits, FieldRule::Digits { least, most })
        }
        ItemForm::Alphanumeric(least, most) => {
            let fits = within(least, most) && written.bytes().all(|b| b.is_ascii_alphanumeric());
            require(path, fits, FieldRule::Alphanumeric { least, most })
        }
        ItemForm::Count(least, most) => {
            let fits = value.as_u64().is_some_and(|n| (least.into()..=most.into()).contains(&n));
            require(path, fits, FieldRule::Count { least, most })
        }
        ItemForm::Date | ItemForm::Day => {
            let date: RegisterDate = serde_json::from_value(value.clone())
                .map_err(|_| record_error(path, FieldRule::Day))?;
            let date = require_date(path, &date)?;
            require(path, birth.may_precede(&date), FieldRule::Lifetime)
        }
        ItemForm::Word | ItemForm::Own => Ok(()),
    }
}

/// A day that there is, or a month or a year, and how the register says it.
fn require_date(path: &str, date: &RegisterDate) -> Result<RegisterDate, RecordError> {
    match date {
        RegisterDate::Known(day) => {
            require(path, Day::parse(&day.to_string()).is_some(), FieldRule::Day)?;
        }
        RegisterDate::Unknown { known, wording } => {
            let fits =
                *known == KnownPart::Nothing || KnownPart::parse(&known.to_string()).is_some();
            require(&format!("{path}.known"), fits, FieldRule::Month)?;
            sized_text(&format!("{path}.wording"), wording, DATE_WORDING_MAX.into())?;
        }
    }
    Ok(date.clone())
}

/// Full-width katakana, their marks, and the full-width space.
fn is_reading(character: char) -> bool {
    matches!(character, '\u{30A1}'..='\u{30FA}' | '・' | 'ー' | 'ヽ' | 'ヾ' | '\u{3000}')
}
