//! Documents with parts that code writes. The tests of the card's storage use it for theirs.

use std::format;
use std::string::String;

/// The name of a generated part of a text, and how it is made.
pub(crate) type Part = (&'static str, fn() -> String);

/// The text with these parts as they should be: each between its mark and the next end.
pub(crate) fn with_parts(text: &str, parts: &[Part]) -> String {
    let mut text = String::from(text);
    for (name, make) in parts {
        let begin = format!("<!-- {name}: generated -->\n");
        let from = text.find(&begin).unwrap_or_else(|| panic!("{name} is missing")) + begin.len();
        let to = from + text[from..].find("<!-- end -->").unwrap();
        text.replace_range(from..to, &make());
    }
    text
}
