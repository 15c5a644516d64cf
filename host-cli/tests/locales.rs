//! The two languages say the same things, and the program says nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;
use juki::locale::{Language, Locale, Message};

type Messages = BTreeMap<String, BTreeSet<String>>;

/// Ids of the messages of a language, with the variables each of them uses.
fn messages(language: Language) -> Messages {
    let mut messages = Messages::new();
    for source in language.sources() {
        let resource = FluentResource::try_new((*source).to_owned())
            .unwrap_or_else(|(_, faults)| panic!("{}: {faults:?}", language.code()));
        drop(resource);
        let mut id = String::new();
        for line in source.lines() {
            let own_line = !line.starts_with([' ', '#', '}']);
            if let (true, Some((name, _))) = (own_line, line.split_once(" =")) {
                id = name.to_owned();
                let before = messages.insert(id.clone(), BTreeSet::new());
                assert!(before.is_none(), "{id} is there twice");
            }
            let variables = line.split("{ $").skip(1).map(|rest| {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                rest[..end.unwrap_or(rest.len())].to_owned()
            });
            if let Some(known) = messages.get_mut(&id) {
                known.extend(variables);
            }
        }
    }
    messages
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// Every `msg!("id", name = value, ...)` of the program: id, names of the values, place.
fn said() -> Vec<(String, BTreeSet<String>, String)> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut said = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let code: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n");
        for call in code.split("msg!(").skip(1) {
            let Some(rest) = call.trim_start().strip_prefix('"') else {
                continue;
            };
            let (id, rest) = rest.split_once('"').unwrap();
            said.push((id.to_owned(), values(rest), file.display().to_string()));
        }
    }
    said
}

/// The names before `=` at the top level of a macro call, up to its closing parenthesis.
fn values(call: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let (mut depth, mut part) = (0, String::new());
    for character in call.chars() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => part.clear(),
            '=' if depth == 0 => {
                names.insert(part.trim().to_owned());
            }
            other => part.push(other),
        }
    }
    names
}

/// The ids that the command line asks for: see `cli::localize`.
fn of_the_command_line() -> BTreeSet<String> {
    fn walk(command: &clap::Command, path: &str, ids: &mut BTreeSet<String>) {
        ids.insert(format!("help-{}", if path.is_empty() { "juki" } else { path }));
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str().replace('_', "-");
            ids.insert(if argument.is_global_set() {
                format!("arg-{id}")
            } else {
                format!("arg-{path}-{id}")
            });
        }
        for subcommand in command.get_subcommands() {
            let name = subcommand.get_name();
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}-{name}") };
            walk(subcommand, &path, ids);
        }
    }
    let mut ids = BTreeSet::from(
        [
            "heading-usage",
            "heading-commands",
            "heading-command",
            "heading-option",
            "heading-options",
            "heading-arguments",
            "heading-everywhere",
            "help-exit-codes",
        ]
        .map(str::to_owned),
    );
    walk(&juki::cli::command(&Locale::new(Language::English)), "", &mut ids);
    ids
}

/// The ids that status words ask for: see `Message::status`.
fn of_status_words() -> BTreeSet<String> {
    use apdu_spec::status::StatusWord;
    let others = [0x6102, 0x6C02, 0x63C1, 0x6FFF].map(StatusWord::new);
    StatusWord::ALL
        .iter()
        .chain(&others)
        .map(|status| match status.tries_left() {
            Some(_) => "status-tries-left".to_owned(),
            None => format!("status-{}", status.name().to_ascii_lowercase().replace('_', "-")),
        })
        .collect()
}

/// The ids of what to do about a status word: see `juki::explain`.
fn of_explanations() -> BTreeSet<String> {
    let others = ["status-success", "status-unknown"];
    let status = of_status_words().into_iter().filter(|id| !others.contains(&id.as_str()));
    status.map(|id| format!("explain-{id}")).collect()
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let (english, japanese) = (messages(Language::English), messages(Language::Japanese));
    let ids = |messages: &Messages| messages.keys().cloned().collect::<BTreeSet<_>>();
    let (left, right) = (ids(&english), ids(&japanese));
    assert_eq!(left.difference(&right).collect::<Vec<_>>(), [""; 0], "not in ja");
    assert_eq!(right.difference(&left).collect::<Vec<_>>(), [""; 0], "not in en");
    for (id, variables) in &english {
        assert_eq!(Some(variables), japanese.get(id), "variables of {id}");
    }
}

