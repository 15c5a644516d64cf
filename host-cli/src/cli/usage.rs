//! What is wrong with a command line, in the user's language.

use std::ffi::OsString;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::value::ValueError;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Language, Message, list};
use crate::msg;

/// Language and `--json`, as far as they can be seen before the command line is read. A
/// language that does not exist is left for the real reading to refuse.
pub(crate) fn early_options(arguments: &[OsString]) -> (Option<Language>, bool) {
    let (mut language, mut json) = (None, false);
    let mut arguments = arguments.iter().skip(1).map(|text| text.to_string_lossy());
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            break;
        } else if argument == "--json" {
            json = true;
        } else if argument == "--lang" {
            language = arguments.next().and_then(|code| Language::from_code(&code));
        } else if let Some(code) = argument.strip_prefix("--lang=") {
            language = Language::from_code(code);
        }
    }
    (language, json)
}

/// The error for what clap refused.
pub(crate) fn error(cause: &clap::Error, parser: &Command, arguments: &[OsString]) -> Error {
    let context = |kind: ContextKind| text(cause.get(kind));
    let argument = || plain_name(&context(ContextKind::InvalidArg));
    let secret = ValueError::of(cause).is_some_and(|value| value.secret);
    let what = match cause.kind() {
        ErrorKind::UnknownArgument => msg!("usage-unknown-argument", argument = argument()),
        ErrorKind::InvalidSubcommand => {
            msg!("usage-unknown-command", command = context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            let origin = variable_of(parser, arguments, &argument()).unwrap_or_else(argument);
            if value.is_empty() {
                msg!("usage-no-value", argument = origin)
            } else if secret {
                msg!("usage-wrong-secret", argument = origin)
            } else {
                msg!("usage-wrong-value", argument = origin, value = value)
            }
        }
        ErrorKind::NoEquals => msg!("usage-no-equals", argument = argument()),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            msg!("usage-value-count", argument = argument())
        }
        ErrorKind::ArgumentConflict
            if plain_name(&context(ContextKind::PriorArg)) == argument() =>
        {
            msg!("usage-twice", argument = argument())
        }
        ErrorKind::ArgumentConflict => msg!(
            "usage-conflict",
            argument = argument(),
            other = plain_name(&context(ContextKind::PriorArg))
        ),
        ErrorKind::MissingRequiredArgument => {
            msg!("usage-missing-argument", argument = argument())
        }
        ErrorKind::InvalidUtf8 => msg!("usage-not-unicode"),
        _ => msg!("usage-missing-command"),
    };
    Error::new(Exit::Usage, what, todo(cause, parser, arguments))
}

fn todo(cause: &clap::Error, parser: &Command, arguments: &[OsString]) -> Message {
    let command = command_of(parser, arguments);
    let suggestions =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let suggestion =
        suggestions.into_iter().map(|kind| text(cause.get(kind))).find(|text| !text.is_empty());
    let values = match cause.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) => values.clone(),
        _ => Vec::new(),
    };
    if let Some(value) = ValueError::of(cause) {
        let expected = value.expected.clone();
        return msg!("todo-usage-expected", expected = expected, command = command);
    }
    match suggestion {
        Some(suggestion) => {
            msg!("todo-usage-suggestion", suggestion = suggestion, command = command)
        }
        None if !values.is_empty() => {
            msg!("todo-usage-values", values = list(values), command = command)
        }
        None => msg!("todo-usage", command = command),
    }
}

/// The command as far as the arguments name one: `juki virtual new`.
fn command_of(parser: &Command, arguments: &[OsString]) -> String {
    let mut command = parser;
    let mut path = vec![command.get_name()];
    for argument in arguments.iter().skip(1) {
        if let Some(next) = command.find_subcommand(argument) {
            command = next;
            path.push(command.get_name());
        }
    }
    path.join(" ")
}

/// The environment variable that a flag's value came from: the flag itself was not typed.
fn variable_of(parser: &Command, arguments: &[OsString], flag: &str) -> Option<String> {
    let long = flag.strip_prefix("--")?;
    let variable =
        parser.get_arguments().find(|known| known.get_long() == Some(long))?.get_env()?;
    let typed = arguments
        .iter()
        .skip(1)
        .map(|text| text.to_string_lossy())
        .take_while(|text| text != "--")
        .any(|text| {
            text.strip_prefix(flag).is_some_and(|rest| matches!(rest.get(..1), None | Some("=")))
        });
    (!typed).then(|| variable.to_string_lossy().into_owned())
}

fn text(value: Option<&ContextValue>) -> String {
    match value {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    }
}

/// Clap names an argument with its values, `--lang <LANGUAGE>`: the flag is enough.
fn plain_name(argument: &str) -> String {
    match argument.split_once([' ', '=']) {
        Some((flag, _)) if flag.starts_with('-') => flag.trim_end_matches('[').to_owned(),
        _ => argument.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(arguments: &[&str]) -> (Option<Language>, bool) {
        let arguments: Vec<OsString> =
            std::iter::once(&"juki").chain(arguments).map(OsString::from).collect();
        early_options(&arguments)
    }

    #[test]
    fn language_and_json_are_seen_early() {
        assert_eq!(seen(&["info"]), (None, false));
        assert_eq!(seen(&["--lang", "ja", "info", "--json"]), (Some(Language::Japanese), true));
        assert_eq!(seen(&["apdu", "--lang=en"]), (Some(Language::English), false));
        assert_eq!(seen(&["apdu", "--", "--json", "--lang=ja"]), (None, false));
        assert_eq!(seen(&["--lang"]), (None, false));
    }
}
