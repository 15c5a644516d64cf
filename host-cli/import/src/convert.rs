//! From the text of a cell to a value of a record, and back.

use std::collections::BTreeMap;

use serde_json::Value;

pub mod date;
pub mod width;

use date::DateFormat;
use width::Width;

/// How a cell's text and a record's value become each other.
#[derive(Clone, Debug, PartialEq)]
pub enum Conversion {
    /// The text as it is.
    Text,
    /// A number without sign or leading zeros.
    Number,
    /// A code for each value.
    Codes(Codes),
    /// A day; the first format is the one that is written.
    Date(Vec<DateFormat>),
}

/// Codes and what they stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Codes {
    to_value: BTreeMap<String, Value>,
    /// In the order of the mapping.
    codes: Vec<String>,
}

/// Why a text is no value. Each is told with what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ConvertFault {
    /// None of these codes.
    Code(Vec<String>),
    /// No number.
    Number,
    /// No day in one of these formats.
    Date(Vec<DateFormat>),
    /// No day that there is, or not in this era.
    NoSuchDay,
    /// A day of the calendar before 1873, which eras did not count by the Gregorian one.
    OldCalendar,
}

impl Codes {
    /// Codes with their values. Where several stand for one value, the first one is written.
    #[must_use]
    pub fn new(codes: Vec<(String, Value)>) -> Self {
        let names = codes.iter().map(|(code, _)| code.clone()).collect();
        Self { to_value: codes.into_iter().collect(), codes: names }
    }

    fn code(&self, value: &Value) -> Option<&str> {
        let mut codes = self.codes.iter();
        codes.find(|code| self.to_value.get(*code) == Some(value)).map(String::as_str)
    }
}

impl Conversion {
    /// The value that a text stands for.
    ///
    /// # Errors
    /// When it stands for none.
    pub fn read(&self, text: &str) -> Result<Value, ConvertFault> {
        match self {
            Self::Text => Ok(Value::String(text.to_owned())),
            Self::Number => {
                let is_canonical = text == "0" || !text.starts_with('0');
                let is_number = is_canonical && text.bytes().all(|byte| byte.is_ascii_digit());
                let number = is_number.then(|| text.parse::<u64>().ok()).flatten();
                number.map(Value::from).ok_or(ConvertFault::Number)
            }
            Self::Codes(codes) => codes.to_value.get(text).cloned().ok_or_else(|| {
                ConvertFault::Code(codes.codes.iter().take(MOST_CODES).cloned().collect())
            }),
            Self::Date(formats) => date::read(text, formats).map(|date| Value::String(date.iso())),
        }
    }

    /// The text that stands for a value; `None` when none does.
    #[must_use]
    pub fn write(&self, value: &Value) -> Option<String> {
        match self {
            Self::Text => value.as_str().map(str::to_owned),
            Self::Number => value.as_u64().map(|number| number.to_string()),
            Self::Codes(codes) => codes.code(value).map(str::to_owned),
            Self::Date(formats) => {
                let date = date::PartialDate::parse_iso(value.as_str()?)?;
                date::write(date, *formats.first()?)
            }
        }
    }
}

/// How many codes are named in an error.
const MOST_CODES: usize = 12;

/// A width changes the text of a cell before it is converted.
#[must_use]
pub fn widened(text: &str, width: Option<Width>) -> std::borrow::Cow<'_, str> {
    width.map_or(text.into(), |width| width.apply(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_code_is_a_value_and_a_value_is_its_first_code() {
        let codes = [("男", json!("male")), ("女", json!("female")), ("1", json!("male"))];
        let codes = codes.map(|(code, value)| (code.to_owned(), value));
        let conversion = Conversion::Codes(Codes::new(codes.into_iter().collect()));
        assert_eq!(conversion.read("1"), Ok(json!("male")));
        assert_eq!(conversion.write(&json!("male")).as_deref(), Some("男"));
        assert_eq!(conversion.write(&json!("unknown")), None);
        let known = ["男", "女", "1"].map(str::to_owned).to_vec();
        assert_eq!(conversion.read("3"), Err(ConvertFault::Code(known)));
    }

    #[test]
    fn a_number_is_written_in_one_way() {
        for (text, number) in [
            ("0", Some(0)),
            ("12", Some(12)),
            ("012", None),
            ("-1", None),
            ("", None),
            ("１", None),
        ] {
            let read = Conversion::Number.read(text);
            assert_eq!(read.ok().and_then(|value| value.as_u64()), number, "{text}");
        }
    }
}