#[test]
fn the_program_says_every_message_and_no_other() {
    let known = messages(Language::English);
    let mut used = of_status_words();
    used.extend(of_explanations());
    // Without a feature its messages are not asked for on the command line.
    if cfg!(feature = "vpcd") {
        used.extend(of_the_command_line());
    }
    for (id, names, file) in said() {
        let variables = known.get(&id);
        let variables = variables.unwrap_or_else(|| panic!("{file}: there is no message {id}"));
        assert_eq!(&names, variables, "{file}: values of {id}");
        used.insert(id);
    }
    let missing: Vec<_> = used.iter().filter(|id| !known.contains_key(*id)).collect();
    assert_eq!(missing, [""; 0], "missing");
    if cfg!(feature = "vpcd") {
        let unused: Vec<_> = known.keys().filter(|id| !used.contains(*id)).collect();
        assert_eq!(unused, [""; 0], "unused");
    }
}

/// Every message of a language with each of its variables 1.
fn said_of_one(language: Language) -> Vec<(String, String)> {
    let locale = Locale::new(language);
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let messages = messages(language).into_iter();
    messages
        .map(|(id, variables)| {
            let message = variables
                .into_iter()
                .fold(Message::new(leak(id.clone())), |all, name| all.with(leak(name), 1_u64));
            (id, locale.text(&message))
        })
        .collect()
}

/// One of a thing is told as one: “1 byte”, not “1 bytes”.
#[test]
fn what_is_counted_has_its_singular() {
    const THINGS: [&str; 17] = [
        "authentications",
        "bits",
        "bytes",
        "cards",
        "certificates",
        "characters",
        "components",
        "days",
        "digits",
        "files",
        "lines",
        "lists",
        "readers",
        "seconds",
        "signers",
        "times",
        "tries",
    ];
    // How many there may be at most, or are of how many, is never one.
    const BOUNDS: [&str; 5] = ["most", "of", "than", "to", "fit"];
    // They are only said of more than one: a list lasts for 30 days, a PIN has four digits or
    // more, a sample of a photo eight bits, and so on.
    const MANY: [&str; 15] = [
        "authority-crl-done",
        "authority-init-done",
        "coding-bits",
        "coding-components",
        "error-holder-address",
        "error-several-readers",
        "error-signature-certificates",
        "error-signature-signers",
        "error-service-pin",
        "expected-number",
        "pin-form-digits",
        "prompt-service-new-pin",
        "prompt-service-pin",
        "reason-candidates",
        "expected-short-name",
    ];
    let mut plural = Vec::new();
    let said = said_of_one(Language::English);
    for (id, text) in said.into_iter().filter(|(id, _)| !MANY.contains(&id.as_str())) {
        let words: Vec<_> = text
            .split_whitespace()
            .map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()))
            .collect();
        let bounded =
            |at: usize| at.checked_sub(1).is_some_and(|before| BOUNDS.contains(&words[before]));
        let is_plural = |(at, pair): (usize, &[&str])| {
            pair[0] == "1" && THINGS.contains(&pair[1]) && !bounded(at)
        };
        if words.windows(2).enumerate().any(is_plural) {
            plural.push(format!("{id}: {text}"));
        }
    }
    assert_eq!(plural, [""; 0]);
}

/// Japanese text is punctuated as Japanese is: marks of full width, also where the program puts
/// things in a row. Commands, names and numbers keep their own.
#[test]
fn japanese_has_the_marks_of_japanese() {
    let is_japanese = |c: char| matches!(c, 'ぁ'..='ヿ' | '一'..='龠' | '々' | '」' | '）');
    let mut odd = Vec::new();
    for (id, text) in said_of_one(Language::Japanese) {
        // What is shown of a card is a table: its labels end alike.
        let label = id.starts_with("info-");
        for line in text.lines().filter(|line| label || line.contains(is_japanese)) {
            let mut before = ' ';
            for (at, mark) in line.char_indices() {
                let after = line[at + mark.len_utf8()..].chars().next().unwrap_or(' ');
                let stands_apart = after == ' ' && !before.is_ascii_punctuation();
                let wrong = match mark {
                    ':' | ';' | ',' => stands_apart || is_japanese(before),
                    '(' => is_japanese(before) || is_japanese(after),
                    ')' => is_japanese(before),
                    _ => false,
                };
                if wrong && !line[at..].starts_with("(+)") {
                    odd.push(format!("{id}: {line}"));
                }
                before = mark;
            }
        }
    }
    assert_eq!(odd, [""; 0]);
}
