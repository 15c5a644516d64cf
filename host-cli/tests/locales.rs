//! The two languages say the same things, and the program says nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;
use juki::locale::{Language, Locale, Message, sources};

type Messages = BTreeMap<String, BTreeSet<String>>;

/// Ids of the messages of a language, with the variables each of them uses.
fn messages(language: Language) -> Messages {
    let mut messages = Messages::new();
    for source in sources(language) {
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
            if let Some(known) = messages.get_mut(&id) {
                known.extend(placed(line).into_iter().map(|(_, variable)| variable));
            }
        }
    }
    messages
}

/// The variables that stand in a line of a Fluent file, and where each begins.
fn placed(line: &str) -> Vec<(usize, String)> {
    let begins =
        |&(at, _): &(usize, &str)| ["{ ", "{ WORD("].iter().any(|b| line[..at].ends_with(b));
    line.match_indices('$')
        .filter(begins)
        .map(|(at, _)| {
            let rest = &line[at + 1..];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            (at, rest[..end.unwrap_or(rest.len())].to_owned())
        })
        .collect()
}

fn files_below(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// Every `msg!("id", name = value, ...)` of the program: id, names of the values, place.
fn said() -> Vec<(String, BTreeSet<String>, String)> {
    let mut files = Vec::new();
    files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut said = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let code: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n");
        for (at, begin) in code.match_indices("msg!(") {
            // To the end of the file: a value may be a message too.
            let Some(rest) = code[at + begin.len()..].trim_start().strip_prefix('"') else {
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
    // Without a feature its messages are not asked for on the command line.
    if cfg!(feature = "vpcd") {
        used.extend(of_the_command_line());
    }
    let mut unlike = Vec::new();
    for (id, names, file) in said() {
        if let Some(variables) = known.get(&id).filter(|variables| **variables != names) {
            unlike.push(format!("{id}: {file} gives {names:?}, its text has {variables:?}"));
        }
        used.insert(id);
    }
    assert_eq!(unlike, [""; 0], "values");
    let missing: Vec<_> = used.iter().filter(|id| !known.contains_key(*id)).collect();
    assert_eq!(missing, [""; 0], "missing in locales/en and locales/ja");
    if cfg!(feature = "vpcd") {
        let unused: Vec<_> = known.keys().filter(|id| !used.contains(*id)).collect();
        assert_eq!(unused, [""; 0], "unused");
    }
}

/// Every line of the Fluent files of both languages, with its language.
fn lines() -> impl Iterator<Item = (Language, &'static str)> {
    let of = |language: Language| {
        let lines = sources(language).iter().flat_map(|source| source.lines());
        lines.map(move |line| (language, line))
    };
    Language::ALL.into_iter().flat_map(of)
}

/// A name may hold a quote: what is to be one word of a command line is quoted by `WORD`, not by
/// quotes in the text.
#[test]
fn nothing_stands_in_quotes_of_the_text() {
    let mut quoted = Vec::new();
    for (language, line) in lines() {
        for (at, variable) in placed(line) {
            let before = &line[..line[..at].rfind("{ ").unwrap()];
            let after = line[at..].split_once('}').map_or("", |(_, after)| after);
            let word = before.rsplit(|c: char| !(c.is_ascii_graphic())).next().unwrap();
            let inside = ['\'', '"']
                .into_iter()
                .any(|quote| word.matches(quote).count() % 2 == 1 || after.starts_with(quote));
            if inside {
                quoted.push(format!("{}: {variable} in: {line}", language.code()));
            }
        }
    }
    assert_eq!(quoted, [""; 0]);
}

/// What stands in a command line is one word of it, whatever it is.
#[test]
fn a_command_line_to_copy_holds_words_only() {
    // They have no character that a shell acts on: digits, and names of this program's own.
    const SAFE: [&str; 7] =
        ["charset", "example", "fingerprint", "form", "pid", "selection", "serial"];
    const PROGRAMS: [&str; 10] =
        ["base64", "cat", "cp", "iconv", "kill", "mv", "openssl", "perl", "sudo", "tr"];
    let juki = juki::cli::command(&Locale::new(Language::English));
    let juki: Vec<_> =
        juki.get_subcommands().map(|command| format!("juki {}", command.get_name())).collect();
    let programs: Vec<_> =
        PROGRAMS.iter().map(|name| (*name).to_owned()).chain(juki).map(|name| name + " ").collect();
    let starts = |line: &str| {
        let at = programs.iter().filter_map(|program| {
            let mut found = line.match_indices(program.as_str());
            found.find(|(at, _)| !line[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()))
        });
        at.map(|(at, _)| at).min()
    };
    let (mut bare, mut words) = (Vec::new(), 0);
    for (language, line) in lines() {
        let mut rest = line;
        while let Some(start) = starts(rest) {
            let command = &rest[start..];
            let end = [". ", "。", " (", "）"].iter().filter_map(|mark| command.find(mark)).min();
            let (command, behind) = command.split_at(end.unwrap_or(command.len()));
            for (at, variable) in placed(command) {
                if command[..at].ends_with("WORD(") {
                    words += 1;
                } else if !SAFE.contains(&variable.as_str()) {
                    bare.push(format!("{}: {variable} in: {line}", language.code()));
                }
            }
            rest = behind;
        }
    }
    assert_eq!(bare, [""; 0]);
    assert!(words > 30, "{words}: are the command lines seen?");
}

/// A command line says which folder is meant, but where nobody knows it: a placeholder is a word to
/// look up and to type.
#[test]
fn a_command_line_names_the_folder_that_is_meant() {
    const ELSEWHERE: [&str; 4] = [
        // One that is yet to be made.
        "todo-no-authority",
        "todo-index-backup",
        // That of a list which was found, or is missing.
        "trust-kept",
        "advice-list",
    ];
    let placeholders = [" DIR", " フォルダー"];
    let mut said = Vec::new();
    for language in Language::ALL {
        let mut id = "";
        for line in sources(language).iter().flat_map(|source| source.lines()) {
            if let (false, Some((name, _))) = (line.starts_with([' ', '}']), line.split_once(" ="))
            {
                id = name;
            }
            let commands = line.split("juki ").skip(1);
            let is_placed = |command: &str| {
                let words: Vec<_> = command.splitn(3, ' ').collect();
                let behind = words.get(2).map(|rest| format!(" {rest}"));
                behind.is_some_and(|rest| placeholders.iter().any(|word| rest.starts_with(word)))
            };
            if commands.into_iter().any(is_placed) && !ELSEWHERE.contains(&id) {
                said.push(format!("{}: {line}", language.code()));
            }
        }
    }
    assert_eq!(said, [""; 0]);
}

/// The reader of an advice pastes it: a name of somebody else's choice does nothing there.
#[test]
fn a_name_in_a_command_line_stays_a_name() {
    let name = "a';touch PWNED;'.p7m";
    for language in Language::ALL {
        let locale = Locale::new(language);
        for (message, expected) in [
            (
                Message::new("todo-authority-list-lost").with("dir", name),
                r"juki authority crl 'a'\'';touch PWNED;'\''.p7m'",
            ),
            (
                Message::new("virtual-new-judge").with("path", name).with("authority", "-a"),
                r"juki verify --reader 'virtual:a'\'';touch PWNED;'\''.p7m' --trust './-a'",
            ),
        ] {
            let text = locale.text(&message);
            assert!(text.ends_with(expected), "{text}");
        }
    }
}

/// One thing has one word in Japanese: two are taken for two things.
#[test]
fn one_thing_has_one_word_in_japanese() {
    let words = [
        ("控え", "バックアップ"),
        ("台帳", "発行記録"),
        ("発行の記録", "発行記録"),
        ("施錠", "ロック"),
        ("供給者", "ベンダー"),
    ];
    let lines = lines().filter(|(language, _)| *language == Language::Japanese);
    let mut said = Vec::new();
    for (_, line) in lines {
        // The name of the card.
        let told = line.replace("住民基本台帳", "");
        let cut = told.replace("フォルダー", "").contains("フォルダ");
        let others = words.iter().filter(|(other, _)| told.contains(other));
        said.extend(others.map(|(other, word)| format!("{other} is {word} in: {line}")));
        said.extend(cut.then(|| format!("フォルダ is フォルダー in: {line}")));
    }
    assert_eq!(said, [""; 0]);
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
    const THINGS: [&str; 18] = [
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
        "records",
        "seconds",
        "signers",
        "times",
        "tries",
    ];
    // How many there may be at most, or are of how many, is never one.
    const BOUNDS: [&str; 5] = ["most", "of", "than", "to", "fit"];
    // They are only said of more than one: a list lasts for 30 days, a PIN has four digits or
    // more, a sample of a photo eight bits, a file of a card holds many bytes, and so on.
    const MANY: [&str; 17] = [
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
        "use-long-file",
        "use-long-name",
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
