//! A word of a command line that a message gives to be typed: `{ WORD($path) }` in a Fluent file.
//!
//! The name of a file is its sender's choice, that of a reader its maker's. Whoever pastes a line
//! into a shell runs what the line says, and nothing that a name says.

use std::borrow::Cow;

use juki_explain::{FluentArgs, FluentValue};

/// The name of the function in the Fluent files. `before` and `after`, when they are there, stand
/// before and behind the text, within the word: `WORD($path, before: "virtual:")`.
pub(super) const FUNCTION: &str = "WORD";

/// The text as one word of the POSIX shell (XCU 2.2.2): all of it between single quotes, a quote
/// itself behind a backslash. A path that begins as an option does is written from `./` on.
#[must_use]
pub fn word(text: &str) -> String {
    let start = if text.starts_with('-') { "./" } else { "" };
    format!("'{start}{}'", text.replace('\'', r"'\''"))
}

/// [`word`] for Fluent.
pub(super) fn function<'a>(
    positional: &[FluentValue<'a>],
    named: &FluentArgs<'_>,
) -> FluentValue<'a> {
    let text = |value: Option<&FluentValue<'_>>| match value {
        Some(FluentValue::String(text)) => Cow::Owned(text.clone().into_owned()),
        Some(FluentValue::Number(number)) => number.as_string(),
        _ => Cow::Borrowed(""),
    };
    let [before, after] = ["before", "after"].map(|name| text(named.get(name)));
    word(&format!("{before}{}{after}", text(positional.first()))).into()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::word;

    #[test]
    fn a_shell_takes_any_name_as_one_word() {
        let names = [
            "doc.txt",
            "",
            "two words",
            "a';touch PWNED;'.p7m",
            "''",
            r"\'",
            "$(id)`id`${HOME}!!*?[a]~#&|<>\"",
            "改行\nと\t証明書",
        ];
        for name in names {
            let line = format!("printf '%s|' {} end", word(name));
            let told = Command::new("sh").args(["-c", &line]).output().unwrap();
            assert_eq!(String::from_utf8(told.stdout).unwrap(), format!("{name}|end|"), "{line}");
        }
    }

    #[test]
    fn no_name_is_taken_for_an_option() {
        assert_eq!(word("-rf"), "'./-rf'");
        assert_eq!(word("a-b"), "'a-b'");
    }
}
